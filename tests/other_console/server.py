"""The parking office of an invented town and its sign-in desk: two servers on loopback that count what they receive."""

from __future__ import annotations

import json
import secrets
import socket
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread
from typing import ClassVar
from urllib.parse import parse_qs, parse_qsl, urlencode, urlsplit

from tests.other_console.pages import Pages

FEES = {"quarter": "¥90.00", "year": "¥1,300.00"}
ZONES = ("old-town", "harbour")
COOKIE = "citizen_desk"
OTHER = "LK-1000001"
"""Number of somebody else."""
_ON_A_PAGE = 3
_DAWDLE_S = 2.5


@dataclass
class Citizen:
    """One citizen: who it is, the permits, and what goes wrong for this one."""

    user: str
    number: str
    locale: str = "en"
    passphrase: str = field(default_factory=secrets.token_hex)
    faults: set[str] = field(default_factory=set)
    permits: list[dict[str, str]] = field(default_factory=list)
    received: list[dict[str, str]] = field(default_factory=list)
    """Every application that was taken."""
    asked: Counter[str] = field(default_factory=Counter)
    """How often each action was asked for."""

    def take(self, form: dict[str, str]) -> None:
        """Take an application; it stands in the list from now on."""
        number = f"P-{self.number}-{len(self.permits)}"
        self.received.append(form)
        self.permits.append(form | {"number": number, "fee": FEES[form["term"]], "state": "under-review"})

    def happens(self, fault: str) -> bool:
        """Tell whether a fault is switched on, and switch it off: each happens once."""
        is_on = fault in self.faults
        self.faults.discard(fault)
        return is_on


