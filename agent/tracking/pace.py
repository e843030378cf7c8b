"""How fast questions leave: so many at once, and over a while no more than one in so many seconds."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager


class Pace:
    """A token bucket and a number of places, for one carrier in one process.

    Args:
        at_once: How many questions may be under way; as many may leave in one burst.
        every_s: Shortest time between two questions over a while, in seconds; 0: no limit.
    """

    def __init__(self, at_once: int, every_s: float) -> None:
        self.at_once = at_once
        self._places = asyncio.Semaphore(at_once)
        self._every_s = every_s
        self._burst_s = every_s * (at_once - 1)
        self._full_at = 0.0

    @asynccontextmanager
    async def place(self) -> AsyncIterator[None]:
        """Give a place for one question, once it may leave."""
        async with self._places:
            wait_s = self.taken(time.monotonic())
            if wait_s > 0:
                await asyncio.sleep(wait_s)
            yield

    def taken(self, now_s: float) -> float:
        """Take a token and return how long to wait for it, in seconds."""
        start_s = max(self._full_at, now_s)
        self._full_at = start_s + self._every_s
        return max(0.0, start_s - now_s - self._burst_s)
