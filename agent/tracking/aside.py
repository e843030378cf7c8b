"""What blocks, done in a thread beside an event loop."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, wait
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")
_STAND_STILL_S = 0.1
_THREADS = ThreadPoolExecutor(4, "fapiao-aside")


async def aside(do: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Return what a function returns that blocks for a while, and goes on even if nobody waits for it any more.

    The loop stands still meanwhile, though never for longer than a tenth of a second: two threads of Python at the
    same time take longer than one after the other.
    """
    done = _THREADS.submit(do, *args, **kwargs)
    if not wait([done], _STAND_STILL_S).done:
        await asyncio.wait([asyncio.wrap_future(done)])
    return done.result()
