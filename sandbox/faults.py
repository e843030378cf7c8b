"""Faults that tests switch on: what there is, how one is written, and whether it acts now.

On the command line a fault is ``NAME[:key=value]...``, as in ``answer-lost-after:count=1:account=acc-0002``.
Over HTTP it is ``{NAME: {key: value}}``.
"""

from __future__ import annotations

import math
import random
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from sandbox.nouns import Account, StandInError

TITLE_WRITES = (
    "SubmitTitleChange",
    "WithdrawTitleChange",
    "RequestTitle",
    "AddAddress",
    "ModifyAddress",
    "SetDefaultAddress",
    "DeleteAddress",
    "AddMailbox",
    "ModifyMailbox",
    "SetDefaultMailbox",
    "DeleteMailbox",
)
ACTIONS = (
    "GetInvoiceSummary",
    "QueryEvaluateList",
    "QueryBillList",
    "QueryInvoicingCustomerList",
    "ListInvoiceTypes",
    "QueryCustomerAddressList",
    "ListMailboxes",
    "PrepareInvoice",
    "ApplyInvoice",
    "CancelInvoiceApply",
    "ReturnInvoice",
    "ListInvoices",
    "GetInvoice",
    "ListRegions",
    "UploadFile",
    *TITLE_WRITES,
    "ListTicketCategories",
    "GetTicketAdvice",
    "CreateTicket",
    "ListTickets",
    "GetTicket",
    "ReplyTicket",
)
WRITES = ("ApplyInvoice", "CancelInvoiceApply", "ReturnInvoice", *TITLE_WRITES, "CreateTicket", "ReplyTicket")
# Where a fault may act: every action of the API, every one that writes, one action, the console's pages,
# the sign-in pages, the original files of invoices, the gateways of couriers.
EVERY_ACTION, EVERY_WRITE, PAGE, LOGIN, FILE = "api", "writes", "page", "login", "File"
# The gateways of the couriers, and all of them.
EMS, KUAIDI100, KDNIAO, SEVENTEENTRACK, AFTERSHIP = COURIERS = ("ems", "kuaidi100", "kdniao", "17track", "aftership")
EVERY_COURIER = "couriers"
_GATEWAYS = (EVERY_COURIER, *COURIERS)
_REQUESTS = (EVERY_ACTION, PAGE, LOGIN, FILE, *ACTIONS, *_GATEWAYS)
_CALLS = (EVERY_ACTION, *ACTIONS)
_TABLES = ("all", "orders", "records", "titles", "addresses", "mailboxes", "tickets")
_KEYS = ("rate", "count", "at", "account", "ms")
_DONE = ("acted", "reused")
_MEANT = {EVERY_ACTION: ACTIONS, EVERY_WRITE: WRITES, EVERY_COURIER: COURIERS}
"""The places that a word for several of them stands for."""


class _Known(NamedTuple):
    """A fault there is: the values that its key ``at`` takes, the first being the default, and its default ``ms``."""

    at: tuple[str, ...]
    ms: int = 0


def _first(default: str, others: Iterable[str]) -> tuple[str, ...]:
    return (default, *(other for other in others if other != default))


KNOWN: dict[str, _Known] = {
    "slow": _Known(_REQUESTS, ms=3000),
    "http-500": _Known(_REQUESTS),
    "http-429": _Known(_REQUESTS, ms=1000),
    "busy": _Known(_CALLS),
    "session-expired": _Known(_CALLS),
    "token-expired": _Known(_CALLS),
    "announcement": _Known((PAGE, "list")),
    "drift-text": _Known(("fields", "submit", "all")),
    "drift-class": _Known((PAGE,)),
    "drift-columns": _Known(("some", "all")),
    "wrong-account": _Known((PAGE,)),
    "refuse": _Known(WRITES),
    "answer-lost-before": _Known(_first("ApplyInvoice", (*_CALLS, EVERY_WRITE))),
    "answer-lost-after": _Known(_first("ApplyInvoice", (*_CALLS, EVERY_WRITE))),
    "risk": _Known(_first("ApplyInvoice", _CALLS)),
    "captcha": _Known((LOGIN,)),
    "double-row": _Known(_TABLES),
    "empty-table": _Known(_TABLES),
    "no-server-check": _Known(
        ("ApplyInvoice", "ReturnInvoice", "SubmitTitleChange", "RequestTitle", "AddMailbox", EVERY_WRITE)
    ),
    "wrong-file": _Known((FILE,)),
}
COURIER_FAULTS: dict[str, _Known] = {
    "block-page": _Known(_GATEWAYS),
    "http-429-date": _Known(_GATEWAYS, ms=60_000),
    "http-429-reset": _Known(_GATEWAYS, ms=60_000),
    "redirect": _Known(_GATEWAYS),
    "cut-json": _Known(_GATEWAYS),
    "gbk-body": _Known(_GATEWAYS),
    "wrong-charset": _Known(_GATEWAYS),
    "huge-body": _Known(_GATEWAYS),
    "empty-body": _Known(_GATEWAYS),
    "empty-answer": _Known(_GATEWAYS),
    "double-event": _Known(_GATEWAYS),
    "shuffled-events": _Known(_GATEWAYS),
    "clock-skew": _Known(_GATEWAYS, ms=3_600_000),
    "no-quota": _Known(_GATEWAYS),
    "body-object": _Known((EMS,)),
    "number-locked": _Known((KUAIDI100,)),
}
KNOWN |= COURIER_FAULTS


