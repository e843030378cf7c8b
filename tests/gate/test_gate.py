"""Every way in which a page can write, against the gate: counted by the server."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager

import pytest
from anyio.from_thread import BlockingPortal
from playwright.async_api import Page

from agent.browser import Browser
from agent.catalog import Request
from agent.errors import AgentError, DraftMismatchError, FencedError
from agent.gate import Gate
from agent.letter import Letter
from agent.network import Way
from agent.settings import BrowserSettings
from agent.site import Proof, Site, Wire
from tests.gate.counting_server import CountingServer, counting_server

SEND = Request(address="^/send")
MEANT = "fetch('/send', { method: 'POST', body: 'amount=1' }).catch(() => null)"
WAYS = {
    "fetch": "fetch('/send', { method: 'POST', body: 'x' })",
    "another body": "fetch('/send', { method: 'POST', body: 'amount=2' })",
    "kept alive": "fetch('/send', { method: 'POST', body: 'x', keepalive: true })",
    "PUT": "fetch('/send', { method: 'PUT', body: 'x' })",
    "PATCH": "fetch('/send', { method: 'PATCH', body: 'x' })",
    "DELETE": "fetch('/send', { method: 'DELETE' })",
    "beacon": "navigator.sendBeacon('/send', 'x')",
    "ping of a link": "link('/').ping = '/send'; document.links[0].target = 'elsewhere'; document.links[0].click()",
    "XMLHttpRequest": "request(true).send('x')",
    "XMLHttpRequest that blocks": "request(false).send('x')",
    "form": "form('').submit()",
    "form to a new window": "form('_blank').submit()",
    "form in a frame": "frame().name = 'inner'; form('inner').submit()",
    "fetch in a frame": "frame().contentWindow.fetch('/send', { method: 'POST', body: 'x' })",
    "another tab": "window.open('/').onload = function () { this.fetch('/send', { method: 'POST', body: 'x' }); }",
    "another port": "fetch(other + '/send', { method: 'POST', mode: 'no-cors', body: 'x' })",
    "worker": "new Worker(script())",
    "shared worker": "new SharedWorker(script())",
    "service worker": "navigator.serviceWorker.register('/worker.js')",
    "WebSocket": "new WebSocket(location.origin.replace('http', 'ws') + '/send')",
}
TOOLS = """
const link = (href) => Object.assign(document.body.appendChild(document.createElement("a")), { href });
const frame = () => document.body.appendChild(document.createElement("iframe"));
const request = (isPatient) => {
  const made = new XMLHttpRequest();
  made.open("POST", "/send", isPatient);
  return made;
};
const form = (target) => {
  const made = document.body.appendChild(document.createElement("form"));
  return Object.assign(made, { method: "post", action: "/send", target });
};
const script = () => {
  const text = `fetch("${location.origin}/send", { method: "POST", body: "x" })`;
  return URL.createObjectURL(new Blob([text], { type: "text/javascript" }));
};
"""
LONG_ENOUGH_S = 0.4


@pytest.fixture
def server() -> Iterator[CountingServer]:
    with counting_server() as server:
        yield server


@pytest.fixture
def other() -> Iterator[CountingServer]:
    with counting_server() as server:
        yield server


@pytest.fixture(scope="module")
def browser(portal: BlockingPortal) -> Iterator[Browser]:
    with portal.wrap_async_context_manager(Browser(BrowserSettings(), Way(), ["127.0.0.1"])) as browser:
        yield browser


def site_of(server: CountingServer, **wire: object) -> Site:
    origins = {"console": server.url}
    identity = Proof(path="nobody")
    return Site(
        name="page", origins=origins, sign_in={}, signed_out=[], identity=identity, wire=Wire.model_validate(wire)
    )


async def yes(_letter: Letter) -> float:
    return 5.0


@asynccontextmanager
async def opened(browser: Browser, server: CountingServer) -> AsyncIterator[Page]:
    async with browser.context(None) as context:
        page = await context.new_page()
        await page.goto(server.url)
        yield page


async def do(page: Page, other: CountingServer, words: str) -> None:
    """Let the page do something, whatever becomes of it, and wait until it would have arrived."""
    await page.evaluate(f"(other) => {{ {TOOLS} try {{ {words} }} catch {{}} }}", other.url)
    await asyncio.sleep(LONG_ENOUGH_S)


def run(portal: BlockingPortal, work: Callable[[], Awaitable[Gate]]) -> Gate:
    return portal.call(work)


@pytest.mark.parametrize("way", WAYS)
def test_nothing_but_the_meant_request_leaves_and_that_once(
    portal: BlockingPortal, browser: Browser, server: CountingServer, other: CountingServer, way: str
) -> None:
    async def work() -> Gate:
        async with opened(browser, server) as page, Gate(page.context, site_of(server), SEND, yes) as gate:
            await page.evaluate(MEANT)
            await do(page, other, WAYS[way])
        return gate

    gate = run(portal, work)
    assert [*server.arrived, *other.arrived] == ["POST /send"]
    assert gate.is_sent


@pytest.mark.parametrize("way", WAYS)
def test_without_a_permit_nothing_leaves(
    portal: BlockingPortal, browser: Browser, server: CountingServer, other: CountingServer, way: str
) -> None:
    async def no(_letter: Letter) -> float:
        raise FencedError("another worker took over")

    async def work() -> Gate:
        async with opened(browser, server) as page, Gate(page.context, site_of(server), SEND, no) as gate:
            await do(page, other, WAYS[way])
        return gate

    gate = run(portal, work)
    assert [*server.arrived, *other.arrived] == []
    assert not gate.is_sent


def test_request_is_shown_before_it_leaves_without_what_changes_each_time(
    portal: BlockingPortal, browser: Browser, server: CountingServer, other: CountingServer
) -> None:
    letters: list[Letter] = []

    async def ask(letter: Letter) -> float:
        assert server.arrived == []
        letters.append(letter)
        raise DraftMismatchError("amount", "1", "2")

    body = "new URLSearchParams({ params: JSON.stringify({ amount: 2, token: 't2' }), token: 't1' })"

    async def work() -> Gate:
        site = site_of(server, volatile=["token"])
        async with opened(browser, server) as page, Gate(page.context, site, SEND, ask) as gate:
            await do(page, other, f"fetch('/send?token=t3&a=b', {{ method: 'POST', body: {body} }})")
        return gate

    gate = run(portal, work)
    (letter,) = letters
    assert (letter.address, letter.value("params.amount"), letter.body) == ("/send?a=b", 2, {"params": {"amount": 2}})
    assert isinstance(gate.refusal, AgentError)
    assert gate.held == ["POST /send?a=b"]
    assert server.arrived == []


def test_reads_that_are_no_get_pass(
    portal: BlockingPortal, browser: Browser, server: CountingServer, other: CountingServer
) -> None:
    async def work() -> Gate:
        site = site_of(server, reads=["^/query"])
        async with opened(browser, server) as page, Gate(page.context, site, SEND, yes) as gate:
            await do(page, other, "fetch('/query', { method: 'POST', body: 'x' })")
            await do(page, other, "fetch('/other', { method: 'POST', body: 'x' })")
        return gate

    gate = run(portal, work)
    assert server.arrived == ["POST /query"]
    assert gate.held == ["POST /other"]


def test_connection_that_was_never_opened_is_told_from_an_answer_that_was_lost(
    portal: BlockingPortal, browser: Browser, server: CountingServer, other: CountingServer
) -> None:
    async def work() -> Gate:
        async with opened(browser, server) as page, Gate(page.context, site_of(server), SEND, yes) as gate:
            await do(page, other, "fetch('http://127.0.0.1:1/send', { method: 'POST', mode: 'no-cors', body: 'x' })")
        return gate

    gate = run(portal, work)
    assert (gate.is_sent, gate.is_processed) == (True, False)


def test_permit_that_comes_after_the_gate_is_gone_sends_nothing(
    portal: BlockingPortal, browser: Browser, server: CountingServer, other: CountingServer
) -> None:
    async def work() -> Gate:
        is_asked, is_late = asyncio.Event(), asyncio.Event()

        async def ask(_letter: Letter) -> float:
            is_asked.set()
            await is_late.wait()
            return 5.0

        async with opened(browser, server) as page:
            async with Gate(page.context, site_of(server), SEND, ask) as gate:
                await page.evaluate(f"() => {{ {MEANT} }}")
                await is_asked.wait()
            is_late.set()
            await asyncio.sleep(LONG_ENOUGH_S)
        return gate

    gate = run(portal, work)
    assert (server.arrived, gate.is_sent) == ([], False)


def test_gate_that_breaks_sends_nothing(
    portal: BlockingPortal, browser: Browser, server: CountingServer, other: CountingServer
) -> None:
    async def ask(_letter: Letter) -> float:
        raise LookupError("nobody foresaw this")

    async def work() -> Gate:
        async with opened(browser, server) as page, Gate(page.context, site_of(server), SEND, ask) as gate:
            await do(page, other, MEANT)
        return gate

    with pytest.raises(LookupError):
        run(portal, work)
    assert server.arrived == []


def test_browser_sends_by_itself_where_the_site_says_so(
    portal: BlockingPortal, browser: Browser, server: CountingServer, other: CountingServer
) -> None:
    async def work() -> Gate:
        site = site_of(server, sends="continue")
        async with opened(browser, server) as page, Gate(page.context, site, SEND, yes) as gate:
            await do(page, other, MEANT)
            await do(page, other, WAYS["another body"])
        return gate

    gate = run(portal, work)
    assert server.arrived == ["POST /send"]
    assert (gate.is_sent, gate.held) == (True, ["POST /send"])


@pytest.mark.parametrize(("has_permit", "arrived"), [(True, 1), (False, 0)])
def test_page_that_asks_again_and_again_does_not_outlive_the_gate(
    portal: BlockingPortal, browser: Browser, server: CountingServer, has_permit: bool, arrived: int
) -> None:
    async def no(_letter: Letter) -> float:
        raise FencedError("another worker took over")

    async def work() -> Gate:
        async with opened(browser, server) as page:
            async with Gate(page.context, site_of(server), SEND, yes if has_permit else no) as gate:
                await page.evaluate(f"setInterval(() => {{ {MEANT} }}, 1)")
                await asyncio.sleep(LONG_ENOUGH_S)
            await asyncio.sleep(LONG_ENOUGH_S)
            await page.close()
        await asyncio.sleep(LONG_ENOUGH_S)
        return gate

    assert run(portal, work).held
    assert server.arrived == ["POST /send"] * arrived


def test_when_the_gate_is_gone_a_new_page_writes_as_before(
    portal: BlockingPortal, browser: Browser, server: CountingServer, other: CountingServer
) -> None:
    async def work() -> Gate:
        async with opened(browser, server) as page:
            async with Gate(page.context, site_of(server), SEND, yes) as gate:
                pass
            await page.goto(server.url)
            await do(page, other, MEANT)
        return gate

    run(portal, work)
    assert server.arrived == ["POST /send"]
