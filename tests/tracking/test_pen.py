"""The pen: answers that come close together are written together, and fail together; on both databases."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import pytest
from anyio.from_thread import BlockingPortal
from sqlalchemy import Connection, event

from agent.errors import LedgerError
from agent.tracking.access import MOST_FAILS, Turn
from agent.tracking.book import LEASE
from agent.tracking.entry import Change, Claimed
from agent.tracking.pen import Pen
from agent.tracking.result import Result
from tests.tracking.shelf import Shelf, entry, failed, told

MANY = [f"{1012345678000 + serial}" for serial in range(6)]
Page = tuple[Claimed, Result]


def written(portal: BlockingPortal, shelf: Shelf, *pages: Page) -> list[tuple[list[Change], Turn]]:
    """Write answers that come at the same time."""

    async def write() -> list[tuple[list[Change], Turn]]:
        pen = Pen(shelf.book(), shelf.access())
        return await asyncio.gather(*(pen.write([claimed], {claimed.number: result}) for claimed, result in pages))

    return portal.call(write)


def claims(shelf: Shelf, numbers: Sequence[str] = MANY) -> list[Claimed]:
    shelf.book().follow(dict.fromkeys(numbers, ""))
    return shelf.book().claim(numbers, "ems-1")[0]


def test_answers_that_come_together_are_written_in_one_transaction(portal: BlockingPortal, shelf: Shelf) -> None:
    taken, commits = claims(shelf), list[Connection]()

    def committed(connection: Connection) -> None:
        commits.append(connection)

    event.listen(shelf.engine, "commit", committed)
    pages = written(portal, shelf, *((each, told("in_transit", number=each.number)) for each in taken))
    event.remove(shelf.engine, "commit", committed)
    assert [[change.number for change in changes] for changes, _ in pages] == [[number] for number in MANY]
    assert shelf.events() == len(MANY)
    assert len(commits) == 1


def test_failures_that_are_written_together_are_counted_one_by_one(portal: BlockingPortal, shelf: Shelf) -> None:
    taken = claims(shelf)[:MOST_FAILS]
    pages = written(portal, shelf, *((each, failed("carrier_down", number=each.number)) for each in taken))
    assert [turn.most for _, turn in pages] == [0] * MOST_FAILS
    assert shelf.access().turn().most == 0


def test_answer_of_an_older_claim_is_dropped_beside_the_newer_one(portal: BlockingPortal, shelf: Shelf) -> None:
    (old, *_) = claims(shelf)
    shelf.now += LEASE
    ((new,), _) = shelf.book().claim([old.number], "ems-1")
    older, newer = failed("carrier_down", number=old.number), told("picked_up", number=old.number)
    pages = written(portal, shelf, (new, newer), (old, older))
    assert [len(changes) for changes, _ in pages] == [1, 0]
    assert (entry(shelf.book(), old.number).fault, shelf.events()) == ("", 1)


def test_database_that_fails_is_told_to_everybody_and_nothing_is_written(portal: BlockingPortal, shelf: Shelf) -> None:
    taken = claims(shelf)[:2]
    with shelf.engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE parcel_event RENAME TO gone")
    try:

        async def write() -> list[object]:
            pen = Pen(shelf.book(), shelf.access())
            pages = [([each], {each.number: told("in_transit", number=each.number)}) for each in taken]
            return await asyncio.gather(*(pen.write(*page) for page in pages), return_exceptions=True)

        ends = portal.call(write)
    finally:
        with shelf.engine.begin() as connection:
            connection.exec_driver_sql("ALTER TABLE gone RENAME TO parcel_event")
    assert [type(end) for end in ends] == [LedgerError, LedgerError]
    assert entry(shelf.book(), MANY[0]).parcel.state == "no_record"


@pytest.mark.parametrize("count", [1, 6])
def test_pen_goes_on_after_a_pause(portal: BlockingPortal, shelf: Shelf, count: int) -> None:
    taken = claims(shelf)

    async def write() -> int:
        pen = Pen(shelf.book(), shelf.access())
        for each in taken[:count]:
            await pen.write([each], {each.number: told("in_transit", number=each.number)})
        return shelf.events()

    assert portal.call(write) == count
