"""The border to Playwright: its errors become ours here, once."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from playwright.async_api import Error as PlaywrightError
from playwright.async_api import TimeoutError as PlaywrightTimeout

from agent.errors import ConsoleDownError, TargetBlockedError


@asynccontextmanager
async def border(name: str, locale: str) -> AsyncIterator[None]:
    """Map what Playwright raises inside to the errors of this program.

    The messages of Playwright hold what was typed, so none of them is passed on beyond its first line.
    """
    try:
        yield
    except PlaywrightTimeout:
        page, _, target = name.partition(".")
        raise TargetBlockedError(page, target, locale) from None
    except PlaywrightError as error:
        first = error.message.splitlines()[0] if error.message else "no answer"
        raise ConsoleDownError(f"the browser lost the page at {name}: {first}") from None
