"""``fapiao deadlines``: read or remembered invoices, their deadlines, as a table, a file or a calendar."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from agent.command import (
    SHANGHAI,
    Asked,
    InputError,
    Settings,
    Sheet,
    check_ending,
    last_lines,
    local_time,
    print_json,
    print_line,
    print_table,
    read_lines,
    utc_now,
    write_bytes,
    write_table,
)
from flows.deadlines import Due, calendar_of, due_of, is_near
from flows.issued import InvoiceFacts
from flows.rules import load_rules

NEED_A_PERSON = 3
_CALENDAR = ".ics"
_HEADINGS = ("account", "number", "what", "last_day", "days_left", "yuan", "issued_on", "title", "rule", "read_on")


@dataclass(frozen=True)
class Wanted:
    """Which deadlines, and how they are to be shown."""

    within_days: int
    today: date | None = None
    is_refreshed: bool = False
    is_all: bool = False
    output: Path | None = None
    is_json: bool = False


def days_of(text: str) -> int:
    """Return a number of days as people write it: ``30d``, ``30``.

    Raises:
        InputError: It is none.
    """
    bare = text.strip().lower().removesuffix("d")
    if not bare.isdigit():
        raise InputError("--within", f"{text!r} is no number of days", "write it as 30d")
    return int(bare)


def day_of(text: str) -> date | None:
    """Return a day as it is written on the command line; none for nothing.

    Raises:
        InputError: It is none.
    """
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise InputError("--today", f"{text!r} is no day", "write it as 2026-11-30") from None


def show(asked: Asked, settings: Settings, wanted: Wanted) -> int:
    """Show deadlines, and return the exit code: 3 if one is near."""
    if wanted.output is not None and wanted.output.suffix.casefold() != _CALENDAR:
        check_ending(wanted.output)
    rules = load_rules()
    reading = read_lines(asked, settings) if wanted.is_refreshed else last_lines(asked, settings)
    today = wanted.today or datetime.now(SHANGHAI).date()
    read = [
        (line.account, InvoiceFacts.model_validate(line.line), local_time(line.at).date()) for line in reading.lines
    ]
    dues = due_of(read, today, rules, is_all=wanted.is_all)
    near = [due for due in dues if is_near(due, wanted.within_days)]
    if wanted.output is not None:
        _write(dues, wanted.output)
    if wanted.is_json:
        print_json({"today": today, "near": len(near), "deadlines": [_data(due) for due in dues]})
    else:
        _print(dues, near, wanted, len(read))
    return NEED_A_PERSON if near else reading.exit_code


def _write(dues: Sequence[Due], path: Path) -> None:
    if path.suffix.casefold() == _CALENDAR:
        write_bytes(path, calendar_of(dues, utc_now()))
    else:
        write_table(path, Sheet("deadlines", _HEADINGS, [_cells(due) for due in dues]))


def _cells(due: Due) -> list[Any]:
    invoice, yuan = due.invoice, Decimal(due.invoice.fen).scaleb(-2)
    first = [due.account, invoice.number, due.deadline.what.value, due.deadline.last_day, due.days_left, yuan]
    return [*first, invoice.issued_on, invoice.title, due.deadline.why, due.read_on]


def _data(due: Due) -> dict[str, Any]:
    return dict(zip(_HEADINGS, _cells(due), strict=True))


def _print(dues: Sequence[Due], near: Sequence[Due], wanted: Wanted, invoices: int) -> None:
    rows = [[str(cell) if cell is not None else "?" for cell in _cells(due)[:6]] for due in dues]
    print_table([name.replace("_", " ") for name in _HEADINGS[:6]], rows, right=("days left", "yuan"))
    days = sorted(due.read_on for due in dues)
    read = f", read {days[0]} to {days[-1]}" if days else ""
    print_line(f"{len(dues)} deadlines of {invoices} invoices{read}; within {wanted.within_days} days: {len(near)}")
    for why in sorted({due.deadline.why for due in dues if due.days_left is None}):
        print_line(f"?: {why}")
    if not invoices:
        print_line("no invoice of these accounts was read before into this database; --refresh reads them now")
    if wanted.output is not None:
        print_line(f"written: {wanted.output}")
