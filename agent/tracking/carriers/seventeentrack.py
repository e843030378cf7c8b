"""17TRACK v2.2: up to 40 numbers for each request; it must be told of a number (``register``) before it answers.

Credentials: ``key`` is the token. Registering a number costs one of the quota, asking is free; three requests a second.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from agent.tracking.answer import an_object, objects, read_answer, status_error, time_of, word
from agent.tracking.carrier import Credentials, Request, batches
from agent.tracking.event import Event
from agent.tracking.number import NumberKind, kind_of
from agent.tracking.result import ErrorKind, Result, Results, TrackingError, failed, for_each, tracked
from agent.tracking.state import ParcelState

name = "17track"
base_url = "https://api.17track.net"
batch_size = 40

_CHINA_POST, _CHINA_EMS = 3011, 3013
_STATES = {
    "NotFound": ParcelState.NO_RECORD,
    "InfoReceived": ParcelState.INFO_RECEIVED,
    "PickedUp": ParcelState.PICKED_UP,
    "InTransit_PickedUp": ParcelState.PICKED_UP,
    "InTransit_CustomsProcessing": ParcelState.CUSTOMS,
    "InTransit_CustomsRequiringInformation": ParcelState.CUSTOMS,
    "InTransit": ParcelState.IN_TRANSIT,
    "OutForDelivery": ParcelState.OUT_FOR_DELIVERY,
    "DeliveryFailure": ParcelState.ATTEMPT_FAILED,
    "AvailableForPickup": ParcelState.AWAITING_PICKUP,
    "Delivered": ParcelState.DELIVERED,
    "Exception_Returning": ParcelState.RETURNING,
    "Exception_Returned": ParcelState.RETURNED,
    "Exception_Cancel": ParcelState.CANCELLED,
    "Exception_Lost": ParcelState.LOST,
    "Exception": ParcelState.EXCEPTION,
    "Expired": ParcelState.EXPIRED,
}
_KNOWN_ALREADY, _NO_INFORMATION = "-18019901", "-18019909"
_REFUSALS = {
    "-18010001": ErrorKind.AUTH,
    "-18010002": ErrorKind.AUTH,
    "-18010003": ErrorKind.CARRIER_DOWN,
    "-18010004": ErrorKind.AUTH,
    "-18010005": ErrorKind.AUTH,
    "-18010010": ErrorKind.BAD_NUMBER,
    "-18010011": ErrorKind.BAD_NUMBER,
    "-18010012": ErrorKind.BAD_NUMBER,
    "-18010013": ErrorKind.BAD_NUMBER,
    "-18010014": ErrorKind.RATE_LIMITED,
    "-18019902": ErrorKind.NOT_REGISTERED,
    "-18019903": ErrorKind.BAD_NUMBER,
    "-18019907": ErrorKind.QUOTA,
    "-18019908": ErrorKind.QUOTA,
    "-18019910": ErrorKind.BAD_NUMBER,
}


def encode(numbers: Sequence[str], credentials: Credentials, now: datetime) -> tuple[Request, ...]:
    """Return one request for each 40 numbers; the time does not matter here."""
    return _requests("gettrackinfo", numbers, credentials)


def register(numbers: Sequence[str], credentials: Credentials) -> tuple[Request, ...]:
    """Return the requests that tell 17TRACK of numbers."""
    return _requests("register", numbers, credentials)


def decode(status: int, headers: Mapping[str, str], body: bytes, numbers: Sequence[str]) -> Results:
    """Return what 17TRACK tells of each number of a request."""
    data = _data(status, headers, body)
    if isinstance(data, TrackingError):
        return {**for_each(numbers, data)}
    taken = {word(item.get("number")).upper(): item for item in objects(data.get("accepted"))}
    refused = _refused(data)
    return {number: _result(number, taken.get(number.upper()), refused.get(number.upper())) for number in numbers}


def unregistered(
    status: int, headers: Mapping[str, str], body: bytes, numbers: Sequence[str]
) -> dict[str, TrackingError]:
    """Return the numbers that 17TRACK did not take, with the reason; those it knew already it has taken."""
    data = _data(status, headers, body)
    if isinstance(data, TrackingError):
        return for_each(numbers, data)
    taken = {word(item.get("number")).upper() for item in objects(data.get("accepted"))}
    refused = _refused(data)
    results = {number: refused.get(number.upper(), _left_out()) for number in numbers if number.upper() not in taken}
    return {
        number: error
        for each, reason in results.items()
        if reason.code != _KNOWN_ALREADY
        for number, error in for_each((each,), reason).items()
    }


def told(number: str, info: Mapping[str, Any]) -> Result:
    """Return what ``track_info`` tells of its number; answers and pushes hold the same."""
    providers = objects(an_object(info.get("tracking")).get("providers"))
    items = [item for provider in providers for item in objects(provider.get("events"))]
    latest = an_object(info.get("latest_event"))
    events = [event for item in items or [latest] if (event := _event(item))]
    status = an_object(info.get("latest_status"))
    said = _state(word(status.get("sub_status"))) or _state(word(status.get("status")))
    if not events and said is None:
        return TrackingError(number, ErrorKind.UNREADABLE, "neither state nor event in the answer can be read")
    return tracked(number, events, said)


def _requests(operation: str, numbers: Sequence[str], credentials: Credentials) -> tuple[Request, ...]:
    headers = {"Content-Type": "application/json", "17token": credentials.key}
    path = f"/track/v2.2/{operation}"
    return tuple(
        Request("POST", path, headers, json.dumps([_item(number) for number in batch]).encode(), batch)
        for batch in batches(numbers, batch_size)
    )


def _item(number: str) -> dict[str, Any]:
    is_express = kind_of(number) in (NumberKind.EMS, NumberKind.EMS_INTERNATIONAL)
    return {"number": number, "carrier": _CHINA_EMS if is_express else _CHINA_POST}


def _data(status: int, headers: Mapping[str, str], body: bytes) -> dict[str, Any] | TrackingError:
    """Return the part of an answer that is about numbers, or why it is about none."""
    answer = read_answer(status, headers, body, is_refusal_read=True)
    if isinstance(answer, TrackingError):
        return answer
    data = an_object(answer.get("data"))
    errors = objects(data.get("errors"))
    if errors:
        return _refusal(errors[0])
    if status >= 300:
        return status_error(status, headers)
    code = word(answer.get("code"))
    return data if code == "0" else failed(ErrorKind.REFUSED, f"refused with {code}", code)


def _refused(data: Mapping[str, Any]) -> dict[str, TrackingError]:
    return {
        word(item.get("number")).upper(): _refusal(an_object(item.get("error")))
        for item in objects(data.get("rejected"))
    }


def _refusal(error: Mapping[str, Any]) -> TrackingError:
    code = word(error.get("code"))
    return failed(_REFUSALS.get(code, ErrorKind.REFUSED), word(error.get("message")) or f"refused with {code}", code)


def _left_out() -> TrackingError:
    return failed(ErrorKind.NOT_FOUND, "17TRACK left the number out of its answer")


def _result(number: str, item: Mapping[str, Any] | None, refused: TrackingError | None) -> Result:
    if item is not None:
        return told(number, an_object(item.get("track_info")))
    if refused and refused.code == _NO_INFORMATION:
        return tracked(number, ())
    return for_each((number,), refused or _left_out())[number]


def _event(item: Mapping[str, Any]) -> Event | None:
    at = time_of(item.get("time_iso")) or time_of(item.get("time_utc"))
    if at is None:
        return None
    code = word(item.get("sub_status")) or word(item.get("stage"))
    return Event(at, code, word(item.get("description")), word(item.get("location")), _state(code))


def _state(code: str) -> ParcelState | None:
    """Return the state of a status; what is behind its underscore counts only where it says more."""
    return _STATES.get(code) or _STATES.get(code.partition("_")[0])
