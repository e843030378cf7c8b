"""The actions of the API that only read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sandbox.book import Book, BusinessError
from sandbox.nouns import ALL_KINDS, ENTITIES, Account, Language, Order
from sandbox.state import State
from sandbox.texts import why_not_offered
from sandbox.title_profile import Profile
from sandbox.upload import SentFile
from sandbox.wire_forms import InvoiceForm, OrderForm

_MAX_PAGE_SIZE = 300


@dataclass(frozen=True, slots=True)
class Call:
    """One call of the API: who asks, in which language, for what."""

    state: State
    account: Account
    language: Language
    params: dict[str, Any]
    now: datetime
    action: str = ""
    file: SentFile | None = None

    @property
    def profile(self) -> Profile:
        """Return what the account keeps: titles, addresses, mailboxes."""
        return self.state.profile(self.account)

    @property
    def is_unchecked(self) -> bool:
        """Return whether the console does not look now for what is there already: the fault ``no-server-check``."""
        return self.state.faults.hit("no-server-check", self.account, self.action) is not None

    @property
    def book(self) -> Book:
        """Return the account's book."""
        return self.state.book(self.account)

    @property
    def order_form(self) -> OrderForm:
        """Return how orders are written for this caller."""
        return OrderForm(self.book, self.language, self.now, self._issue_after)

    @property
    def invoice_form(self) -> InvoiceForm:
        """Return how invoices are written for this caller."""
        return InvoiceForm(self.language, self.now, self._issue_after)

    @property
    def _issue_after(self) -> timedelta:
        return timedelta(seconds=self.state.options.issue_after_s)

    def text(self, name: str) -> str:
        """Return a parameter as text, empty if it is not there."""
        value = self.params.get(name)
        return "" if value is None else str(value).strip()

    def number(self, name: str, default: int) -> int:
        """Return a parameter as an integer.

        Raises:
            BusinessError: It is something else.
        """
        value = self.params.get(name, default)
        if isinstance(value, bool) or not isinstance(value, int | str):
            raise BusinessError("InvalidParameter")
        try:
            return int(value)
        except ValueError:
            raise BusinessError("InvalidParameter") from None

    def flag(self, name: str) -> bool:
        """Return a parameter that is true or false; false if it is not there.

        Raises:
            BusinessError: It is something else.
        """
        value = self.params.get(name) or False
        if not isinstance(value, bool):
            raise BusinessError("InvalidParameter")
        return value

    def texts(self, name: str) -> tuple[str, ...]:
        """Return a parameter that lists texts."""
        values = self.params.get(name) or []
        if not isinstance(values, list):
            raise BusinessError("InvalidParameter")
        return tuple(str(value) for value in values)

    def entity(self) -> str | None:
        """Return the code of the seller asked for, by code or name in any language; None for all."""
        wanted = self.text("Entity")
        if not wanted:
            return None
        for entity in ENTITIES:
            if wanted in (entity.code, *entity.name):
                return entity.code
        raise BusinessError("InvalidParameter")

    def page(self, rows: Sequence[Any]) -> tuple[Sequence[Any], dict[str, int]]:
        """Return the rows of the page asked for, and the numbers that go with them."""
        number, size = self.number("PageNum", 1), self.number("PageSize", 20)
        if number < 1 or not 1 <= size <= _MAX_PAGE_SIZE:
            raise BusinessError("InvalidParameter")
        start = (number - 1) * size
        return rows[start : start + size], {"PageNum": number, "PageSize": size, "TotalCount": len(rows)}


def get_invoice_summary(call: Call) -> dict[str, Any]:
    """Return the amounts on the home page."""
    book, form = call.book, call.invoice_form
    issued = (invoice.fen for invoice in book.invoices if form.status(invoice) in ("issuing", "issued", "returning"))
    return {
        "InvoiceableFen": sum(book.open_fen(order, call.now) for order in book.orders),
        "InvoicedFen": sum(issued),
        "DeficitFen": book.deficit_fen(),
        "DeficitEntity": book.deficit_entity(),
        "HasValidTitle": bool(call.profile.title.offers()),
    }


def query_evaluate_list(call: Call) -> dict[str, Any]:
    """Return a page of orders; their negative lines ride along."""
    form, book, entity = call.order_form, call.book, call.entity()
    wanted, number, cycle = call.params.get("Invoiceable"), call.text("OutBizId"), call.text("BillCycle")

    def is_wanted(order: Order) -> bool:
        return (
            entity in (None, order.entity)
            and (wanted is None or bool(book.open_fen(order, call.now)) is wanted)
            and (number in order.number or number in order.bill_id)
            and cycle in ("", order.cycle)
        )

    orders = [order for order in book.orders if is_wanted(order)]
    shown, numbers = call.page(orders)
    left_fen = sum(book.left_fen(order) for order in orders)
    return {
        **numbers,
        "TotalInvoiceAmount": sum(order.net_fen for order in orders) - left_fen,
        "TotalUnAppliedInvoiceAmount": left_fen,
        "EvaluateList": {"Evaluate": [form.write(order) for order in shown]},
    }


def query_bill_list(call: Call) -> dict[str, Any]:
    """Return the monthly bills with something to invoice, newest first."""
    book = call.book
    bills: dict[str, list[Order]] = {}
    for order in book.open_orders(call.now, call.entity()):
        bills.setdefault(order.bill_id, []).append(order)
    return {
        "Bill": [
            {
                "BillId": bill_id,
                "BillCycle": orders[0].cycle,
                "OrderCount": len(orders),
                "CanInvoiceAmount": sum(book.left_fen(order) for order in orders),
                "OrderIds": [order.id for order in orders],
            }
            for bill_id, orders in sorted(bills.items(), reverse=True)
        ]
    }


def list_invoice_types(call: Call) -> dict[str, Any]:
    """Return all kinds of invoice, and of those that are not offered, why."""
    title = call.profile.title
    offered = title.offers()

    def reason(kind: Any) -> str:
        return "" if kind in offered else why_not_offered(kind, is_company=title.is_company).of(call.language)

    return {"Types": [{"Code": kind, "Offered": kind in offered, "Reason": reason(kind)} for kind in ALL_KINDS]}


def list_invoices(call: Call) -> dict[str, Any]:
    """Return a page of invoices and requests, newest first."""
    form, status, keyword = call.invoice_form, call.text("Status"), call.text("Keyword")
    rows = [form.write(invoice) for invoice in call.book.invoices]
    found = [row for row in rows if status in ("", row["Status"]) and _mentions(row, keyword)]
    shown, numbers = call.page(found)
    return {**numbers, "Invoice": list(shown)}


def _mentions(row: dict[str, Any], keyword: str) -> bool:
    texts = (row["Id"], row["InvoiceNo"], row["Title"], row["Remark"], *row["Orders"])
    return any(keyword in text for text in texts)


def get_invoice(call: Call) -> dict[str, Any]:
    """Return everything about one invoice."""
    invoice = call.book.find(call.text("Id"))
    if invoice is None:
        raise BusinessError("InvoiceNotFound")
    return call.invoice_form.write_detail(invoice)
