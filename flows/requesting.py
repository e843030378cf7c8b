"""Filling in a request for an invoice (申请开票): what flows that request one have in common.

Opens: invoice_issue, invoice_confirm, invoice_records.
Source: FAQ "How do I request an invoice?", 2026-01-15.
"""

from __future__ import annotations

from agent.flow import (
    Console,
    ConsoleDownError,
    Draft,
    DraftMismatchError,
    NothingToDoError,
    Receipt,
    RefusedError,
    Row,
    yuan_text,
)
from flows.invoice import InvoiceKind, InvoiceRequest

UNDONE = ("voided", "reversed")
"""States of a request whose orders can be invoiced again."""
_PREFERRED = (InvoiceKind.DIGITAL_SPECIAL, InvoiceKind.DIGITAL_GENERAL)


async def fill_request(console: Console, job: InvoiceRequest) -> Draft:
    """Choose the billing details and fill in the confirmation page; nothing is sent.

    Raises:
        RefusedError: The console would say no, and the page shows it.
        NothingToDoError: There is nothing to invoice.
        DraftMismatchError: A page shows another amount than what was chosen, or than what is expected.
    """
    await console.open("invoice_issue")
    if job.entity:
        await console.choose("invoice_issue.entity", job.entity)
    total = await _select(console, job)
    await console.check("invoice_issue.selected_total", total)
    if job.total not in (None, total):
        raise DraftMismatchError("total", yuan_text(job.total), yuan_text(total))
    await console.click("invoice_issue.next")
    await console.ready("invoice_confirm")
    await _refuse_deficit(console)
    kind = await _kind(console, job)
    await _delivery(console, job, kind)
    if job.remark_text:
        await console.fill("invoice_confirm.remark", job.remark_text)
    if await console.has("invoice_confirm.agree"):
        await console.tick("invoice_confirm.agree")
    await console.check("invoice_confirm.amount", total)
    return await _draft(console, job, kind)


def receipt_of(row: Row) -> Receipt:
    """Return a request of the console's list as the proof that it is there."""
    return Receipt(number=row["number"], state=row["state"], fen=row.fen("amount"))


async def _select(console: Console, job: InvoiceRequest) -> int:
    """Choose what to invoice and return its sum in fen."""
    if job.amount is not None:
        await console.choose("invoice_issue.mode", "amount")
        await console.fill("invoice_issue.amount", yuan_text(job.amount).replace(",", ""))
        return job.amount
    if job.month:
        await console.choose("invoice_issue.mode", "month")
        rows = await console.tick_rows("invoice_issue.bills", job.month_names)
        _refuse_empty(job, rows)
    else:
        rows = await console.tick_rows("invoice_issue.orders", job.orders or None)
        await _refuse_missing(console, job, rows)
    if not rows:
        await _nothing(console, job)
    return sum(row.fen("amount") for row in rows)


def _refuse_empty(job: InvoiceRequest, rows: list[Row]) -> None:
    """Refuse a month without a bill among several: their sum would not be what was meant."""
    found = {row["cycle"].replace("-", "") for row in rows}
    empty = [month for month in job.month if month.replace("-", "") not in found]
    if rows and empty:
        raise RefusedError(f"nothing of {', '.join(empty)} is left to invoice; leave that month out")


async def _refuse_missing(console: Console, job: InvoiceRequest, rows: list[Row]) -> None:
    missing = [order for order in job.orders if order not in {row["order"] for row in rows}]
    if not missing:
        return
    await console.choose("invoice_issue.state", "not-yet")
    async for row in console.rows("invoice_issue.orders"):
        if row["order"] in missing:
            raise RefusedError(f"order {row['order']} cannot be invoiced", row["state"])
    raise RefusedError(f"this account has no order {missing[0]} that can be invoiced")


async def _nothing(console: Console, job: InvoiceRequest) -> None:
    """Say why there is nothing to choose; never returns."""
    if job.month:
        raise NothingToDoError(f"nothing of {', '.join(job.month)} is left to invoice")
    nothing = "nothing is left to invoice"
    if (total := await console.read_fen("invoice_issue.total")) > 0:
        if total > await _listed(console):
            raise ConsoleDownError(
                "the list of orders is empty although the console shows an amount that can be invoiced"
            )
        nothing += f" here; {yuan_text(total)} yuan are left of other invoicing entities"
    await console.open("invoice_records")
    async for row in console.rows("invoice_records.table"):
        raise NothingToDoError(f"{nothing}; newest request {row['number']}", receipt_of(row))
    raise NothingToDoError(nothing)


async def _listed(console: Console) -> int:
    """Return the sum of the orders of all invoicing entities, in fen: the console's total is of all of them."""
    listed = 0
    for entity in await console.choices("invoice_issue.entity"):
        await console.choose("invoice_issue.entity", entity)
        async for row in console.rows("invoice_issue.orders"):
            listed += row.fen("amount")
    return listed


async def _refuse_deficit(console: Console) -> None:
    if await console.has("invoice_confirm.deficit"):
        deficit = (await console.read("invoice_confirm.deficit")).lstrip("-")
        amount = await console.read("invoice_confirm.amount")
        raise RefusedError(f"a deficit (欠票) of {deficit} would lower the invoice to {amount}; offset it first")


async def _kind(console: Console, job: InvoiceRequest) -> InvoiceKind:
    kind = job.type
    if kind is None:
        offered = await console.offers("invoice_confirm.kind")
        kind = next((kind for kind in _PREFERRED if kind in offered), _PREFERRED[-1])
    await console.choose("invoice_confirm.kind", kind)
    return kind


async def _delivery(console: Console, job: InvoiceRequest, kind: InvoiceKind) -> None:
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


async def _draft(console: Console, job: InvoiceRequest, kind: InvoiceKind) -> Draft:
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
