"""What the book holds of a number, and how events are kept in it; speaks no SQL."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

from agent.tracking.event import Event, standing
from agent.tracking.parcel import Parcel
from agent.tracking.state import ParcelState


@dataclass(frozen=True)
class Entry:
    """A parcel that is followed: where it stands, when it is looked at next, what the last look brought."""

    carrier: str
    number: str
    label: str
    """What is in it, in the words of whoever entered it."""
    parcel: Parcel
    added_at: datetime
    due_at: datetime | None
    """The next look; None if there will be none."""
    asked_at: datetime | None
    answered_at: datetime | None
    news_at: datetime | None
    """When the newest event was learned."""
    fault: str
    """Kind of the last look's error; empty if it brought an answer."""
    fault_text: str
    halt: str
    """Why it is looked at no more before its end is certain; a person looks then."""
    missed_at: datetime | None
    """When a person said that it has not come."""
    missed_by: str


@dataclass(frozen=True)
class Claimed:
    """A number that is looked at now, until its lease is over or it is claimed anew."""

    number: str
    claim: int


@dataclass(frozen=True)
class Change:
    """What a look brought for a number."""

    number: str
    before: ParcelState
    after: ParcelState
    events: int
    """How many events were new."""
    fault: str = ""
    fault_text: str = ""
    halt: str = ""


def entry_of(row: Any, events: Iterable[Event]) -> Entry:
    """Return a row of the book, with its events, as an entry."""
    return Entry(
        carrier=row.carrier,
        number=row.number,
        label=row.label,
        parcel=parcel_of(row, events),
        added_at=row.added_at,
        due_at=row.due_at,
        asked_at=row.asked_at,
        answered_at=row.answered_at,
        news_at=row.news_at,
        fault=row.fault,
        fault_text=row.fault_text,
        halt=row.halt,
        missed_at=row.missed_at,
        missed_by=row.missed_by,
    )


def standing_events(entry: Entry) -> list[Event]:
    """Return the events of a parcel that were not taken back, oldest first."""
    return standing(entry.parcel.events)


def parcel_of(row: Any, events: Iterable[Event]) -> Parcel:
    """Return what is known of the number of a row."""
    return Parcel(row.number, tuple(events), ParcelState(row.state), row.ended_at, row.is_confirmed)


def standing_values(parcel: Parcel) -> dict[str, Any]:
    """Return where a parcel stands as the columns of its row."""
    return {"state": parcel.state, "ended_at": parcel.ended_at, "is_confirmed": parcel.is_confirmed}


def event_of_row(row: Any) -> Event:
    """Return an event as it was told."""
    state = ParcelState(row.state) if row.state else None
    return Event(row.at, row.code, row.text, row.place, state, tuple(row.voids))


def event_values(event: Event, content: str) -> dict[str, Any]:
    """Return an event as the columns of its row, without those of the parcel.

    Args:
        content: Its ``content_hash``.
    """
    return {
        "content_hash": content,
        "at": event.at,
        "code": _kept(event.code),
        "text": _kept(event.text),
        "place": _kept(event.place),
        "state": event.state or "",
        "voids": list(event.voids),
    }


def content_hash(event: Event) -> str:
    """Return what makes an event the same in two answers, in one word: an index holds no long text."""
    at, *words = event.key
    text = json.dumps([at.isoformat(timespec="microseconds"), *map(_kept, words)], ensure_ascii=False)
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def by_hash(events: Iterable[Event]) -> Mapping[str, Event]:
    """Return events by their content."""
    return {content_hash(event): event for event in events}


def _kept(text: str) -> str:
    """Return a text as both databases keep it: NUL and halves of characters are no text to them."""
    return text.replace("\0", "").encode("utf-8", "replace").decode("utf-8")
