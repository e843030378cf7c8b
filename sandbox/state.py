"""The whole state of one stand-in, and the only place that changes it."""

from __future__ import annotations

import dataclasses
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Literal

from sandbox.book import Basket, Book
from sandbox.clock import Clock
from sandbox.courier_book import Parcels
from sandbox.faults import Fault, Faults
from sandbox.nouns import Account, Invoice, InvoiceKind, Language, StandInError, Words
from sandbox.seed import make_account
from sandbox.seed_orders import make_deficit, make_orders
from sandbox.seed_past import make_more_past, make_past
from sandbox.session import Sessions
from sandbox.store import Store
from sandbox.ticket_book import Tickets
from sandbox.ticket_record import Ticket
from sandbox.title_profile import Profile
from sandbox.title_profiles import Profiles
from sandbox.upload import Uploads

Locale = Literal["zh-CN", "en", "mixed"]
Generation = Literal["old", "new", "mixed"]


@dataclass(frozen=True, slots=True)
class Options:
    """How a stand-in is set up.

    Attributes:
        accounts: How many accounts there are.
        seed: The number that they are made from.
        locale: Language of the consoles; ``mixed`` alternates from account to account.
        ui: Generation of the invoice pages; ``mixed`` alternates in pairs.
        issue_after_s: How long a request stays in issuing, in seconds of the stand-in's clock.
        latency_ms: What every answer of the API waits.
        review_after_s: How long a title stays in review, in seconds of the stand-in's clock.
        return_after_s: How long a return takes until the invoice is reversed, in seconds of the stand-in's clock.
        ticket_after_s: How long a ticket stays in a state that it leaves by itself, in seconds of that clock.
    """

    accounts: int = 6
    seed: int = 1
    locale: Locale = "zh-CN"
    ui: Generation = "new"
    issue_after_s: float = 60.0
    latency_ms: int = 0
    review_after_s: float = 60.0
    return_after_s: float = 60.0
    ticket_after_s: float = 60.0


@dataclass(frozen=True, slots=True)
class Request:
    """What an accepted invoice request asks for, beside its orders."""

    kind: InvoiceKind
    fen: int
    remark: str
    emails: tuple[str, ...]


