"""List the invoices and requests of one account (发票列表).

Opens: invoice_records.
Writes: nothing.
Source: FAQ "How can I track my invoice delivery?", 2026-01-15.
"""

from __future__ import annotations

from collections.abc import Sequence

from agent.flow import Console, ReadFlow
from flows.issued import InvoiceFilter, InvoiceLine, read_lines


class ListInvoices(ReadFlow[InvoiceFilter, InvoiceLine]):
    """List invoices and requests: all pages of the console's list."""

    name = "list-invoices"
    line_key = "application"

    async def read(self, console: Console, job: InvoiceFilter) -> Sequence[InvoiceLine]:
        """Return the lines that are meant, newest first."""
        return [line for line in await read_lines(console) if job.fits(line)]
