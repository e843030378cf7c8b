"""Answers as no carrier should give them, and ways that lead to none: told as what they are, in bounded time."""

from __future__ import annotations

import json
import socket
import ssl
from collections.abc import Sequence
from typing import Any

import pytest
import trustme
from anyio.from_thread import BlockingPortal

from agent.app.carrier import chosen_carrier, opened_transport
from agent.settings import Settings
from agent.tracking.result import Result, Results, Tracked, TrackingError
from agent.tracking.state import ParcelState
from tests.tracking.answers import DELIVERED, ems_answer
from tests.tracking.gateways import NUMBER, Gateways
from tests.tracking.hostile import JSON, Hostile, serving

GOOD = ems_answer(*DELIVERED)


@pytest.fixture
def asked(portal: BlockingPortal, gateways: Gateways) -> Any:
    """Return a way to ask EMS at an address."""

    async def ask(settings: Settings, numbers: Sequence[str]) -> Results:
        async with opened_transport(chosen_carrier(settings), settings) as transport:
            return await transport.ask(numbers)

    def at(url: str, **more: Any) -> Result:
        result: Result = portal.call(ask, gateways.settings(ems_url=url, **more), (NUMBER,))[NUMBER]
        return result

    return at


def said(result: Result) -> tuple[str, str]:
    """Return kind and text of an error."""
    assert isinstance(result, TrackingError), result
    return str(result.kind), result.text


def packed(answer: object = GOOD, coding: str = "utf-8") -> bytes:
    return json.dumps(answer, ensure_ascii=False).encode(coding)


def test_name_that_nobody_knows_is_told_with_what_to_check(asked: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(*_args: object, **_more: object) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    with monkeypatch.context() as patch:
        patch.setattr(socket, "getaddrinfo", unknown)
        kind, text = said(asked("https://carrier.invalid"))
    assert kind == "carrier_down"
    assert "https://carrier.invalid" in text


def test_certificate_that_is_not_trusted_is_told_and_not_tried_again(asked: Any) -> None:
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    trustme.CA().issue_cert("127.0.0.1").configure_cert(tls)
    with serving(Hostile(packed()), tls) as server:
        kind, text = said(asked(server.url))
    assert (kind, server.asked) == ("carrier_down", 0)
    assert "certificate" in text
    assert "not trusted" in text
    assert "FAPIAO_NETWORK__CA_FILE" in text


def test_server_that_speaks_no_tls_is_told(asked: Any) -> None:
    with serving(Hostile(packed())) as server:
        kind, text = said(asked(server.url.replace("http:", "https:")))
    assert (kind, server.asked) == ("carrier_down", 0)
    assert server.url.partition(":")[2] in text


def test_answer_that_comes_byte_by_byte_is_given_up_in_time(asked: Any) -> None:
    with serving(Hostile(packed(), every_s=0.05)) as server:
        kind, text = said(asked(server.url, timeout_s=0.3))
    assert (kind, "in time" in text, server.asked) == ("carrier_down", True, 3)


def test_half_of_an_answer_is_none_and_is_asked_for_again(asked: Any) -> None:
    with serving(Hostile(packed()[:100], length=len(packed()))) as server:
        kind, text = said(asked(server.url, timeout_s=2.0))
    assert (kind, "no whole answer" in text or "in time" in text) == ("carrier_down", True)
    assert server.asked == 3


@pytest.mark.parametrize("page", ["<!doctype html><h1>请稍候</h1>", "\ufeff\n <html>captcha</html>"])
def test_page_with_200_is_no_answer_without_data(asked: Any, page: str) -> None:
    with serving(Hostile(page.encode(), headers={"Content-Type": "text/html"})) as server:
        kind, text = said(asked(server.url))
    assert (kind, "a page instead of data" in text, server.asked) == ("carrier_down", True, 1)


def test_answer_of_five_megabytes_and_more_is_given_up(asked: Any) -> None:
    with serving(Hostile(packed() + b" " * (5 * 2**20))) as server:
        kind, text = said(asked(server.url))
    assert (kind, "more than 5242880 bytes" in text, server.asked) == ("unreadable", True, 1)


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_other_host_that_an_answer_leads_to_is_not_asked(asked: Any, status: int) -> None:
    with serving(Hostile(packed())) as other:
        led = other.url.replace("127.0.0.1", "localhost")
        with serving(Hostile(status=status, headers={"Location": f"{led}/open"})) as server:
            kind, text = said(asked(server.url))
    assert (kind, other.asked, server.asked) == ("carrier_down", 0, 1)
    assert "leads to localhost" in text


@pytest.mark.parametrize(
    ("coding", "header"),
    [("utf-8", "GBK"), ("utf-8", "no-such-charset"), ("gb18030", "UTF-8"), ("gb18030", ""), ("utf-8-sig", "UTF-8")],
)
def test_what_is_said_of_the_charset_does_not_matter(asked: Any, coding: str, header: str) -> None:
    kind = {"Content-Type": f"application/json;charset={header}"} if header else JSON
    with serving(Hostile(packed(coding=coding), headers=kind)) as server:
        told = asked(server.url)
    assert isinstance(told, Tracked)
    assert told.state is ParcelState.DELIVERED
    assert [event.place for event in told.events] == [event.place for event in asked_plainly(asked)]


def asked_plainly(asked: Any) -> Sequence[Any]:
    """Return the events of an answer in UTF-8 that says so."""
    with serving(Hostile(packed(), headers={"Content-Type": "application/json;charset=UTF-8"})) as server:
        events: Sequence[Any] = asked(server.url).events
    return events


@pytest.mark.parametrize(
    ("date", "until", "wait_s"),
    [
        ("Sun, 01 Jan 2006 00:00:00 GMT", "Sun, 01 Jan 2006 00:01:30 GMT", 90.0),
        ("Sat, 01 Jan 2050 00:00:00 GMT", "Sat, 01 Jan 2050 00:01:30 GMT", 90.0),
        ("Sat, 01 Jan 2050 00:00:00 GMT", "Sun, 01 Jan 2006 00:01:30 GMT", 0.0),
        ("", "Sat, 01 Jan 2050 00:01:30 GMT", None),
        ("Sat, 01 Jan 2050 00:00:00 GMT", "90", 90.0),
    ],
)
def test_time_to_wait_is_counted_by_the_clock_of_the_answer(
    asked: Any, date: str, until: str, wait_s: float | None
) -> None:
    headers = {"Retry-After": until} | ({"Date": date} if date else {})
    with serving(Hostile(b"busy", 429, headers)) as server:
        result = asked(server.url)
    assert said(result)[0] == "rate_limited"
    assert result.retry_after_s == wait_s
    assert server.asked == 1
