"""Where the console stands: one page of one account, found its way to and proven; the ground under the verbs."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial, reduce
from typing import Any, TypeVar

from playwright.async_api import ElementHandle, Locator, Page
from playwright.async_api import TimeoutError as PlaywrightTimeout

from agent.catalog import Catalogs, Found, Target
from agent.console import scripts
from agent.console.finder import SLICE_MS, find
from agent.console.guard import Guards
from agent.console.traffic import Traffic, down, is_trouble
from agent.console.verb import border
from agent.errors import CodeRefusedError, ConsoleDownError, SignedOutError, WrongAccountError
from agent.evidence.recorder import Recorder
from agent.log import redact
from agent.model import Account, Drift, Locale
from agent.settings import RunSettings
from agent.site import Proof, Site

T = TypeVar("T")
_CLICK_DONE = "click action done"
"""What Playwright's call log says once a click was made, whatever is waited for after it."""


@dataclass
class Place:
    """One page of one account on one site."""

    page: Page
    account: Account
    site: Site
    catalogs: Catalogs
    recorder: Recorder
    limits: RunSettings
    sign_in: Callable[[], Awaitable[None]]
    """Signs the account in on the page it stands on, and leaves it at the address that was asked for."""
    locale: Locale = "zh-CN"
    is_signing_in: bool = False
    drifts: list[Drift] = field(default_factory=list)
    pages_used: dict[str, str] = field(default_factory=dict)
    """Page name to its catalog's digest."""

    def __post_init__(self) -> None:
        self.guards = Guards(self.site, self.catalogs)
        self._tab: asyncio.Future[Page] | None = None
        self._settle_in()

    async def open(self, name: str) -> None:
        """Load a page afresh, sign in if asked to, wait until it is ready, prove whose it is.

        Raises:
            WrongAccountError: The page belongs to another account than the roster's.
            ConsoleDownError: The console answered 429 or 5xx, or nothing at all.
        """
        catalog = self.catalogs.page(name)
        self.pages_used[name] = catalog.digest
        url = self.site.url(catalog.origin, catalog.path)
        await self.go(url)
        if self.site.is_signed_out(self.page.url):
            await self._enter(url)
        try:
            await self.ready(name)
        except SignedOutError:
            # Some consoles say so on the very page that was asked for.
            await self._enter(url)
            await self.ready(name)
        await self.recorder.step("open", name, url=self.page.url)

    async def _enter(self, url: str) -> None:
        await self._sign_in(url)
        if not self.page.url.startswith(url):
            await self.go(url)

    async def ready(self, name: str) -> None:
        """Wait until a page that is being loaded is ready, and prove whose it is."""
        catalog = self.catalogs.page(name)
        self.pages_used[name] = catalog.digest
        async with border(name, self.locale):
            if catalog.ready:
                await self._follow_tab(f"{name}.{catalog.ready}")
            await self.read_locale()
            if catalog.ready:
                await self.find(f"{name}.{catalog.ready}", timeout_s=self.limits.page_timeout_s)
            await self.prove()
            for secret in self.site.secrets:
                redact.add(await self._fact(secret))

    def watch_for_tab(self) -> None:
        """Go on, at the next ``ready``, with the tab that the page opens from now on, if it opens one."""
        self._tab = asyncio.get_running_loop().create_future()
        self.page.once("popup", partial(_set, self._tab))

    async def _follow_tab(self, ready: str) -> None:
        """Wait until a target is seen here or the page that was clicked opens a tab; go on with that one then."""
        if self._tab is None:
            return
        tab, self._tab = self._tab, None
        here = asyncio.ensure_future(self.find(ready, timeout_s=self.limits.page_timeout_s))
        try:
            both: set[asyncio.Future[Any]] = {here, tab}
            await asyncio.wait(both, return_when=asyncio.FIRST_COMPLETED)
            if not tab.done():
                await here
        finally:
            here.cancel()
        if tab.done():
            await self._move_to(tab.result())

    async def go(self, url: str) -> None:
        """Load an address; what its scripts fetch later is not waited for."""
        async with border(url, self.locale):
            try:
                response = await self.page.goto(url, wait_until="domcontentloaded")
            except PlaywrightTimeout:
                raise ConsoleDownError(f"{url} did not answer in {self.limits.page_timeout_s:g} s") from None
        if response is not None and is_trouble(response.status):
            raise down(response)

    async def prove(self) -> None:
        """Prove that the page belongs to the roster's account.

        Raises:
            WrongAccountError: It belongs to another one.
        """
        if self.site.is_signed_out(self.page.url):
            raise SignedOutError("the console asks to sign in again")
        shown = await self._fact(self.site.identity)
        if shown != self.account.uid:
            raise WrongAccountError(self.account.uid, shown)

    async def renew(self) -> None:
        """Go on with a fresh page of the same context."""
        async with border("a fresh page", self.locale):
            await self._move_to(await self.page.context.new_page())

    async def _move_to(self, page: Page) -> None:
        old, self.page = self.page, page
        self._settle_in()
        await old.close()
        await page.wait_for_load_state("domcontentloaded")

    async def find(self, name: str, target: Target | None = None, *, timeout_s: float | None = None) -> Found:
        """Return the one element of a target; a later way is noted as drift."""
        found = await find(
            self.page,
            name,
            target or self.catalogs.target(name),
            self.locale,
            timeout_s=timeout_s or self.limits.step_timeout_s,
            on_wait=self.look_out,
        )
        page, _, word = name.partition(".")
        if found.rank and not any((drift.page, drift.target) == (page, word) for drift in self.drifts):
            self.drifts.append(Drift(page=page, target=word, way=found.way, rank=found.rank))
        return found

    async def ask(self, name: str, function: str, given: Any = None) -> tuple[Any, Found]:
        """Return what a function of ``scripts`` says of a target's element, and how that was found.

        One round trip where the first way matches exactly one element, as it nearly always does.
        """
        target = self.catalogs.target(name)
        first = target.by[0].locator(self.page, self.locale)
        said = await first.evaluate_all(scripts.only(function), given)
        if said is not None:
            return said[0], Found(first, str(target.by[0]), 0)
        found = await self.find(name, target)
        return await found.locator.evaluate(function, given), found

    async def glance(self, name: str) -> tuple[str, Found | None]:
        """Return a target's text and how it was found as the page is now, or none of both: nothing is waited for."""
        target = self.catalogs.target(name)
        for index, way in enumerate(target.by):
            locator = way.locator(self.page, self.locale)
            said = await locator.evaluate_all(scripts.only(scripts.VALUE))
            if said is not None:
                return str(said[0]), Found(locator, str(way), target.rank(index))
        return "", None

    async def shows(self, name: str) -> bool:
        """Tell whether any way of a target is on the page now; nothing is waited for."""
        for way in self.catalogs.target(name).by:
            if await way.locator(self.page, self.locale).count():
                return True
        return False

    async def look_out(self) -> Locale:
        """Raise what a guard on the page means, click away what may be clicked away; return the page's language."""
        if self._traffic.trouble is not None:
            raise self._traffic.trouble
        self.guards.retry_after_s = self._traffic.retry_after_s
        await self.read_locale()
        if self.site.is_signed_out(self.page.url) and not self.is_signing_in:
            raise SignedOutError("the console asks to sign in again")
        if await self.guards.check(self.page, self.locale):
            await self.step("dismiss", "", note="an announcement was closed")
        return self.locale

    async def patiently(self, locator: Locator | ElementHandle, *, trial: bool = False) -> None:
        """Click once; not again where the click was made and the page that it leads to comes late."""

        async def click() -> None:
            try:
                await locator.click(timeout=SLICE_MS, trial=trial)
            except PlaywrightTimeout as error:
                if _CLICK_DONE not in error.message:
                    raise
                await self._traffic.arrived(self.limits.page_timeout_s)

        await self.in_spite_of_guards(click)

    async def in_spite_of_guards(self, do: Callable[[], Awaitable[T]]) -> T:
        """Return what comes of doing what may be done twice; again when something that guards know has covered it."""
        deadline = time.monotonic() + self.limits.step_timeout_s
        while True:
            try:
                return await do()
            except PlaywrightTimeout:
                await self.look_out()
                if time.monotonic() > deadline:
                    raise

    async def step(
        self, verb: str, name: str, found: Found | None = None, *, note: str = "", shot: bool = False
    ) -> None:
        """Record one step, with a picture where it shows something new."""
        facts = {"way": found.way, "drift": found.rank} if found else {}
        page = self.page if shot else None
        async with border(name or verb, self.locale):
            masks = await self._masks() if shot else []
            await self.recorder.step(verb, name, page=page, masks=masks, url=self.page.url, note=note, **facts)

    async def _masks(self) -> list[Locator]:
        """Return what must be blacked out and is on the page; each mask makes a picture slower."""
        ways = [
            way.locator(self.page, self.locale) for name in self.site.masks for way in self.catalogs.target(name).by
        ]
        masks = [self.page.locator("input[type=password]"), *ways]
        return masks if await reduce(Locator.or_, masks).count() else []

    async def _fact(self, proof: Proof) -> str:
        if proof.path:
            return str(await self.page.evaluate(scripts.GLOBAL, proof.path) or "")
        return str((await self.ask(proof.target, scripts.VALUE))[0])

    async def _sign_in(self, url: str) -> None:
        """Sign in from where the site's file says, and come back to the address that was asked for."""
        self.is_signing_in = True
        start = self.site.expand(self.site.sign_in[self.account.sign_in], next=url)
        try:
            async with border("sign-in", self.locale):
                try:
                    await self._sign_in_from(start)
                except CodeRefusedError:
                    # A run that was ended may have used the code of this half minute: the next one decides.
                    await self.go(start)
                    await self._sign_in_from(start)
        finally:
            self.is_signing_in = False

    async def _sign_in_from(self, start: str) -> None:
        if not self.page.url.startswith(start.partition("?")[0]):
            await self.go(start)
        await self.read_locale()
        await self.sign_in()

    async def leave(self) -> None:
        """Close the page; one that went away with its browser is closed already."""
        with suppress(ConsoleDownError):
            async with border("leaving", self.locale):
                await self.page.close()

    async def read_locale(self) -> None:
        """Read the page's language, by which its names are looked up."""
        if self.site.locale.path:
            shown = await self._fact(self.site.locale)
        else:
            shown, _ = await self.glance(self.site.locale.target)
        if shown:
            self.locale = "en" if shown.lower().startswith("en") else "zh-CN"

    def _settle_in(self) -> None:
        """Make a new page ours: its time limits, and an ear for its requests."""
        self.page.set_default_timeout(self.limits.step_timeout_s * 1000)
        self.page.set_default_navigation_timeout(self.limits.page_timeout_s * 1000)
        self._traffic = Traffic(self.page)


def _set(future: asyncio.Future[Page], page: Page) -> None:
    if not future.done():
        future.set_result(page)
