"""``fapiao track watch`` and ``import``: the service that follows parcels, and which ones it follows."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from agent.command import Asked, InputError, Settings, last_lines, local_time, print_json, print_line, utc_now
from agent.command.parcels import ParcelChange, Sweep, follow_parcels, read_numbers, watch_parcels_due
from flows.issued import InvoiceFacts
from flows.track_table import NEED_A_PERSON, NO_ANSWER, TROUBLE


def watch_parcels(settings: Settings, *, is_once: bool, is_json: bool) -> int:
    """Follow parcels and say what changes; return the exit code."""
    followed, is_first = 0, True

    def told(changes: Sequence[ParcelChange]) -> None:
        for change in changes:
            if not is_json and (line := change_line(change)):
                print_line(line)

    def swept(sweep: Sweep, count: int, due: datetime | None) -> None:
        nonlocal followed, is_first
        if not is_json and (is_first or sweep.looks or sweep.held):
            print_line(_summary(sweep, count, due))
        followed, is_first = count, False

    last = watch_parcels_due(settings, told, swept, is_once=is_once)
    if is_json:
        print_json(_data(last, followed))
    return _exit_code(last)


def enter_parcels(asked: Asked, settings: Settings, *, is_json: bool) -> int:
    """Follow the parcels of invoices that were read last; a number that can be none is told, and ends with 3."""
    lines = last_lines(asked, settings).lines
    labels, faults = {}, []
    for line in lines:
        invoice = InvoiceFacts.model_validate(line.line)
        if not invoice.tracking:
            continue
        try:
            number = read_numbers([invoice.tracking])[0].text
            labels[number] = f"invoice {invoice.number} of {line.account}"
        except InputError as error:
            faults.append(f"{line.account}, invoice {invoice.number}: {error.message}")
    new = follow_parcels(labels, settings)
    if is_json:
        print_json({"invoices": len(lines), "parcels": len(labels), "new": new, "faults": faults})
        return NEED_A_PERSON if faults else 0
    for fault in faults:
        print_line(fault)
    print_line(f"{len(lines)} invoices were read, {len(labels)} in parcels; new: {len(new)}")
    if not lines:
        print_line("no invoice of these accounts was read before into this database; `fapiao invoices details` does")
    return NEED_A_PERSON if faults else 0


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
    return {**counts, "halted": sweep.halted, "followed": followed, "held": held}


def _exit_code(sweep: Sweep) -> int:
    is_stopped = sweep.held is not None and sweep.held.is_stopped
    if is_stopped or sweep.halted or any(sweep.states[state] for state in TROUBLE):
        return NEED_A_PERSON
    return NO_ANSWER if sweep.faults or sweep.held else 0
