"""From a target to its one element: wait for any way, then take the first that matches exactly one."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from functools import reduce

from playwright.async_api import Locator, Page
from playwright.async_api import TimeoutError as PlaywrightTimeout

from agent.catalog import Found, Target
from agent.errors import AmbiguousTargetError, TargetMissingError
from agent.model import Locale

SLICE_S = 2.0
"""How long one wait, or one try of a click, lasts before the guards are looked at, in seconds."""
SLICE_MS = SLICE_S * 1000
GRACE_S = 0.3
"""How long a first way may come after a later one, before that counts as drift; likewise a double on its way out."""


async def find(
    page: Page, name: str, target: Target, locale: Locale, *, timeout_s: float, on_wait: Callable[[], Awaitable[Locale]]
) -> Found:
    """Return the one element for a target and the way that found it.

    Args:
        name: ``page.target``, for the error.
        timeout_s: Longest wait for any way to show up, in seconds.
        on_wait: Called whenever a slice of the wait ends with nothing found; raises what a guard means, and returns the
            language that the page speaks by now: one page of a sign-in may differ from the next.

    Raises:
        TargetMissingError: No way matched in time.
        AmbiguousTargetError: The first way that matched, matched more than once.

    Source: Playwright docs, "Locators" (role before text before CSS).
    """
    ways = [way.locator(page, locale) for way in target.by]
    deadline = time.monotonic() + timeout_s
    settle_by = 0.0
    while True:
        index, count = await _first(ways)
        now = time.monotonic()
        rank = target.rank(index)
        if count == 1 and (rank == 0 or (settle_by and now > settle_by)):
            return Found(ways[index], str(target.by[index]), rank)
        if count > 1 and settle_by and now > settle_by:
            raise AmbiguousTargetError(f"{name} matches {count} elements by {target.by[index]}")
        if count:
            settle_by = settle_by or now + GRACE_S
            await asyncio.sleep(GRACE_S / 6)
            continue
        settle_by = 0.0
        if now > deadline:
            page_name, _, target_name = name.partition(".")
            raise TargetMissingError(page_name, target_name, locale, "; ".join(map(str, target.by)))
        if not await seen(reduce(Locator.or_, ways), min(SLICE_S, max(deadline - now, 0.05))):
            locale = await on_wait()
            ways = [way.locator(page, locale) for way in target.by]


async def _first(ways: list[Locator]) -> tuple[int, int]:
    """Return the place and the count of the first way that matches anything."""
    if count := await ways[0].count():
        return 0, count
    counts = await asyncio.gather(*(way.count() for way in ways[1:]))
    return next(((place, count) for place, count in enumerate(counts, 1) if count), (0, 0))


async def seen(locator: Locator, within_s: float) -> bool:
    """Tell whether any element of a locator becomes visible in time."""
    try:
        await locator.first.wait_for(state="visible", timeout=within_s * 1000)
    except PlaywrightTimeout:
        return False
    return True