class Town:
    """All citizens, and who is signed in."""

    def __init__(self, citizens: list[Citizen]) -> None:
        self.citizens = {citizen.user: citizen for citizen in citizens}
        self.sessions: dict[str, Citizen] = {}
        self.office = ""
        self.desk = ""
        self.cuts: list[bool] = []
        """For each connection that was broken off: whether it had served before."""

    def sign_out(self, citizen: Citizen) -> None:
        """End all sessions of a citizen."""
        for session, who in list(self.sessions.items()):
            if who is citizen:
                del self.sessions[session]

    def __getitem__(self, user: str) -> Citizen:
        """Return a citizen by name."""
        return self.citizens[user]


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    town: Town

    def handle_error(self, *_args: object) -> None:
        """Say nothing: browsers break connections off all the time."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _Server
    _requests = 0
    """How many this connection has brought."""

    @property
    def town(self) -> Town:
        return self.server.town

    def do_GET(self) -> None:
        self._requests += 1
        self._route({})

    def do_POST(self) -> None:
        self._requests += 1
        text = self.rfile.read(int(self.headers["Content-Length"])).decode()
        self._route(dict(parse_qsl(text)))

    def _route(self, form: dict[str, str]) -> None:
        raise NotImplementedError

    def _query(self, name: str, default: str = "") -> str:
        return parse_qs(urlsplit(self.path).query).get(name, [default])[0]

    def _answer(self, body: str, status: int = 200, kind: str = "text/html; charset=utf-8", **headers: str) -> None:
        content = body.encode()
        self.send_response(status)
        for name, value in {"Content-Type": kind, "Content-Length": str(len(content)), **headers}.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(content)

    def _redirect(self, url: str, **headers: str) -> None:
        self._answer("", 303, Location=url, **headers)

    def log_message(self, *_args: object) -> None:
        """Say nothing."""


class _Desk(_Handler):
    """Where citizens sign in: number and passphrase on one page."""

    def _route(self, form: dict[str, str]) -> None:
        back = self._query("back", self.town.office)
        pages = Pages(self._query("lang", "en"))
        citizen = self.town.citizens.get(form.get("who", ""))
        if citizen is None or citizen.passphrase != form["pass"]:
            return self._answer(pages.desk(self.path, is_wrong=bool(form)))
        citizen.asked["enter"] += 1
        session = secrets.token_hex()
        self.town.sessions[session] = citizen
        return self._redirect(back, Set_Cookie=f"{COOKIE}={session}; Path=/; HttpOnly")


class _Office(_Handler):
    """Where permits are: list, form, check, hand in."""

    actions: ClassVar = {
        ("GET", "/permits"): "_list",
        ("GET", "/permits/new"): "_form",
        ("POST", "/permits/check"): "_check",
        ("POST", "/permits"): "_hand_in",
        ("GET", "/permits/received"): "_received",
    }

    def _route(self, form: dict[str, str]) -> None:
        path = urlsplit(self.path).path
        if path == "/where":
            origins = {"console": self.town.office, "desk": self.town.desk}
            return self._answer(json.dumps(origins), kind="application/json")
        action = self.actions.get((self.command, path))
        if action is None:
            return self._answer("", 404)
        citizen = self._citizen()
        if citizen is None and COOKIE in (self.headers["Cookie"] or ""):
            return self._answer(Pages("zh-CN").page(heading="away"))
        if citizen is None:
            return self._sign_in()
        if self.command == "POST" and "dawdles" in citizen.faults:
            Event().wait(_DAWDLE_S)
        citizen.asked[action.strip("_")] += 1
        return getattr(self, action)(citizen, Pages(citizen.locale), form)  # type: ignore[no-any-return]

    def _citizen(self) -> Citizen | None:
        cookie = SimpleCookie(self.headers["Cookie"]).get(COOKIE)
        return self.town.sessions.get(cookie.value) if cookie else None

    def _sign_in(self) -> None:
        query = urlencode({"back": self.town.office + self.path, "lang": "zh-CN"})
        self._redirect(f"{self.town.desk}/enter?{query}")

    def _list(self, citizen: Citizen, pages: Pages, _form: dict[str, str]) -> None:
        permits = list(citizen.permits)
        if citizen.received and citizen.happens("list-lags"):
            permits.pop()
        page = int(self._query("page", "1"))
        end = page * _ON_A_PAGE
        next_page = page + 1 if end < len(permits) else 0
        self._answer(pages.list(self._holder(citizen), permits[end - _ON_A_PAGE : end], next_page))

    def _form(self, citizen: Citizen, pages: Pages, _form: dict[str, str]) -> None:
        self._answer(pages.form(self._holder(citizen), ZONES, list(FEES)))

    def _check(self, citizen: Citizen, pages: Pages, form: dict[str, str]) -> None:
        if citizen.happens("breaks"):
            return self._answer("", 500)
        if citizen.happens("session-ends"):
            self.town.sign_out(citizen)
            return self._answer(pages.page(heading="away"))
        holder = OTHER if "other-holder-at-check" in citizen.faults else self._holder(citizen)
        draft = form | {"fee": FEES[form["term"]]}
        return self._answer(pages.check(holder, draft, form))

    def _hand_in(self, citizen: Citizen, pages: Pages, form: dict[str, str]) -> None:
        if "refuses" in citizen.faults:
            body = f'<p class="reason">{pages.word("full")}</p>'
            return self._answer(pages.page(body, heading="refusal", holder=citizen.number))
        if "request-lost" in citizen.faults:
            return self._cut()
        # As often as it comes: nothing in this form tells a second time from a second wish.
        citizen.take(form)
        return self._cut() if "answer-lost" in citizen.faults else self._redirect("/permits/received")

    def _received(self, citizen: Citizen, pages: Pages, _form: dict[str, str]) -> None:
        self._answer(pages.page(heading="received", holder=self._holder(citizen)))

    @staticmethod
    def _holder(citizen: Citizen) -> str:
        return OTHER if "other-holder" in citizen.faults else citizen.number

    def _cut(self) -> None:
        """Break the connection off without a byte of an answer."""
        self.town.cuts.append(self._requests > 1)
        self.close_connection = True
        self.connection.shutdown(socket.SHUT_RDWR)


@contextmanager
def open_town(citizens: list[Citizen]) -> Iterator[Town]:
    """Serve office and desk on free ports of 127.0.0.1."""
    town = Town(citizens)
    with ExitStack() as stack:
        town.office = stack.enter_context(_served(town, _Office))
        town.desk = stack.enter_context(_served(town, _Desk))
        yield town


@contextmanager
def _served(town: Town, handler: type[_Handler]) -> Iterator[str]:
    with _Server(("127.0.0.1", 0), handler) as server:
        server.town = town
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}"
        finally:
            server.shutdown()
            thread.join()
