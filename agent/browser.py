"""The browser: one Chromium process, one context for each account, nothing reachable but the sites' own hosts."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from urllib.parse import urlsplit

from playwright.async_api import Browser as Chromium
from playwright.async_api import BrowserContext, BrowserType, Route, WebSocketRoute, async_playwright
from playwright.async_api import Error as PlaywrightError

from agent.chromium import find_chromium, is_root, launch_args
from agent.errors import ConsoleDownError, SetupError
from agent.network import Way, browser_env, browser_proxy, host_rules
from agent.settings import BrowserSettings

_NODE_CA = "NODE_EXTRA_CA_CERTS"
_NO_SHARED_WORKERS = "delete globalThis.SharedWorker;"


class Browser:
    """Starts Chromium on first use, again if it died, and hands out contexts."""

    def __init__(self, settings: BrowserSettings, way: Way, hosts: Sequence[str]) -> None:
        self._settings = settings
        self._way = way
        self._hosts = frozenset(hosts)
        self._chromium: Chromium | None = None
        self._driver = AsyncExitStack()
        self._kind: BrowserType | None = None
        self._starting = asyncio.Lock()
        self._home = TemporaryDirectory(prefix="fapiao-browser-", ignore_cleanup_errors=True)

    async def __aenter__(self) -> Browser:
        """Start the browser, so that a missing one is said before anything else begins."""
        with _trusted_by_node(self._way.ca_file):
            self._kind = (await self._driver.enter_async_context(async_playwright())).chromium
        try:
            await self._running()
        except SetupError:
            await self.__aexit__()
            raise
        return self

    async def __aexit__(self, *_error: object) -> None:
        """Close the browser."""
        if self._chromium is not None:
            await self._chromium.close()
        await self._driver.aclose()
        self._home.cleanup()

    @asynccontextmanager
    async def context(self, state: dict[str, Any] | None, timezone: str | None = None) -> AsyncIterator[BrowserContext]:
        """Give a context of its own, with a kept session's state if there is one; closed at the end.

        Raises:
            ConsoleDownError: The browser died while the context was made.
        """
        try:
            chromium = await self._running()
            context = await chromium.new_context(
                storage_state=state,  # type: ignore[arg-type]
                viewport={"width": self._settings.width_px, "height": self._settings.height_px},
                timezone_id=timezone,
                service_workers="block",
                accept_downloads=True,
            )
            # What the gate cannot see must not be there: sockets, and workers that belong to no page.
            await context.route_web_socket("**", _close_socket)
            await context.add_init_script(_NO_SHARED_WORKERS)
        except PlaywrightError as error:
            raise ConsoleDownError(f"the browser could not open a window: {_first_line(error)}") from None
        if self._way.proxy:
            # Behind a proxy Chromium resolves no names itself, so its rules do not hold; requests are held one by one.
            await context.route(lambda url: urlsplit(url).hostname not in self._hosts, _refuse)
        try:
            yield context
        finally:
            await _close(context)

    async def _running(self) -> Chromium:
        async with self._starting:
            if self._kind is None:
                raise SetupError("the browser is used before it was started")
            if self._chromium is None or not self._chromium.is_connected():
                self._chromium = await self._launch(self._kind)
            return self._chromium

    async def _launch(self, kind: BrowserType) -> Chromium:
        executable = find_chromium(self._settings, playwright_path=kind.executable_path)
        args = launch_args(is_root(), self._settings.is_headed)
        if not self._way.proxy:
            args.append(f"--host-resolver-rules={host_rules(sorted(self._hosts))}")
        try:
            return await kind.launch(
                executable_path=executable,
                headless=not self._settings.is_headed,
                args=args,
                proxy=browser_proxy(self._way),  # type: ignore[arg-type]
                env=dict(browser_env(self._way, Path(self._home.name))),
                handle_sigint=False,
                handle_sigterm=False,
                handle_sighup=False,
            )
        except PlaywrightError as error:
            raise SetupError(
                f"the browser {executable} does not start: {_first_line(error)}",
                "Run `fapiao doctor`; another browser can be named with FAPIAO_BROWSER__EXECUTABLE.",
            ) from None


@contextmanager
def _trusted_by_node(ca_file: Path | None) -> Iterator[None]:
    """Let Playwright's driver, which starts inside, trust a company's authority: the gate sends by its client."""
    before = os.environ.get(_NODE_CA)
    if ca_file is not None:
        os.environ[_NODE_CA] = str(ca_file)
    try:
        yield
    finally:
        if ca_file is not None:
            del os.environ[_NODE_CA]
        if before is not None:
            os.environ[_NODE_CA] = before


async def _close_socket(socket: WebSocketRoute) -> None:
    await socket.close()


async def _refuse(route: Route) -> None:
    await route.abort("blockedbyclient")


async def _close(context: BrowserContext) -> None:
    try:
        await context.close()
    except PlaywrightError:
        # It died with its browser; there is nothing left to close.
        return


def _first_line(error: PlaywrightError) -> str:
    return error.message.splitlines()[0] if error.message else "no reason given"
