"""What may come up on any page: session-end dialogs, risk checks, refusals, announcements."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress
from functools import reduce

from playwright.async_api import Locator, Page
from playwright.async_api import TimeoutError as PlaywrightTimeout

from agent.catalog import Catalogs
from agent.errors import AgentError, ChallengeError, ConsoleDownError, RefusedError, SignedOutError
from agent.model import Locale
from agent.site import Guard, Site

_SHOW_MS = 1000


class Guards:
    """Looks for what the site's file lists under ``[[guards]]``, and says what it means."""

    def __init__(self, site: Site, catalogs: Catalogs) -> None:
        self._site = site
        self._catalogs = catalogs
        self.retry_after_s: float | None = None
        """What the console's last 429 or 503 asked for."""

    async def check(self, page: Page, locale: Locale) -> bool:
        """Raise what a guard on the page means; return True if one was clicked away.

        Raises:
            SignedOutError, ChallengeError, RefusedError, ConsoleDownError: As the site's file says.
        """
        if not self._site.guards or not await self._any(page, locale).count():
            return False
        seen = await asyncio.gather(*(self._is_shown(page, guard.target, locale) for guard in self._site.guards))
        shown = [guard for guard, is_shown in zip(self._site.guards, seen, strict=True) if is_shown]
        for guard in shown:
            if guard.means != "dismiss":
                raise await self._error(page, guard, locale)
        return any([await self._is_dismissed(page, guard, locale) for guard in shown])

    def _any(self, page: Page, locale: Locale) -> Locator:
        """Return whatever any guard means: one question where nothing has come up, as nearly always."""
        return reduce(Locator.or_, (self._locator(page, guard.target, locale) for guard in self._site.guards))

    async def _is_shown(self, page: Page, target: str, locale: Locale) -> bool:
        return await self._locator(page, target, locale).count() > 0

    def _locator(self, page: Page, name: str, locale: Locale) -> Locator:
        return reduce(Locator.or_, (way.locator(page, locale) for way in self._catalogs.target(name).by))

    async def _is_dismissed(self, page: Page, guard: Guard, locale: Locale) -> bool:
        """Click it away; return False where it does not let itself be clicked yet: the next look tries again."""
        try:
            await self._locator(page, guard.click, locale).first.click(timeout=_SHOW_MS)
        except PlaywrightTimeout:
            return False
        with suppress(PlaywrightTimeout):
            await self._locator(page, guard.target, locale).first.wait_for(state="hidden", timeout=_SHOW_MS)
        return True

    async def _error(self, page: Page, guard: Guard, locale: Locale) -> AgentError:
        has_words = guard.text and await self._is_shown(page, guard.text, locale)
        words = self._locator(page, guard.text if has_words else guard.target, locale)
        says = " ".join((await words.first.inner_text(timeout=_SHOW_MS)).split())
        meanings: dict[str, Callable[[], AgentError]] = {
            "signed_out": lambda: SignedOutError(f"the console says: {says}"),
            "challenge": lambda: ChallengeError(guard.kind, page.url),
            "refused": lambda: RefusedError("the console refused", says),
            "down": lambda: ConsoleDownError(f"the console says: {says}", self.retry_after_s),
        }
        return meanings[guard.means]()
