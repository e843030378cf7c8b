"""Read the details of invoices (发票详情): code, number, date, amount, tax, and where a paper one is.

Opens: invoice_records, invoice_details.
Writes: nothing.
Source: FAQ "How can I track my invoice delivery?", 2026-01-15.
"""

from __future__ import annotations

from collections.abc import Sequence

from agent.flow import Console, ReadFlow, RefusedError
from flows.issued import InvoiceFacts, InvoiceFilter, read_facts, read_lines


class InvoiceDetails(ReadFlow[InvoiceFilter, InvoiceFacts]):
    """Read the details of invoices, one page each: code, number, date of issue, tax, tracking number."""

    name = "invoice-details"
    line_key = "application"

    async def read(self, console: Console, job: InvoiceFilter) -> Sequence[InvoiceFacts]:
        """Return the details of those that are meant, newest first.

        Raises:
            RefusedError: The console does not list a number that was asked for.
        """
        lines = await read_lines(console)
        known = {line.number for line in lines} | {line.application for line in lines}
        missing = [number for number in job.number if number not in known]
        if missing and not job.if_there:
            raise RefusedError(f"this account has no invoice {missing[0]}")
        return [await read_facts(console, line) for line in lines if job.fits(line)]
