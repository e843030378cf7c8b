"""A parcel over time: what is known of it after many answers, and when its end is certain."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Self

from agent.tracking.event import Event, current, merged
from agent.tracking.result import Tracked
from agent.tracking.state import ParcelState, raised

CONFIRM_AFTER = timedelta(hours=24)
"""How long after an end is learned a second answer must still say so: deliveries are taken back (743)."""


@dataclass(frozen=True)
class Parcel:
    """What is known of a number.

    Args:
        ended_at: When its end was learned, aware UTC; None while it is on its way.
        is_confirmed: Its end was told again, at least 24 hours after it was learned; nobody need ask any more.
    """

    number: str
    events: tuple[Event, ...] = ()
    state: ParcelState = ParcelState.NO_RECORD
    ended_at: datetime | None = None
    is_confirmed: bool = False

    @property
    def confirm_at(self) -> datetime | None:
        """Return when to ask for the last time; None while it is on its way, or once it is confirmed."""
        return None if self.ended_at is None or self.is_confirmed else self.ended_at + CONFIRM_AFTER

    def after(self, answer: Tracked, at: datetime) -> Self:
        """Return the parcel after an answer that came at a time.

        An empty answer takes nothing back and confirms nothing; only a reversal takes back.
        """
        events = merged(self.events, answer.events)
        base = self.state if events == self.events else current(events)
        # A state beside events is what they add up to, perhaps of an answer older than others: all that counts is
        # in the events. Only where there are none, or the carrier has given up, does it say something of its own.
        is_statement = not answer.events or answer.state is ParcelState.EXPIRED
        state = raised(base, answer.state) if is_statement else base
        return self._ended(replace(self, events=events, state=state), answer, at)

    def _ended(self, now: Self, answer: Tracked, at: datetime) -> Self:
        if not now.state.is_end:
            return replace(now, ended_at=None, is_confirmed=False)
        if now.state is not self.state or self.ended_at is None:
            return replace(now, ended_at=at, is_confirmed=False)
        is_told_again = answer.state is now.state and at - self.ended_at >= CONFIRM_AFTER
        return replace(now, is_confirmed=self.is_confirmed or is_told_again)
