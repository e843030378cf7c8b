"""EMS open platform (协议客户 API 开放平台), service 040001: one number for each request, events in the answer.

Credentials: ``customer`` is senderNo, ``authorization`` the code of the same name, ``key`` the SM4 sign key in base64.
Older customers have one key for both: an empty authorization means the key.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from hashlib import sha256
from typing import Any
from urllib.parse import urlencode

from agent.tracking.answer import SHANGHAI, json_value, objects, read_answer, word
from agent.tracking.carrier import Credentials, Request, batches
from agent.tracking.carriers.ems_cipher import encrypted
from agent.tracking.carriers.ems_item import event_of, number_of
from agent.tracking.result import ErrorKind, Result, Results, TrackingError, failed, for_each, tracked

name = "ems"
base_url = "https://api.ems.com.cn/amp-prod-api/f/amp/api"
batch_size = 1
needs = ("customer", "key")

_FORM = "application/x-www-form-urlencoded; charset=UTF-8"
_NOTHING = re.compile(r"没有找到|不存在|无此|未查询到|未找到|查无|无查询信息|无邮件信息|无客户信息")
# The platform's list of codes is not public, so its words decide; the first rule that matches holds.
_REASONS = (
    (re.compile(r"频繁|频率|限流|过快|并发"), ErrorKind.RATE_LIMITED),
    (re.compile(r"余额|套餐|次数|额度"), ErrorKind.QUOTA),
    (re.compile(r"签名|授权|鉴权|解密|密钥|秘钥|协议客户|senderNo|authorization", re.IGNORECASE), ErrorKind.AUTH),
    (_NOTHING, ErrorKind.NOT_FOUND),
    (re.compile(r"单号|邮件号|运单号|waybillNo", re.IGNORECASE), ErrorKind.BAD_NUMBER),
    (re.compile(r"系统|超时|繁忙|维护|服务"), ErrorKind.CARRIER_DOWN),
)


def encode(
    numbers: Sequence[str], credentials: Credentials, now: datetime, *, is_multipart: bool = False
) -> tuple[Request, ...]:
    """Return one request for each number.

    Args:
        is_multipart: As ``multipart/form-data``, which the platform takes too.

    Raises:
        InputError: The key is not 16 bytes in base64.
    """
    path = "/test" if credentials.is_trial else "/open"
    requests = []
    for (number,) in batches(numbers, batch_size):
        fields = _fields(number, credentials, now)
        kind, body = _multipart(fields) if is_multipart else (_FORM, urlencode(fields).encode())
        requests.append(Request("POST", path, {"Content-Type": kind}, body, (number,)))
    return tuple(requests)


def decode(status: int, headers: Mapping[str, str], body: bytes, numbers: Sequence[str]) -> Results:
    """Return what the platform tells of the number of a request."""
    answer = read_answer(status, headers, body)
    if isinstance(answer, TrackingError):
        return {**for_each(numbers, answer)}
    code = word(answer.get("retCode")) or word(answer.get("code"))
    if code != "00000":
        return {**for_each(numbers, _refusal(code, answer))}
    return {number: _result(number, answer.get("retBody")) for number in numbers}


def _fields(number: str, credentials: Credentials, now: datetime) -> dict[str, str]:
    question = json.dumps({"waybillNo": number}, ensure_ascii=False, separators=(",", ":"))
    return {
        "apiCode": "040001",
        "senderNo": credentials.customer,
        "authorization": credentials.authorization or credentials.key,
        "msgType": "0",
        "timeStamp": f"{now.astimezone(SHANGHAI):%Y-%m-%d %H:%M:%S}",
        "version": "V1.0.0",
        "logitcsInterface": encrypted(question, credentials.key),  # spelt so by the platform
    }


def _multipart(fields: Mapping[str, str]) -> tuple[str, bytes]:
    """Return content type and body; the boundary is made of the fields, so that the same question is the same bytes."""
    boundary = sha256(repr(fields).encode()).hexdigest()[:32]
    parts = (
        f'--{boundary}\r\nContent-Disposition: form-data; name="{field}"\r\n\r\n{value}\r\n'
        for field, value in fields.items()
    )
    return f"multipart/form-data; boundary={boundary}", f"{''.join(parts)}--{boundary}--\r\n".encode()


def _refusal(code: str, answer: Mapping[str, Any]) -> TrackingError:
    if not code:
        return failed(ErrorKind.UNREADABLE, "answered without a code (retCode)")
    said = word(answer.get("retMsg")) or word(answer.get("codeMessage")) or word(answer.get("retBody"))
    kind = next((kind for pattern, kind in _REASONS if pattern.search(said)), ErrorKind.REFUSED)
    return failed(kind, said or f"refused with {code}", code)


def _result(number: str, told: object) -> Result:
    """Return what ``retBody`` tells: an object with the items or their list, as JSON or as the text of JSON."""
    held = json_value(told)
    items = objects(held.get("responseItems") if isinstance(held, dict) else held)
    if not items and _is_nothing(told, held):
        return tracked(number, ())
    events = [event for item in items if number_of(item) in ("", number.upper()) and (event := event_of(item))]
    if not events:
        return TrackingError(number, ErrorKind.UNREADABLE, "no event of this number in the answer can be read")
    return tracked(number, events)


def _is_nothing(told: object, held: object) -> bool:
    """Tell whether a body without items means that nothing is known, and not that we cannot read it."""
    is_empty = held in ({}, []) or (isinstance(held, dict) and held.get("responseItems", 0) in (None, "", []))
    return not told or told == "null" or is_empty or bool(_NOTHING.search(word(told)))
