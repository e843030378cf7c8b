"""What a look brings for a parcel, and its row in the book after it; speaks no SQL."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from agent.settings import TrackingSettings
from agent.tracking.due import ACCESS_KINDS, Looked, next_look
from agent.tracking.entry import Change, by_content, parcel_of, standing_values
from agent.tracking.event import Event
from agent.tracking.parcel import Parcel
from agent.tracking.private import masked
from agent.tracking.result import Result, TrackingError


@dataclass(frozen=True)
class Brought:
    """A parcel before and after a look.

    Args:
        new: Events that were not known, by their content.
        reread: Events that were known, and are read otherwise now.
        moved: The columns of its row after it, and ``this``: which row.
    """

    before: Parcel
    after: Parcel
    new: Mapping[str, Event]
    reread: Mapping[str, Event]
    moved: dict[str, Any]
    change: Change


def brought(
    row: Any, known: Sequence[Event], result: Result, at: datetime, settings: TrackingSettings, shift: float
) -> Brought:
    """Return what a look brought.

    Args:
        row: The number's row in the book.
        at: When it is written down.
        shift: From -1 to 1: where in the range of the jitter the next look falls.
    """
    before, error = parcel_of(row, known), result if isinstance(result, TrackingError) else None
    after = before if isinstance(result, TrackingError) else before.after(result, at)
    new, reread = _told(before.events, after.events)
    is_counted = error is not None and error.kind not in ACCESS_KINDS
    fails = row.fails + 1 if is_counted else 0
    looked = Looked(after, row.added_at, at, row.wait_s, fails, is_news=bool(new), error=error)
    then = next_look(looked, settings, row.carrier, shift)
    fault, text = (error.kind, masked(error.text)) if error else ("", "")
    moved = {
        "this": row.number,
        **standing_values(after),
        "due_at": then.at,
        "wait_s": then.wait_s,
        "halt": then.halt,
        "fails": fails,
        "fault": fault,
        "fault_text": text,
        "answered_at": row.answered_at if error else at,
        "news_at": at if new else row.news_at,
    }
    change = Change(row.number, before.state, after.state, len(new), fault, text, then.halt)
    return Brought(before, after, new, reread, moved, change)


def _told(known: Sequence[Event], told: Sequence[Event]) -> tuple[dict[str, Event], dict[str, Event]]:
    """Return the events that are not known, and those that are read otherwise now, by their content."""
    as_known = {event for event in known if event.stored == event.content}
    other = by_content(event for event in told if event not in as_known)
    before = by_content(known) if other else {}
    new = {key: event for key, event in other.items() if key not in before}
    changed = {key: event for key, event in other.items() if key in before}
    return new, {key: event for key, event in changed.items() if _is_reread(before[key], event)}


def _is_reread(before: Event, now: Event) -> bool:
    """Tell whether an event is read otherwise now, or was kept by an older version and is told again."""
    is_old = before.stored != before.content and not now.stored
    return is_old or (before.state, before.voids) != (now.state, now.voids)