@dataclass(slots=True)
class Fault:
    """One fault that is switched on.

    Attributes:
        rate: Share of the occasions on which it acts, 0 to 1.
        count: How often it acts in all; None for ever.
        at: Where it acts, or which part of a page it touches.
        account: Uid or name of the only account it acts on; None for all.
        ms: Milliseconds, for those that wait or tell to wait.
        acted: How often it has acted.
        reused: How often it has cut a connection that had served before.
    """

    name: str
    at: str
    rate: float = 1.0
    count: int | None = None
    account: str | None = None
    ms: int = 0
    acted: int = field(default=0, compare=False)
    reused: int = field(default=0, compare=False)

    def covers(self, place: str | None, account: Account | None) -> bool:
        """Return whether it is about this place and account and has not been used up."""
        if self.count is not None and self.acted >= self.count:
            return False
        if self.account and (account is None or self.account not in (account.uid, account.name)):
            return False
        return place is None or self.at == place or place in _MEANT.get(self.at, ())

    def as_json(self) -> dict[str, Any]:
        """Return the keys as they are given over HTTP, and what it has done."""
        return {name: getattr(self, name) for name in (*_KEYS, *_DONE)}


class Faults:
    """The faults that are switched on; draws come from a seeded generator, so that a run can be repeated."""

    def __init__(self, seed: int, faults: Iterable[Fault] = ()) -> None:
        self._random = random.Random(f"{seed}/faults")  # noqa: S311 - test data
        self._on = {fault.name: fault for fault in faults}

    def __iter__(self) -> Iterator[Fault]:
        return iter(self._on.values())

    def add(self, faults: Iterable[Fault]) -> None:
        """Switch on more; one of the same name is replaced."""
        self._on.update((fault.name, fault) for fault in faults)

    def clear(self) -> None:
        """Switch all off."""
        self._on.clear()

    def hit(self, name: str, account: Account | None, place: str | None = None) -> Fault | None:
        """Return the fault if it acts now, and count that it did.

        Args:
            name: The fault.
            account: Whose request it is, where that is known.
            place: An action, ``page`` or ``login``; None where only the fault's name matters.
        """
        fault = self._on.get(name)
        if fault is None or not fault.covers(place, account):
            return None
        if fault.rate < 1 and self._random.random() >= fault.rate:
            return None
        fault.acted += 1
        return fault


def parse_fault(spec: str) -> Fault:
    """Return the fault that ``NAME[:key=value]...`` describes.

    Raises:
        StandInError: Unknown name, key or value.
    """
    name, *pairs = spec.split(":")
    values = {}
    for pair in pairs:
        key, equals, value = pair.partition("=")
        if not equals:
            raise StandInError(f"Fault {spec!r}: {pair!r} is not key=value.")
        values[key] = value
    return make_fault(name, values)


def make_fault(name: str, values: Mapping[str, object]) -> Fault:
    """Return a fault from its name and keys, as text or as JSON values.

    Raises:
        StandInError: Unknown name, key or value.
    """
    known = KNOWN.get(name)
    if known is None:
        raise StandInError(f"Unknown fault {name!r}. Known: {', '.join(sorted(KNOWN))}.")
    # What was read over HTTP may be sent back as it is.
    given = {key: value for key, value in values.items() if value is not None and key not in _DONE}
    if unknown := sorted(given.keys() - set(_KEYS)):
        raise StandInError(f"Fault {name!r}: unknown key {unknown[0]!r}. Known: {', '.join(_KEYS)}.")
    at = str(given.get("at", known.at[0]))
    if at not in known.at:
        raise StandInError(f"Fault {name!r}: at={at} is not one of {', '.join(known.at)}.")
    return Fault(
        name=name,
        at=at,
        rate=_number(name, "rate", given.get("rate", 1.0), 0, 1),
        count=int(_number(name, "count", given["count"], 1)) if "count" in given else None,
        account=str(given["account"]) if "account" in given else None,
        ms=int(_number(name, "ms", given.get("ms", known.ms), 0)),
    )


def _number(name: str, key: str, value: object, least: int, most: float = math.inf) -> float:
    try:
        number = float(str(value))
    except ValueError:
        number = math.nan
    if not least <= number <= most:
        limits = f"{least} or more" if math.isinf(most) else f"{least} to {most:g}"
        raise StandInError(f"Fault {name!r}: {key}={value} is not a number, {limits}.")
    return number
