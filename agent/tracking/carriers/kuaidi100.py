"""kuaidi100 (快递100), query.do: one number for each request.

Credentials: ``customer`` and ``key``. One number may be asked for at most every 30 minutes; more than 48 times in a
day locks it for a day.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from hashlib import md5
from typing import Any
from urllib.parse import urlencode

from agent.tracking.answer import objects, read_answer, time_of, word
from agent.tracking.carrier import Credentials, Request, batches
from agent.tracking.event import Event
from agent.tracking.number import NumberKind, kind_of
from agent.tracking.result import ErrorKind, Result, Results, TrackingError, failed, for_each, tracked
from agent.tracking.state import ParcelState

name = "kuaidi100"
base_url = "https://poll.kuaidi100.com"
batch_size = 1

_FORM = "application/x-www-form-urlencoded; charset=UTF-8"
_COMPANIES = {
    NumberKind.EMS: "ems",
    NumberKind.PARCEL: "youzhengguonei",
    NumberKind.EMS_INTERNATIONAL: "emsguoji",
    NumberKind.POST_INTERNATIONAL: "youzhengguoji",
}
# 14 is a refusal at the door: the parcel still has to come back, so it is no end.
_TABLE = {
    ParcelState.INFO_RECEIVED: "101 102",
    ParcelState.PICKED_UP: "1 103",
    ParcelState.IN_TRANSIT: "0 1001 1002 1003 7",
    ParcelState.CUSTOMS: "8 10 11 12 13",
    ParcelState.OUT_FOR_DELIVERY: "5",
    ParcelState.AWAITING_PICKUP: "501",
    ParcelState.DELIVERED: "3 301 302 303 304",
    ParcelState.RETURNING: "6 14",
    ParcelState.RETURNED: "4",
    ParcelState.EXCEPTION: "2",
    ParcelState.CANCELLED: "401",
}
_STATES = {code: state for state, codes in _TABLE.items() for code in codes.split()}
_NO_RESULT = ("201", "500")
_REFUSALS = {
    "400": ErrorKind.BAD_NUMBER,
    "408": ErrorKind.BAD_NUMBER,
    "501": ErrorKind.CARRIER_DOWN,
    "502": ErrorKind.CARRIER_DOWN,
    "503": ErrorKind.AUTH,
    "600": ErrorKind.AUTH,
    "601": ErrorKind.QUOTA,
}


def encode(numbers: Sequence[str], credentials: Credentials, now: datetime) -> tuple[Request, ...]:
    """Return one request for each number; the time does not matter here."""
    requests = []
    for (number,) in batches(numbers, batch_size):
        question = {"com": _COMPANIES[kind_of(number)], "num": number, "resultv2": "4", "show": "0"}
        param = json.dumps(question, ensure_ascii=False, separators=(",", ":"))
        fields = {"customer": credentials.customer, "sign": signature(param, credentials), "param": param}
        requests.append(
            Request("POST", "/poll/query.do", {"Content-Type": _FORM}, urlencode(fields).encode(), (number,))
        )
    return tuple(requests)


def signature(param: str, credentials: Credentials) -> str:
    """Return the signature of the very text that is sent."""
    signed = param + credentials.key + credentials.customer
    return md5(signed.encode(), usedforsecurity=False).hexdigest().upper()


def decode(status: int, headers: Mapping[str, str], body: bytes, numbers: Sequence[str]) -> Results:
    """Return what kuaidi100 tells of the number of a request."""
    answer = read_answer(status, headers, body)
    if isinstance(answer, TrackingError):
        return {**for_each(numbers, answer)}
    return {number: told(number, answer) for number in numbers}


def told(number: str, answer: Mapping[str, Any]) -> Result:
    """Return what an answer tells of its number; a push holds the same object."""
    code = word(answer.get("returnCode")) or word(answer.get("status"))
    if code in _NO_RESULT:
        return tracked(number, ())
    if code != "200" or answer.get("result") is False:
        return for_each((number,), _refusal(code, word(answer.get("message"))))[number]
    return _result(number, answer)


def _refusal(code: str, said: str) -> TrackingError:
    if not code:
        return failed(ErrorKind.UNREADABLE, "answered without a code (returnCode, status)")
    # 400 says both that the question is incomplete and that the customer may not ask.
    kind = ErrorKind.AUTH if "授权" in said else _REFUSALS.get(code, ErrorKind.REFUSED)
    return failed(kind, said or f"refused with {code}", code)


def _result(number: str, answer: Mapping[str, Any]) -> Result:
    asked = word(answer.get("nu")).upper()
    items = objects(answer.get("data"))
    events = [event for item in items if (event := _event(item))]
    if asked not in ("", number.upper()) or (items and not events):
        return TrackingError(number, ErrorKind.UNREADABLE, "no event of this number in the answer can be read")
    said = _STATES.get(word(answer.get("state")))
    is_blank = not events and said is ParcelState.IN_TRANSIT  # 0 also stands for nothing at all
    return tracked(number, events, None if is_blank else said)


def _event(item: Mapping[str, Any]) -> Event | None:
    at = time_of(item.get("time")) or time_of(item.get("ftime"))
    if at is None:
        return None
    code = word(item.get("statusCode"))
    place = word(item.get("areaName")) or word(item.get("location"))
    return Event(at, code, word(item.get("context")), place, _STATES.get(code))
