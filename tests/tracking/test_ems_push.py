"""EMS open platform: what the platform sends by itself, and what it is answered."""

from __future__ import annotations

import json

import pytest

from agent.tracking.carriers import ems
from agent.tracking.carriers.ems_cipher import encrypted
from agent.tracking.carriers.ems_push import acknowledgement, read_push
from agent.tracking.push import Push, Refusal, Reply
from agent.tracking.result import ErrorKind, Tracked, TrackingError
from agent.tracking.state import ParcelState
from tests.tracking.answers import DELIVERED, EMS, KEY, NUMBER, body, ems_answer, got, kind

# Known answer of the fact sheet: without the key behind the text.
CLOSED = (
    "|$4|lZFGSXu9vFOUWVoFF/X8NKUFHIVl1BHiJ3beBE7sqDmk8AZmaUcB92TeQBbP1oHWx2UUDBLsWTLK3ITOnkdh0Slbd7zaA3r1eswbRrdz4jQq"
    "FZaAWgbqaB8/R92/G1YTY8zVTjWu4SF7SFC/z8GDw9FNcHjS86Z/4A0yIdux1VY="
)


def push(secret: str) -> Push:
    envelope = {"logitcsInterface": secret, "method": "040002", "msgType": "0", "senderNo": "", "serialNo": "C3C3"}
    return read_push({}, body(envelope), EMS)


def answer(read: Push) -> Reply:
    return acknowledgement(read, read.refusal, EMS)


def told(read: Push) -> Tracked | TrackingError:
    assert read.told is not None
    return read.told


def test_push_is_opened_and_acknowledged() -> None:
    read = push(CLOSED)
    found = got(told(read))
    assert (found.number, found.state) == (NUMBER, ParcelState.DELIVERED)
    assert answer(read).status == 200
    assert json.loads(answer(read).body) == {
        "serialNo": "C3C3",
        "code": "00000",
        "codeMessage": "",
        "senderNo": "1100000000001",
    }


def test_event_is_the_same_whether_pushed_with_the_key_behind_it_or_pulled() -> None:
    pulled = got(ems.decode(200, {}, body(ems_answer(*DELIVERED)), [NUMBER])[NUMBER])
    pushed = got(told(push(encrypted(json.dumps(DELIVERED[-1]), KEY))))
    assert pushed.events == pulled.events[-1:]


@pytest.mark.parametrize(
    ("secret", "expected"),
    [
        (CLOSED[:-4], ErrorKind.AUTH),
        ("", ErrorKind.AUTH),
        ('{"waybillNo":"1012345678503","opCode":"704","opTime":"2026-01-05 10:20:30"}', ErrorKind.AUTH),
        (encrypted("[]", KEY), ErrorKind.UNREADABLE),
        (encrypted('{"opTime":"2026-01-05 10:20:30"}', KEY), ErrorKind.UNREADABLE),
        (encrypted('{"waybillNo":"1012345678503"}', KEY), ErrorKind.UNREADABLE),
    ],
)
def test_push_that_cannot_be_believed_or_read_is_not_taken(secret: str, expected: ErrorKind) -> None:
    read = push(secret)
    assert kind(told(read)) is expected
    assert json.loads(answer(read).body)["code"] == "S00001"


def test_push_that_is_no_json_is_not_taken() -> None:
    assert read_push({}, b"<html>", EMS).refusal is Refusal.UNREADABLE
