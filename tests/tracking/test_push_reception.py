"""The reception: who is let in, how much is listened to, and what is answered, without a network."""

from __future__ import annotations

import asyncio
import io
import json
from base64 import b64encode
from collections.abc import Sequence
from typing import ClassVar

import pytest
import structlog
from sqlalchemy import Engine

from agent.database import writing
from agent.database.schema import PARCEL_EVENT
from agent.log import setup_logging
from agent.settings import LogSettings
from agent.tracking.book import Book
from agent.tracking.entry import Change
from agent.tracking.reception import Bounds
from agent.tracking.result import Tracked
from agent.tracking.state import ParcelState
from tests.own_loop import run_alone
from tests.tracking.pushes import SECRETS, Answer, Front, Headers, Told, push
from tests.tracking.shelf import NUMBER, OTHER, STEADY, Shelf, entry

WAY = (Told(0, "203"), Told(5, "389"))
PASSWORD = "long-enough-/-not guessed"
SHORT = Bounds(body_bytes=2000, body_s=0.05)
ALL = tuple(SECRETS)


@pytest.fixture
def front(shelf: Shelf) -> Front:
    for name in ALL:
        shelf.book(name).follow({NUMBER: ""})
    return Front(shelf.book)


def is_taken(carrier: str, answer: Answer) -> bool:
    """Tell whether a carrier would be content with an answer."""
    if carrier == "ems":
        return answer.status == 200 and answer.data["code"] == "00000"
    return answer.status == 200 and (carrier != "kuaidi100" or answer.data["result"] is True)


@pytest.mark.parametrize("carrier", ALL)
def test_push_is_written_and_acknowledged(shelf: Shelf, front: Front, carrier: str) -> None:
    answer = front.send(carrier, push(carrier, *WAY))
    assert is_taken(carrier, answer)
    assert "connection" not in answer.headers
    assert entry(shelf.book(carrier)).parcel.state is ParcelState.IN_TRANSIT
    assert (front.tally.taken, front.tally.events) == (1, 1 if carrier == "ems" else 2)


@pytest.mark.parametrize("carrier", ALL)
def test_push_again_and_push_about_a_strange_number_are_acknowledged_and_counted(front: Front, carrier: str) -> None:
    for _ in range(3):
        assert is_taken(carrier, front.send(carrier, push(carrier, *WAY)))
    for _ in range(2):
        assert is_taken(carrier, front.send(carrier, push(carrier, *WAY, number=OTHER)))
    assert (front.tally.taken, front.tally.replayed, front.tally.unknown) == (1, 2, 2)
    assert front.tally.strangers == [OTHER]


def test_push_about_no_parcel_is_acknowledged_and_counted(front: Front) -> None:
    assert front.send("17track", push("17track", event="TRACKING_STOPPED")).status == 200
    assert (front.tally.other, front.tally.refused) == (1, {})


@pytest.mark.parametrize("carrier", ALL)
@pytest.mark.parametrize("cut", [1, 40])
def test_push_with_a_wrong_signature_is_refused_and_writes_nothing(
    shelf: Shelf, front: Front, carrier: str, cut: int
) -> None:
    headers, body = push(carrier, *WAY)
    answer = front.send(carrier, (headers, body[:-cut]))
    assert not is_taken(carrier, answer)
    assert answer.status == (200 if carrier == "ems" else 401)
    assert front.tally.refused.total() == 1
    assert shelf.events() == 0


@pytest.mark.parametrize("carrier", ALL)
def test_push_that_cannot_be_written_is_not_acknowledged_and_taken_later(
    shelf: Shelf, front: Front, carrier: str, engine: Engine
) -> None:
    _rename(engine, PARCEL_EVENT.name, "away")
    answer = front.send(carrier, push(carrier, *WAY))
    _rename(engine, "away", PARCEL_EVENT.name)
    assert not is_taken(carrier, answer)
    assert (front.tally.refused, front.tally.taken) == ({"database": 1}, 0)
    assert is_taken(carrier, front.send(carrier, push(carrier, *WAY)))
    assert entry(shelf.book(carrier)).parcel.state is ParcelState.IN_TRANSIT


def _rename(engine: Engine, old: str, new: str) -> None:
    with writing(engine) as connection:
        connection.exec_driver_sql(f"ALTER TABLE {old} RENAME TO {new}")


@pytest.mark.parametrize(
    "path", ["/", "/push", "/push/", "/push/kdniao", "/push/EMS", "/pushed/ems", "/push/ems/word", "//push/ems"]
)
def test_other_paths_are_not_there(front: Front, path: str) -> None:
    answer = run_alone(front.call(path, *push("ems", *WAY)))
    assert (answer.status, answer.body, answer.headers["connection"]) == (404, b"", "close")
    assert front.tally.refused == {"path": 1}


@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "OPTIONS", "DELETE"])
def test_other_methods_are_not_taken(front: Front, method: str) -> None:
    answer = run_alone(front.call("/push/ems", *push("ems", *WAY), method=method))
    assert (answer.status, answer.body, answer.headers["allow"]) == (405, b"", "POST")


