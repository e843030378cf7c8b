"""What must be true after a month of kills and faults: the books held against what the stand-in says itself.

``CHECKS`` is the place for more: a check takes a ``Truth`` and returns a sentence for each thing that is wrong.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

from agent.tracking.entry import Entry
from agent.tracking.outbox import Delivery
from agent.tracking.private import masked

_OTHER_NAMES = {"arrived": "arrived_at_destination"}
_OTHER_AT = {("kuaidi100", "lost"): "exception"}
"""kuaidi100 has one state for everything that goes wrong (疑难)."""
_WAY = timedelta(minutes=1)
"""Longest from a claim to the question's arrival: time stands almost still while a look is under way."""
_TOLD = ("delivered", "returned", "lost")
_EVERY, _MOST, _DAY = timedelta(minutes=35), 40, timedelta(hours=24)


@dataclass(frozen=True)
class Truth:
    """What the stand-in knows, and what the books hold.

    Args:
        parcels: The stand-in's own, by number.
        books: The entries of each carrier's book.
        asked: When kuaidi100 was asked about each number, on the stand-in's clock; how often within that second.
        locked: How many answers of kuaidi100 were those of a locked number.
        writes: How many looks wrote under each claim of each number.
        until: Everything that happened before must be known.
        heard: Title and text of each message that the channel received.
        notices: What the outbox says of each notice.
    """

    parcels: dict[str, dict[str, Any]]
    books: dict[str, list[Entry]]
    asked: dict[str, Counter[datetime]]
    locked: int
    writes: Counter[tuple[str, str, int]]
    until: datetime
    heard: Counter[tuple[str, str]]
    notices: list[Delivery]

    def entries(self) -> Iterator[tuple[str, Entry, list[dict[str, Any]]]]:
        """Give every entry with its carrier, and what happened to the parcel."""
        for carrier, entries in self.books.items():
            for entry in entries:
                yield carrier, entry, self.parcels.get(entry.number, {}).get("events", [])


def events_once(truth: Truth) -> Iterator[str]:
    """Tell of events that are missing, kept twice, or made up."""
    for carrier, entry, happened in truth.entries():
        told = Counter((event.at, event.text) for event in entry.parcel.events)
        real = {_as_told(carrier, event) for event in happened}
        due = {key for key in real if key[0] <= truth.until}
        where = f"{carrier} {entry.number}"
        yield from (f"{where}: {text} of {at} is missing" for at, text in sorted(due - told.keys()))
        yield from (f"{where}: {text} of {at} is made up" for at, text in sorted(told.keys() - real))
        yield from (f"{where}: {key[1]} is kept {count} times" for key, count in told.items() if count > 1)


def states_right(truth: Truth) -> Iterator[str]:
    """Tell of parcels that stand elsewhere than the stand-in says; none is on its way in a month's last day."""
    for carrier, entry, _ in truth.entries():
        said = truth.parcels.get(entry.number, {}).get("state", "no-record")
        want = _OTHER_AT.get((carrier, said), _OTHER_NAMES.get(said, said).replace("-", "_"))
        if entry.parcel.state != want:
            yield f"{carrier} {entry.number} is {entry.parcel.state}, not {want}"


def kuaidi100_spared(truth: Truth) -> Iterator[str]:
    """Tell of numbers that kuaidi100 was asked about too often."""
    if truth.locked:
        yield f"kuaidi100 locked numbers: {truth.locked} answers"
    for number, counted in truth.asked.items():
        times = sorted(counted.elements())
        shortest = min((late - early for early, late in pairwise(times)), default=_EVERY)
        if shortest < _EVERY - _WAY:
            yield f"kuaidi100 {number} was asked about again after {shortest}"
        most = max(sum(at - _DAY < other <= at for other in times) for at in times)
        if most > _MOST:
            yield f"kuaidi100 {number} was asked about {most} times in 24 hours"


def newest_look_wrote(truth: Truth) -> Iterator[str]:
    """Tell of claims under which more than one look wrote: one of them was of an older claim."""
    for (carrier, number, claim), count in truth.writes.items():
        if count > 1:
            yield f"{carrier} {number}: {count} looks wrote under claim {claim}"


def notices_once(truth: Truth) -> Iterator[str]:
    """Tell of notices that came twice, or that did not come though nobody was killed while they were sent."""
    yield from (f"{title}: came {count} times" for (title, _), count in truth.heard.items() if count > 1)
    states = Counter(each.state for each in truth.notices)
    least, most = states["sent"], states["sent"] + states["uncertain"]
    if not least <= truth.heard.total() <= most:
        yield f"{truth.heard.total()} messages came; sent: {least}, uncertain: {states['uncertain']}"
    if left := {state: count for state, count in states.items() if state not in ("sent", "uncertain", "dropped")}:
        yield f"notices that are left: {left}"
    told = {(each.notice.carrier, each.notice.number, each.notice.kind) for each in truth.notices}
    for carrier, entry, _ in truth.entries():
        if entry.parcel.state in _TOLD and (carrier, entry.number, str(entry.parcel.state)) not in told:
            yield f"{carrier} {entry.number} is {entry.parcel.state}, and nobody is to hear of it"


CHECKS: tuple[Callable[[Truth], Iterator[str]], ...] = (
    events_once,
    states_right,
    kuaidi100_spared,
    newest_look_wrote,
    notices_once,
)


def _as_told(carrier: str, event: dict[str, Any]) -> tuple[datetime, str]:
    """Return time and text of an event as a book keeps it: of EMS with its name before the words; without names."""
    said = f"{event['name']} {event['text']}" if carrier == "ems" else event["text"]
    return datetime.fromisoformat(event["at"]), masked(said)


def wrong(truth: Truth) -> list[str]:
    """Return everything that is wrong."""
    return [fault for check in CHECKS for fault in check(truth)]
