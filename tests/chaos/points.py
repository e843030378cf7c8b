"""Where a worker is hit, and by what: ``python -m tests.chaos.points NAME COMMAND...``.

Runs ``fapiao COMMAND``. By the name of a point, the first submission that comes there ends with the death of the whole
process group, browser and all. By the name of a mishap, that befalls the worker at one of the points, by chance, and
stays. By the name NO_GATE the gate stands aside: what is counted must show it. The program knows of none of this.
"""

from __future__ import annotations

import asyncio
import functools
import os
import random
import signal
import sys
import time
from collections.abc import Callable
from datetime import datetime, timedelta, tzinfo
from functools import partial
from typing import Any, Self

from playwright.async_api import Route
from sqlalchemy import event
from sqlalchemy.pool import Pool

from agent import model
from agent.clerk import Clerk
from agent.cli import main
from agent.console import Console
from agent.gate import Gate
from agent.runner import Submitter

WIRE_S = 0.15
"""How long after the request left the worker dies; the stand-in takes longer to answer."""
HOUR_S = 3600.0
NO_GATE = "no gate"

Blow = Callable[[], None]


def die() -> None:
    """End the whole process group at once, as a power cut does."""
    os.killpg(0, signal.SIGKILL)


def move_clock(seconds: float) -> None:
    """Let the machine's clock go wrong by so much from now on, for this process."""
    true_time = time.time

    class Moved(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> Self:
            return super().now(tz) + timedelta(seconds=seconds)

    vars(model)["datetime"] = Moved
    time.time = lambda: true_time() + seconds


def fill_disk() -> None:
    """Let no database file grow any more: SQLite says "database or disk is full"."""

    @event.listens_for(Pool, "checkout")
    def checked_out(connection: Any, *_: object) -> None:
        (pages,) = connection.execute("PRAGMA page_count").fetchone()
        connection.execute(f"PRAGMA max_page_count = {pages}")


def take_gate_out() -> None:
    """Let the browser send by itself, as every other tool does."""

    async def stand_aside(gate: Gate, *_error: object) -> Gate:
        return gate

    for name in ("__aenter__", "__aexit__"):
        setattr(Gate, name, stand_aside)


def before(owner: type, name: str, blow: Blow = die) -> None:
    """Strike when the function is called."""

    async def strike(function: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        blow()
        return await function(*args, **kwargs)

    _wrap(owner, name, strike)


def after(owner: type, name: str, blow: Blow = die) -> None:
    """Strike when the function has come back."""

    async def strike(function: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        value = await function(*args, **kwargs)
        blow()
        return value

    _wrap(owner, name, strike)


def during(owner: type, name: str, blow: Blow = die) -> None:
    """Strike a moment after the function was called."""

    async def strike(function: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        asyncio.get_running_loop().call_later(WIRE_S, blow)
        value = await function(*args, **kwargs)
        blow()
        return value

    _wrap(owner, name, strike)


def _wrap(owner: type, name: str, strike: Callable[..., Any]) -> None:
    function = getattr(owner, name)

    @functools.wraps(function)
    async def wrapped(*args: Any, **kwargs: Any) -> Any:
        return await strike(function, args, kwargs)

    setattr(owner, name, wrapped)


POINTS: dict[str, Callable[[], None]] = {
    "before the permit": lambda: before(Clerk, "permit"),
    "after the permit": lambda: after(Clerk, "permit"),
    "before the click": lambda: before(Console, "submit"),
    "before the permit is used": lambda: before(Clerk, "send"),
    "after the permit is used": lambda: after(Clerk, "send"),
    "request on the wire": lambda: during(Route, "fetch"),
    "answer at the gate": lambda: after(Route, "fetch"),
    "answer on the page": lambda: after(Console, "submit"),
    "before the look": lambda: before(Submitter, "_look"),
    "before the receipt": lambda: before(Clerk, "settle"),
    "after the receipt": lambda: after(Clerk, "settle"),
}
MISHAPS: dict[str, Blow] = {
    "clock an hour on": partial(move_clock, HOUR_S),
    "clock an hour back": partial(move_clock, -HOUR_S),
    "disk full": fill_disk,
}


def _befall(mishap: Blow) -> None:
    """Let a mishap happen once, at one of the points of a submission."""
    once: Blow = functools.cache(mishap)
    where = random.choice((before, after))
    owner, name = random.choice(((Clerk, "permit"), (Clerk, "send"), (Clerk, "settle"), (Console, "submit")))
    where(owner, name, once)


if __name__ == "__main__":
    what = sys.argv[1]
    if what == NO_GATE:
        take_gate_out()
    elif what in POINTS:
        POINTS[what]()
    else:
        _befall(MISHAPS[what])
    sys.argv = ["fapiao", *sys.argv[2:]]
    main()