def basic(password: str) -> Headers:
    return {"authorization": "Basic " + b64encode(f"anybody:{password}".encode()).decode()}


@pytest.mark.parametrize(
    ("path", "headers", "status"),
    [
        ("/push/17track", {}, 401),
        ("/push/17track/", {}, 401),
        ("/push/17track/wrong", {}, 401),
        (f"/push/17track/{PASSWORD}x", {}, 401),
        ("/push/17track", basic("wrong"), 401),
        ("/push/17track", basic(""), 401),
        ("/push/17track", {"authorization": "Basic ?"}, 401),
        ("/push/17track", {"authorization": f"Bearer {PASSWORD}"}, 401),
        ("/push/17track", basic(PASSWORD), 200),
        (f"/push/17track/{PASSWORD}", {}, 200),
        (f"/push/17track/{PASSWORD}", basic("wrong"), 200),
    ],
)
def test_password_is_asked_where_there_is_one(shelf: Shelf, path: str, headers: Headers, status: int) -> None:
    front = Front(shelf.book, PASSWORD)
    shelf.book("17track").follow({NUMBER: ""})
    signed, body = push("17track", *WAY)
    answer = run_alone(front.call(path, headers | signed, body))
    assert answer.status == status
    assert (front.tally.taken, front.tally.refused["password"]) == ((1, 0) if status == 200 else (0, 1))
    assert ("www-authenticate" in answer.headers) == (status == 401)


def test_nothing_is_read_before_its_sender_is_let_in(shelf: Shelf) -> None:
    never_ending: list[bytes | None] = []
    answer = run_alone(Front(shelf.book, PASSWORD).call("/push/ems", {}, never_ending))
    assert answer.status == 401


@pytest.mark.parametrize("said", ["2001", "9" * 5000, "many", "-1"])
def test_body_that_says_to_be_too_large_is_not_read(shelf: Shelf, said: str) -> None:
    never_ending: list[bytes | None] = []
    answer = run_alone(Front(shelf.book, bounds=SHORT).call("/push/ems", {"content-length": said}, never_ending))
    assert (answer.status, answer.headers["connection"]) == (413, "close")


def test_body_that_is_too_large_is_read_no_further(shelf: Shelf) -> None:
    pieces: list[bytes | None] = [b"x" * 1000] * 9
    front = Front(shelf.book, bounds=SHORT)
    assert run_alone(front.call("/push/ems", {"content-length": "10"}, pieces)).status == 413
    assert front.tally.refused == {"size": 1}


def test_body_that_does_not_end_in_time_is_waited_for_no_longer(shelf: Shelf) -> None:
    answer = run_alone(Front(shelf.book, bounds=SHORT).call("/push/ems", {}, [b"{", b" "]))
    assert (answer.status, answer.headers["connection"]) == (408, "close")


def test_sender_who_goes_away_is_not_answered(shelf: Shelf) -> None:
    front = Front(shelf.book)
    assert run_alone(front.call("/push/ems", {}, [b"{", None])).status == 0
    assert front.tally.refused == {"cut off": 1}


def test_body_in_pieces_is_put_together(front: Front) -> None:
    headers, body = push("17track", *WAY)
    assert run_alone(front.call("/push/17track", headers, [body[:7], b"", body[7:], b""])).status == 200
    assert front.tally.taken == 1


def test_log_names_carrier_and_result_and_no_number(front: Front) -> None:
    setup_logging(LogSettings(level="info", is_json=True), said := io.StringIO())
    try:
        front.send("17track", push("17track", *WAY))
        front.send("aftership", ({}, b"{}"))
    finally:
        structlog.reset_defaults()
    lines = [json.loads(line) for line in said.getvalue().splitlines()]
    told = [(line["carrier"], line["result"], line["level"]) for line in lines]
    assert told == [("17track", "taken", "info"), ("aftership", "refused: signature", "warning")]
    assert NUMBER not in said.getvalue()


class CountingBook(Book):
    """Notes how many pushes come in each transaction."""

    sizes: ClassVar[list[int]] = []

    def tell(self, answers: Sequence[Tracked]) -> list[Change | None]:
        self.sizes.append(len(answers))
        return super().tell(answers)


def test_pushes_that_come_together_are_written_together(shelf: Shelf) -> None:
    numbers = [f"{1012345678000 + serial}" for serial in range(50)]
    shelf.book("17track").follow(dict.fromkeys(numbers, ""))
    front = Front(lambda name: CountingBook(shelf.engine, name, STEADY))
    CountingBook.sizes.clear()

    async def all_at_once() -> list[Answer]:
        made = [push("17track", *WAY, number=number) for number in numbers]
        return await asyncio.gather(*(front.call("/push/17track", *each) for each in made))

    assert {answer.status for answer in run_alone(all_at_once())} == {200}
    assert (shelf.events(), sum(CountingBook.sizes)) == (2 * len(numbers), len(numbers))
    assert len(CountingBook.sizes) < 5
