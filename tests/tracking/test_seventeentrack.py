"""17TRACK: batches, registering, and one answer with good and bad numbers in it."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from agent.tracking.carrier import Credentials
from agent.tracking.carriers import seventeentrack as track
from agent.tracking.result import ErrorKind, Tracked
from agent.tracking.state import ParcelState
from tests.tracking.answers import NOW, body, got, kind

NUMBER, OTHER = "EA123456785CN", "9912345678101"
WHO = Credentials(key="token-0001")


def event(at: str, sub_status: str) -> dict[str, Any]:
    return {"time_iso": at, "description": "描述", "location": "HANGZHOU", "stage": None, "sub_status": sub_status}


def accepted(sub_status: str, *events: dict[str, Any], number: str = NUMBER) -> dict[str, Any]:
    status = {"status": sub_status.partition("_")[0], "sub_status": sub_status}
    providers = [{"provider": {"key": 3013}, "events": list(events)}]
    return {"number": number, "track_info": {"latest_status": status, "tracking": {"providers": providers}}}


def rejected(number: str, code: int) -> dict[str, Any]:
    return {"number": number, "error": {"code": code, "message": "said"}}


def answer(accepted: list[Any] | None = None, rejected: list[Any] | None = None) -> bytes:
    return body({"code": 0, "data": {"accepted": accepted or [], "rejected": rejected or []}})


def test_questions_hold_forty_numbers_each() -> None:
    requests = track.encode([f"EA{number:09}CN" for number in range(81)], WHO, NOW)
    assert [len(request.numbers) for request in requests] == [40, 40, 1]
    assert {(request.method, request.path) for request in requests} == {("POST", "/track/v2.2/gettrackinfo")}
    assert requests[0].headers["17token"] == "token-0001"


def test_carrier_is_that_of_the_number_and_registering_says_the_same() -> None:
    (request,) = track.encode([NUMBER, OTHER], WHO, NOW)
    expected = [{"number": NUMBER, "carrier": 3013}, {"number": OTHER, "carrier": 3011}]
    assert json.loads(request.body) == expected
    (first,) = track.register([NUMBER, OTHER], WHO)
    assert (first.path, json.loads(first.body)) == ("/track/v2.2/register", expected)


def test_answer_is_read() -> None:
    told = accepted(
        "Delivered_Other",
        event("2026-01-05T10:20:30+08:00", "Delivered_Other"),
        event("2026-01-03T09:00:00Z", "InTransit_PickedUp"),
    )
    read = got(track.decode(200, {}, answer([told]), [NUMBER])[NUMBER])
    assert [each.state for each in read.events] == [ParcelState.PICKED_UP, ParcelState.DELIVERED]
    assert read.events[-1].at == datetime(2026, 1, 5, 2, 20, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("sub_status", "state"),
    [
        ("NotFound_Other", ParcelState.NO_RECORD),
        ("InfoReceived", ParcelState.INFO_RECEIVED),
        ("AvailableForPickup_Other", ParcelState.AWAITING_PICKUP),
        ("DeliveryFailure_NoBody", ParcelState.ATTEMPT_FAILED),
        ("Exception_Returning", ParcelState.RETURNING),
        ("Exception_Returned", ParcelState.RETURNED),
        ("Exception_Damage", ParcelState.EXCEPTION),
        ("Expired_Other", ParcelState.EXPIRED),
    ],
)
def test_state_without_events_is_read(sub_status: str, state: ParcelState) -> None:
    assert got(track.decode(200, {}, answer([accepted(sub_status)]), [NUMBER])[NUMBER]).state is state


def test_expired_parcel_keeps_its_events() -> None:
    told = accepted("Expired_Other", event("2026-01-03T09:00:00Z", "InTransit_Other"))
    read = got(track.decode(200, {}, answer([told]), [NUMBER])[NUMBER])
    assert (read.state, read.events[-1].state) == (ParcelState.EXPIRED, ParcelState.IN_TRANSIT)


def test_bad_numbers_do_not_fail_their_batch() -> None:
    numbers = [NUMBER, "X1", "X2", "X3", "X4", "X5"]
    refused = [rejected("X1", -18019902), rejected("X2", -18019909), rejected("X3", -18019903), rejected("X4", -1)]
    garbage: list[Any] = [None, 7, {"number": "X4", "track_info": []}, {"number": ["X"]}]
    good = accepted("InTransit_Other", event("2026-01-03T09:00:00Z", "InTransit_Other"))
    results = track.decode(200, {}, answer([*garbage, good], [*refused, "?"]), numbers)
    assert got(results[NUMBER]).state is ParcelState.IN_TRANSIT
    assert results["X2"] == Tracked("X2")
    found = {number: kind(results[number]) for number in ("X1", "X3", "X4", "X5")}
    assert found == {
        "X1": ErrorKind.NOT_REGISTERED,
        "X3": ErrorKind.BAD_NUMBER,
        "X4": ErrorKind.UNREADABLE,
        "X5": ErrorKind.NOT_FOUND,
    }


@pytest.mark.parametrize(
    ("status", "code", "expected"),
    [
        (200, -18010002, ErrorKind.AUTH),
        (401, -18010002, ErrorKind.AUTH),
        (200, -18010003, ErrorKind.CARRIER_DOWN),
        (200, -18010014, ErrorKind.RATE_LIMITED),
        (200, -18019908, ErrorKind.QUOTA),
        (200, -1, ErrorKind.REFUSED),
    ],
)
def test_error_of_the_whole_answer_is_that_of_each_number(status: int, code: int, expected: ErrorKind) -> None:
    told = body({"code": code, "data": {"errors": [{"code": code, "message": "said"}]}})
    results = track.decode(status, {}, told, [NUMBER, OTHER])
    assert {(number, kind(result)) for number, result in results.items()} == {(NUMBER, expected), (OTHER, expected)}


def test_number_that_was_registered_before_is_registered() -> None:
    told = answer([{"number": NUMBER}], [rejected("X1", -18019901), rejected("X2", -18019908)])
    refused = track.unregistered(200, {}, told, [NUMBER, "X1", "X2", "X3"])
    assert {number: error.kind for number, error in refused.items()} == {
        "X2": ErrorKind.QUOTA,
        "X3": ErrorKind.NOT_FOUND,
    }
    assert {error.number for error in refused.values()} == {"X2", "X3"}
