"""Where the console stands: one page of one account, found its way to and proven; the ground under the verbs."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from playwright.async_api import Locator, Page, Response
from playwright.async_api import TimeoutError as PlaywrightTimeout

from agent.catalog import Catalogs, Found, Target
from agent.console import scripts
from agent.console.finder import find
from agent.console.guard import Guards
from agent.console.verb import border
from agent.errors import ConsoleDownError, SignedOutError, WrongAccountError
from agent.evidence.recorder import Recorder
from agent.model import Account, Drift, Locale
from agent.settings import RunSettings
from agent.site import Proof, Site

CLICK_SLICE_MS = 2000
"""How long one try of a click lasts before the guards are looked at, in milliseconds."""


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
        self.page.on("response", self._note_trouble)

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
            await self._sign_in()
            if not self.page.url.startswith(url):
                await self.go(url)
        await self.ready(name)
        await self.recorder.step("open", name, url=self.page.url)

    async def ready(self, name: str) -> None:
        """Wait until a page that is being loaded is ready, and prove whose it is."""
        catalog = self.catalogs.page(name)
        self.pages_used[name] = catalog.digest
        async with border(name, self.locale):
            await self.read_locale()
            if catalog.ready:
                await self.find(f"{name}.{catalog.ready}", timeout_s=self.limits.page_timeout_s)
            await self.prove()

    async def go(self, url: str) -> None:
        """Load an address; what its scripts fetch later is not waited for."""
        async with border(url, self.locale):
            try:
                response = await self.page.goto(url, wait_until="domcontentloaded", timeout=self.limits.page_timeout_s * 1000)
            except PlaywrightTimeout:
                raise ConsoleDownError(f"{url} did not answer in {self.limits.page_timeout_s:g} s") from None
        if response is not None and _is_trouble(response.status):
            wait_s = _retry_after(response)
            raise ConsoleDownError(f"{url} answered HTTP {response.status}", wait_s)

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
            old, self.page = self.page, await self.page.context.new_page()
            self.page.on("response", self._note_trouble)
            await old.close()

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

    async def look_out(self) -> None:
        """Raise what a guard on the page means; click away what may be clicked away."""
        await self.read_locale()
        if self.site.is_signed_out(self.page.url) and not self.is_signing_in:
            raise SignedOutError("the console asks to sign in again")
        if await self.guards.check(self.page, self.locale):
            await self.step("dismiss", "", note="an announcement was closed")

    async def patiently(self, locator: Locator, *, trial: bool = False) -> None:
        """Click, looking at the guards whenever something covers the target for long."""
        left_ms = self.limits.step_timeout_s * 1000
        while True:
            try:
                await locator.click(timeout=min(CLICK_SLICE_MS, left_ms), trial=trial)
                return
            except PlaywrightTimeout:
                await self.look_out()
                left_ms -= CLICK_SLICE_MS
                if left_ms <= 0:
                    raise

    async def step(
        self, verb: str, name: str, found: Found | None = None, *, note: str = "", shot: bool = False
    ) -> None:
        """Record one step, with a picture where it shows something new."""
        facts = {"way": found.way, "drift": found.rank} if found else {}
        masks = [self.page.locator("input[type=password]"), *self._masks()] if shot else []
        page = self.page if shot else None
        await self.recorder.step(verb, name, page=page, masks=masks, url=self.page.url, note=note, **facts)

    def _masks(self) -> list[Locator]:
        return [
            way.locator(self.page, self.locale) for name in self.site.masks for way in self.catalogs.target(name).by
        ]

    async def _fact(self, proof: Proof) -> str:
        if proof.path:
            return str(await self.page.evaluate(scripts.GLOBAL, proof.path) or "")
        found = await self.find(proof.target)
        return str(await found.locator.evaluate(scripts.VALUE))

    async def _sign_in(self) -> None:
        self.is_signing_in = True
        try:
            async with border("sign-in", self.locale):
                await self.read_locale()
                await self.sign_in()
        finally:
            self.is_signing_in = False

    async def leave(self) -> None:
        """Close the page."""
        async with border("leaving", self.locale):
            await self.page.close()

    async def read_locale(self) -> None:
        """Read the page's language, by which its names are looked up."""
        shown = await self._fact(self.site.locale)
        self.locale = "en" if shown.lower().startswith("en") else "zh-CN"

    def _note_trouble(self, response: Response) -> None:
        if _is_trouble(response.status):
            self.guards.retry_after_s = _retry_after(response)


def _is_trouble(status: int) -> bool:
    return status == 429 or status >= 500


def _retry_after(response: Response) -> float | None:
    text = response.headers.get("retry-after", "")
    return float(text) if text.replace(".", "", 1).isdigit() else None
