"""What may come up on any page: session-end dialogs, risk checks, refusals, announcements."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from playwright.async_api import Locator, Page

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
        shown = await asyncio.gather(*(self._is_shown(page, guard.target, locale) for guard in self._site.guards))
        for guard, is_shown in zip(self._site.guards, shown, strict=True):
            if is_shown and guard.means != "dismiss":
                raise await self._error(page, guard, locale)
        dismissed = False
        for guard, is_shown in zip(self._site.guards, shown, strict=True):
            if is_shown:
                await self._locator(page, guard.click, locale).click(timeout=_SHOW_MS)
                await self._locator(page, guard.target, locale).wait_for(state="hidden", timeout=_SHOW_MS)
                dismissed = True
        return dismissed

    async def _is_shown(self, page: Page, target: str, locale: Locale) -> bool:
        return await self._locator(page, target, locale).count() > 0

    def _locator(self, page: Page, name: str, locale: Locale) -> Locator:
        ways = [way.locator(page, locale) for way in self._catalogs.target(name).by]
        union = ways[0]
        for way in ways[1:]:
            union = union.or_(way)
        return union.first

    async def _error(self, page: Page, guard: Guard, locale: Locale) -> AgentError:
        words = await self._locator(page, guard.text or guard.target, locale).inner_text(timeout=_SHOW_MS)
        says = " ".join(words.split())
        meanings: dict[str, Callable[[], AgentError]] = {
            "signed_out": lambda: SignedOutError(f"the console says: {says}"),
            "challenge": lambda: ChallengeError(guard.kind, page.url),
            "refused": lambda: RefusedError("the console refused", says),
            "down": lambda: ConsoleDownError(f"the console says: {says}", self.retry_after_s),
        }
        return meanings[guard.means]()
