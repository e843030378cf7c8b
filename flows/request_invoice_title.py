"""Put an approved invoice title (发票抬头) into force: "request a new invoice title".

Opens: invoice_title.
Writes: one title comes into force; the one before becomes invalid.
Source: FAQ "How do I change an invoice title?", 2026-01-15.
"""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, field_validator

from agent.flow import Console, Draft, DraftMismatchError, Flow, Receipt, RefusedError, Submit

_FULL_WIDTH = str.maketrans("()", "（）")


class NewTitle(BaseModel):
    """The title that is to come into force."""

    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True, str_strip_whitespace=True)

    title: str
    """The approved title; brackets become full-width ones, as the console keeps them."""

    @field_validator("title")
    @classmethod
    def _normalize(cls, title: str) -> str:
        return " ".join(title.translate(_FULL_WIDTH).split())


class RequestInvoiceTitle(Flow[NewTitle]):
    """Put an approved invoice title into force; consumption under the old one should be invoiced before."""

    name = "request-invoice-title"
    key = ("title",)
    submit = Submit(click="invoice_title.request_ok", settled="invoice_title.submitted")

    async def probe(self, console: Console, job: NewTitle) -> Receipt | None:
        """Return the title if it is in force."""
        await console.open("invoice_title")
        if await console.read("invoice_title.active_name") != job.title:
            return None
        return Receipt(number=job.title, state="active")

    async def fill(self, console: Console, job: NewTitle) -> Draft:
        """Open the dialog; nothing is sent."""
        await console.open("invoice_title")
        rows = [row async for row in console.rows("invoice_title.table") if row["name"] == job.title]
        if not any(row.word("state") == "approved" for row in rows):
            state = f"is {rows[0]['state']}" if rows else "is not among its applications"
            raise RefusedError(f"{job.title} cannot come into force: it {state}", rows[0].get("reason") if rows else "")
        await console.click("invoice_title.request")
        text = await console.read("invoice_title.request_text")
        if job.title not in text:
            raise DraftMismatchError("title", job.title, text)
        return await console.draft("invoice_title", "uninvoiced", "request_text", key={"title": [job.title]})
