"""``/_sandbox/``: the ground truth, and the switches for time, faults and settings. For tests; needs no session."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import get_args

from starlette.routing import Route

from sandbox.book import Book
from sandbox.clock import Clock
from sandbox.courier_control import courier_control_routes
from sandbox.endpoint import Body, answering, changing
from sandbox.faults import Fault, make_fault
from sandbox.nouns import Account, Order, StandInError
from sandbox.page import Origins
from sandbox.state import Generation, Locale, State
from sandbox.title_profile import Decision, TitleRecord
from sandbox.title_seed import profile_kind
from sandbox.wire_forms import InvoiceForm

_MOST_INVOICES = 20_000


class Control:
    """Answer what tests ask the stand-in itself."""

    def __init__(self, state: State, origins: Origins) -> None:
        self._state, self._origins = state, origins

    def routes(self) -> list[Route]:
        """Return the routes, relative to ``/_sandbox``."""
        gets: dict[str, Callable[[], object]] = {
            "/received": lambda: self._state.received,
            "/site": self._site,
            "/accounts": lambda: [self._account(account) for account in self._state.accounts],
            "/clock": self._clock,
            "/faults": self._faults,
            "/requests": lambda: self._state.requests,
            "/settings": self._settings,
        }
        changes: list[tuple[str, str, Callable[[Body], object]]] = [
            ("POST", "/reset", self._reset),
            ("POST", "/clock", self._move_clock),
            ("PUT", "/faults", self._replace_faults),
            ("POST", "/faults", self._add_faults),
            ("DELETE", "/faults", self._replace_faults),
            ("POST", "/settings", self._change_settings),
            ("POST", "/orders", self._correct_order),
            ("POST", "/titles", self._decide_title),
            ("POST", "/invoices", self._add_invoices),
        ]
        return [
            *(Route(path, answering(get), methods=["GET"]) for path, get in gets.items()),
            *(Route(path, changing(change), methods=[method]) for method, path, change in changes),
            *courier_control_routes(self._state, self._origins.console),
        ]

    def _site(self) -> Body:
        console, passport = self._origins
        facts = {"now": self._state.now().isoformat(), "realm": self._state.realm}
        return {"console": console, "passport": passport, "api": passport, **facts}

    def _account(self, account: Account) -> Body:
        """Return an account with its secrets and what is true of it now: it is a stand-in."""
        state = self._state
        book, profile = state.book(account), state.profile(account)
        orders = book.open_orders(state.now())
        waiting = [order for order in book.orders if book.left_fen(order) and order.opens_at > state.now()]
        form = InvoiceForm("en", state.now(), timedelta(seconds=state.options.issue_after_s))
        return {
            "account": account.name,
            "site": "sandbox",
            "uid": account.uid,
            "sign_in": "ram",
            "user": account.user,
            "password": account.password,
            "totp": account.totp,
            "tags": account.kind,
            "kind": account.kind,
            "locale": "zh-CN" if state.language(account) == "zh" else "en",
            "ui": state.generation(account),
            "title": profile.title.name,
            "offers": list(profile.title.offers()),
            "emails": list(profile.mailboxes),
            "addresses": [address.detail for address in profile.addresses],
            "profile": profile_kind(account),
            "titles": [_title(record) for record in profile.titles],
            "deficit_fen": book.deficit_fen(),
            "invoices": [_invoice(book, form.write_detail(invoice)) for invoice in book.invoices],
            "orders": {
                "invoiceable": [_order(book, order) for order in orders],
                "not_yet": [_order(book, order) for order in waiting],
            },
        }

    def _clock(self) -> Body:
        return {"now": self._state.now().isoformat()}

    def _move_clock(self, body: Body) -> Body:
        if len(body) != 1 or not body.keys() <= {"advance_s", "set"}:
            raise StandInError('Give either {"advance_s": seconds} or {"set": "2026-11-03T09:00:00+08:00"}.')
        clock = Clock(self._state.clock.offset_s)
        try:
            if "set" in body:
                clock.set(datetime.fromisoformat(body["set"]))
            else:
                clock.advance(float(body["advance_s"]))
            clock.now()
        except (TypeError, ValueError, OverflowError) as error:
            raise StandInError(f"Not a time: {error}.") from error
        self._state.set_clock(clock)
        return self._clock()

    def _faults(self) -> Body:
        return {fault.name: fault.as_json() for fault in self._state.faults}

    def _replace_faults(self, body: Body) -> Body:
        faults = _faults_of(body)
        self._state.faults.clear()
        self._state.faults.add(faults)
        return self._faults()

    def _add_faults(self, body: Body) -> Body:
        self._state.faults.add(_faults_of(body))
        return self._faults()

    def _settings(self) -> Body:
        options = self._state.options
        waits = ("issue_after_s", "review_after_s", "return_after_s", "ticket_after_s")
        names = ("accounts", "seed", "locale", "ui", "latency_ms", *waits)
        return {name: getattr(options, name) for name in names}

    def _change_settings(self, body: Body) -> Body:
        for name, value in body.items():
            if name not in _SETTINGS:
                raise StandInError(f"Unknown setting {name!r}. Known: {', '.join(_SETTINGS)}.")
            if not _SETTINGS[name](value):
                raise StandInError(f"{value!r} will not do for {name}.")
        self._state.change(**body)
        return self._settings()

    def _correct_order(self, body: Body) -> Body:
        """Change what may be invoiced of an open order, as if the console had corrected it."""
        number, fen = body.get("order"), body.get("fen")
        if body.keys() != {"order", "fen"} or type(fen) is not int or fen <= 0:
            raise StandInError('Give {"order": number, "fen": amount}, the amount in whole fen above 0.')
        books = [self._state.book(account) for account in self._state.accounts]
        now = self._state.now()
        found = [(book, order) for book in books for order in book.open_orders(now) if order.number == number]
        if not found:
            raise StandInError(f"No open order {number!r}: GET /_sandbox/accounts lists those that can be invoiced.")
        book, order = found[0]
        return _order(book, book.correct(order, fen))

    def _add_invoices(self, body: Body) -> Body:
        """Give an account more issued invoices from the year before, to measure long lists."""
        named, count = body.get("account"), body.get("count")
        if body.keys() != {"account", "count"} or type(count) is not int or not 0 < count <= _MOST_INVOICES:
            raise StandInError(f'Give {{"account": name or uid, "count": 1 to {_MOST_INVOICES}}}.')
        account = next((account for account in self._state.accounts if named in (account.name, account.uid)), None)
        if account is None:
            raise StandInError(f"No account {named!r}: GET /_sandbox/accounts lists them.")
        self._state.add_past(account, count)
        return {"account": account.name, "invoices": len(self._state.book(account).invoices)}

    def _decide_title(self, body: Body) -> Body:
        """End the review of a title, as its reviewer would."""
        title, passed, reason = body.get("title"), body.get("passed"), body.get("reason", "")
        if not body.keys() <= {"title", "passed", "reason"} or not isinstance(passed, bool):
            raise StandInError(
                'Give {"title": id, "passed": true or false, "reason": text}; the reason may be left out.'
            )
        profiles = [self._state.profile(account) for account in self._state.accounts]
        profile = next((profile for profile in profiles if profile.find_title(str(title))), profiles[0])
        self._state.profiles.decide(profile, str(title), Decision(passed, str(reason)))
        return {"title": title, "passed": passed, "reason": reason}

    def _reset(self, body: Body) -> Body:
        for name, value in body.items():
            if name not in ("seed", "accounts"):
                raise StandInError(f"Unknown key {name!r}. Known: seed, accounts.")
            if not isinstance(value, int) or value < (name == "accounts"):
                raise StandInError(f"{value!r} will not do for {name}.")
        self._state.reset(**body)
        return self._settings()


def _title(record: TitleRecord) -> Body:
    return {"title": record.title.name, "id": record.title.id, "status": record.status}


def _invoice(book: Book, detail: Body) -> Body:
    names = {"application": "Id", "number": "InvoiceNo", "kind": "Type", "status": "Status", "fen": "Fen"}
    facts = {name: detail[known] for name, known in names.items()}
    has_orders = set(detail["Orders"]) <= {order.number for order in book.orders}
    return facts | {"issued_on": detail["IssuedAt"][:10], "orders": detail["Orders"], "has_orders": has_orders}


def _order(book: Book, order: Order) -> Body:
    return {"order": order.number, "cycle": order.cycle, "fen": book.left_fen(order), "entity": order.entity}


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and value >= 0


_SETTINGS: dict[str, Callable[[object], bool]] = {
    "locale": lambda value: value in get_args(Locale),
    "ui": lambda value: value in get_args(Generation),
    "issue_after_s": _is_number,
    "latency_ms": _is_number,
    "review_after_s": _is_number,
    "return_after_s": _is_number,
    "ticket_after_s": _is_number,
}


def _faults_of(body: Body) -> list[Fault]:
    for name, values in body.items():
        if not isinstance(values, dict):
            raise StandInError(f"Fault {name!r}: give its keys as an object, as in {{}}.")
    return [make_fault(name, values) for name, values in body.items()]
