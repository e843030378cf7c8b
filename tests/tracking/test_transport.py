"""Questions to the stand-in's gateways: every carrier, and what may go wrong on the way."""

from __future__ import annotations

import gzip
import http.server
import threading
from base64 import b64encode
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import pytest
from anyio.from_thread import BlockingPortal

from agent.app.carrier import chosen_carrier, opened_transport
from agent.errors import InputErrors
from agent.settings import Settings
from agent.tracking.carriers import CARRIERS
from agent.tracking.result import Result, Results, Tracked, TrackingError
from agent.tracking.state import ParcelState
from tests.tracking.gateways import NUMBER, OTHER, Gateways


@pytest.fixture
def asked(portal: BlockingPortal) -> Any:
    """Return a way to ask with settings."""

    async def ask(settings: Settings, numbers: Sequence[str]) -> Results:
        async with opened_transport(chosen_carrier(settings), settings) as transport:
            return await transport.ask(numbers)

    return lambda settings, *numbers: portal.call(ask, settings, numbers or (NUMBER,))


def error(result: Result) -> TrackingError:
    assert isinstance(result, TrackingError), result
    return result


@pytest.mark.parametrize("carrier", sorted(CARRIERS))
def test_every_carrier_tells_of_a_parcel_and_knows_nothing_of_another(
    gateways: Gateways, asked: Any, carrier: str
) -> None:
    gateways.parcel(NUMBER, "203", "305", "702")
    results = asked(gateways.settings(carrier), NUMBER, OTHER)
    told, nothing = results[NUMBER], results[OTHER]
    assert isinstance(told, Tracked)
    assert (told.state, len(told.events)) == (ParcelState.OUT_FOR_DELIVERY, 3)
    assert nothing == Tracked(OTHER)


def test_number_is_registered_once(gateways: Gateways, asked: Any) -> None:
    gateways.parcel(NUMBER, "203")
    before = gateways.counted("17track")
    asked(gateways.settings("17track"))
    between = gateways.counted("17track")
    asked(gateways.settings("17track"))
    after = gateways.counted("17track")
    counts = [sum(each.values()) if isinstance(each, dict) else each or 0 for each in (before, between, after)]
    assert counts[1] - counts[0] > counts[2] - counts[1] > 0


def test_redirect_is_not_followed(gateways: Gateways, asked: Any) -> None:
    gateways.standin.fault("redirect", at="ems")
    said = error(asked(gateways.settings())[NUMBER])
    assert (said.kind, "leads to localhost" in said.text) == ("carrier_down", True)
    assert gateways.standin.faults()["redirect"]["acted"] == 1


def test_answer_without_end_is_given_up(gateways: Gateways, asked: Any) -> None:
    gateways.standin.fault("huge-body", at="ems")
    said = error(asked(gateways.settings())[NUMBER])
    assert (said.kind, "more than 5242880 bytes" in said.text) == ("unreadable", True)


def test_page_in_place_of_an_answer_is_asked_for_again(gateways: Gateways, asked: Any) -> None:
    gateways.parcel(NUMBER, "203")
    gateways.standin.fault("http-500", at="ems", count=2)
    assert asked(gateways.settings())[NUMBER].state is ParcelState.PICKED_UP


@pytest.mark.parametrize(("fault", "longest"), [("http-429", 1), ("http-429-date", 61), ("http-429-reset", 61)])
def test_carrier_that_wants_to_be_left_alone_is_asked_once(
    gateways: Gateways, asked: Any, fault: str, longest: int
) -> None:
    gateways.standin.fault(fault, at="ems")
    said = error(asked(gateways.settings())[NUMBER])
    assert said.kind == "rate_limited"
    assert 0 < (said.retry_after_s or 0) <= longest
    assert gateways.standin.faults()[fault]["acted"] == 1


