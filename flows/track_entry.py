"""``fapiao track import``, ``list`` and ``stop``: which parcels are followed, and which no more."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from agent.command import (
    Asked,
    InputError,
    InputErrors,
    Settings,
    last_lines,
    print_json,
    print_line,
    print_table,
)
from agent.command.parcels import (
    NumberFile,
    ParcelLine,
    ParcelState,
    follow_parcels,
    list_parcels,
    read_number_file,
    read_numbers,
    stop_parcels,
)
from flows.issued import InvoiceFacts
from flows.track_table import NEED_A_PERSON, NO_ANSWER, event_data, time_text

_MOST_SHOWN = 20


def enter_parcels(asked: Asked, settings: Settings, *, is_json: bool) -> int:
    """Follow the parcels of invoices that were read last; a number that can be none is told, and ends with 3."""
    lines = last_lines(asked, settings).lines
    labels, accounts, faults = {}, {}, []
    for line in lines:
        invoice = InvoiceFacts.model_validate(line.line)
        if not invoice.tracking:
            continue
        try:
            number = read_numbers([invoice.tracking])[0].text
            labels[number], accounts[number] = f"invoice {invoice.number} of {line.account}", line.account
        except InputError as error:
            faults.append(f"{line.account}, invoice {invoice.number}: {error.message}")
    new = follow_parcels(labels, settings, accounts)
    if is_json:
        print_json({"invoices": len(lines), "parcels": len(labels), "new": new, "faults": faults})
        return NEED_A_PERSON if faults else 0
    for fault in faults:
        print_line(fault)
    print_line(f"{len(lines)} invoices were read, {len(labels)} in parcels; new: {len(new)}")
    if not lines:
        print_line("no invoice of these accounts was read before into this database; `fapiao invoices details` does")
    return NEED_A_PERSON if faults else 0


def enter_file(path: Path, settings: Settings, *, skip_faulty: bool, is_json: bool) -> int:
    """Follow the parcels of a file; return the exit code.

    Raises:
        InputErrors: All faults of the file at once; nothing was entered, unless faulty lines are left out.
    """
    found = read_number_file(path)
    if found.faults and not skip_faulty:
        raise InputErrors(found.faults)
    new = follow_parcels(found.labels, settings)
    if is_json:
        print_json(_file_data(found, new))
    else:
        _print_file(found, len(new))
    return NEED_A_PERSON if found.faults else 0


def show_list(states: Sequence[str], settings: Settings, *, is_json: bool) -> int:
    """Show all that is followed; return the exit code.

    Raises:
        InputErrors: There is no such state.
    """
    known = [state.value for state in ParcelState]
    strange = [
        InputError("--state", f"there is no state {state!r}", ", ".join(known))
        for state in states
        if state not in known
    ]
    if strange:
        raise InputErrors(strange)
    lines = list_parcels(states, settings)
    if is_json:
        print_json({"carrier": settings.tracking.carrier, "parcels": [_line_data(line) for line in lines]})
        return 0
    print_table(("number", "label", "state", "last event", "at (+08:00)", "next look"), [_row(line) for line in lines])
    print_line(f"{len(lines)} parcels, {sum(1 for line in lines if line.due_at)} of them looked at")
    return 0


def stop_watching(numbers: Sequence[str], by: str, why: str, settings: Settings, *, is_json: bool) -> int:
    """Follow parcels no more, and write down who said so; return the exit code.

    Raises:
        InputErrors: Some can be no numbers, or nobody is named.
    """
    wanted = [number.text for number in read_numbers(numbers)]
    if not by.strip():
        raise InputErrors([InputError("--by", "is empty", "name who says so")])
    stopped = stop_parcels(wanted, by.strip(), why.strip(), settings)
    if is_json:
        changed = [number for number in wanted if stopped.get(number)]
        print_json({"stopped": changed, "unknown": [number for number in wanted if number not in stopped]})
    for number in wanted if not is_json else ():
        words = {
            True: f"looked at no more; `fapiao track {number}` follows it again",
            False: "was looked at no more before",
        }
        print_line(f"{number}: {words[stopped[number]] if number in stopped else 'not followed'}")
    return NO_ANSWER if len(stopped) < len(set(wanted)) else 0


def _said(number: str, stopped: Mapping[str, bool]) -> str:
    if number not in stopped:
        return "not followed"
    is_new = stopped[number]
    return f"looked at no more; `fapiao track {number}` follows it again" if is_new else "was looked at no more before"


def _file_data(found: NumberFile, new: Sequence[str]) -> dict[str, Any]:
    counts = {"lines": found.lines, "parcels": len(found.labels), "duplicates": found.duplicates, "new": new}
    faults = [{"where": fault.where, "what": fault.what, "right": fault.right} for fault in found.faults]
    return counts | {"faults": faults, "warnings": [warning.message for warning in found.warnings]}


def _print_file(found: NumberFile, new: int) -> None:
    for fault in found.faults:
        print_line(f"left out: {fault.message}")
    for warning in found.warnings[:_MOST_SHOWN]:
        print_line(f"entered, look at it again: {warning.message}")
    if len(found.warnings) > _MOST_SHOWN:
        print_line(f"and {len(found.warnings) - _MOST_SHOWN} more such numbers; --json lists all")
    parts = [f"{found.lines} lines", f"{len(found.labels)} parcels", f"new: {new}", f"duplicates: {found.duplicates}"]
    print_line(", ".join([*parts, f"left out: {len(found.faults)}"]))


def _row(line: ParcelLine) -> tuple[str, ...]:
    happened = (f"{line.last.text} {line.last.place}".strip(), time_text(line.last.at)) if line.last else ("", "")
    return (
        line.number,
        line.label,
        line.state,
        *happened,
        time_text(line.due_at) or line.halt.replace("_", " ") or "none",
    )


def _line_data(line: ParcelLine) -> dict[str, Any]:
    last = event_data(line.last) if line.last else None
    facts = {"number": line.number, "label": line.label, "state": line.state, "last_event": last}
    return facts | {"next_look": line.due_at, "halt": line.halt, "error": line.fault}
