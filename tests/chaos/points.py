"""The points of a submission at which a worker may die: ``python -m tests.chaos.points POINT COMMAND...``.

Runs ``fapiao COMMAND`` and kills its whole process group, browser and all, when the first submission comes to the
point. The program itself knows nothing of this.
"""

from __future__ import annotations

import asyncio
import functools
import os
import signal
import sys
from collections.abc import Callable
from typing import Any

from playwright.async_api import Route

from agent.clerk import Clerk
from agent.cli import main
from agent.console import Console
from agent.runner import Runner

WIRE_S = 0.15
"""How long after the request left the worker dies; the stand-in takes longer to answer."""


def die() -> None:
    """End the whole process group at once, as a power cut does."""
    os.killpg(0, signal.SIGKILL)


def before(owner: type, name: str) -> None:
    """Die when the function is called."""
    _wrap(owner, name, lambda _function, _args, _kwargs: die())


def after(owner: type, name: str) -> None:
    """Die when the function has come back."""

    async def wait(function: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]) -> None:
        await function(*args, **kwargs)
        die()

    _wrap(owner, name, wait)


def during(owner: type, name: str) -> None:
    """Die a moment after the function was called."""

    async def wait(function: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]) -> None:
        asyncio.get_running_loop().call_later(WIRE_S, die)
        await function(*args, **kwargs)
        die()

    _wrap(owner, name, wait)


def _wrap(owner: type, name: str, instead: Callable[..., Any]) -> None:
    function = getattr(owner, name)

    @functools.wraps(function)
    async def wrapped(*args: Any, **kwargs: Any) -> Any:
        done = instead(function, args, kwargs)
        return await done if asyncio.iscoroutine(done) else done

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
    "before the look": lambda: before(Runner, "_look"),
    "before the receipt": lambda: before(Clerk, "settle"),
    "after the receipt": lambda: after(Clerk, "settle"),
}

if __name__ == "__main__":
    POINTS[sys.argv[1]]()
    sys.argv = ["fapiao", *sys.argv[2:]]
    main()
