"""Request an invoice (申请开票) for what one account has consumed.

Opens: invoice_issue, invoice_confirm, invoice_records.
Writes: one invoice request for each set of orders.
Source: FAQ "How do I request an invoice?", 2026-01-15.
"""

from __future__ import annotations

from agent.flow import Console, Draft, Flow, Receipt, Row, Submit
from flows.invoice import InvoiceRequest
from flows.requesting import UNDONE, fill_request, receipt_of


class RequestInvoice(Flow[InvoiceRequest]):
    """Request an invoice: choose the billing details, confirm title, type and address, submit."""

    name = "request-invoice"
    key = ("orders", "reference")
    submit = Submit(click="invoice_confirm.submit", settled="invoice_confirm.done")

    async def probe(self, console: Console, job: InvoiceRequest) -> Receipt | None:
        """Return the request that already covers these orders, if the console lists one."""
        if not job.orders and not job.reference:
            return None
        await console.open("invoice_records")
        async for row in console.rows("invoice_records.table"):
            if _is_for(row, job):
                return receipt_of(row)
        return None

    async def fill(self, console: Console, job: InvoiceRequest) -> Draft:
        """Go to the confirmation page; nothing is sent."""
        return await fill_request(console, job)

    async def undone(self, console: Console, receipt: Receipt) -> str:
        """Return the console's word for a request that was voided, or whose invoice was reversed."""
        await console.open("invoice_records")
        async for row in console.rows("invoice_records.table"):
            if row["number"] == receipt.number:
                return row["state"] if row.word("state") in UNDONE else ""
        return ""


def _is_for(row: Row, job: InvoiceRequest) -> bool:
    if row.word("state") in UNDONE:
        return False
    if job.reference:
        return job.reference in row["remark"].split()
    return set(job.orders) <= set(row.list("orders"))
