"""The gate: from the submitting click to its answer, no request that can write leaves twice.

Chromium sends a POST again, by itself, when a reused connection dies without an answer, and a page may do so in its
own code. So each such request is taken from the browser and sent once by Playwright's own client, without a retry; one
that equals a request that has left already is held. GET and HEAD go their usual way.

Source: measured; one click with its answer cut four times arrived four times without the gate, once with it.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Self
from urllib.parse import urlsplit

from playwright.async_api import BrowserContext, Route
from playwright.async_api import Error as PlaywrightError

_READS = ("GET", "HEAD", "OPTIONS")


class Gate:
    """Stands between one context and its site for as long as its own context lasts.

    Args:
        hosts: The site's hosts; what goes elsewhere is none of the gate's business, and is refused elsewhere.
        timeout_s: Longest wait for the answer to a request, in seconds.
    """

    def __init__(self, context: BrowserContext, hosts: Collection[str], *, timeout_s: float) -> None:
        self._context = context
        self._hosts = hosts
        self._timeout_ms = timeout_s * 1000
        self._gone: set[tuple[str, str, bytes]] = set()
        self._out: set[Route] = set()
        """Requests whose answer is awaited; the browser holds its own copy of each."""
        self.held: list[str] = []
        """Method and address of each request that was not let out again."""

    async def __aenter__(self) -> Self:
        """Close the gate."""
        await self._context.route(self._is_ours, self._pass)
        return self

    async def __aexit__(self, *_error: object) -> None:
        """Take the gate away.

        When interception ends, Chromium sends whatever it still holds; so its copy of a request that is out is dropped.
        """
        for route in list(self._out):
            await _refuse(route)
        await self._context.unroute(self._is_ours, self._pass)

    def _is_ours(self, url: str) -> bool:
        return urlsplit(url).hostname in self._hosts

    async def _pass(self, route: Route) -> None:
        request = route.request
        if request.method in _READS:
            await route.fallback()
            return
        letter = (request.method, request.url, request.post_data_buffer or b"")
        if letter in self._gone:
            self.held.append(f"{request.method} {request.url}")
            await _refuse(route)
            return
        self._gone.add(letter)
        self._out.add(route)
        try:
            answer = await route.fetch(max_retries=0, max_redirects=0, timeout=self._timeout_ms)
            await route.fulfill(response=answer)
        except PlaywrightError:
            # No answer, or the page is gone. What came of the request is read from the console's list, not from here.
            await _refuse(route)
        finally:
            self._out.discard(route)


async def _refuse(route: Route) -> None:
    try:
        await route.abort("connectionfailed")
    except PlaywrightError:
        # The page that asked is closed already.
        return
