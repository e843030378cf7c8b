"""Take a request for an invoice back (作废) while it is being issued (开票中).

Opens: invoice_records.
Writes: one request is voided; its orders can be invoiced again.
Source: document_detail/57491 of the vendor's help, read 2026-01-15: only a request that is being issued can be voided.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from agent.flow import Column, Console, Draft, DraftMismatchError, Flow, Receipt, Submit


class Cancellation(BaseModel):
    """One request that is to be taken back."""

    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True, str_strip_whitespace=True)

    request: Annotated[
        str, Field(min_length=1), Column("申请编号", "发票申请的编号，与控制台列表一致。", "A261126000001")
    ]
    """Number of the request, as the console lists it: A261126000001."""


class CancelRequest(Flow[Cancellation]):
    """Take a request for an invoice back, as long as it is being issued."""

    name = "cancel-request"
    key = ("request",)
    submit = Submit(click="invoice_records.void_ok", settled="invoice_records.voided")

    async def probe(self, console: Console, job: Cancellation) -> Receipt | None:
        """Return the request if the console lists it as voided."""
        await console.open("invoice_records")
        async for row in console.rows("invoice_records.table"):
            if row["number"] == job.request:
                is_voided = row.word("state") == "voided"
                return Receipt(number=job.request, state=row["state"], fen=row.fen("amount")) if is_voided else None
        return None

    async def fill(self, console: Console, job: Cancellation) -> Draft:
        """Open the question, which a row offers while it is being issued; nothing is sent."""
        await console.open("invoice_records")
        await console.click_row("invoice_records.table", job.request, "void")
        text = await console.read("invoice_records.void_text")
        if job.request not in text:
            raise DraftMismatchError("request", job.request, text)
        return await console.draft("invoice_records", "void_text", key={"request": [job.request]})
