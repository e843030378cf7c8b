"""Rules for carriers: the built-in ones and the example keep them, and each rule sees a carrier that breaks it."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from agent.carrier import ErrorKind, Event, InputError, Request, Tracked, TrackingError, failed, for_each
from agent.errors import InputErrors
from agent.tracking.carriers import CARRIERS
from agent.tracking.conformance import RULES, saved_answers, verdicts
from agent.tracking.conformance.answer import saved_answer
from tests.house.tree import table
from tests.tracking import pigeon

SAVED = Path(__file__).parent / "saved"
GOOD = pigeon.module()
AWARE, NAIVE = datetime(2026, 1, 5, 2, tzinfo=UTC), datetime(2026, 1, 5, 2)  # noqa: DTZ001
COUNTER = count()


def broken(carrier: Any) -> set[str]:
    """Return the rules that a carrier breaks."""
    return {verdict.rule for verdict in verdicts(carrier, [pigeon.answer()]) if verdict.fault}


def asking(change: Callable[[Request], Request]) -> Any:
    return lambda *told: tuple(change(request) for request in GOOD.encode(*told))


def reading(change: Callable[[str, Any, bytes], Any]) -> Any:
    """Return a decode whose results are changed."""

    def decode(status: int, headers: Any, body: bytes, numbers: Any) -> Any:
        results = GOOD.decode(status, headers, body, numbers)
        return {number: change(number, result, body) for number, result in results.items()}

    return decode


def shown_key(numbers: Any, credentials: Any, now: datetime) -> Any:
    requests = GOOD.encode(numbers, credentials, now)
    return tuple(replace(request, path=f"/v1/parcels?key={credentials.key[:24]}") for request in requests)


def told_key(numbers: Any, credentials: Any, now: datetime) -> Any:
    if "wrong" in credentials.key:
        raise InputError("the key", f"{credentials.key} is no key")
    return GOOD.encode(numbers, credentials, now)


def with_event(result: Any, *events: Event) -> Any:
    return replace(result, events=events or result.events) if isinstance(result, Tracked) else result


def by_body_alone(status: int, headers: Any, body: bytes, numbers: Any) -> Any:
    """Read an answer as a beginner does: without a look at what else it may be."""
    told = {parcel["number"]: parcel for parcel in json.loads(body)["parcels"]}
    return {number: GOOD._result(number, told.get(number)) for number in numbers}


def spoiling(status: int, headers: Any, body: bytes, numbers: Any) -> Any:
    """Give up the whole answer if one number has no result."""
    results = GOOD.decode(status, headers, body, numbers)
    is_bad = any(isinstance(result, TrackingError) for result in results.values())
    return {**for_each(numbers, failed(ErrorKind.UNREADABLE, "one is bad"))} if is_bad else results


def blocked_is_nothing(number: str, result: Any, body: bytes) -> Any:
    return Tracked(number) if body.startswith(b"<") else result


def fresh_event() -> Event:
    return Event(AWARE, f"{next(COUNTER)}", "")


def fresh_path(request: Request) -> Request:
    return replace(request, path=f"/v1/parcels/{next(COUNTER)}")


AT_ANY_TIME = Event(AWARE, "1", "later"), Event(AWARE.replace(year=2025), "1", "earlier")
BROKEN = {
    "pure-questions": {"encode": asking(fresh_path)},
    "batches": {"batch_size": 2},
    "each-once": {"encode": lambda numbers, *told: GOOD.encode(sorted(numbers)[:-1] or numbers, *told)},
    "whole-requests": {"encode": asking(lambda request: replace(request, path="v1/parcels"))},
    "hidden-secrets": {"encode": shown_key},
    "hidden-secrets ": {"encode": told_key},
    "no-raise": {"decode": by_body_alone},
    "every-result": {"decode": lambda *told: dict(list(GOOD.decode(*told).items())[:1])},
    "every-result ": {"decode": reading(lambda number, result, body: replace(result, number="1"))},
    "pure-answers": {"decode": reading(lambda number, result, body: with_event(result, fresh_event()))},
    "no-answer": {"decode": reading(blocked_is_nothing)},
    "refusals": {"decode": lambda status, *told: GOOD.decode(500 if status == 401 else status, *told)},
    "retry-after": {"decode": lambda status, headers, *told: GOOD.decode(status, {}, *told)},
    "retry-after ": {
        "decode": lambda status, headers, *told: GOOD.decode(
            status, {name: text for name, text in headers.items() if text.isdigit()}, *told
        )
    },
    "aware-times": {"decode": reading(lambda number, result, body: with_event(result, Event(NAIVE, "1", "")))},
    "known-states": {
        "decode": reading(lambda number, result, body: with_event(result, Event(AWARE, "1", "", "", "flying")))  # type: ignore[arg-type]
    },
    "sequence": {"decode": reading(lambda number, result, body: with_event(result, *AT_ANY_TIME))},
    "understood": {
        "decode": reading(lambda number, result, body: TrackingError(number, ErrorKind.UNREADABLE, "?"))
    },
    "no-spoiling": {"decode": spoiling},
}  # fmt: skip


@pytest.mark.parametrize("name", CARRIERS)
def test_built_in_carrier_keeps_every_rule(name: str) -> None:
    found = verdicts(CARRIERS[name], saved_answers(SAVED / name))
    assert [verdict for verdict in found if verdict.fault or not verdict.is_checked] == []


def test_example_of_the_page_keeps_every_rule() -> None:
    found = verdicts(pigeon.changed(), [pigeon.answer()])
    assert [verdict for verdict in found if verdict.fault or not verdict.is_checked] == []


@pytest.mark.parametrize("name", BROKEN)
def test_each_rule_sees_a_carrier_that_breaks_it(name: str) -> None:
    assert name.strip() in broken(pigeon.changed(**BROKEN[name]))


def test_no_rule_is_without_a_carrier_that_breaks_it() -> None:
    assert {name.strip() for name in BROKEN} == {rule.name for rule in RULES}


def test_rules_that_need_answers_are_not_said_to_be_kept_without() -> None:
    unchecked = [verdict.rule for verdict in verdicts(pigeon.changed()) if not verdict.is_checked]
    assert unchecked == ["understood", "no-spoiling"]


def test_carrier_that_raises_everywhere_breaks_rules_and_stops_nothing() -> None:
    def fall(*_told: Any) -> Any:
        raise ZeroDivisionError("fallen")

    found = verdicts(pigeon.changed(encode=fall, decode=fall), [pigeon.answer()])
    assert "ZeroDivisionError: fallen" in next(verdict.fault for verdict in found if verdict.rule == "batches")
    assert "no-raise" in {verdict.rule for verdict in found if verdict.fault}


def test_page_lists_the_rules() -> None:
    listed = [
        (row["rule"].strip("`"), row["what must hold"]) for row in table(pigeon.PAGE, "## The rules, and saved answers")
    ]
    assert listed == [(rule.name, rule.what) for rule in RULES]


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "does not begin with HTTP"),
        (b"200 OK\nNumbers: 1\n\n{}", "does not begin with HTTP"),
        (b"HTTP 200\nnumbers\n\n{}", "x.http:2: is no header"),
        (b"HTTP 200\nContent-Type: text/plain\n\n{}", "which numbers"),
    ],
)
def test_saved_answer_in_another_form_is_told(data: bytes, said: str) -> None:
    with pytest.raises(InputError, match=said):
        saved_answer("x.http", data)


def test_saved_answer_is_read_as_http_writes_it(tmp_path: Path) -> None:
    (tmp_path / "a.http").write_bytes(b"HTTP/1.1 429 Too Many\r\nRetry-After: 3\r\nnumbers: 1 2\r\n\r\n\r\n\xff")
    (answer,) = saved_answers(tmp_path)
    assert (answer.status, answer.headers, answer.body, answer.numbers) == (
        429,
        {"Retry-After": "3"},
        b"\r\n\xff",
        ("1", "2"),
    )
    (tmp_path / "a.http").unlink()
    for folder in (tmp_path, tmp_path / "none"):
        with pytest.raises(InputErrors):
            saved_answers(folder)