class State:
    """Accounts, books, sessions, clock, faults and counts. One event loop uses it, so nothing is locked."""

    def __init__(self, options: Options, faults: Iterable[Fault] = (), path: Path | None = None) -> None:
        self.options = self._initial = options
        self._initial_faults = tuple(faults)
        self.store = Store(path)
        kept_seed = self.store.setting("seed")
        if kept_seed not in (None, options.seed):
            self.store.close()
            raise StandInError(f"{path} was made with --seed {kept_seed}: use that seed, or another file.")
        self._load(options)

    def reset(self, seed: int | None = None, accounts: int | None = None) -> None:
        """Go back to how the stand-in was started, with another seed or number of accounts if given."""
        self.store.wipe()
        self._initial = dataclasses.replace(
            self._initial,
            seed=self._initial.seed if seed is None else seed,
            accounts=self._initial.accounts if accounts is None else accounts,
        )
        self._load(self._initial)

    def change(self, **options: Any) -> None:
        """Change options while running."""
        self.options = dataclasses.replace(self.options, **options)

    @property
    def realm(self) -> str:
        """Return what tells this life of the stand-in from the one before the last reset."""
        return f"since {self._set_up_at.isoformat()}"

    def now(self) -> datetime:
        """Return the stand-in's time."""
        return self.clock.now()

    def set_clock(self, clock: Clock) -> None:
        """Go by another clock from now on."""
        self.clock = clock
        self.store.keep_setting("clock_offset_s", clock.offset_s)

    def account_of(self, user: str) -> Account | None:
        """Return the account of a RAM user, named by its default domain or by the account's alias."""
        return self._by_user.get(user.strip().lower().removesuffix(".onaliyun.com"))

    def language(self, account: Account) -> Language:
        """Return the language of an account's console, before its user chooses another."""
        if self.options.locale == "mixed":
            return "en" if account.index % 2 else "zh"
        return "en" if self.options.locale == "en" else "zh"

    def generation(self, account: Account) -> Literal["old", "new"]:
        """Return which generation of pages an account sees."""
        if self.options.ui == "mixed":
            return "old" if account.index // 2 % 2 else "new"
        ui: Literal["old", "new"] = self.options.ui
        return ui

    def book(self, account: Account) -> Book:
        """Return an account's book, made when it is first asked for."""
        book = self._books.get(account.uid)
        if book is None:
            seed, today = self.options.seed, self._set_up_at
            orders = make_orders(seed, account, today)
            past = make_past(seed, account, orders, today)
            book = self._books[account.uid] = Book(orders, past, make_deficit(account, orders, today))
            book.add_past(make_more_past(seed, account, today, range(self._more_past(account))))
            for kept in self._kept_invoices.pop(account.uid, ()):
                _restore(book, kept)
        book.settle(self.now(), timedelta(seconds=self.options.return_after_s))
        return book

    def add_past(self, account: Account, count: int) -> int:
        """Give an account more invoices from before the set-up, and return how many it has of them."""
        had = self._more_past(account)
        self.book(account).add_past(
            make_more_past(self.options.seed, account, self._set_up_at, range(had, had + count))
        )
        self.store.keep_setting(f"more_past/{account.uid}", had + count)
        return had + count

    def accept(self, account: Account, basket: Basket, request: Request) -> Invoice:
        """Enter an invoice request: from here on it has happened, whatever becomes of the answer."""
        now, title = self.now(), self.profile(account).title
        invoice = Invoice(
            id=f"A{now:%y%m%d}{len(self.received) + 1:06d}",
            applied_at=now,
            title=title.name,
            tax_no=title.tax_no,
            kind=request.kind,
            fen=request.fen,
            orders=basket.numbers,
            takes=basket.takes,
            deficit_fen=basket.deficit_fen,
            remark=request.remark,
            emails=request.emails,
        )
        self._keep(account, _received(account, invoice), _invoice_as_json(invoice))
        self.book(account).add(invoice)
        return invoice

    def void(self, account: Account, invoice: Invoice) -> None:
        """Enter that a request was taken back."""
        received = self._promised("V", account, "void", {"request": invoice.id}, invoice.fen)
        self._keep(account, received, {"voided": invoice.id})
        self.book(account).void(invoice)

    def give_back(self, account: Account, invoice: Invoice, number: str, facts: dict[str, Any]) -> str:
        """Enter the return of an invoice (退票), and return the number of that application.

        Args:
            number: The invoice's number.
            facts: What the ground truth tells beside the promised names.
        """
        now = self.now()
        promised = self._promised("R", account, "return-invoice", {"invoice": number}, invoice.fen)
        self._keep(account, {**promised, **facts}, {"returned": invoice.id, "at": now.isoformat()})
        self.book(account).give_back(invoice, now)
        return str(promised["id"])

    def profile(self, account: Account) -> Profile:
        """Return what an account keeps for its invoices, as of now."""
        return self.profiles.of(account, self.now(), timedelta(seconds=self.options.review_after_s))

    def enter(
        self, account: Account, kind: str, key: dict[str, str], profile: Profile, **facts: object
    ) -> dict[str, Any]:
        """Enter a write that changes what an account keeps, and return the ground truth about it."""
        received = {**self._promised("P", account, kind, key, 0), **facts}
        self._keep(account, received, {"profile": self.profiles.put(account.uid, profile)})
        return received

    def enter_ticket(self, account: Account, kind: str, ticket: Ticket, **facts: object) -> dict[str, Any]:
        """Enter a ticket that was submitted or replied to, and return the ground truth about it."""
        received = {**self._promised("P", account, kind, {"ticket": ticket.id}, 0), **facts}
        self._keep(account, received, {"ticket": self.tickets.put(account.uid, ticket)})
        return received

    def count(self, what: str, *, tried: bool = False, accepted: bool = False) -> None:
        """Count a request that came in, or that was answered as asked."""
        self.requests[what]["tries"] += tried
        self.requests[what]["accepted"] += accepted

    def _promised(self, letter: str, account: Account, kind: str, key: dict[str, str], fen: int) -> dict[str, Any]:
        """Return the six names that the ground truth promises about a write that happens now."""
        now = self.now()
        id_ = f"{letter}{now:%y%m%d}{len(self.received) + 1:06d}"
        return {"id": id_, "account": account.uid, "kind": kind, "key": key, "fen": fen, "at": now.isoformat()}

    def _keep(self, account: Account, received: dict[str, Any], change: dict[str, Any]) -> None:
        self.store.add_write(account.uid, received, change)
        self.received.append(received)

    def _more_past(self, account: Account) -> int:
        return self.store.setting(f"more_past/{account.uid}") or 0

    def _load(self, options: Options) -> None:
        """Build everything from the options and from what the store has kept."""
        self.options = options
        set_up_at = self.store.setting("set_up_at")
        self.clock = Clock(self.store.setting("clock_offset_s") or 0.0)
        self._set_up_at = datetime.fromisoformat(set_up_at) if set_up_at else self.now()
        self.store.keep_setting("set_up_at", self._set_up_at.isoformat())
        self.store.keep_setting("seed", options.seed)
        self.accounts = [make_account(options.seed, index) for index in range(options.accounts)]
        self.by_uid = {account.uid: account for account in self.accounts}
        self._by_user = {f"finance@{account.uid}": account for account in self.accounts}
        self._books: dict[str, Book] = {}
        self._kept_invoices: dict[str, list[dict[str, Any]]] = defaultdict(list)
        self.received: list[dict[str, Any]] = []
        self.uploads = Uploads(self.store)
        self.profiles = Profiles(self.store, options.seed, self._set_up_at)
        self.tickets = Tickets(options.seed, self._set_up_at)
        self.parcels = Parcels(self)
        for uid, received, change in self.store.writes():
            self.received.append(received)
            if "profile" in change:
                self.profiles.restore(uid, change["profile"])
            elif "ticket" in change:
                self.tickets.restore(uid, change["ticket"])
            else:
                self._kept_invoices[uid].append(change)
        self.sessions = Sessions(self.store)
        self.used_codes: set[tuple[str, int]] = set()
        self.requests: dict[str, dict[str, int]] = defaultdict(lambda: {"tries": 0, "accepted": 0})
        self.faults = Faults(options.seed, (dataclasses.replace(fault, acted=0) for fault in self._initial_faults))


