"""Put an approved invoice title (发票抬头) into force: "request a new invoice title".

Opens: invoice_title.
Writes: one title comes into force; the one before becomes invalid.
Source: FAQ "How do I change an invoice title?", 2026-01-15.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict

from agent.flow import Column, Console, Draft, DraftMismatchError, Flow, Receipt, RefusedError, Submit
from flows.title import TitleName


class NewTitle(BaseModel):
    """The title that is to come into force."""

    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True, str_strip_whitespace=True)

    title: Annotated[
        TitleName, Column("发票抬头", "已通过审核的抬头；括号会改成全角，与控制台一致。", "杭州示例科技有限公司")
    ]
    """The approved title; brackets become full-width ones, as the console keeps them."""


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
