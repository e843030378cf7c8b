"""AfterShip: batches, registering, answers with pages and errors."""

from __future__ import annotations

import json
from typing import Any

import pytest

from agent.tracking.carrier import Credentials
from agent.tracking.carriers import aftership
from agent.tracking.result import ErrorKind, Tracked
from agent.tracking.state import ParcelState
from tests.tracking.answers import NOW, body, got, kind

NUMBER, OTHER = "EA123456785CN", "RR123456785CN"
WHO = Credentials(key="key-0001")


def checkpoint(at: str, tag: str, message: str = "描述") -> dict[str, str]:
    return {"checkpoint_time": at, "city": "HANGZHOU", "message": message, "tag": tag, "subtag": f"{tag}_001"}


def tracking(tag: str, *checkpoints: dict[str, str], number: str = NUMBER) -> dict[str, Any]:
    return {"tracking_number": number, "slug": "china-ems", "tag": tag, "checkpoints": list(checkpoints)}


def answer(*trackings: object, is_cut: bool = False) -> bytes:
    pagination = {"total": len(trackings), "next_cursor": "", "has_next_page": is_cut}
    return body({"meta": {"code": 200}, "data": {"pagination": pagination, "trackings": list(trackings)}})


def decode(told: bytes, status: int = 200) -> Any:
    return aftership.decode(status, {}, told, [NUMBER])[NUMBER]


def test_questions_hold_fifty_numbers_each() -> None:
    requests = aftership.encode([NUMBER, *(f"EA{number:09}CN" for number in range(50))], WHO, NOW)
    assert [len(request.numbers) for request in requests] == [50, 1]
    (request,) = aftership.encode([NUMBER, OTHER], WHO, NOW)
    path = f"/tracking/2026-07/trackings?tracking_numbers={NUMBER},{OTHER}&limit=200"
    assert (request.method, request.path, request.body) == ("GET", path, b"")
    assert request.headers["as-api-key"] == "key-0001"


def test_numbers_are_registered_one_by_one() -> None:
    requests = aftership.register([NUMBER, OTHER], WHO)
    assert [json.loads(request.body) for request in requests] == [
        {"tracking_number": NUMBER, "slug": "china-ems"},
        {"tracking_number": OTHER, "slug": "china-post"},
    ]


def test_answer_is_read() -> None:
    told = tracking(
        "Delivered",
        {**checkpoint("2026-01-03T17:36:24+08:00", "InTransit"), "raw_tag": "954"},
        checkpoint("2026-01-05T10:20:30", "Delivered"),
    )
    read = got(decode(answer(told)))
    assert [(event.code, event.state) for event in read.events] == [
        ("954", ParcelState.IN_TRANSIT),
        ("Delivered_001", ParcelState.DELIVERED),
    ]
    assert read.events[-1].at == NOW


@pytest.mark.parametrize(
    ("message", "state"),
    [("Returned to sender", ParcelState.RETURNED), ("退回中", ParcelState.RETURNING), ("?", ParcelState.EXCEPTION)],
)
def test_exception_is_looked_at_more_closely(message: str, state: ParcelState) -> None:
    told = tracking("Exception", checkpoint("2026-01-05T10:20:30", "Exception", message))
    assert got(decode(answer(told))).state is state


def test_of_several_trackings_of_a_number_the_fullest_counts() -> None:
    full = tracking("InTransit", checkpoint("2026-01-05T10:20:30", "InTransit"))
    assert got(decode(answer(tracking("Pending"), full, {"tracking_number": NUMBER}))).state is ParcelState.IN_TRANSIT


def test_pending_means_no_record_yet() -> None:
    assert decode(answer(tracking("Pending"))) == Tracked(NUMBER)


def test_bad_numbers_do_not_fail_their_batch() -> None:
    told = answer(7, None, {"tracking_number": OTHER, "checkpoints": 7}, tracking("InTransit"))
    results = aftership.decode(200, {}, told, [NUMBER, OTHER, "X"])
    assert got(results[NUMBER]).state is ParcelState.IN_TRANSIT
    assert (kind(results[OTHER]), kind(results["X"])) == (ErrorKind.UNREADABLE, ErrorKind.NOT_REGISTERED)


def test_number_that_may_be_on_the_next_page_is_not_called_unknown() -> None:
    assert kind(decode(answer(is_cut=True))) is ErrorKind.UNREADABLE


@pytest.mark.parametrize(
    ("status", "code", "expected"),
    [
        (401, 401, ErrorKind.AUTH),
        (403, 403, ErrorKind.AUTH),
        (404, 4004, ErrorKind.NOT_REGISTERED),
        (404, 404, ErrorKind.NOT_FOUND),
        (400, 4005, ErrorKind.BAD_NUMBER),
        (400, 4010, ErrorKind.BAD_NUMBER),
        (400, 4999, ErrorKind.REFUSED),
        (200, 500, ErrorKind.CARRIER_DOWN),
        (429, 429, ErrorKind.RATE_LIMITED),
        (503, 503, ErrorKind.CARRIER_DOWN),
    ],
)
def test_error_goes_by_its_code(status: int, code: int, expected: ErrorKind) -> None:
    assert kind(decode(body({"meta": {"code": code, "type": "T", "message": "said"}}), status)) is expected


def test_number_that_was_registered_before_is_registered() -> None:
    known = body({"meta": {"code": 4003, "message": "exists"}, "data": {}})
    bad = body({"meta": {"code": 4005, "message": "bad"}, "data": {}})
    assert aftership.unregistered(400, {}, known, [NUMBER]) == {}
    assert aftership.unregistered(201, {}, body({"meta": {"code": 201}, "data": {}}), [NUMBER]) == {}
    assert aftership.unregistered(400, {}, bad, [NUMBER])[NUMBER].kind is ErrorKind.BAD_NUMBER