def _restore(book: Book, kept: dict[str, Any]) -> None:
    """Do again to a book what a write did to it."""
    if invoice := book.find(kept.get("voided", "")):
        book.void(invoice)
    elif invoice := book.find(kept.get("returned", "")):
        book.give_back(invoice, datetime.fromisoformat(kept["at"]))
    else:
        book.add(_invoice_from_json(kept))


def _received(account: Account, invoice: Invoice) -> dict[str, Any]:
    """Return the ground truth about a write: the first six names are promised."""
    return {
        "id": invoice.id,
        "account": account.uid,
        "kind": "request-invoice",
        "key": {"orders": list(invoice.orders)},
        "fen": invoice.fen,
        "at": invoice.applied_at.isoformat(),
        "type": invoice.kind,
        "emails": list(invoice.emails),
        "remark": invoice.remark,
        "title": invoice.title,
    }


def _invoice_as_json(invoice: Invoice) -> dict[str, Any]:
    return {**asdict(invoice), "applied_at": invoice.applied_at.isoformat()}


def _invoice_from_json(kept: dict[str, Any]) -> Invoice:
    tuples = {name: tuple(kept[name]) for name in ("orders", "emails")}
    applied_at = datetime.fromisoformat(kept["applied_at"])
    return Invoice(**{**kept, **tuples, "applied_at": applied_at, "mail_state": Words(*kept["mail_state"])})
