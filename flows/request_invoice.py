"""Request an invoice (申请开票) for what one account has consumed.

Opens: invoice_issue, invoice_confirm, invoice_records.
Writes: one invoice request for each set of orders.
Source: FAQ "How do I request an invoice?", 2026-01-15.
"""

from agent.flow import (
    Console,
    ConsoleDownError,
    Draft,
    DraftMismatchError,
    Flow,
    NothingToDoError,
    Receipt,
    RefusedError,
    Row,
    Submit,
    page_fen,
    yuan_text,
)
from flows.invoice import InvoiceKind, InvoiceRequest

_GONE = ("voided", "reversed")
_PREFERRED = (InvoiceKind.DIGITAL_SPECIAL, InvoiceKind.DIGITAL_GENERAL)


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
                return _receipt(row)
        return None

    async def fill(self, console: Console, job: InvoiceRequest) -> Draft:
        """Go to the confirmation page; nothing is sent."""
        await console.open("invoice_issue")
        if job.entity:
            await console.choose("invoice_issue.entity", job.entity)
        total = await self._select(console, job)
        await console.check("invoice_issue.selected_total", total)
        if job.total not in (None, total):
            raise DraftMismatchError("total", yuan_text(job.total), yuan_text(total))
        await console.click("invoice_issue.next")
        await console.ready("invoice_confirm")
        await self._refuse_deficit(console)
        kind = await self._kind(console, job)
        await self._delivery(console, job, kind)
        if job.remark_text:
            await console.fill("invoice_confirm.remark", job.remark_text)
        if await console.has("invoice_confirm.agree"):
            await console.tick("invoice_confirm.agree")
        await console.check("invoice_confirm.amount", total)
        return await self._draft(console, job, kind)

    async def _select(self, console: Console, job: InvoiceRequest) -> int:
        """Choose what to invoice and return its sum in fen."""
        if job.amount is not None:
            await console.choose("invoice_issue.mode", "amount")
            await console.fill("invoice_issue.amount", yuan_text(job.amount).replace(",", ""))
            return job.amount
        if job.month:
            await console.choose("invoice_issue.mode", "month")
            rows = await console.tick_rows("invoice_issue.bills", job.month_names)
        else:
            rows = await console.tick_rows("invoice_issue.orders", job.orders or None)
            await self._refuse_missing(console, job, rows)
        if not rows:
            await self._nothing(console, job)
        return sum(row.fen("amount") for row in rows)

    async def _refuse_missing(self, console: Console, job: InvoiceRequest, rows: list[Row]) -> None:
        missing = [order for order in job.orders if order not in {row["order"] for row in rows}]
        if not missing:
            return
        await console.choose("invoice_issue.state", "not-yet")
        async for row in console.rows("invoice_issue.orders"):
            if row["order"] in missing:
                raise RefusedError(f"order {row['order']} cannot be invoiced", row["state"])
        raise RefusedError(f"this account has no order {missing[0]} that can be invoiced")

    async def _nothing(self, console: Console, job: InvoiceRequest) -> None:
        """Say why there is nothing to choose; never returns."""
        if job.month:
            raise NothingToDoError(f"nothing of {job.month} is left to invoice")
        nothing = "nothing is left to invoice"
        if (total := await console.read_fen("invoice_issue.total")) > 0:
            if total > await self._listed(console):
                raise ConsoleDownError(
                    "the list of orders is empty although the console shows an amount that can be invoiced"
                )
            nothing += f" here; {yuan_text(total)} yuan are left of other invoicing entities"
        await console.open("invoice_records")
        async for row in console.rows("invoice_records.table"):
            raise NothingToDoError(f"{nothing}; newest request {row['number']}", _receipt(row))
        raise NothingToDoError(nothing)

    async def _listed(self, console: Console) -> int:
        """Return the sum of the orders of all invoicing entities, in fen: the console's total is of all of them."""
        listed = 0
        for entity in await console.choices("invoice_issue.entity"):
            await console.choose("invoice_issue.entity", entity)
            async for row in console.rows("invoice_issue.orders"):
                listed += row.fen("amount")
        return listed

    async def _refuse_deficit(self, console: Console) -> None:
        if await console.has("invoice_confirm.deficit"):
            deficit = (await console.read("invoice_confirm.deficit")).lstrip("-")
            amount = await console.read("invoice_confirm.amount")
            raise RefusedError(f"a deficit (欠票) of {deficit} would lower the invoice to {amount}; offset it first")

    async def _kind(self, console: Console, job: InvoiceRequest) -> InvoiceKind:
        kind = job.type
        if kind is None:
            offered = await console.offers("invoice_confirm.kind")
            kind = next((kind for kind in _PREFERRED if kind in offered), _PREFERRED[-1])
        await console.choose("invoice_confirm.kind", kind)
        return kind

    async def _delivery(self, console: Console, job: InvoiceRequest, kind: InvoiceKind) -> None:
        if not kind.is_paper:
            if job.emails:
                await console.fill("invoice_confirm.email", ",".join(job.emails))
            return
        if not job.address:
            return
        choices = await console.choices("invoice_confirm.address")
        fits = [text for text in choices if job.address in text]
        if len(fits) != 1:
            raise RefusedError(
                f"{len(fits)} mailing addresses contain {job.address!r}; the console has: {'; '.join(choices)}"
            )
        await console.choose("invoice_confirm.address", fits[0])

    async def _draft(self, console: Console, job: InvoiceRequest, kind: InvoiceKind) -> Draft:
        orders = (await console.read("invoice_confirm.orders")).replace(",", " ").split()
        if job.orders and not set(job.orders) <= set(orders):
            raise DraftMismatchError("orders", ", ".join(job.orders), ", ".join(orders))
        delivery = "address" if kind.is_paper else "email"
        shown = ("title", "tax_number", "kind", "amount", "orders", delivery, "remark")
        key = {"reference": [job.reference]} if job.reference else {}
        if job.amount is None:
            # An amount may leave a part of an order for another request: that one is known by its reference alone.
            key["orders"] = orders
        draft = await console.draft("invoice_confirm", *shown, amount="amount", key=key)
        if job.emails and draft.fields["email"] != ",".join(job.emails):
            raise DraftMismatchError("email", ",".join(job.emails), draft.fields["email"])
        if not draft.fields["title"]:
            raise RefusedError("the page shows no invoice title")
        return draft


def _is_for(row: Row, job: InvoiceRequest) -> bool:
    if row.word("state") in _GONE:
        return False
    if job.reference:
        return job.reference in row["remark"].split()
    return set(job.orders) <= set(row.list("orders"))


def _receipt(row: Row) -> Receipt:
    return Receipt(number=row["number"], state=row["state"], fen=page_fen(row["amount"]))
