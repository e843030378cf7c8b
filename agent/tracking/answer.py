"""An answer's bytes, read without trust: coding, JSON, times, and what its HTTP status means."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any
from zoneinfo import ZoneInfo

from agent.tracking.result import ErrorKind, TrackingError, failed

SHANGHAI = ZoneInfo("Asia/Shanghai")
"""Where all carriers' clocks stand that name no zone."""

_STATUS = {401: ErrorKind.AUTH, 402: ErrorKind.QUOTA, 403: ErrorKind.AUTH, 429: ErrorKind.RATE_LIMITED}
_SECONDS = re.compile(r"[0-9]{1,9}")
_LOCAL = re.compile(
    r"([0-9]{4})[-/.]([0-9]{1,2})[-/.]([0-9]{1,2})[ T]+([0-9]{1,2}):([0-9]{2})(?::([0-9]{2})(?:\.[0-9]+)?)?"
)


def read_answer(
    status: int, headers: Mapping[str, str], body: bytes, *, is_refusal_read: bool = False
) -> dict[str, Any] | TrackingError:
    """Return the JSON object of an answer, or why there is none.

    Args:
        is_refusal_read: The carrier says in JSON why it answers 4xx, so that is returned too.
    """
    if status == 429 or not 200 <= status < 500:
        return status_error(status, headers)
    text = text_of(body)
    if text.lstrip()[:1] == "<" and status != 401:
        return failed(ErrorKind.CARRIER_DOWN, f"answered HTTP {status} with a page instead of data; perhaps blocked")
    answer = json_object(text)
    if status >= 300 and not (is_refusal_read and answer):
        return status_error(status, headers)
    if answer is None:
        return failed(ErrorKind.UNREADABLE, "answered no JSON object, or half of one")
    return answer


def status_error(status: int, headers: Mapping[str, str]) -> TrackingError:
    """Return what an HTTP status means that is no success."""
    kind = _STATUS.get(status, ErrorKind.CARRIER_DOWN)
    return failed(kind, f"answered HTTP {status}", str(status), retry_after_s(headers))


def retry_after_s(headers: Mapping[str, str]) -> float | None:
    """Return how long to leave a carrier alone: ``Retry-After`` in both forms, else ``X-RateLimit-Reset``.

    A point of time is counted from the answer's own ``Date``; without one it says nothing.

    Source: RFC 9110, 10.2.3.
    """
    lower = {name.lower(): value.strip() for name, value in headers.items()}
    wanted, reset = lower.get("retry-after", ""), lower.get("x-ratelimit-reset", "")
    if _SECONDS.fullmatch(wanted):
        return float(wanted)
    now = _http_date(lower.get("date", ""))
    until = _http_date(wanted) or (_epoch(reset) if re.fullmatch(r"[0-9]{10}", reset) else None)
    return max(0.0, (until - now).total_seconds()) if now and until else None


def text_of(body: bytes) -> str:
    """Return an answer's text: UTF-8, or else GBK, which some of these machines still speak."""
    for coding in ("utf-8-sig", "gb18030"):
        try:
            return body.decode(coding)
        except UnicodeDecodeError:
            continue
    return body.decode("utf-8", errors="replace")


def json_object(text: object) -> dict[str, Any] | None:
    """Return a JSON object that is one already, or is the text of one; None for anything else."""
    value = json_value(text)
    return value if isinstance(value, dict) else None


def json_value(text: object) -> object:
    """Return what JSON text holds; what is no text is returned as it is, and None stands for no JSON."""
    if not isinstance(text, str):
        return text
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def objects(value: object) -> list[dict[str, Any]]:
    """Return the JSON objects in a list; none if it is no list."""
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []


def an_object(value: object) -> dict[str, Any]:
    """Return a JSON object, or an empty one for anything else."""
    return value if isinstance(value, dict) else {}


def word(value: object) -> str:
    """Return a JSON text or number as text without spaces around it; empty for anything else."""
    if isinstance(value, str):
        return value.strip()
    is_number = isinstance(value, int) and not isinstance(value, bool) and abs(value) < 10**20
    return str(value) if is_number else ""


def time_of(value: object) -> datetime | None:
    """Return a time as an aware UTC value, read in Asia/Shanghai if it names no zone; None if it cannot be read."""
    text = word(value)
    try:
        if match := _LOCAL.fullmatch(text):
            year, month, day, hour, minute, second = (int(part or 0) for part in match.groups())
            return datetime(year, month, day, hour, minute, second, tzinfo=SHANGHAI).astimezone(UTC)
        at = datetime.fromisoformat(text)
        return (at if at.tzinfo else at.replace(tzinfo=SHANGHAI)).astimezone(UTC) if ":" in text else None
    except (ValueError, OverflowError):
        return None


def _http_date(text: str) -> datetime | None:
    try:
        at = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError):
        return None
    return at if at.tzinfo else at.replace(tzinfo=UTC)


def _epoch(seconds: str) -> datetime:
    return datetime.fromtimestamp(int(seconds), UTC)
