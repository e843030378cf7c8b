"""Looks parcels of invoices up in the book; nobody is asked."""

from __future__ import annotations

from collections.abc import Sequence

from agent.command import InputError, Settings, local_time, utc_now
from agent.command.parcels import ParcelEntry, known_parcels, parcel_concern, read_numbers, standing_events
from flows.parcel_facts import ParcelFacts


def look_up(numbers: Sequence[str], settings: Settings) -> dict[str, ParcelFacts]:
    """Return what the book holds of numbers, as they are written; one that is not followed has no state."""
    read = {written: _read(written) for written in numbers}
    known = known_parcels([number for number in set(read.values()) if number], settings)
    facts = {}
    for written, number in read.items():
        entry = known.get(number)
        facts[written] = _facts(written, entry, settings) if entry else ParcelFacts(written)
    return facts


def _read(written: str) -> str:
    """Return a number as the book has it; nothing for what can be none."""
    try:
        return read_numbers([written])[0].text
    except InputError:
        return ""


def _facts(written: str, entry: ParcelEntry, settings: Settings) -> ParcelFacts:
    last = next(reversed(standing_events(entry)), None)
    at = local_time(last.at).replace(tzinfo=None, microsecond=0) if last else None
    told = {"event": last.text, "place": last.place} if last else {}
    why = parcel_concern(entry, utc_now(), settings.notice.stuck_days)
    return ParcelFacts(written, entry.parcel.state.value, at=at, needs_person=why, **told)
