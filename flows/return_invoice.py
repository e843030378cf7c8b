"""Return an invoice (退票).

Opens: invoice_records, invoice_details, invoice_return.
Writes: one request for the return of an invoice; once it is reversed, its orders can be invoiced again.
Source: FAQ "How do I return or exchange an invoice?", 2026-01-15.
"""

from __future__ import annotations

from agent.flow import Console, Draft, Flow, Receipt, Submit
from flows.issued import shown
from flows.returning import Returning, fill_return

RETURNED = ("returning", "reversed")


class ReturnInvoice(Flow[Returning]):
    """Return an invoice: reason, parcel or posting status, within the vendor's periods."""

    name = "return-invoice"
    key = ("number",)
    submit = Submit(click="invoice_return.ok", settled="invoice_return.done")

    async def probe(self, console: Console, job: Returning) -> Receipt | None:
        """Return the invoice if the console lists it as being returned or reversed."""
        await console.open("invoice_records")
        async for row in console.rows("invoice_records.table"):
            if shown(row["invoice"]) == job.number:
                is_returned = row.word("state") in RETURNED
                return Receipt(number=job.number, state=row["state"], fen=row.fen("amount")) if is_returned else None
        return None

    async def fill(self, console: Console, job: Returning) -> Draft:
        """Fill in the dialog; nothing is sent."""
        return await fill_return(console, job)
