"""What carriers tell of a parcel: events, put together from many answers, and the state that they add up to.

The state is a function of the set of events alone: in which answers, how often and in which sequence they came
changes nothing.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from hashlib import sha256

from agent.tracking.private import masked
from agent.tracking.state import ParcelState, step
from agent.tracking.texts import storable

_AS_JSON = json.JSONEncoder(ensure_ascii=False)
FORM = "m1:"
"""Begins the word under which an event is kept; what the book holds under another one is of an older version."""


@dataclass(frozen=True)
class Event:
    """One thing that happened to a parcel.

    Args:
        at: When, as an aware UTC value.
        code: The carrier's code as it was sent; empty if it sends none.
        text: The carrier's words; they may hold names and telephone numbers, so they are not in the ``repr``.
        place: Where, in the carrier's words.
        state: Where the parcel stands after it; None if the event says nothing of that.
        voids: Codes of which the latest earlier event is taken back by this one.
        stored: The word under which the book keeps it; empty for one that was just told.
    """

    at: datetime
    code: str
    text: str = field(repr=False)
    place: str = ""
    state: ParcelState | None = None
    voids: tuple[str, ...] = ()
    stored: str = field(default="", repr=False, compare=False)

    @cached_property
    def content(self) -> str:
        """Return what makes it the same event in two answers, in one word: an index holds no long text.

        Over time, code, words and place, in which personal data is masked first: so it is the same in whatever form
        the words are kept, and no telephone number can be guessed from it.
        """
        if self.stored.startswith(FORM):
            return self.stored
        words = [storable(self.code), masked(storable(self.text)), masked(storable(self.place))]
        text = _AS_JSON.encode([self.at.isoformat(timespec="microseconds"), *words])
        return FORM + sha256(text.encode()).hexdigest()[: 64 - len(FORM)]


def merged(known: Iterable[Event], told: Iterable[Event]) -> tuple[Event, ...]:
    """Return the events of both, each once, oldest first; what is told now is read as it is told now."""
    return tuple(sorted(({event.content: event for event in (*known, *told)}).values(), key=_when))


def standing(events: Iterable[Event]) -> list[Event]:
    """Return the events that were not taken back, oldest first, without those that only take back."""
    kept: list[Event] = []
    for event in sorted(events, key=_when):
        if event.voids:
            kept = _without_latest(kept, event.voids)
        else:
            kept.append(event)
    return kept


def current(events: Iterable[Event]) -> ParcelState:
    """Return the state that the events add up to; ``no_record`` for none."""
    state = ParcelState.NO_RECORD
    for event in standing(events):
        state = step(state, event.state) if event.state else state
    return state


def _when(event: Event) -> tuple[datetime, bool, int, tuple[str, str, str]]:
    """Return what sorts events; within a second the further step is the later one, and a reversal the last."""
    return event.at, bool(event.voids), event.state.rank if event.state else 0, (event.code, event.text, event.place)


def _without_latest(kept: list[Event], codes: tuple[str, ...]) -> list[Event]:
    """Take out the latest event of these codes, and its twins: one event told twice in different words."""
    latest = next((event for event in reversed(kept) if event.code in codes), None)
    if latest is None:
        return kept
    return [event for event in kept if (event.at, event.code) != (latest.at, latest.code)]
