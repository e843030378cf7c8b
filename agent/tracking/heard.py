"""What pushes add to what is known of parcels, and to their rows in the book; speaks no SQL.

A look asks now, and what it brings is how things stand. A push may be as old as its sender's last try, and may be sent
again by anybody who has seen it: it adds what was not known, and takes nothing back.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from agent.settings import TrackingSettings
from agent.tracking.due import Looked, next_look
from agent.tracking.entry import Change, by_hash, standing_values
from agent.tracking.event import Event
from agent.tracking.parcel import Parcel
from agent.tracking.result import Tracked
from agent.tracking.state import ParcelState, raised


@dataclass
class Heard:
    """A parcel and the pushes about it that came together, in their sequence.

    Args:
        new: Events that were not known, by their content.
        reread: Events that were known, and are read otherwise now.
    """

    before: Parcel
    parcel: Parcel = field(init=False)
    new: dict[str, Event] = field(default_factory=dict)
    reread: dict[str, Event] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.parcel, self._known = self.before, dict(by_hash(self.before.events))

    @property
    def is_moved(self) -> bool:
        """Tell whether anything became known by which the next look goes."""
        return bool(self.new) or self.parcel.state is not self.before.state

    def hear(self, answer: Tracked, at: datetime) -> Change:
        """Take in a push that came at a time, and return what came of it.

        Of a push that is older than what is known, only events count that nobody has told yet. None makes an end
        certain: for that a look must say so.
        """
        before, told = self.parcel, by_hash(answer.events)
        is_older = _is_older(self._known, told)
        new = {key: event for key, event in told.items() if key not in self._known}
        reread = {} if is_older else {key: event for key, event in told.items() if self._is_reread(key, event)}
        is_statement = not is_older and (not told or answer.state is ParcelState.EXPIRED)
        said = answer.state if is_statement else ParcelState.NO_RECORD
        if new or reread or raised(before.state, said) is not before.state:
            after = before.after(Tracked(answer.number, (*new.values(), *reread.values()), said), at)
            self.parcel = replace(after, is_confirmed=after.is_confirmed and before.is_confirmed)
            self._note(new, reread)
        return Change(before.number, before.state, self.parcel.state, len(new))

    def moved(self, row: Any, settings: TrackingSettings, at: datetime, shift: float) -> dict[str, Any]:
        """Return the columns of a row of the book after these pushes, and ``this``: which row.

        Args:
            shift: From -1 to 1: where in the range of the jitter the next look falls.
        """
        looked = Looked(self.parcel, row.added_at, at, row.wait_s, 0, is_news=bool(self.new))
        then = next_look(looked, settings, row.carrier, shift)
        next_values = {"due_at": then.at, "wait_s": then.wait_s, "halt": then.halt, "answered_at": at}
        last_values = {"fails": 0, "fault": "", "fault_text": "", "news_at": at if self.new else row.news_at}
        return {"this": row.number, **standing_values(self.parcel), **next_values, **last_values}

    def _is_reread(self, key: str, event: Event) -> bool:
        known = self._known.get(key)
        return known is not None and (known.state, known.voids) != (event.state, event.voids)

    def _note(self, new: Mapping[str, Event], reread: Mapping[str, Event]) -> None:
        self._known |= {**new, **reread}
        for key, event in reread.items():
            (self.new if key in self.new else self.reread)[key] = event
        self.new |= new


def can_be_kept(number: str) -> bool:
    """Tell whether a number can be in the book at all; Postgres takes offence at some characters."""
    return number.isascii() and number.isalnum()


def _is_older(known: Mapping[str, Event], told: Mapping[str, Event]) -> bool:
    """Tell whether something is known that is as new as all that is told, and is not among it."""
    newest = max((event.at for event in told.values()), default=None)
    return any(key not in told and (newest is None or event.at >= newest) for key, event in known.items())