@pytest.mark.parametrize(
    ("fault", "kind"),
    [("cut-json", "unreadable"), ("empty-body", "unreadable"), ("block-page", "carrier_down"), ("no-quota", "quota")],
)
def test_every_bad_answer_is_an_error_of_its_kind(gateways: Gateways, asked: Any, fault: str, kind: str) -> None:
    gateways.parcel(NUMBER, "203")
    gateways.standin.fault(fault, at="ems")
    assert error(asked(gateways.settings())[NUMBER]).kind == kind


def test_late_answer_is_none(gateways: Gateways, asked: Any) -> None:
    gateways.standin.fault("slow", at="ems", ms=1500)
    said = error(asked(gateways.settings(timeout_s=0.1))[NUMBER])
    assert (said.kind, "in time" in said.text) == ("carrier_down", True)


@pytest.mark.parametrize("fault", ["http-500", "slow"])
def test_carrier_that_locks_numbers_is_asked_once_a_look(gateways: Gateways, asked: Any, fault: str) -> None:
    ms = {"ms": 1500} if fault == "slow" else {}
    gateways.standin.fault(fault, at="kuaidi100", count=3, **ms)
    said = error(asked(gateways.settings("kuaidi100", timeout_s=0.5))[NUMBER])
    assert said.kind == "carrier_down"
    assert gateways.standin.faults()[fault]["acted"] == 1


def test_nobody_there_is_told_for_each_number(asked: Any, gateways: Gateways) -> None:
    results = asked(gateways.settings(ems_url="http://127.0.0.1:1"), NUMBER, OTHER)
    assert {error(result).kind for result in results.values()} == {"carrier_down"}


def test_small_packed_answer_that_unpacks_to_a_huge_one_is_given_up(gateways: Gateways, asked: Any) -> None:
    with packed_server(gzip.compress(b" " * 64 * 2**20)) as url:
        said = error(asked(gateways.settings(ems_url=url))[NUMBER])
    assert (said.kind, "more than" in said.text) == ("unreadable", True)


def test_packed_answer_is_read(gateways: Gateways, asked: Any) -> None:
    with packed_server(gzip.compress(b'{"retCode":"00000","retBody":""}')) as url:
        assert asked(gateways.settings(ems_url=url))[NUMBER] == Tracked(NUMBER)


@pytest.mark.parametrize(
    ("wrong", "what"),
    [
        ({"ems_key": ""}, "EMS_KEY: is not set"),
        ({"ems_customer": ""}, "EMS_CUSTOMER: is not set"),
        ({"ems_key": "TESTKEY"}, "something else than a reference"),
        ({"ems_key": "env:NOWHERE_TO_BE_FOUND"}, "is not set"),
        ({"ems_url": "ftp://127.0.0.1"}, "is no address"),
        ({"ems_url": "http://carrier.example"}, "in the clear"),
        ({"carrier": "17track", "seventeentrack_key": ""}, "SEVENTEENTRACK_KEY: is not set"),
    ],
)
def test_wrong_settings_are_told_before_the_first_call(gateways: Gateways, wrong: dict[str, Any], what: str) -> None:
    with pytest.raises(InputErrors, match=what):
        chosen_carrier(gateways.settings(**wrong))


@pytest.mark.parametrize("size", [15, 17, 32])
def test_key_of_a_wrong_length_is_told_before_the_first_call(
    gateways: Gateways, monkeypatch: pytest.MonkeyPatch, size: int
) -> None:
    settings, key = gateways.settings(), b64encode(b"k" * size).decode()
    monkeypatch.setenv("TEST_EMS_KEY", key)
    with pytest.raises(InputErrors, match="TRACKING__EMS_KEY: the EMS sign key is not 16 bytes") as caught:
        chosen_carrier(settings)
    assert key not in str(caught.value)
    assert "ems" not in gateways.standin.requests()


@contextmanager
def packed_server(body: bytes) -> Iterator[str]:
    """Answer every question with packed bytes."""

    class Packed(http.server.BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            self.send_response(200)
            self.send_header("Content-Encoding", "gzip")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_args: object) -> None:
            """Say nothing."""

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Packed) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}"
        finally:
            server.shutdown()
            thread.join()
