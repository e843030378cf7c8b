"""The courses of parcels, as the book has them now, for report and workbook."""

from __future__ import annotations

from collections.abc import Sequence

from agent.app.texts import chosen_texts
from agent.database import ready_database
from agent.errors import InputErrors
from agent.evidence.parcel import Course, CourseEvent
from agent.ledger.place import database_address
from agent.model import utc_now
from agent.settings import Settings
from agent.tracking.book import Book
from agent.tracking.concern import concern
from agent.tracking.entry import Entry, standing_events
from agent.tracking.texts import MASKED, Texts


def courses_of(numbers: Sequence[str], settings: Settings) -> dict[str, Course]:
    """Return the course of each number that is followed with the carrier of the settings; nobody is asked.

    Raises:
        SetupError: The database cannot be used.
    """
    engine = ready_database(database_address(settings))
    try:
        entries = Book(engine, settings.tracking.carrier, settings.tracking, texts=_texts(settings)).entries(numbers)
    finally:
        engine.dispose()
    now, stuck_days = utc_now(), settings.notice.stuck_days
    return {entry.number: course_of(entry, concern(entry, now, stuck_days)) for entry in entries}


def _texts(settings: Settings) -> Texts:
    """Return how words are read; where a key is missing, a report is better without them than not written."""
    try:
        return chosen_texts(settings)
    except InputErrors:
        return MASKED


def course_of(entry: Entry, why: str) -> Course:
    """Return what the book holds of a parcel as a report shows it, with why a person must see to it."""
    kept = standing_events(entry)
    events = [
        CourseEvent(
            at=event.at,
            state=event.state or "",
            text=event.text,
            place=event.place,
            is_taken_back=not event.voids and event not in kept,
            is_reversal=bool(event.voids),
        )
        for event in entry.parcel.events
    ]
    return Course(
        state=entry.parcel.state,
        concern=why,
        label=entry.label,
        asked_at=entry.asked_at,
        missed_by=entry.missed_by if entry.missed_at else "",
        events=events,
    )
