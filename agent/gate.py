"""The gate: from the submitting click to its answer, the one request that is meant leaves once, and no other write.

Chromium sends a POST again, by itself, when a reused connection dies without an answer, and a page may do so in its
own code. So the request is taken from the browser, held until it has its permit, and sent once by Playwright's own
client, without a retry. Whatever else could write is held and told.

Source: measured; one click with its answer cut four times arrived four times without the gate, once with it.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable
from typing import Self
from urllib.parse import urlsplit

from playwright.async_api import BrowserContext, Page, Route
from playwright.async_api import Error as PlaywrightError

from agent.catalog import Request
from agent.errors import AgentError
from agent.letter import Letter, read_letter
from agent.site import Site

_READS = ("GET", "HEAD", "OPTIONS")
_EMPTY_WITHIN_MS = 5000
_NEVER_OPENED = ("ECONNREFUSED", "ENOTFOUND", "EAI_AGAIN", "EHOSTUNREACH", "ENETUNREACH")

Ask = Callable[[Letter], Awaitable[float]]
"""Gives leave to send a request now; returns for how long it may be alive, in seconds, or raises why not."""


class Gate:
    """Stands between one context and its site for as long as its own context lasts.

    Args:
        site: Its hosts are watched; what goes elsewhere is none of the gate's business, and is refused elsewhere.
        request: What the submitting request looks like; None: the first request that can write.
        ask: Asked once, with the request in hand and not sent.
    """

    def __init__(self, context: BrowserContext, site: Site, request: Request | None, ask: Ask) -> None:
        self._context = context
        self._site = site
        self._request = request
        self._ask = ask
        self._is_used = False
        self._is_over = False
        self._out: set[Route] = set()
        """Requests that are not answered yet; the browser holds its own copy of each."""
        self.asked = asyncio.Event()
        """Set once the submitting request is here."""
        self.held: list[str] = []
        """Method and address of each request that was not let out."""
        self.refusal: AgentError | None = None
        """Why the submitting request did not get its permit."""
        self.is_sent = False
        """The submitting request may have reached the console."""
        self.is_processed = True
        """False: its answer, or its never having left, means that the console did not look at it."""

    async def __aenter__(self) -> Self:
        """Close the gate."""
        await self._context.route(self._is_ours, self._pass)
        return self

    async def __aexit__(self, *_error: object) -> None:
        """Empty the context's pages, then take the gate away.

        A page that asks again must not find the gate gone. And when interception ends, or a page is closed, Chromium
        sends whatever it still holds: so the pages go to an empty one first, and what is still out is dropped.
        """
        self._is_over = True
        for page in self._context.pages:
            await _empty(page)
        for route in list(self._out):
            await _refuse(route)
        await self._context.unroute(self._is_ours, self._pass)

    def _is_ours(self, url: str) -> bool:
        return urlsplit(url).hostname in self._site.hosts

    async def _pass(self, route: Route) -> None:
        request = route.request
        if request.method in _READS:
            await route.fallback()
            return
        self._out.add(route)
        try:
            await self._judge(route)
        finally:
            # Also when something broke in here: what is neither sent nor refused, Chromium would send in the end.
            if route in self._out:
                await self._refused(route)

    async def _judge(self, route: Route) -> None:
        request = route.request
        kind = request.headers.get("content-type", "")
        content = request.post_data_buffer or b""
        letter = read_letter(request.method, request.url, kind, content, self._site.wire.volatile)
        if any(re.search(pattern, letter.address) for pattern in self._site.wire.reads):
            self._out.discard(route)
            await route.fallback()
        elif self._is_used or not self._is_meant(letter):
            await self._hold(route, letter)
        else:
            self._is_used = True
            await self._send(route, letter)

    def _is_meant(self, letter: Letter) -> bool:
        request = self._request
        return request is None or (
            letter.method == request.method and re.search(request.address, letter.address) is not None
        )

    async def _hold(self, route: Route, letter: Letter) -> None:
        self.held.append(f"{letter.method} {letter.address}")
        await self._refused(route)

    async def _refused(self, route: Route) -> None:
        self._out.discard(route)
        await _refuse(route)

    async def _send(self, route: Route, letter: Letter) -> None:
        self.asked.set()
        try:
            left_s = await self._ask(letter)
            if self._is_over:
                # The permit came too late: nobody waits for what would come of it any more.
                await self._hold(route, letter)
                return
            # Marked before it leaves: whatever happens from here on, it may have arrived.
            self.is_sent = True
            await self._let_out(route, left_s)
        except AgentError as error:
            self.refusal = error
            await self._hold(route, letter)
        except PlaywrightError as error:
            # No answer, or the page is gone. What came of the request is read from the console's list, not from here.
            self.is_processed = not any(word in error.message for word in _NEVER_OPENED)
            await self._refused(route)

    async def _let_out(self, route: Route, left_s: float) -> None:
        if self._site.wire.sends == "continue":
            self._out.discard(route)
            await route.continue_()
            return
        answer = await route.fetch(max_retries=0, max_redirects=0, timeout=left_s * 1000)
        self.is_processed = answer.status not in self._site.wire.not_processed
        if not self._is_over:
            self._out.discard(route)
            await route.fulfill(response=answer)


async def _empty(page: Page) -> None:
    try:
        await page.goto("about:blank", timeout=_EMPTY_WITHIN_MS)
    except PlaywrightError:
        # It is closed already, or gone with its browser.
        return


async def _refuse(route: Route) -> None:
    try:
        await route.abort("connectionfailed")
    except PlaywrightError:
        # The page that asked is closed already.
        return
