"""What carriers tell of parcels, as tables and as JSON, with the exit code."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from agent.command import Settings, local_time, print_json, print_line, print_table
from agent.command.parcels import (
    ACTION_KINDS,
    TROUBLE,
    AskedParcel,
    ParcelEntry,
    ask_parcels,
    known_parcels,
    miss_parcels,
    read_numbers,
    standing_events,
)
from flows.rules import Courier, load_rules

NO_ANSWER = 1
NEED_A_PERSON = 3
STOPPED = "stopped"
"""Why a parcel is looked at no more that a person has stopped; nobody need see to it."""


def show_now(numbers: Sequence[str], settings: Settings, is_json: bool) -> int:
    """Ask now and show state and last event of each number; return the exit code."""
    asked = ask_parcels(read_numbers(numbers), settings)
    if is_json:
        print_json({"carrier": settings.tracking.carrier, "parcels": [_asked_data(each) for each in asked]})
    else:
        rows = [_row(each.entry) for each in asked]
        print_table(("number", "state", "last event", "at (+08:00)", "next look"), rows)
        for line in (line for each in asked for line in _notes(each)):
            print_line(line)
    return exit_code([each.entry for each in asked], is_held=any(each.held for each in asked))


def show_timeline(numbers: Sequence[str], settings: Settings, *, is_json: bool) -> int:
    """Show all events of each number; return the exit code."""
    wanted = [number.text for number in read_numbers(numbers)]
    known = known_parcels(wanted, settings)
    if is_json:
        parcels = [_timeline_data(known[number]) for number in wanted if number in known]
        print_json({"carrier": settings.tracking.carrier, "parcels": parcels})
    else:
        for number in wanted:
            _print_timeline(number, known.get(number))
    is_all = all(number in known for number in wanted)
    return exit_code(list(known.values())) if is_all else NO_ANSWER


def show_missed(numbers: Sequence[str], by: str, settings: Settings, *, is_json: bool) -> int:
    """Write down that parcels have not come, and show whom to call."""
    read, whom = read_numbers(numbers), load_rules().courier["ems"]
    entries = miss_parcels([number.text for number in read], by, settings)
    if is_json:
        print_json({"call": whom.model_dump(mode="json"), "parcels": [_data(entry) for entry in entries]})
        return 0
    print_table(("number", "state", "last event", "at (+08:00)", "next look"), [_row(entry) for entry in entries])
    for entry in entries:
        print_line(_missed(entry))
    print_line(_call(whom))
    return 0


def exit_code(entries: Sequence[ParcelEntry], *, is_held: bool = False) -> int:
    """Return 3 if a person must see to one of the parcels, 1 if there is no answer for one, else 0."""
    if any(_needs_person(entry) for entry in entries):
        return NEED_A_PERSON
    return NO_ANSWER if is_held or any(entry.fault for entry in entries) else 0


def _needs_person(entry: ParcelEntry) -> bool:
    is_given_up = entry.halt not in ("", STOPPED)
    return is_given_up or (not entry.halt and (entry.fault in ACTION_KINDS or entry.parcel.state in TROUBLE))


def _row(entry: ParcelEntry) -> tuple[str, ...]:
    last = next(reversed(standing_events(entry)), None)
    happened = (f"{last.text} {last.place}".strip(), time_text(last.at)) if last else ("", "")
    return entry.number, _state(entry), *happened, time_text(entry.due_at) or "none"


def _state(entry: ParcelEntry) -> str:
    if entry.parcel.state.is_end and not entry.parcel.is_confirmed and entry.due_at:
        return f"{entry.parcel.state} (to be confirmed)"
    return entry.parcel.state


def _notes(asked: AskedParcel) -> list[str]:
    entry = asked.entry
    notes = [f"{entry.number}: no answer ({entry.fault}): {entry.fault_text}"] if entry.fault else []
    notes += [_halted(entry)] if entry.halt else []
    notes += [f"{entry.number}: not asked: {asked.held}; this is what was known before"] if asked.held else []
    if asked.later:
        until = time_text(asked.later)
        notes.append(f"{entry.number}: not asked: the carrier would lock it before {until}; this was known before")
    notes += [f"{entry.number}: {asked.warning}"] if asked.warning else []
    return notes + ([_missed(entry)] if entry.missed_at else [])


def _halted(entry: ParcelEntry) -> str:
    if entry.halt != STOPPED:
        return f"{entry.number}: looked at no more: {entry.halt.replace('_', ' ')}"
    why = f": {entry.stopped_why}" if entry.stopped_why else ""
    return f"{entry.number}: stopped by {entry.stopped_by} at {time_text(entry.stopped_at)}{why}"


def _missed(entry: ParcelEntry) -> str:
    return f"{entry.number}: not received, says {entry.missed_by} at {time_text(entry.missed_at)}"


def _call(whom: Courier) -> str:
    return f"call {whom.name}: {whom.phone}, {whom.page} (source: {whom.source}, {whom.date})"


def _print_timeline(number: str, entry: ParcelEntry | None) -> None:
    if entry is None:
        print_line(f"{number}: not followed; `fapiao track {number}` asks about it now")
        return
    kept = standing_events(entry)
    rows = [
        (time_text(event.at), event.state or "", event.text, event.place, "" if event in kept else "taken back")
        for event in entry.parcel.events
    ]
    print_line(f"{number}: {_state(entry)}" + (f", {entry.label}" if entry.label else ""))
    print_table(("at (+08:00)", "state", "event", "place", ""), rows)
    for line in _notes(AskedParcel(entry)):
        print_line(line)
    print_line(f"asked last: {time_text(entry.asked_at) or 'never'}, next look: {time_text(entry.due_at) or 'none'}")


def _asked_data(asked: AskedParcel) -> Mapping[str, Any]:
    beside = {"warning": asked.warning, "not_before": asked.later, "held": asked.held}
    return {**_data(asked.entry), **beside}


def _data(entry: ParcelEntry) -> dict[str, Any]:
    last = next(reversed(standing_events(entry)), None)
    return {
        "number": entry.number,
        "label": entry.label,
        "state": entry.parcel.state,
        "is_confirmed": entry.parcel.is_confirmed,
        "last_event": event_data(last) if last else None,
        "asked_at": entry.asked_at,
        "answered_at": entry.answered_at,
        "next_look": entry.due_at,
        "error": {"kind": entry.fault, "text": entry.fault_text} if entry.fault else None,
        "halt": entry.halt,
        "stopped": _stopped_data(entry) if entry.stopped_at else None,
        "not_received": {"at": entry.missed_at, "by": entry.missed_by} if entry.missed_at else None,
    }


def _stopped_data(entry: ParcelEntry) -> dict[str, Any]:
    return {"at": entry.stopped_at, "by": entry.stopped_by, "why": entry.stopped_why}


def _timeline_data(entry: ParcelEntry) -> dict[str, Any]:
    kept = standing_events(entry)
    events = [event_data(event) | {"is_standing": event in kept} for event in entry.parcel.events]
    return _data(entry) | {"events": events}


def event_data(event: Any) -> dict[str, Any]:
    """Return an event as data."""
    return {"at": event.at, "code": event.code, "text": event.text, "place": event.place, "state": event.state}


def time_text(at: datetime | None) -> str:
    """Return a time as people in China read it; empty for none."""
    return f"{local_time(at):%Y-%m-%d %H:%M}" if at else ""
