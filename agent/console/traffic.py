"""What a page's own requests tell: another page is on its way, it did not come, or the console is in trouble."""

from __future__ import annotations

import asyncio
from contextlib import suppress

from playwright.async_api import Frame, Page, Request, Response

from agent.errors import ConsoleDownError


class Traffic:
    """Listens to one page for as long as it lives."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self._is_there = asyncio.Event()
        self._is_there.set()
        self.trouble: ConsoleDownError | None = None
        """Why the page that was asked for last did not come, or came as 429 or 5xx."""
        self.retry_after_s: float | None = None
        """What the console's last 429 or 5xx asked for."""
        page.on("request", self._note_leaving)
        page.on("framenavigated", self._note_arrival)
        page.on("response", self._note_trouble)
        page.on("requestfailed", self._note_loss)

    async def arrived(self, within_s: float) -> None:
        """Wait until the page that is on its way has come, or is lost, or the time is up."""
        with suppress(TimeoutError):
            async with asyncio.timeout(within_s):
                await self._is_there.wait()

    def _note_leaving(self, request: Request) -> None:
        if self._is_page(request):
            self._is_there.clear()

    def _note_arrival(self, frame: Frame) -> None:
        if frame == self._page.main_frame:
            self._is_there.set()

    def _note_trouble(self, response: Response) -> None:
        is_page = self._is_page(response.request)
        if is_page:
            self.trouble = None
        if is_trouble(response.status):
            self.retry_after_s = _retry_after(response)
            if is_page:
                self.trouble = down(response)

    def _note_loss(self, request: Request) -> None:
        """Note that a page did not come; one that was left for another before it came is no loss."""
        if not self._is_page(request):
            return
        self._is_there.set()
        if request.failure != "net::ERR_ABORTED":
            self.trouble = ConsoleDownError(f"{request.url} did not come: {request.failure}")

    def _is_page(self, request: Request) -> bool:
        return request.is_navigation_request() and request.frame == self._page.main_frame


def down(response: Response) -> ConsoleDownError:
    """Return the error that an answer of 429 or 5xx means."""
    return ConsoleDownError(f"{response.url} answered HTTP {response.status}", _retry_after(response))


def is_trouble(status: int) -> bool:
    """Tell whether a status means: later."""
    return status == 429 or status >= 500


def _retry_after(response: Response) -> float | None:
    text = response.headers.get("retry-after", "")
    return float(text) if text.replace(".", "", 1).isdigit() else None
