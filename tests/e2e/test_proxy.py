"""Browser and httpx go the same way: through a real proxy with a password, or past it, by the same list."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from anyio.from_thread import BlockingPortal
from playwright.sync_api import BrowserType, Page
from playwright.sync_api import Error as PlaywrightError
from pydantic import SecretStr

from agent.errors import SetupError
from agent.network import Way, browser_proxy, host_rules, http_client, reachable
from tests.local_server import TEXT, LocalProxy, local_proxy, page_server

Open = Callable[..., Page]


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    with page_server() as port:
        yield port


@pytest.fixture
def proxy(portal: BlockingPortal) -> Iterator[LocalProxy]:
    with portal.wrap_async_context_manager(local_proxy("clerk", "pass word:ü")) as proxy:
        yield proxy


@pytest.fixture
def open_by(browser_type: BrowserType, browser_type_launch_args: dict[str, Any]) -> Iterator[Open]:
    browsers = []

    def open_by(way: Way, *args: str) -> Page:
        options = {**browser_type_launch_args, "args": [*browser_type_launch_args["args"], *args]}
        browsers.append(browser_type.launch(**options, proxy=browser_proxy(way)))  # type: ignore[arg-type]
        return browsers[-1].new_page()

    yield open_by
    for browser in browsers:
        browser.close()


def way_by(proxy: LocalProxy, bypass: str = "<-loopback>", password: str = "pass word:ü") -> Way:
    return Way(f"http://127.0.0.1:{proxy.port}", SecretStr("clerk"), SecretStr(password), bypass)


def fetch(portal: BlockingPortal, way: Way, url: str) -> str:
    async def get() -> str:
        async with http_client(way, 5) as client:
            return (await client.get(url)).text

    return portal.call(get)


def test_browser_goes_through_the_proxy_with_user_and_password(proxy: LocalProxy, open_by: Open, port: int) -> None:
    page = open_by(way_by(proxy))
    page.goto(f"http://127.0.0.1:{port}/")
    assert page.inner_text("body") == TEXT
    assert f"http://127.0.0.1:{port}/" in proxy.seen


def test_httpx_goes_through_the_proxy_with_user_and_password(
    proxy: LocalProxy, portal: BlockingPortal, port: int
) -> None:
    assert fetch(portal, way_by(proxy), f"http://127.0.0.1:{port}/") == TEXT
    assert proxy.seen == [f"http://127.0.0.1:{port}/"]


BYPASSES = [
    ("", True),
    ("<-loopback>", False),
    ("<-loopback>,127.0.0.1", True),
    ("<-loopback>,127.0.0.1:{port}", True),
    ("<-loopback>,127.0.0.1:1", False),
    ("<-loopback>,127.0.0.0/8", True),
    ("<-loopback>,10.0.0.0/8", False),
    ("<-loopback>;*.example.com .example.org", False),
    ("<-loopback>,*", True),
    ("example.com", True),
]


@pytest.mark.parametrize(("bypass", "is_direct"), BYPASSES)
def test_browser_and_httpx_agree_on_what_passes_the_proxy_by(
    bypass: str, is_direct: bool, proxy: LocalProxy, open_by: Open, portal: BlockingPortal, port: int
) -> None:
    way = way_by(proxy, bypass.format(port=port))
    fetch(portal, way, f"http://127.0.0.1:{port}/")
    by_httpx = list(proxy.seen)
    proxy.seen.clear()
    open_by(way).goto(f"http://127.0.0.1:{port}/")
    assert (by_httpx == [], proxy.seen == []) == (is_direct, is_direct)


def test_browser_sends_names_below_localhost_through_only_if_told(
    proxy: LocalProxy, open_by: Open, portal: BlockingPortal, port: int
) -> None:
    open_by(way_by(proxy, "")).goto(f"http://localhost:{port}/")
    assert proxy.seen == []
    open_by(way_by(proxy)).goto(f"http://localhost:{port}/")
    fetch(portal, way_by(proxy), f"http://localhost:{port}/")
    assert proxy.seen.count(f"http://localhost:{port}/") == 2


def test_wrong_proxy_password_is_said_and_not_shown(proxy: LocalProxy, portal: BlockingPortal, port: int) -> None:
    async def ask() -> None:
        async with http_client(way_by(proxy, password="not-this-one"), 5) as client:
            await reachable(client, f"http://127.0.0.1:{port}/")

    with pytest.raises(SetupError, match="wants a user and a password") as caught:
        portal.call(ask)
    assert "PROXY_PASSWORD" in caught.value.next_step
    assert "not-this-one" not in caught.value.message + caught.value.next_step


def test_host_rules_let_the_allowed_host_through_and_no_other(open_by: Open, port: int) -> None:
    page = open_by(Way(), f"--host-resolver-rules={host_rules(['127.0.0.1'])}")
    page.goto(f"http://127.0.0.1:{port}/")
    assert page.inner_text("body") == TEXT
    for other in ("localhost", "127.0.0.2", "[::1]", "console.example.com"):
        with pytest.raises(PlaywrightError, match="ERR_NAME_NOT_RESOLVED"):
            page.goto(f"http://{other}:{port}/")


def test_host_rules_stop_what_a_page_fetches_too(open_by: Open, port: int) -> None:
    page = open_by(Way(), f"--host-resolver-rules={host_rules(['127.0.0.1'])}")
    page.goto(f"http://127.0.0.1:{port}/")
    with pytest.raises(PlaywrightError, match="Failed to fetch"):
        page.evaluate(f"fetch('http://localhost:{port}/')")
    assert page.evaluate(f"fetch('http://127.0.0.1:{port}/').then(answer => answer.text())") == TEXT


def test_behind_a_proxy_host_rules_stop_nothing(proxy: LocalProxy, open_by: Open, port: int) -> None:
    page = open_by(way_by(proxy), f"--host-resolver-rules={host_rules(['127.0.0.1'])}")
    page.goto(f"http://localhost:{port}/")
    assert f"http://localhost:{port}/" in proxy.seen
