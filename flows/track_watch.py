"""``fapiao track watch``: the service that follows parcels."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from agent.command import Settings, local_time, print_json, print_line, utc_now
from agent.command.parcels import TROUBLE, ParcelChange, Sweep, watch_parcels_due
from flows.track_notices import NOTICES_LEFT, notice_counts
from flows.track_table import NEED_A_PERSON, NO_ANSWER


def watch_parcels(settings: Settings, *, is_once: bool, is_json: bool, is_early: bool = False) -> int:
    """Follow parcels and say what changes; return the exit code."""
    followed, is_first = 0, True

    def told(changes: Sequence[ParcelChange]) -> None:
        for change in changes:
            if not is_json and (line := change_line(change)):
                print_line(line)

    def swept(sweep: Sweep, count: int, due: datetime | None) -> None:
        nonlocal followed, is_first
        if not is_json and (is_first or sweep.looks or sweep.held or sweep.notices):
            print_line(_summary(sweep, count, due))
        followed, is_first = count, False

    last = watch_parcels_due(settings, told, swept, is_once=is_once, is_early=is_early)
    if is_json:
        print_json(_data(last, followed))
    elif last.notices:
        print_line(f"notices in all: {notice_counts(last.notices)}")
    return _exit_code(last)


def change_line(change: ParcelChange) -> str:
    """Return what is worth saying of a look or a push; empty if nothing came of it."""
    said = f"{change.before} -> {change.after}" if change.after is not change.before else ""
    said = said or (f"{change.after}, {change.events} new events" if change.events else "")
    said = f"no answer ({change.fault}): {change.fault_text}" if change.fault else said
    said += f"; looked at no more: {change.halt.replace('_', ' ')}" if change.halt else ""
    return f"{local_time(utc_now()):%H:%M:%S} {change.number}: {said}" if said else ""


def _summary(sweep: Sweep, count: int, due: datetime | None) -> str:
    parts = [f"looks: {sweep.looks}, new events: {sweep.events}"]
    parts += [f"no answer: {sweep.faults.total()}"] if sweep.faults else []
    parts += [f"notices: {notice_counts(sweep.notices)}"] if sweep.notices else []
    parts += [f"followed: {count}" + (f", next look {local_time(due):%Y-%m-%d %H:%M}" if due else "")]
    if sweep.held is not None:
        parts.append(_held(sweep))
    return f"{local_time(utc_now()):%H:%M:%S} {'; '.join(parts)}"


def _held(sweep: Sweep) -> str:
    assert sweep.held is not None  # noqa: S101 - for the type checker
    if sweep.held.until is None:
        return f"STOPPED, a person must act: {sweep.held.why}; when it is mended, `fapiao track NUMBER` starts it again"
    return f"the carrier is left alone until {local_time(sweep.held.until):%H:%M:%S}: {sweep.held.why}"


def _data(sweep: Sweep, followed: int) -> dict[str, object]:
    held = {"why": sweep.held.why, "until": sweep.held.until} if sweep.held else None
    counts = {"looks": sweep.looks, "events": sweep.events, "states": sweep.states, "faults": sweep.faults}
    return {**counts, "halted": sweep.halted, "followed": followed, "held": held, "notices": sweep.notices}


def _exit_code(sweep: Sweep) -> int:
    is_left = any(sweep.notices[state] for state in NOTICES_LEFT)
    is_stopped = sweep.held is not None and sweep.held.is_stopped
    if is_stopped or is_left or sweep.halted or any(sweep.states[state] for state in TROUBLE):
        return NEED_A_PERSON
    return NO_ANSWER if sweep.faults or sweep.held else 0
