"""What of a parcel's way somebody wants to hear, and on which occasion; pure functions of what is known of it.

A parcel stays in a state from the event that brought it there to the one that led it on. Each stay in a state that
matters is told once, however many events speak of it and in whatever order they come.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from agent.tracking.answer import SHANGHAI
from agent.tracking.event import Event, standing
from agent.tracking.parcel import Parcel
from agent.tracking.state import ParcelState, step


class Kind(StrEnum):
    """What somebody hears of."""

    DELIVERED = "delivered"
    ATTEMPT_FAILED = "attempt_failed"
    RETURNING = "returning"
    RETURNED = "returned"
    LOST = "lost"
    STUCK = "stuck"
    """Nothing new was learned of it for days, though it is on its way."""
    TAKEN_BACK = "taken_back"
    """What was told is not so any more."""
    STOPPED = "stopped"
    """The watch itself asks nothing more until a person has acted."""


STATE_KINDS = {
    ParcelState.DELIVERED: Kind.DELIVERED,
    ParcelState.ATTEMPT_FAILED: Kind.ATTEMPT_FAILED,
    ParcelState.RETURNING: Kind.RETURNING,
    ParcelState.RETURNED: Kind.RETURNED,
    ParcelState.LOST: Kind.LOST,
}
"""The kinds that a parcel's state brings about."""
MOVING = (
    ParcelState.INFO_RECEIVED,
    ParcelState.PICKED_UP,
    ParcelState.IN_TRANSIT,
    ParcelState.CUSTOMS,
    ParcelState.ARRIVED,
    ParcelState.OUT_FOR_DELIVERY,
    ParcelState.ATTEMPT_FAILED,
    ParcelState.EXCEPTION,
    ParcelState.RETURNING,
)
"""States in which a parcel of which nothing is heard is stuck; in a locker it waits for a person."""
SAID = "said"
"""The key of a state that a carrier speaks of without an event."""


@dataclass(frozen=True)
class Stay:
    """A parcel's stay in a state that matters.

    Args:
        keys: Contents of the events that speak of it, the first one is the occasion.
        at: When it began, aware UTC; None if only the state was told.
        place: Where, in the carrier's words.
    """

    kind: Kind
    keys: tuple[str, ...]
    at: datetime | None = None
    place: str = ""


def stays(parcel: Parcel) -> list[Stay]:
    """Return the stays of a parcel, oldest first; what was taken back is none."""
    found, state, is_open = list[Stay](), ParcelState.NO_RECORD, False
    for event in standing(parcel.events):
        if event.state is None or step(state, event.state) is not event.state:
            continue
        kind = STATE_KINDS.get(event.state)
        is_same = is_open and event.state is state and not _is_another_day(found[-1], event)
        state, is_open = event.state, kind is not None
        if kind is not None and is_same:
            found[-1] = Stay(kind, (*found[-1].keys, event.content), found[-1].at, found[-1].place)
        elif kind is not None:
            found.append(Stay(kind, (event.content,), event.at, event.place))
    said = STATE_KINDS.get(parcel.state)
    return [*found, Stay(said, (SAID,))] if said and parcel.state is not state else found


def news(before: Parcel, after: Parcel) -> list[Stay]:
    """Return the stays that a look has brought, oldest first.

    Of a parcel that nothing was known of, only where it stands now is news; of one at its end, only that end.
    """
    known = set(_marks(stays(before)))
    now = stays(after)
    found = [stay for stay in now if known.isdisjoint(_marks([stay]))]
    last = STATE_KINDS.get(after.state)
    was_said = last is not None and (last, SAID) in known
    if was_said:
        found = [stay for stay in found if stay is not now[-1]]
    if not before.events:
        return [stay for stay in found if stay is now[-1] and stay.kind is last]
    return [stay for stay in found if stay.kind is last] if after.state.is_end else found


def still_so(parcel: Parcel) -> set[tuple[str, str]]:
    """Return kind and key of everything that holds of a parcel; what was told on another occasion was taken back."""
    last = STATE_KINDS.get(parcel.state)
    return set(_marks(stays(parcel))) | ({(last, SAID)} if last else set())


def _marks(found: Iterable[Stay]) -> Iterable[tuple[Kind, str]]:
    return ((stay.kind, key) for stay in found for key in stay.keys)


def _is_another_day(stay: Stay, event: Event) -> bool:
    """Tell whether a parcel is tried to be handed over anew: nobody comes twice a day without a word in between."""
    if stay.kind is not Kind.ATTEMPT_FAILED or stay.at is None:
        return False
    return stay.at.astimezone(SHANGHAI).date() != event.at.astimezone(SHANGHAI).date()
