"""The writing actions about invoices: work a request out, take it in, take it back."""

from __future__ import annotations

import re
from typing import Any

from sandbox.api_read import Call
from sandbox.book import Basket, BusinessError
from sandbox.nouns import ENTITIES, InvoiceKind
from sandbox.state import Request

EMAIL = re.compile(r"[^@\s,]+@[^@\s,]+\.[^@\s,]+")
_MAX_EMAILS, _MAX_REMARK = 200, 200


def prepare_invoice(call: Call) -> dict[str, Any]:
    """Work out what a choice of orders, bills or an amount comes to; nothing happens yet."""
    basket = _chosen(call)
    return {
        "SelectedFen": basket.selected_fen,
        "DeficitFen": basket.deficit_fen,
        "InvoiceFen": basket.invoice_fen,
        "Orders": list(basket.numbers),
        "SelectedIds": [order.id for order in basket.orders],
        "CustomerId": call.profile.title.id,
    }


def apply_invoice(call: Call) -> dict[str, Any]:
    """Take an invoice request in, after checking all of it again.

    The console does not know a repeated request: a second one fails only because its orders are used up. The fault
    ``no-server-check`` takes that away as well.
    """
    kind = _kind(call)
    fen, remark = call.number("InvoiceAmount", 0), call.text("UserRemark")
    if call.number("ProcessWay", 1) != 1:
        raise BusinessError("InvalidParameter")
    if len(remark) > _MAX_REMARK:
        raise BusinessError("RemarkTooLong")
    emails = _delivery(call, kind)
    basket = _checked(call, fen)
    invoice = call.state.accept(call.account, basket, Request(kind, fen, remark, emails))
    return {"InvoiceApplyId": invoice.id}


def cancel_invoice_apply(call: Call) -> dict[str, Any]:
    """Take a request back (作废), as long as it is being issued."""
    invoice = call.book.find(call.text("Id"))
    if invoice is None:
        raise BusinessError("InvoiceNotFound")
    if call.invoice_form.status(invoice) != "issuing":
        raise BusinessError("NotIssuing")
    call.state.void(call.account, invoice)
    return {"InvoiceApplyId": invoice.id}


def _chosen(call: Call) -> Basket:
    if "Amount" in call.params:
        entity = call.entity() or ENTITIES[0].code
        return call.book.basket_of_amount(call.number("Amount", 0), None, entity, call.now)
    if bills := call.texts("BillIds"):
        in_bills = (order.id for order in call.book.open_orders(call.now) if order.bill_id in bills)
        return call.book.basket(in_bills, call.now)
    return call.book.basket(call.texts("SelectedIds"), call.now)


def _kind(call: Call) -> InvoiceKind:
    title, kind = call.profile.title, call.text("InvoicingType")
    if not title.offers() or call.text("CustomerId") != title.id:
        raise BusinessError("NoValidTitle")
    if kind not in title.offers():
        raise BusinessError("InvoiceTypeNotAllowed")
    return kind


def _delivery(call: Call, kind: InvoiceKind) -> tuple[str, ...]:
    """Return the mailboxes; a paper invoice needs an address in their place."""
    given = call.params.get("Emails") or []
    emails = tuple(part.strip() for part in (given.split(",") if isinstance(given, str) else call.texts("Emails")))
    if len(",".join(emails)) > _MAX_EMAILS:
        raise BusinessError("EmailTooLong")
    if not all(EMAIL.fullmatch(email) for email in emails):
        raise BusinessError("EmailInvalid")
    if kind.startswith("paper"):
        if call.text("AddressId") not in {address.id for address in call.profile.addresses}:
            raise BusinessError("AddressRequired")
    elif not emails:
        raise BusinessError("EmailRequired")
    return emails


def _checked(call: Call, fen: int) -> Basket:
    """Return the basket if the amount agrees with it, or whatever was sent where the check is switched off."""
    try:
        basket = _applied(call, fen)
        if basket.invoice_fen != fen:
            raise BusinessError("InvoiceAmountMismatch")
    except BusinessError as refusal:
        is_check = refusal.code in ("OrderAlreadyInvoiced", "AmountExceedsInvoiceable", "InvoiceAmountMismatch")
        if not is_check or call.state.faults.hit("no-server-check", call.account, "ApplyInvoice") is None:
            raise
        return call.book.basket(call.texts("SelectedIds"), call.now, checked=False)
    return basket


def _applied(call: Call, fen: int) -> Basket:
    ids = call.texts("SelectedIds")
    if call.params.get("InvoiceByAmount") is not True:
        return call.book.basket(ids, call.now)
    entity = call.entity() or call.book.entity_of(ids)
    return call.book.basket_of_amount(fen + call.book.deficit_fen(entity), ids or None, entity, call.now)
