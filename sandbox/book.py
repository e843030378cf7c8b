"""One account's book: what may still be invoiced, and what was requested.

A request names its orders and its amount; the book works both out again for itself and refuses what does not agree.
Deficits (欠票, refunds after invoicing) are taken off the next request of the same seller.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sandbox.nouns import ENTITIES, Invoice, Order


class BusinessError(Exception):
    """The console's business answer is no; ``code`` is its word for that on the wire."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Basket:
    """What a request would take: fen by order id, all of one seller."""

    orders: tuple[Order, ...]
    takes: dict[str, int]
    deficit_fen: int

    @property
    def selected_fen(self) -> int:
        """Return what the orders come to."""
        return sum(self.takes.values())

    @property
    def invoice_fen(self) -> int:
        """Return what the invoice will be made out for."""
        return self.selected_fen - self.deficit_fen

    @property
    def numbers(self) -> tuple[str, ...]:
        """Return the order numbers, in ascending order."""
        return tuple(sorted(order.number for order in self.orders))


class Book:
    """Keep the balances of one account's orders; ``orders`` and ``invoices`` are newest first."""

    def __init__(self, orders: Sequence[Order], past: Sequence[Invoice], deficit_fen: int) -> None:
        self.orders = tuple(orders)
        self.invoices = list(past)
        self._deficits = {ENTITIES[0].code: deficit_fen}
        self._returned_at: dict[str, datetime] = {}
        self._by_id = {order.id: order for order in orders}
        self._line_ids = {line.id for order in orders for line in order.lines}
        self._count()

    def left_fen(self, order: Order) -> int:
        """Return what of an order is not invoiced yet, its negative lines taken off."""
        return max(0, order.net_fen - self._taken[order.id])

    def open_fen(self, order: Order, now: datetime) -> int:
        """Return what of an order may be invoiced now."""
        return self.left_fen(order) if order.opens_at <= now else 0

    def open_orders(self, now: datetime, entity: str | None = None) -> list[Order]:
        """Return the orders that may be invoiced now, of one seller or of all."""
        return [order for order in self.orders if entity in (None, order.entity) and self.open_fen(order, now)]

    def entity_of(self, ids: Iterable[str]) -> str:
        """Return the seller of the first of these orders, or the first seller there is."""
        known = (self._by_id[id_].entity for id_ in ids if id_ in self._by_id)
        return next(known, ENTITIES[0].code)

    def deficit_fen(self, entity: str | None = None) -> int:
        """Return the deficit with one seller or with all."""
        entities = self._deficits if entity is None else (entity,)
        return sum(self._deficits.get(code, 0) - self._offsets[code] for code in entities)

    def deficit_entity(self) -> str:
        """Return the seller with whom there is a deficit, or an empty string."""
        return next((entity for entity in self._deficits if self.deficit_fen(entity)), "")

    def basket(self, ids: Iterable[str], now: datetime, *, checked: bool = True) -> Basket:
        """Return what a request over whole orders takes.

        Args:
            ids: Ids of the orders; those of negative lines say nothing, they go with their order anyway.
            now: The stand-in's time.
            checked: False takes orders again that are used up already, as a console without this check would.

        Raises:
            BusinessError: Nothing selected, an order may not be invoiced, or two sellers are mixed.
        """
        orders = [self._by_id.get(id_) for id_ in dict.fromkeys(ids) if id_ not in self._line_ids]
        known = [order for order in orders if order is not None]
        if not known or len(known) < len(orders):
            raise BusinessError("InvalidParameter" if orders else "NothingSelected")
        takes = {order.id: self.open_fen(order, now) or (0 if checked else order.net_fen) for order in known}
        if not all(takes.values()):
            raise BusinessError("OrderAlreadyInvoiced")
        if len({order.entity for order in known}) > 1:
            raise BusinessError("MixedEntities")
        return self._offset(known, takes)

    def basket_of_amount(self, fen: int, ids: Iterable[str] | None, entity: str, now: datetime) -> Basket:
        """Return what a request over an amount takes: the oldest orders first, of the last one only a part.

        Args:
            fen: What is to be selected, the deficit included.
            ids: Take from these orders only; None takes from all of the seller.
            entity: The seller's code.
            now: The stand-in's time.

        Raises:
            BusinessError: The amount is nothing, or more than there is.
        """
        if fen <= 0:
            raise BusinessError("NothingSelected")
        wanted = None if ids is None else set(ids)
        oldest_first = [o for o in reversed(self.open_orders(now, entity)) if wanted is None or o.id in wanted]
        takes: dict[str, int] = {}
        rest = fen
        for order in oldest_first:
            if not rest:
                break
            takes[order.id] = min(rest, self.open_fen(order, now))
            rest -= takes[order.id]
        if rest:
            raise BusinessError("AmountExceedsInvoiceable")
        return self._offset([self._by_id[id_] for id_ in takes], takes)

    def correct(self, order: Order, left_fen: int) -> Order:
        """Enter another amount that is left of an order, and return it as it is now."""
        corrected = replace(order, fen=order.fen + left_fen - self.left_fen(order))
        self.orders = tuple(corrected if other is order else other for other in self.orders)
        self._by_id[order.id] = corrected
        return corrected

    def add(self, invoice: Invoice) -> None:
        """Enter an accepted request."""
        self.invoices.insert(0, invoice)
        self._count()

    def add_past(self, invoices: Iterable[Invoice]) -> None:
        """Enter invoices from before, each in its place."""
        self.invoices = sorted([*self.invoices, *invoices], key=lambda invoice: invoice.applied_at, reverse=True)
        self._count()

    def void(self, invoice: Invoice) -> None:
        """Enter that a request was taken back: its orders, and the deficit that it had offset, are as before."""
        self._replace(invoice, replace(invoice, status="voided", takes={}))

    def give_back(self, invoice: Invoice, at: datetime) -> None:
        """Enter that an invoice is being returned (退票); `settle` tells when it is reversed."""
        self._returned_at.setdefault(invoice.id, at)

    def settle(self, now: datetime, return_after: timedelta) -> None:
        """Bring every return to where it is now: what a reversed invoice took can be invoiced again."""
        for id_, returned_at in self._returned_at.items():
            invoice, reversed_at = self.find(id_), returned_at + return_after
            status = "reversed" if now >= reversed_at else "returning"
            if invoice and (invoice.status, invoice.reversed_at) != (status, reversed_at):
                self._replace(
                    invoice, replace(invoice, status=status, returned_at=returned_at, reversed_at=reversed_at)
                )

    def find(self, invoice_id: str) -> Invoice | None:
        """Return the invoice or request of that application number."""
        return next((invoice for invoice in self.invoices if invoice.id == invoice_id), None)

    def _replace(self, invoice: Invoice, changed: Invoice) -> None:
        self.invoices = [changed if other is invoice else other for other in self.invoices]
        self._count()

    def _count(self) -> None:
        """Add up what the invoices that stand use up: of orders, and of deficits."""
        self._taken: Counter[str] = Counter()
        self._offsets: Counter[str] = Counter()
        for invoice in self.invoices:
            if invoice.stands and invoice.takes:
                self._taken.update(invoice.takes)
                self._offsets[self.entity_of(invoice.takes)] += invoice.deficit_fen

    def _offset(self, orders: Sequence[Order], takes: dict[str, int]) -> Basket:
        """Take the seller's deficit off; there must be something left to invoice."""
        basket = Basket(tuple(orders), takes, self.deficit_fen(orders[0].entity))
        if basket.invoice_fen <= 0:
            raise BusinessError("DeficitExceedsSelection")
        return basket
