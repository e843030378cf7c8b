"""Invoices of many accounts as a table: on the screen, as JSON, as a file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from agent.command import (
    Asked,
    KeptLine,
    Settings,
    Sheet,
    check_ending,
    input_of,
    last_lines,
    local_time,
    print_json,
    print_line,
    print_table,
    read_lines,
    write_table,
)
from flows.issued import InvoiceFacts, InvoiceFilter, InvoiceLine

LIST = ("application", "number", "kind", "fen", "state")
DETAILS = ("number", "kind", "fen", "state", "issued_on", "tracking")
"""What fits beside the account into 80 columns; a file has all of it."""


@dataclass(frozen=True)
class Shown:
    """How invoices are to be shown."""

    columns: Sequence[str]
    is_last: bool = False
    """What was read last, in place of reading now."""
    output: Path | None = None
    is_json: bool = False


def show(asked: Asked, settings: Settings, how: Shown) -> int:
    """Read invoices, or take what was read last, show them, and return the exit code."""
    if how.output is not None:
        check_ending(how.output)
    meant = input_of(asked, InvoiceFilter)
    reading = last_lines(asked, settings) if how.is_last else read_lines(asked, settings)
    lines = [line for line in map(_read, reading.lines) if meant.fits(line.invoice)]
    lines.sort(key=lambda line: line.invoice.requested_at, reverse=True)
    lines.sort(key=lambda line: line.account)
    if how.output is not None:
        write_table(how.output, _sheet(lines))
    if how.is_json:
        print_json({"batch": reading.batch, "lines": [line.data() for line in lines]})
    else:
        _print(lines, how)
    return reading.exit_code


@dataclass(frozen=True)
class _Line:
    """One invoice of one account, and when it was read."""

    account: str
    read_at: Any
    invoice: InvoiceLine

    def data(self) -> dict[str, Any]:
        """Return it as JSON data."""
        return {"account": self.account, "read_at": self.read_at} | self.invoice.model_dump(mode="json")

    def cells(self, columns: Sequence[str]) -> list[Any]:
        """Return it as a row; amounts in yuan."""
        values = {name: _cell(name, value) for name, value in self.invoice}
        return [self.account, *(values.get(name) for name in columns), self.read_at]


def _read(kept: KeptLine) -> _Line:
    model = InvoiceFacts if "code" in kept.line else InvoiceLine
    return _Line(kept.account, local_time(kept.at).replace(tzinfo=None, microsecond=0), model.model_validate(kept.line))


def _cell(name: str, value: Any) -> Any:
    if isinstance(value, int) and name.endswith("fen"):
        return Decimal(value).scaleb(-2)
    return ", ".join(value) if isinstance(value, tuple) else value


def _print(lines: Sequence[_Line], how: Shown) -> None:
    headings = ["account", *(name.replace("fen", "yuan").replace("_", " ") for name in how.columns)]
    rows = [["" if cell is None else str(cell) for cell in line.cells(how.columns)[:-1]] for line in lines]
    print_table(headings, rows, right=("yuan",))
    times = sorted(line.read_at for line in lines)
    read = f", read {times[0]} to {times[-1]} +08:00" if times else ""
    print_line(f"invoices: {len(lines)}, accounts: {len({line.account for line in lines})}{read}")
    if how.is_last and not lines:
        print_line("nothing of these accounts was read before into this database; leave out --last")
    if how.output:
        print_line(f"written: {how.output}")


def _sheet(lines: Sequence[_Line]) -> Sheet:
    has_facts = any(isinstance(line.invoice, InvoiceFacts) for line in lines)
    columns = tuple((InvoiceFacts if has_facts else InvoiceLine).model_fields)
    headings = ("account", *(name.replace("fen", "yuan") for name in columns), "read_at")
    return Sheet("invoices", headings, [line.cells(columns) for line in lines])
