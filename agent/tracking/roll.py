"""The roll of a book: all that is followed, in short, and what a person has stopped."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Engine, func, select, update

from agent.database import reading, writing
from agent.database.schema import PARCEL, PARCEL_EVENT
from agent.tracking.book import Book
from agent.tracking.due import Halt
from agent.tracking.entry import event_of_row
from agent.tracking.event import Event
from agent.tracking.state import ParcelState
from agent.tracking.texts import MARK

_AT_ONCE = 500


@dataclass(frozen=True)
class Line:
    """One parcel of the roll.

    Args:
        last: The newest event that was told; it may have been taken back by another one.
    """

    number: str
    label: str
    state: ParcelState
    due_at: datetime | None
    halt: str
    fault: str
    last: Event | None


def listed(book: Book, states: Collection[str] = ()) -> Iterator[Line]:
    """Give all parcels of a book by number, those in some states if any are named."""
    with reading(book.engine) as connection:
        query = select(PARCEL).where(PARCEL.c.carrier == book.carrier).order_by(PARCEL.c.number)
        rows = list(connection.execute(query.where(PARCEL.c.state.in_(states)) if states else query))
        for start in range(0, len(rows), _AT_ONCE):
            part = rows[start : start + _AT_ONCE]
            events = {row.number: row for row in connection.execute(_newest(book, [row.number for row in part]))}
            for row in part:
                last = event_of_row(events[row.number], book.texts) if row.number in events else None
                state = ParcelState(row.state)
                yield Line(row.number, row.label, state, row.due_at, row.halt, row.fault, last)


def stop_following(book: Book, numbers: Collection[str], by: str, why: str) -> dict[str, bool]:
    """Look at numbers no more until a person asks about them; return those of the book, and whether anything changed.

    A look that is under way writes nothing any more. A parcel whose end is certain is looked at no more anyhow.
    """
    stopped = {}
    with writing(book.engine) as connection:
        now = book.clock(connection)
        for number in sorted(numbers):
            this = (PARCEL.c.carrier == book.carrier) & (PARCEL.c.number == number)
            row = connection.execute(select(PARCEL).where(this).with_for_update()).one_or_none()
            if row is None:
                continue
            stopped[number] = row.due_at is not None or row.halt not in ("", Halt.STOPPED)
            if stopped[number]:
                values = {"due_at": None, "halt": Halt.STOPPED, "claim": row.claim + 1}
                told = {"stopped_at": now, "stopped_by": by[:200], "stopped_why": why[:300]}
                connection.execute(update(PARCEL).where(this).values(values | told))
    return stopped


def newest_encrypted(engine: Engine) -> str:
    """Return the words that were encrypted last, as they are kept; empty if there are none."""
    query = select(PARCEL_EVENT.c.text).where(PARCEL_EVENT.c.text.startswith(MARK))
    with reading(engine) as connection:
        return str(connection.execute(query.order_by(PARCEL_EVENT.c.id.desc()).limit(1)).scalar() or "")


def _newest(book: Book, numbers: Collection[str]) -> Any:
    """Return the query for the newest event of each number."""
    place = func.row_number().over(
        partition_by=PARCEL_EVENT.c.number, order_by=(PARCEL_EVENT.c.at.desc(), PARCEL_EVENT.c.id.desc())
    )
    of_book = (PARCEL_EVENT.c.carrier == book.carrier) & PARCEL_EVENT.c.number.in_(numbers)
    ranked = select(PARCEL_EVENT, place.label("place_in_time")).where(of_book).subquery()
    return select(ranked).where(ranked.c.place_in_time == 1)
