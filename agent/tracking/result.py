"""What one question to a carrier brings for one number: what it tells, or why it tells nothing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum

from agent.tracking.event import Event, current, merged
from agent.tracking.keyword import state_of_text
from agent.tracking.state import ParcelState


@dataclass(frozen=True)
class Tracked:
    """What a carrier tells of one number; no events and ``no_record`` if it knows nothing of it yet."""

    number: str
    events: tuple[Event, ...] = ()
    """Oldest first."""
    state: ParcelState = ParcelState.NO_RECORD


class ErrorKind(StrEnum):
    """Why there is no answer for a number."""

    NOT_FOUND = "not_found"
    """The carrier says that there is no such number, or left it out of its answer."""
    NOT_REGISTERED = "not_registered"
    """The carrier must be told of the number first; see ``RegisteringCarrier``."""
    BAD_NUMBER = "bad_number"
    AUTH = "auth"
    QUOTA = "quota"
    RATE_LIMITED = "rate_limited"
    CARRIER_DOWN = "carrier_down"
    UNREADABLE = "unreadable"
    """Answered, but not in the carrier's format."""
    REFUSED = "refused"
    """The carrier's answer is no, with a code that says nothing to us."""

    @property
    def needs_person(self) -> bool:
        """Tell whether asking again is of no use before a person has acted."""
        return self in (ErrorKind.AUTH, ErrorKind.QUOTA)


@dataclass(frozen=True)
class TrackingError:
    """Why a carrier told nothing of one number; a value beside the results, not an exception.

    Args:
        number: The number; empty as long as it holds for a whole answer.
        text: What happened, with the carrier's own words.
        code: The carrier's code, as it was sent.
        retry_after_s: How long the carrier wants to be left alone, if it says so.
    """

    number: str
    kind: ErrorKind
    text: str
    code: str = ""
    retry_after_s: float | None = None


Result = Tracked | TrackingError
Results = dict[str, Result]


def failed(kind: ErrorKind, text: str, code: str = "", retry_after_s: float | None = None) -> TrackingError:
    """Return an error that is not yet about one number."""
    return TrackingError("", kind, text[:200], code[:40], retry_after_s)


def for_each(numbers: Iterable[str], error: TrackingError) -> dict[str, TrackingError]:
    """Return the same error for every number."""
    return {number: replace(error, number=number) for number in numbers}


def tracked(number: str, events: Iterable[Event], said: ParcelState | None = None) -> Tracked:
    """Return what a carrier tells of a number, with a state for every event.

    Args:
        events: In any sequence; those without a state of their own get it from their words.
        said: What the carrier says of the whole parcel. It holds for the newest event.
    """
    filled = merged((), events)
    if filled and said is not ParcelState.EXPIRED:
        filled = (*filled[:-1], _newest(filled[-1], said))
    filled = merged((), (_with_state(event) for event in filled))
    state = current(filled) if filled else said or ParcelState.NO_RECORD
    return Tracked(number, filled, said if said is ParcelState.EXPIRED else state)


def _newest(event: Event, said: ParcelState | None) -> Event:
    if said is None or said is ParcelState.NO_RECORD or event.voids:
        return event
    return replace(event, state=said) if event.state is None or said.is_end else event


def _with_state(event: Event) -> Event:
    if event.state or event.voids:
        return event
    return replace(event, state=state_of_text(event.text) or ParcelState.IN_TRANSIT)
