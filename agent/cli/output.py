"""What commands print: JSON for programs, tables for people."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from pydantic_core import to_json
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text

from agent.errors import AgentError, InputError, InputErrors

STYLES = {
    "settled": "green",
    "planned": "cyan",
    "refused": "red",
    "failed": "red",
    "parked": "yellow",
    "unknown": "bold magenta",
}
"""Colours of the states."""
_PLACE = re.compile(r"(?P<file>.+?):(?P<line>[0-9]+)(?::(?P<column>.+))?", re.DOTALL)


def print_json(data: Any) -> None:
    """Print data as JSON on standard output."""
    print(to_json(data, indent=1, fallback=str).decode())  # noqa: T201


def print_table(headers: Sequence[str], rows: Sequence[Sequence[object]], *, right: Sequence[str] = ()) -> None:
    """Print a table on standard output; cells are text, never markup."""
    table = Table(box=SIMPLE_HEAD, show_edge=False, header_style="bold", padding=(0, 0))
    for header in headers:
        is_right = header in right
        table.add_column(header, justify="right" if is_right else "left", overflow="fold", no_wrap=is_right)
    for row in rows:
        table.add_row(*(cell if isinstance(cell, Text) else Text(str(cell)) for cell in row))
    Console().print(table)


def error_lines(error: AgentError) -> list[str]:
    """Return an error for people: one line, or a heading and a line for each fault, then what to do next."""
    lines = error.message.splitlines() or [""]
    heading = lines if len(lines) == 1 else [f"{len(lines)} things are wrong:"]
    following = [] if len(lines) == 1 else lines
    return [f"error: {heading[0]}", *(f"  {line}" for line in [*following, *error.next_step.splitlines()])]


def error_data(error: AgentError) -> dict[str, Any]:
    """Return an error as JSON data: each fault with its place, which is taken apart if it lies in a table."""
    faults = error.errors if isinstance(error, InputErrors) else [error]
    return {"ok": False, "errors": [_fault_data(fault) for fault in faults]}


def _fault_data(fault: AgentError) -> dict[str, Any]:
    if not isinstance(fault, InputError):
        return {"where": "", "what": fault.message, "right": fault.next_step}
    place = _PLACE.fullmatch(fault.where)
    parts = {"file": place["file"], "line": int(place["line"]), "column": place["column"] or ""} if place else {}
    return {"where": fault.where, **parts, "what": fault.what, "right": fault.right}
