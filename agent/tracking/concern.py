"""Why a person must see to a parcel: what a machine cannot mend by asking again."""

from __future__ import annotations

from datetime import datetime, timedelta

from agent.tracking.due import Halt
from agent.tracking.entry import Entry, standing_events
from agent.tracking.state import ParcelState

TROUBLE = (ParcelState.EXCEPTION, ParcelState.LOST, ParcelState.RETURNED, ParcelState.EXPIRED)
"""States that somebody has to see to."""
ACTION_KINDS = ("auth", "quota", "bad_number")
"""Errors that asking again does not mend."""
MISSED, STUCK = "not_received", "stuck"


def concern(entry: Entry, now: datetime, stuck_days: float) -> str:
    """Return why a person must see to a parcel, in one word; empty if nobody need.

    The word is a state, a halt, the kind of an error, ``not_received`` or ``stuck``.

    Args:
        stuck_days: A parcel on its way of which nothing was told for so many days is stuck.
    """
    if entry.halt == Halt.STOPPED:
        return ""  # by a person, who knows
    if entry.parcel.state in TROUBLE:
        return entry.parcel.state
    if entry.halt:
        return entry.halt
    if entry.fault in ACTION_KINDS:
        return entry.fault
    if _is_missed(entry):
        return MISSED
    return STUCK if _is_stuck(entry, now - timedelta(days=stuck_days)) else ""


def _is_missed(entry: Entry) -> bool:
    """Tell whether a person said that it has not come, and no delivery was told since."""
    if entry.missed_at is None:
        return False
    last = next(reversed(standing_events(entry)), None)
    is_there = entry.parcel.state is ParcelState.DELIVERED and last is not None and last.at > entry.missed_at
    return not is_there


def _is_stuck(entry: Entry, since: datetime) -> bool:
    last = next(reversed(standing_events(entry)), None)
    return last is not None and not entry.parcel.state.is_end and last.at <= since
