"""kdniao (快递鸟), RequestType 1002: one number for each request.

Credentials: ``customer`` is EBusinessID, ``key`` the ApiKey.
"""

from __future__ import annotations

import json
import re
from base64 import b64encode
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

name = "kdniao"
base_url = "https://api.kdniao.com"
batch_size = 1
needs = ("customer", "key")

_FORM = "application/x-www-form-urlencoded;charset=utf-8"
_PARCEL_KINDS = (NumberKind.PARCEL, NumberKind.POST_INTERNATIONAL)
_TABLE = {
    ParcelState.NO_RECORD: "401",
    ParcelState.INFO_RECEIVED: "10",
    ParcelState.PICKED_UP: "1",
    ParcelState.IN_TRANSIT: "2 201 204 205 206 5",
    ParcelState.CUSTOMS: "6 601 602 603 604",
    ParcelState.OUT_FOR_DELIVERY: "202",
    ParcelState.ATTEMPT_FAILED: "405 416 419",
    ParcelState.AWAITING_PICKUP: "211 412",
    ParcelState.DELIVERED: "3 301 302 304 311",
    ParcelState.RETURNING: "404 407",
    ParcelState.RETURNED: "406",
    ParcelState.EXCEPTION: "4 402 403 413 414 417 420 421 422 423",
    ParcelState.CANCELLED: "415",
}
_STATES = {code: state for state, codes in _TABLE.items() for code in codes.split()}
_REASONS = (
    (re.compile(r"没有可用套餐|余额|次数|额度"), ErrorKind.QUOTA),
    (re.compile(r"频繁|频率|并发|限流"), ErrorKind.RATE_LIMITED),
    (re.compile(r"非法参数|ID和key|签名|未授权|权限"), ErrorKind.AUTH),
    (re.compile(r"无效的输入|单号|LogisticCode"), ErrorKind.BAD_NUMBER),
    (re.compile(r"系统|超时|繁忙|维护"), ErrorKind.CARRIER_DOWN),
)
_NO_RESULT = re.compile(r"暂无|无轨迹|没有轨迹|无物流")


def encode(
    numbers: Sequence[str], credentials: Credentials, now: datetime, *, request_type: str = "1002"
) -> tuple[Request, ...]:
    """Return one request for each number; the time does not matter here.

    Args:
        request_type: ``8001`` for customers whose contract is of that one.
    """
    requests = []
    for (number,) in batches(numbers, batch_size):
        shipper = "YZPY" if kind_of(number) in _PARCEL_KINDS else "EMS"
        question = {"OrderCode": "", "ShipperCode": shipper, "LogisticCode": number}
        data = json.dumps(question, ensure_ascii=False, separators=(",", ":"))
        fields = {
            "RequestData": data,
            "EBusinessID": credentials.customer,
            "RequestType": request_type,
            "DataSign": signature(data, credentials),
            "DataType": "2",
        }
        path = "/Ebusiness/EbusinessOrderHandle.aspx"
        requests.append(Request("POST", path, {"Content-Type": _FORM}, urlencode(fields).encode(), (number,)))
    return tuple(requests)


def signature(data: str, credentials: Credentials) -> str:
    """Return the signature of the very text that is sent."""
    digest = md5((data + credentials.key).encode(), usedforsecurity=False).hexdigest()
    return b64encode(digest.encode()).decode()


def decode(status: int, headers: Mapping[str, str], body: bytes, numbers: Sequence[str]) -> Results:
    """Return what kdniao tells of the number of a request."""
    answer = read_answer(status, headers, body)
    if isinstance(answer, TrackingError):
        return {**for_each(numbers, answer)}
    if not isinstance(answer.get("Success"), bool):
        return {**for_each(numbers, failed(ErrorKind.UNREADABLE, "answered without Success"))}
    reason = word(answer.get("Reason"))
    is_refused = not answer["Success"] and not objects(answer.get("Traces"))
    if is_refused and not _NO_RESULT.search(reason):
        kind = next((kind for pattern, kind in _REASONS if pattern.search(reason)), ErrorKind.REFUSED)
        return {**for_each(numbers, failed(kind, reason or "refused without a reason"))}
    return {number: _result(number, answer) for number in numbers}


def _result(number: str, answer: Mapping[str, Any]) -> Result:
    items = objects(answer.get("Traces"))
    events = [event for item in items if (event := _event(item))]
    if word(answer.get("LogisticCode")).upper() not in ("", number.upper()) or (items and not events):
        return TrackingError(number, ErrorKind.UNREADABLE, "no event of this number in the answer can be read")
    said = _STATES.get(word(answer.get("StateEx"))) or _STATES.get(word(answer.get("State")))
    return tracked(number, events, said)


def _event(item: Mapping[str, Any]) -> Event | None:
    at = time_of(item.get("AcceptTime"))
    if at is None:
        return None
    code = word(item.get("Action"))
    return Event(at, code, word(item.get("AcceptStation")), word(item.get("Location")), _STATES.get(code))
