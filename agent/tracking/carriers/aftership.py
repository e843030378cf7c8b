"""AfterShip Tracking 2026-07: up to 50 numbers for each request; it must be told of each (``register``) before.

Credentials: ``key`` is the API key.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from agent.tracking.answer import an_object, objects, read_answer, retry_after_s, time_of, word
from agent.tracking.carrier import Credentials, Request, batches
from agent.tracking.event import Event
from agent.tracking.keyword import state_of_text
from agent.tracking.number import NumberKind, kind_of
from agent.tracking.result import ErrorKind, Result, Results, Tracked, TrackingError, failed, for_each, tracked
from agent.tracking.state import ParcelState

name = "aftership"
base_url = "https://api.aftership.com"
batch_size = 50

_PATH = "/tracking/2026-07/trackings"
_MOST_ANSWERS = 200
"""One number may be tracked more than once, so more answers may come than were asked for."""
_STATES = {
    "Pending": ParcelState.NO_RECORD,
    "InfoReceived": ParcelState.INFO_RECEIVED,
    "InTransit": ParcelState.IN_TRANSIT,
    "OutForDelivery": ParcelState.OUT_FOR_DELIVERY,
    "AttemptFail": ParcelState.ATTEMPT_FAILED,
    "Delivered": ParcelState.DELIVERED,
    "AvailableForPickup": ParcelState.AWAITING_PICKUP,
    "Exception": ParcelState.EXCEPTION,
    "Expired": ParcelState.EXPIRED,
}
_KNOWN_ALREADY = "4003"
_REFUSALS = {
    "401": ErrorKind.AUTH,
    "402": ErrorKind.QUOTA,
    "403": ErrorKind.AUTH,
    "404": ErrorKind.NOT_FOUND,
    "429": ErrorKind.RATE_LIMITED,
    "4004": ErrorKind.NOT_REGISTERED,
    "4005": ErrorKind.BAD_NUMBER,
    "4010": ErrorKind.BAD_NUMBER,
}


def encode(numbers: Sequence[str], credentials: Credentials, now: datetime) -> tuple[Request, ...]:
    """Return one request for each 50 numbers; the time does not matter here."""
    headers = {"as-api-key": credentials.key}
    requests = []
    for batch in batches(numbers, batch_size):
        query = urlencode({"tracking_numbers": ",".join(batch), "limit": _MOST_ANSWERS}, safe=",")
        requests.append(Request("GET", f"{_PATH}?{query}", headers, b"", batch))
    return tuple(requests)


def register(numbers: Sequence[str], credentials: Credentials) -> tuple[Request, ...]:
    """Return the requests that tell AfterShip of numbers, one for each."""
    headers = {"Content-Type": "application/json", "as-api-key": credentials.key}
    return tuple(
        Request("POST", _PATH, headers, json.dumps({"tracking_number": number, "slug": _slug(number)}).encode(), batch)
        for batch in batches(numbers, 1)
        for number in batch
    )


def decode(status: int, headers: Mapping[str, str], body: bytes, numbers: Sequence[str]) -> Results:
    """Return what AfterShip tells of each number of a request."""
    answer = _answer(status, headers, body)
    if isinstance(answer, TrackingError):
        return {**for_each(numbers, answer)}
    data = an_object(answer.get("data"))
    items: dict[str, list[dict[str, Any]]] = {}
    for item in objects(data.get("trackings")):
        items.setdefault(word(item.get("tracking_number")).upper(), []).append(item)
    missing = _missing(an_object(data.get("pagination")).get("has_next_page") is True)
    return {
        number: told(number, items[number.upper()]) if number.upper() in items else for_each((number,), missing)[number]
        for number in numbers
    }


def unregistered(
    status: int, headers: Mapping[str, str], body: bytes, numbers: Sequence[str]
) -> dict[str, TrackingError]:
    """Return the number that AfterShip did not take, with the reason; one it knew already it has taken."""
    answer = _answer(status, headers, body)
    is_refused = isinstance(answer, TrackingError) and answer.code != _KNOWN_ALREADY
    return for_each(numbers, answer) if isinstance(answer, TrackingError) and is_refused else {}


def told(number: str, items: Sequence[Mapping[str, Any]]) -> Result:
    """Return what trackings tell of a number, of several the one that is furthest; a push holds one of them."""
    read = [result for item in items if (result := _tracked(number, item))]
    if not read:
        return TrackingError(number, ErrorKind.UNREADABLE, "neither state nor event in the answer can be read")
    return max(read, key=lambda result: (len(result.events), result.state.rank))


def _slug(number: str) -> str:
    is_express = kind_of(number) in (NumberKind.EMS, NumberKind.EMS_INTERNATIONAL)
    return "china-ems" if is_express else "china-post"


def _answer(status: int, headers: Mapping[str, str], body: bytes) -> dict[str, Any] | TrackingError:
    answer = read_answer(status, headers, body, is_refusal_read=True)
    if isinstance(answer, TrackingError):
        return answer
    meta = an_object(answer.get("meta"))
    code = word(meta.get("code")) or str(status)
    if status < 300 and code.startswith("2") and len(code) == 3:
        return answer
    is_down = code.startswith("5") and len(code) == 3
    kind = ErrorKind.CARRIER_DOWN if is_down else _REFUSALS.get(code) or _REFUSALS.get(str(status), ErrorKind.REFUSED)
    return failed(kind, word(meta.get("message")) or f"refused with {code}", code, retry_after_s(headers))


def _missing(is_cut: bool) -> TrackingError:
    if is_cut:
        return failed(ErrorKind.UNREADABLE, "the answer goes on on another page")
    return failed(ErrorKind.NOT_REGISTERED, "AfterShip does not know the number; register it first")


def _tracked(number: str, item: Mapping[str, Any]) -> Tracked | None:
    events = [event for each in objects(item.get("checkpoints")) if (event := _event(each))]
    said = _STATES.get(word(item.get("tag")))
    if not events and said is None:
        return None
    return tracked(number, events, said)


def _event(item: Mapping[str, Any]) -> Event | None:
    at = time_of(item.get("checkpoint_time"))
    if at is None:
        return None
    code = word(item.get("raw_tag")) or word(item.get("subtag"))
    text = word(item.get("message"))
    place = word(item.get("city")) or word(item.get("location"))
    return Event(at, code, text, place, _checkpoint_state(word(item.get("tag")), text))


def _checkpoint_state(tag: str, text: str) -> ParcelState | None:
    """Return the state of a checkpoint; AfterShip has one word for returned, lost and everything else that is odd."""
    state = _STATES.get(tag)
    return state_of_text(text) or state if state is ParcelState.EXCEPTION else state
