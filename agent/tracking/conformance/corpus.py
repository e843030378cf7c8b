"""Answers that are none, answers that are damaged, and numbers to ask about; the same ones at each run."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from agent.tracking.conformance.answer import SavedAnswer

PAIR = ("1012345678503", "EA123456785CN")
_PAGE = "<!doctype html><html><body>您的访问被阻断 blocked</body></html>"
_HALF = '{"code": 0, "success": true, "data": [{"number": "1012345678503", "events": [{"time": "2026-01-'
_OBJECT = {"code": 0, "status": "200", "success": True, "data": {"items": [{"number": PAIR[0]}, {"number": PAIR[1]}]}}
_SEED = 20260105
_DAMAGED = 150
"""Damaged copies of each answer."""
ODD: tuple[Any, ...] = (
    None, True, False, 0, -1, 1.5, 10**30, "", " ", "null", "0", [], {}, [None], [[]], {"": None},
    "2026-13-40 99:99:99", "0001-01-01 00:00:00", "9999-12-31 23:59:59", "2026-01-05T10:20:30+99:00", "\0", "\ud800",
    float("nan"), float("inf"),
)  # fmt: skip
"""What may stand in the place of any value."""


@dataclass(frozen=True)
class Case:
    """An answer as a carrier's code is handed it.

    Args:
        is_answer: It may tell something of a number.
    """

    name: str
    status: int
    body: bytes
    numbers: tuple[str, ...] = PAIR
    headers: tuple[tuple[str, str], ...] = (("Content-Type", "application/json"),)
    is_answer: bool = False


def no_answers(numbers: Sequence[str]) -> Iterator[Case]:
    """Give answers that tell nothing of any number, whatever the carrier."""
    asked = tuple(numbers)
    for name, status, body in (
        ("an empty body", 200, b""),
        ("a page in place of data", 200, _PAGE.encode()),
        ("a page that says HTTP 405", 405, _PAGE.encode()),
        ("a page in GBK", 200, _PAGE.encode("gb18030")),
        ("half of the JSON", 200, _HALF.encode()),
        ("JSON that is cut in the middle of a character", 200, '{"said": "投'.encode()[:-1]),
        ("text in GBK", 200, "系统繁忙，请稍后再试".encode("gb18030")),
        ("bytes that are no text", 200, bytes(range(256))),
        ("brackets without end", 200, b"[" * 100_000),
        ("a number of ten thousand digits", 200, b"9" * 10_000),
        ("null", 200, b"null"),
        ("a list", 200, b"[]"),
        ("a redirect", 302, b""),
        *((f"HTTP {status}", status, b"") for status in (400, 401, 403, 404, 429, 500, 502, 503, 504, 599)),
        *((f"HTTP {status} with a page", status, _PAGE.encode()) for status in (401, 403, 429, 500, 503)),
    ):
        yield Case(name, status, body, asked)


def damaged(answers: Sequence[SavedAnswer], numbers: Sequence[str]) -> Iterator[Case]:
    """Give the saved answers, and copies of them with damage; of an object that nobody knows, if there are none."""
    unknown = SavedAnswer("an object that nobody knows", 200, {}, json.dumps(_OBJECT).encode(), tuple(numbers))
    for answer in [unknown, *answers]:
        headers = tuple(answer.headers.items())
        yield Case(answer.name, answer.status, answer.body, answer.numbers, headers, is_answer=True)
        chance = random.Random(f"{_SEED} {answer.name}")  # noqa: S311 - no secret; the same damage at each run
        for count in range(_DAMAGED):
            name, body = f"{answer.name}, damaged ({count})", _damaged(answer.body, chance)
            yield Case(name, answer.status, body, answer.numbers, headers, is_answer=True)


def places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Give the path of each value in JSON data, that of the whole first."""
    yield path
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, each in inner:
        yield from places(each, (*path, key))


def at(value: Any, path: Sequence[Any]) -> Any:
    """Return the value at a path."""
    for key in path:
        value = value[key]
    return value


def replaced(value: Any, path: Sequence[Any], new: Any) -> Any:
    """Return JSON data with another value at a path."""
    if not path:
        return new
    key, *rest = path
    copy = dict(value) if isinstance(value, dict) else list(value)
    copy[key] = replaced(value[key], rest, new)
    return copy


def parsed(body: bytes) -> Any:
    """Return the JSON data of a body; None if it holds none."""
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        return None


def _damaged(body: bytes, chance: random.Random) -> bytes:
    data = parsed(body)
    if data is not None and chance.random() < 0.7:
        path = chance.choice(list(places(data)))
        return json.dumps(replaced(data, path, chance.choice(ODD))).encode()
    start = chance.randrange(len(body) + 1)
    end = min(len(body), start + chance.randrange(20))
    new = chance.choice((b"", b"\0", b"\xff\xfe", b'"', b"{}", bytes([chance.randrange(256)])))
    return body[:start] if chance.random() < 0.2 else body[:start] + new + body[end:]
