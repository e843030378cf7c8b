"""Books and accesses on one database, with a clock that tests move, and answers made by hand."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Engine, func, select

from agent.database import reading
from agent.database.schema import PARCEL_EVENT
from agent.settings import TrackingSettings
from agent.tracking.access import Access
from agent.tracking.book import Book
from agent.tracking.entry import Entry
from agent.tracking.event import Event
from agent.tracking.notices import NOBODY, Notices
from agent.tracking.outbox import Outbox
from agent.tracking.result import ErrorKind, Tracked, TrackingError, tracked
from agent.tracking.state import ParcelState

NUMBER, OTHER = "1012345678503", "1100000001403"
START = datetime(2026, 11, 3, 2, tzinfo=UTC)
STEADY = TrackingSettings(jitter_percent=0)


class Shelf:
    """One database as several processes see it."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.now = START

    def book(self, carrier: str = "ems", settings: TrackingSettings = STEADY, notices: Notices = NOBODY) -> Book:
        """Return a book of its own, as another process would open it."""
        return Book(self.engine, carrier, settings, self._clock, notices=notices)

    def access(self, name: str = "ems-1", notices: Notices = NOBODY) -> Access:
        """Return an access, as another process would open it."""
        return Access(self.engine, "ems", name, self._clock, notices)

    def outbox(self) -> Outbox:
        """Return the outbox, as another process would open it."""
        return Outbox(self.engine, self._clock)

    def later(self, **time: float) -> datetime:
        """Move the time on and return it."""
        self.now += timedelta(**time)
        return self.now

    def events(self) -> int:
        """Return how many events are written down."""
        with reading(self.engine) as connection:
            return connection.execute(select(func.count()).select_from(PARCEL_EVENT)).scalar_one()

    def _clock(self, _connection: Connection) -> datetime:
        return self.now


def told(*states: str, number: str = NUMBER) -> Tracked:
    """Return an answer with an event for each state, an hour apart."""
    events = [
        Event(START + timedelta(hours=hour), state[:3], f"it is {state}", "somewhere", ParcelState(state))
        for hour, state in enumerate(states)
    ]
    return tracked(number, events)


def failed(kind: str, number: str = NUMBER, **more: Any) -> TrackingError:
    """Return an answer that is none."""
    return TrackingError(number, ErrorKind(kind), f"this is {kind}", **more)


def entry(book: Book, number: str = NUMBER) -> Entry:
    """Return what a book holds of a number."""
    (found,) = book.entries([number])
    return found


def look(book: Book, answer: Tracked | TrackingError) -> Entry:
    """Look once, whether it is due or not, and return what the book holds then."""
    claims, _ = book.claim([answer.number], "ems-1")
    book.record(claims, {answer.number: answer})
    return entry(book, answer.number)
