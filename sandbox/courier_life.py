"""Parcels and their lives on the stand-in's clock: which one it is, number and seed decide."""

from __future__ import annotations

import random
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sandbox.courier_states import NO_RECORD, code_of
from sandbox.words import PLACES

# How long a parcel is on its way if all goes well.
MAIL_TIME = timedelta(days=3)

# Shares of the mail time at which something happens, and the carrier's code for it.
_Plan = tuple[tuple[float, str], ...]
_START: _Plan = ((0.03, "203"), (0.10, "305"), (0.18, "954"), (0.30, "989"))
_ARRIVED: _Plan = (*_START, (0.42, "954"), (0.52, "306"))
LIVES: dict[str, _Plan] = {
    "delivered": (*_ARRIVED, (0.88, "702"), (1.0, "704")),
    "attempt-failed": (*_ARRIVED, (0.66, "702"), (0.72, "705"), (0.92, "702"), (1.0, "704")),
    "locker": (*_ARRIVED, (0.80, "702"), (0.84, "747"), (1.0, "748")),
    "reversed": (*_ARRIVED, (0.60, "702"), (0.66, "704"), (0.70, "743"), (0.92, "702"), (1.0, "704")),
    "returned": (*_ARRIVED, (0.60, "702"), (0.66, "705"), (0.80, "708"), (0.90, "326"), (1.3, "954"), (1.8, "711")),
    "stuck": _START[:3],
    "lost": (*_START[:3], (2.0, "651"), (8.0, "987")),
}
# Lives and how many of a hundred parcels have them: of those that arrive, and of those that do not.
ARRIVING = {"delivered": 70, "attempt-failed": 12, "locker": 10, "reversed": 8}
HELD_UP = {"stuck": 60, "lost": 40}
# Those of invoices that were requested since, account by account: few accounts have all kinds, on whatever day.
IN_TURN = ("delivered", "delivered", "reversed", "locker", "attempt-failed")
ANY = {**ARRIVING, "delivered": 52, "returned": 8, "stuck": 6, "lost": 4}


@dataclass(frozen=True, slots=True)
class Event:
    """One event of a parcel, as the carrier has entered it."""

    at: datetime
    code: str
    text: str
    province: str
    city: str
    office: str

    @property
    def state(self) -> str:
        """Return the state of the parcel after it."""
        return code_of(self.code).state

    @property
    def name(self) -> str:
        """Return the carrier's name for it."""
        return code_of(self.code).name


@dataclass(frozen=True, slots=True)
class Parcel:
    """A parcel with all that ever happens to it, the future included.

    Attributes:
        life: Which life it has; ``script`` for one whose events a test has given.
        account: Uid of the account whose invoice it carries; empty for those that a test has added.
        invoice: Application number of that invoice.
    """

    number: str
    life: str
    events: tuple[Event, ...]
    account: str = ""
    invoice: str = ""

    def seen(self, now: datetime) -> tuple[Event, ...]:
        """Return what has happened so far, oldest first."""
        return tuple(event for event in self.events if event.at <= now)


def state_of(events: Iterable[Event]) -> str:
    """Return the state after these events, oldest first; what was reversed counts as never entered."""
    state = NO_RECORD
    for event in events:
        state = event.state
    return state


def live(seed: int, number: str, since: datetime, lives: dict[str, int]) -> Parcel:
    """Return the parcel of a number, handed in at a moment, with one of these lives."""
    draw = random.Random(f"{seed}/parcel/{number}")  # noqa: S311 - test data
    life = draw.choices(tuple(lives), tuple(lives.values()))[0]
    here, there = draw.sample(range(len(PLACES)), 2)
    plan = LIVES[life]
    # On the way the second half of the stations lies in the other city; what goes back ends where it began.
    cities = [here if share < 0.35 or code == "711" else there for share, code in plan]
    events = [
        make_event(since + share * MAIL_TIME, code, place=place)
        for (share, code), place in zip(plan, cities, strict=True)
    ]
    return Parcel(number, life, tuple(events))


def make_event(at: datetime, code: str, *, text: str | None = None, place: int = 0) -> Event:
    """Return an event at one of the stand-in's places, with the carrier's usual text or another."""
    province, city, district, *_ = PLACES[place % len(PLACES)]
    office = f"{city}{district}测试揽投部"
    said = code_of(code).text.format(city=city, office=office) if text is None else text
    return Event(at.replace(microsecond=0), code, said, province, city, office)
