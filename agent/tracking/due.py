"""When to look at a parcel next: a pure function of where it stands, what the last look brought, and the settings.

Source: the published polling rules of carriers and aggregators; 704 may be taken back by 743, so an end is confirmed.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from agent.settings import TrackingSettings
from agent.tracking.answer import SHANGHAI
from agent.tracking.parcel import Parcel
from agent.tracking.result import ErrorKind, TrackingError
from agent.tracking.state import ParcelState


@dataclass(frozen=True)
class Limit:
    """How often a carrier lets one number be asked about before it locks it."""

    every: timedelta
    most_a_day: int

    def allowed_at(self, asked: list[datetime], now: datetime) -> datetime:
        """Return from when on a number may be asked about that was asked about at these times."""
        day = [at for at in sorted(asked) if at > now - DAY]
        free = day[-self.most_a_day] + DAY if len(day) >= self.most_a_day else now
        return max(now, free, day[-1] + self.every if day else now)


DAY = timedelta(hours=24)
LIMITS = {"kuaidi100": Limit(timedelta(minutes=35), 40)}
"""Its own limits are 30 minutes and 48 a day; beyond them nothing new is told for a day."""
FLOORS = {"17track": timedelta(hours=6)}
"""It asks the carriers itself, and no more often than that."""


class Halt(StrEnum):
    """Why no look follows any more, though a parcel has come to no end; a person looks at it."""

    BAD_NUMBER = "bad_number"
    UNKNOWN = "unknown_too_long"
    """Nothing became known of it in all the time."""
    LONGEST = "followed_too_long"
    STOPPED = "stopped"
    """A person said so, and need not look at it."""


@dataclass(frozen=True)
class Looked:
    """A parcel after a look.

    Args:
        wait_s: The wait before this look.
        fails: How many looks in a row failed, this one included.
        is_news: The look brought an event that was not known.
    """

    parcel: Parcel
    added_at: datetime
    at: datetime
    wait_s: float
    fails: int
    is_news: bool
    error: TrackingError | None = None


@dataclass(frozen=True)
class Next:
    """The next look, or why there is none: the end is certain (no halt), or a halt."""

    at: datetime | None
    wait_s: float = 0.0
    halt: str = ""


ACCESS_KINDS = (ErrorKind.AUTH, ErrorKind.QUOTA, ErrorKind.RATE_LIMITED)
"""They say nothing of a number: all that is asked in this name waits."""
_BACKOFF_MIN = (15, 30, 60, 180, 360, 720, 1440)
_LATE = timedelta(days=3)
_SLOWER = 1.5
_OPENS, _CLOSES = 7, 21
_NIGHT_OVER_WITHIN = timedelta(minutes=30)


def next_look(looked: Looked, settings: TrackingSettings, carrier: str, shift: float) -> Next:
    """Return when to look next.

    Args:
        shift: From -1 to 1: where in the range of the jitter this look falls.
    """
    error = looked.error
    if error and error.kind in ACCESS_KINDS:
        return Next(looked.at, looked.wait_s)
    halt = _halt(looked, settings)
    if halt or looked.parcel.is_confirmed:
        return Next(None, halt=halt)
    if error and error.kind is not ErrorKind.NOT_FOUND:
        wait_s = 60.0 * _BACKOFF_MIN[min(looked.fails, len(_BACKOFF_MIN)) - 1]
        return Next(looked.at + _jittered(wait_s, settings, shift), looked.wait_s)
    return _by_state(looked, settings, carrier, shift)


def _halt(looked: Looked, settings: TrackingSettings) -> str:
    """Return why no look follows any more; empty if one does, or if the end is certain."""
    age = looked.at - looked.added_at
    if looked.error and looked.error.kind is ErrorKind.BAD_NUMBER:
        return Halt.BAD_NUMBER
    if looked.parcel.is_confirmed:
        return ""
    if age >= timedelta(days=settings.longest_days):
        return Halt.LONGEST
    is_unknown = looked.parcel.state is ParcelState.NO_RECORD and age >= timedelta(days=settings.unknown_days)
    return Halt.UNKNOWN if is_unknown else ""


def _by_state(looked: Looked, settings: TrackingSettings, carrier: str, shift: float) -> Next:
    wait_s = _wait_s(looked, settings)
    at = looked.at + _jittered(wait_s, settings, shift)
    if looked.parcel.confirm_at is not None:
        at = max(looked.parcel.confirm_at, at) if looked.parcel.confirm_at <= looked.at else looked.parcel.confirm_at
    elif looked.parcel.state is ParcelState.OUT_FOR_DELIVERY:
        at = _by_day(at, shift)
    return Next(max(at, looked.at + FLOORS.get(carrier, timedelta(0))), wait_s)


def _wait_s(looked: Looked, settings: TrackingSettings) -> float:
    state = looked.parcel.state
    hours = {
        ParcelState.NO_RECORD: settings.no_record_h * (3 if looked.at - looked.added_at >= _LATE else 1),
        ParcelState.ARRIVED: settings.arrived_h,
        ParcelState.ATTEMPT_FAILED: settings.arrived_h,
        ParcelState.OUT_FOR_DELIVERY: settings.out_for_delivery_s / 3600,
        ParcelState.AWAITING_PICKUP: settings.awaiting_pickup_h,
        ParcelState.EXCEPTION: settings.awaiting_pickup_h,
        ParcelState.RETURNING: settings.returning_h,
    }
    if state in hours:
        return hours[state] * 3600
    if state.is_end:
        return DAY.total_seconds()
    first = settings.on_the_way_h * 3600
    slower = first if looked.is_news or not looked.wait_s else max(first, looked.wait_s * _SLOWER)
    return min(slower, max(first, settings.on_the_way_most_h * 3600))


def _jittered(wait_s: float, settings: TrackingSettings, shift: float) -> timedelta:
    return timedelta(seconds=wait_s * (1 + shift * settings.jitter_percent / 100))


def _by_day(at: datetime, shift: float) -> datetime:
    """Return a time itself if parcels are handed over then, else the next morning."""
    local = at.astimezone(SHANGHAI)
    if _OPENS <= local.hour < _CLOSES:
        return at
    morning = local.replace(hour=_OPENS, minute=0, second=0, microsecond=0)
    morning += timedelta(days=1 if local.hour >= _CLOSES else 0)
    return morning.astimezone(at.tzinfo) + _NIGHT_OVER_WITHIN * abs(shift)
