"""The parcels that the carrier knows: those of the paper invoices, and those that tests add."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from sandbox.courier_life import ANY, ARRIVING, HELD_UP, IN_TURN, LIVES, Parcel, live, make_event
from sandbox.courier_number import is_number
from sandbox.nouns import Account, Invoice, StandInError
from sandbox.wire_forms import InvoiceForm, tracking_number
from sandbox.words import ON_ITS_WAY

if TYPE_CHECKING:
    from sandbox.state import State

Body = dict[str, Any]
_EVENT_KEYS = ("at", "after_s", "code", "text", "place")


class Parcels:
    """Look parcels up by their numbers; keep what tests and gateways have entered."""

    def __init__(self, state: State) -> None:
        self._state = state
        self._added: dict[str, Body] = state.store.setting("parcels") or {}
        self._mailed: dict[str, tuple[Account, str]] = {}
        self._indexed = -1
        # Questions by gateway and number, for those who mind how often they are asked; and answers to locked numbers.
        self.asked: dict[tuple[str, str], list[datetime]] = defaultdict(list)
        self.locked: Counter[str] = Counter()
        # Requests by gateway and endpoint in the last second, in real time.
        self.recent: dict[tuple[str, str], list[float]] = defaultdict(list)

    def find(self, number: str) -> Parcel | None:
        """Return a parcel, or None: the carrier knows nothing of such a number."""
        if number in self._added:
            return _from_json(self._state.options.seed, self._added[number])
        self._index()
        if number not in self._mailed:
            return None
        account, invoice_id = self._mailed[number]
        invoice = self._state.book(account).find(invoice_id)
        return self._of_invoice(account, invoice) if invoice else None

    def all(self) -> list[Parcel]:
        """Return every parcel there is."""
        self._index()
        found = (self.find(number) for number in {**self._mailed, **self._added})
        return [parcel for parcel in found if parcel is not None]

    def add(self, bodies: Iterable[Body]) -> list[Parcel]:
        """Enter parcels as a test describes them, each in place of one of the same number.

        Raises:
            StandInError: A description will not do; then none is entered.
        """
        kept = [{"since": self._state.now().isoformat(), **body} for body in bodies]
        parcels = [_from_json(self._state.options.seed, body) for body in kept]
        self._added |= {parcel.number: body for parcel, body in zip(parcels, kept, strict=True)}
        self._state.store.keep_setting("parcels", self._added)
        return parcels

    def entered(self, gateway: str) -> dict[str, Body]:
        """Return by number what a gateway has been told to follow."""
        kept: dict[str, Body] = self._state.store.setting(f"followed/{gateway}") or {}
        return kept

    def enter(self, gateway: str, followed: dict[str, Body]) -> None:
        """Keep what a gateway follows."""
        self._state.store.keep_setting(f"followed/{gateway}", followed)

    def _of_invoice(self, account: Account, invoice: Invoice) -> Parcel | None:
        """Return the parcel of a paper invoice; it agrees with what the console says of the mail."""
        options, now = self._state.options, self._state.now()
        form = InvoiceForm("zh", now, timedelta(seconds=options.issue_after_s))
        if now < form.issued_at(invoice) or invoice.status == "voided":
            return None
        lives = HELD_UP if invoice.mail_state == ON_ITS_WAY else ARRIVING
        if not invoice.tracking_no:
            lives = {IN_TURN[account.index % len(IN_TURN)]: 1}
        parcel = live(options.seed, tracking_number(invoice), form.issued_at(invoice), lives)
        return replace(parcel, account=account.uid, invoice=invoice.id)

    def _index(self) -> None:
        """Note the numbers of all paper invoices, if any have come since the last time."""
        books = [(account, self._state.book(account)) for account in self._state.accounts]
        count = sum(len(book.invoices) for _, book in books)
        if count != self._indexed:
            paper = [(account, invoice) for account, book in books for invoice in book.invoices if invoice.is_paper]
            self._mailed = {tracking_number(invoice): (account, invoice.id) for account, invoice in paper}
            self._indexed = count


def _from_json(seed: int, body: Body) -> Parcel:
    """Return the parcel that a test describes by a script of events, by a life, or by its number alone."""
    if unknown := sorted(body.keys() - {"number", "since", "life", "events"}):
        raise StandInError(f"Unknown key {unknown[0]!r}. Known: number, since, life, events.")
    number, life, events = str(body.get("number", "")), body.get("life"), body.get("events")
    if not is_number(number):
        raise StandInError(f"{number!r} is no number: 13 digits, or AA123456789CN.")
    if life is not None and life not in LIVES:
        raise StandInError(f"Unknown life {life!r}. Known: {', '.join(LIVES)}.")
    since = _moment(body["since"])
    if events is None:
        return live(seed, number, since, {life: 1} if life else ANY)
    if not isinstance(events, list):
        raise StandInError('Give events as a list of {"code": "203", "after_s": seconds}.')
    made = [_event(event, since) for event in events]
    return Parcel(number, "script", tuple(sorted(made, key=lambda event: event.at)))


def _event(body: object, since: datetime) -> Any:
    if not isinstance(body, dict) or "code" not in body or not body.keys() <= set(_EVENT_KEYS):
        raise StandInError(
            f"An event has a code, and may have {', '.join(key for key in _EVENT_KEYS if key != 'code')}."
        )
    try:
        at = _moment(body["at"]) if "at" in body else since + timedelta(seconds=float(body.get("after_s", 0)))
        return make_event(at, str(body["code"]), text=body.get("text"), place=int(body.get("place", 0)))
    except (TypeError, ValueError, OverflowError) as error:
        raise StandInError(f"Not an event: {error}.") from error


def _moment(text: object) -> datetime:
    try:
        moment = datetime.fromisoformat(str(text))
    except ValueError as error:
        raise StandInError(f"Not a time: {error}.") from error
    if moment.tzinfo is None:
        raise StandInError(f"{text} has no zone: write it as 2026-11-03T09:00:00+08:00.")
    return moment
