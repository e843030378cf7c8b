"""What a gateway knows of parcels at one moment, with the faults that act on it; and the keys that it takes."""

from __future__ import annotations

import hashlib
import random
import time
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sandbox.clock import CHINA
from sandbox.courier_life import Event, state_of
from sandbox.faults import AFTERSHIP, EMS, KDNIAO, KUAIDI100, SEVENTEENTRACK
from sandbox.state import State

Body = dict[str, Any]

# Test keys, the same for ever. They open nothing but a stand-in.
CREDENTIALS: dict[str, dict[str, str]] = {
    EMS: {
        "sender_no": "1100000000001",
        "authorization": "standin-authorization",
        "sign_key": "MDEyMzQ1Njc4OWFiY2RlZg==",
    },
    KUAIDI100: {"customer": "TESTCUSTOMER0001", "key": "TESTKEY0001", "salt": "standin-salt"},
    KDNIAO: {"business_id": "1000001", "api_key": "test-api-key"},
    SEVENTEENTRACK: {"token": "0123456789ABCDEF0123456789ABCDEF"},
    AFTERSHIP: {
        "api_key": "asat_standin",
        "api_secret": "standin-api-secret",
        "webhook_secret": "standin-webhook-secret",
    },
}


@dataclass(frozen=True, slots=True)
class Seen:
    """What a gateway tells about one parcel.

    Attributes:
        events: In the order in which it tells them: oldest first, unless a fault says otherwise.
        state: The state after the newest of them.
    """

    number: str
    events: tuple[Event, ...]
    state: str

    @property
    def newest(self) -> Event:
        """Return the event that happened last."""
        return max(self.events, key=lambda event: event.at)


class View:
    """What one gateway knows now.

    Args:
        name: The gateway's name.
    """

    def __init__(self, state: State, name: str) -> None:
        self.state, self.name, self.keys = state, name, CREDENTIALS[name]

    def hit(self, fault: str) -> bool:
        """Return whether a fault acts on this gateway now."""
        return self.state.faults.hit(fault, None, self.name) is not None

    def now(self) -> datetime:
        """Return the gateway's time."""
        return self.state.now()

    def look(self, number: str, *, until: datetime | None = None) -> Seen | None:
        """Return what it tells about a parcel, or None if it has no record of it.

        Args:
            until: Tell nothing that happened later.
        """
        parcel = self.state.parcels.find(number)
        events = parcel.seen(until or self.now()) if parcel else ()
        if not events or self.hit("empty-answer"):
            return None
        return Seen(number, self._distorted(number, events), state_of(events))

    def is_too_fast(self, endpoint: str, per_second: int) -> bool:
        """Count a request; return whether there have been more in this second than the gateway allows."""
        moment = time.monotonic()
        recent = self.state.parcels.recent[self.name, endpoint]
        recent[:] = [*(earlier for earlier in recent if moment - earlier < 1), moment]
        return len(recent) > per_second

    def _distorted(self, number: str, events: tuple[Event, ...]) -> tuple[Event, ...]:
        if skew := self.state.faults.hit("clock-skew", None, self.name):
            ahead = timedelta(milliseconds=skew.ms)
            events = tuple(moved(event, ahead) for event in events)
        if self.hit("double-event"):
            events = tuple(event for event in events for _ in range(2))
        if self.hit("shuffled-events"):
            # Not by chance in the right order: the first one goes last.
            rest = list(events[1:])
            random.Random(number).shuffle(rest)  # noqa: S311 - test data
            events = (*rest, events[0])
        return events


def moved(event: Event, ahead: timedelta) -> Event:
    """Return the event as a clock that is ahead would have noted it."""
    return Event(event.at + ahead, event.code, event.text, event.province, event.city, event.office)


def local(moment: datetime) -> str:
    """Return a time as carriers in China write it: without a zone."""
    return f"{moment.astimezone(CHINA):%Y-%m-%d %H:%M:%S}"


def md5_hex(text: str) -> str:
    """Return the MD5 of a text, as the gateways sign with it."""
    return hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()
