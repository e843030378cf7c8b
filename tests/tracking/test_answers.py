"""Whatever a carrier answers: each number has its result, and nothing is raised."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.tracking.answer import retry_after_s, time_of
from agent.tracking.carrier import Carrier, batches
from agent.tracking.carriers import CARRIERS, REGISTERING
from agent.tracking.result import ErrorKind, Tracked, TrackingError
from tests.tracking.answers import DELIVERED, EMS, NOW, NUMBER, body, ems_answer, kind

EACH = pytest.mark.parametrize("carrier", CARRIERS.values(), ids=list(CARRIERS))
# What the carriers' decoders look for, so that made-up answers get past the first look.
NAME_LIST = """
retCode retBody responseItems opTime opCode waybillNo returnCode status state data time context nu Success State Traces
AcceptTime Reason code accepted rejected errors number error track_info latest_status sub_status tracking providers
events time_iso meta trackings tracking_number tag checkpoints checkpoint_time pagination
"""
NAMES = st.sampled_from(NAME_LIST.split())
WORDS = st.sampled_from(["00000", "200", "", NUMBER, "2026-01-05 10:20:30", "704", "Delivered", "Expired", "3", "null"])
LEAVES = st.none() | st.booleans() | st.integers() | st.floats() | WORDS | st.text(max_size=8)
VALUES = st.recursive(LEAVES, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=4))
HEADERS = st.dictionaries(st.sampled_from(["Retry-After", "date", "X-RateLimit-Reset"]), st.text(max_size=30))
NUMBERS = [NUMBER, "EA123456785CN"]


def everything(carrier: Carrier, status: int, headers: dict[str, str], told: bytes) -> None:
    results = carrier.decode(status, headers, told, NUMBERS)
    assert list(results) == NUMBERS
    for number, result in results.items():
        assert result.number == number
        assert isinstance(result, Tracked | TrackingError)
    if carrier.name in REGISTERING:
        refused = REGISTERING[carrier.name].unregistered(status, headers, told, NUMBERS)
        assert all(error.number == number for number, error in refused.items())


@EACH
@given(answer=st.dictionaries(NAMES, VALUES), status=st.sampled_from([200, 200, 200, 400, 404]), headers=HEADERS)
def test_any_json_gives_each_number_a_result(
    carrier: Carrier, answer: dict[str, Any], status: int, headers: dict[str, str]
) -> None:
    everything(carrier, status, headers, json.dumps(answer).encode())


@EACH
@given(told=st.binary(), status=st.integers(100, 599), headers=HEADERS)
def test_any_bytes_give_each_number_an_error(
    carrier: Carrier, told: bytes, status: int, headers: dict[str, str]
) -> None:
    everything(carrier, status, headers, told)


@EACH
@pytest.mark.parametrize(
    ("status", "told", "expected"),
    [
        (405, b"<!doctype html><html>blocked</html>", ErrorKind.CARRIER_DOWN),
        (200, b"\xef\xbb\xbf\n <html></html>", ErrorKind.CARRIER_DOWN),
        (403, b"<html></html>", ErrorKind.CARRIER_DOWN),
        (403, b"", ErrorKind.AUTH),
        (401, b"<html></html>", ErrorKind.AUTH),
        (302, b"", ErrorKind.CARRIER_DOWN),
        (502, b"<html></html>", ErrorKind.CARRIER_DOWN),
        (200, b"", ErrorKind.UNREADABLE),
        (200, b"[]", ErrorKind.UNREADABLE),
        (200, body(ems_answer(*DELIVERED))[:300], ErrorKind.UNREADABLE),
        (200, b"[" * 100_000, ErrorKind.UNREADABLE),
        (200, b'{"code":' + b"9" * 10_000 + b"}", ErrorKind.UNREADABLE),
    ],
)
def test_answer_that_is_none_is_told_apart(carrier: Carrier, status: int, told: bytes, expected: ErrorKind) -> None:
    assert kind(carrier.decode(status, {}, told, [NUMBER])[NUMBER]) is expected


@EACH
def test_too_many_requests_say_when_to_come_back(carrier: Carrier) -> None:
    error = carrier.decode(429, {"retry-after": "120"}, b"<html>", [NUMBER])[NUMBER]
    assert error == TrackingError(NUMBER, ErrorKind.RATE_LIMITED, "answered HTTP 429", "429", 120.0)


@EACH
def test_same_question_is_the_same_bytes(carrier: Carrier) -> None:
    assert carrier.encode(NUMBERS, EMS, NOW) == carrier.encode(NUMBERS, EMS, NOW)
    assert carrier.encode([], EMS, NOW) == ()


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({}, None),
        ({"Retry-After": " 7 "}, 7.0),
        ({"Retry-After": "-7"}, None),
        ({"Retry-After": "Mon, 05 Jan 2026 02:21:00 GMT", "Date": "Mon, 05 Jan 2026 02:20:30 GMT"}, 30.0),
        ({"Retry-After": "Mon, 05 Jan 2026 02:20:00 GMT", "Date": "Mon, 05 Jan 2026 02:20:30 GMT"}, 0.0),
        ({"Retry-After": "Mon, 05 Jan 2026 02:21:00 GMT"}, None),
        ({"X-RateLimit-Reset": "1767579690", "date": "Mon, 05 Jan 2026 02:20:30 GMT"}, 60.0),
        ({"Retry-After": "soon", "Date": "now"}, None),
    ],
)
def test_wait_is_read_in_all_forms(headers: dict[str, str], seconds: float | None) -> None:
    assert retry_after_s(headers) == seconds


@pytest.mark.parametrize(
    "text",
    [
        "2026-01-05 10:20:30",
        "2026-01-05 10:20:30.0",
        "2026/1/5 10:20:30",
        "2026-01-05T10:20:30",
        "2026-01-05T10:20:30+08:00",
        "2026-01-05T02:20:30Z",
        "2026-01-05T02:20:30.000Z",
    ],
)
def test_times_without_a_zone_are_those_of_shanghai(text: str) -> None:
    assert time_of(text) == datetime(2026, 1, 5, 2, 20, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    "value", ["", "10:20", "2026-01-05", "2026-13-45 10:20:30", "0001-01-01 00:00:00", None, 7, []]
)
def test_time_that_is_none_is_none(value: object) -> None:
    assert time_of(value) is None


def test_batches_hold_each_number_once() -> None:
    assert batches(["a", "b", "a", "c"], 2) == [("a", "b"), ("c",)]
