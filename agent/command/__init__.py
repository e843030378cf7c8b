"""THE FACE THAT COMMANDS OF A DOMAIN SEE (entry point ``fapiao.commands``): read consoles, and show it.

Parcels stand apart, in ``agent.command.parcels``: most commands need none of it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import typer
from pydantic import BaseModel

from agent.app import load_settings
from agent.app.build import load_catalogs, load_roster, reached_sites
from agent.app.run import RunRequest, chosen
from agent.cli.output import print_json, print_table
from agent.cli.progress import print_stopped, run_shown
from agent.database import ready_database
from agent.document import print_pdf
from agent.errors import InputError, InputErrors
from agent.evidence.archive import write_whole
from agent.evidence.summary import SHANGHAI, local_time
from agent.font import check_chinese_font
from agent.jobs import input_from_options
from agent.ledger.place import database_address
from agent.model import utc_now
from agent.readings import KeptLine, ReadBy, Readings
from agent.settings import Settings
from agent.table.written import Sheet, check_ending, table_bytes

__all__ = [
    "SHANGHAI",
    "Asked",
    "InputError",
    "InputErrors",
    "KeptLine",
    "Reading",
    "Settings",
    "Sheet",
    "check_chinese_font",
    "check_ending",
    "input_of",
    "keep_line",
    "last_lines",
    "load_settings",
    "local_time",
    "print_json",
    "print_line",
    "print_pages",
    "print_table",
    "read_lines",
    "utc_now",
    "write_bytes",
    "write_table",
]


Input = TypeVar("Input", bound=BaseModel)


@dataclass(frozen=True)
class Reading:
    """What consoles show: read just now, or the last time."""

    lines: Sequence[KeptLine]
    batch: str = ""
    """The batch that read it; empty if nothing was read now."""
    exit_code: int = 0


@dataclass(frozen=True)
class Asked:
    """Whose lines are wanted, and of which flow."""

    flow: str
    roster: Path
    options: Sequence[str] = ()
    """The flow's own, as on the command line."""
    accounts: Sequence[str] = ()
    """Only these of the roster; all if empty."""
    site_url: str = ""


def read_lines(asked: Asked, settings: Settings) -> Reading:
    """Read the consoles of a roster now, with a progress bar; what did not work is printed."""
    request = RunRequest(
        flow=asked.flow,
        roster=asked.roster,
        options=asked.options,
        accounts=asked.accounts,
        site_url=asked.site_url,
    )
    result = run_shown(request, settings)
    if result.exit_code:
        print_stopped(result)
    lines = [line for line in last_lines(asked, settings).lines if line.batch == result.batch]
    return Reading(lines, result.batch, result.exit_code)


def last_lines(asked: Asked, settings: Settings) -> Reading:
    """Return what was read of a roster's accounts the last time, each line with its time."""
    roster = chosen(load_roster(asked.roster, settings), asked.accounts)
    wanted = {line.site for line in roster}
    sites = asyncio.run(reached_sites(wanted, load_catalogs(settings), settings, asked.site_url))
    engine = ready_database(database_address(settings))
    try:
        return Reading(Readings(engine).last(asked.flow, [(sites[line.site].known_as, line.uid) for line in roster]))
    finally:
        engine.dispose()


def keep_line(beside: KeptLine, flow: str, key: str, line: Mapping[str, Any], settings: Settings) -> None:
    """Keep a line of a command's own for the account of another line; the older one of its key goes.

    Args:
        flow: The name under which ``last_lines`` gives it back.

    Raises:
        LedgerError: The database failed.
    """
    by = ReadBy(beside.site, beside.uid, beside.account, flow, beside.batch, job="")
    engine = ready_database(database_address(settings))
    try:
        Readings(engine).keep(by, {key: line}, is_whole=False)
    finally:
        engine.dispose()


def input_of(asked: Asked, model: type[Input]) -> Input:
    """Return a flow's input as its options spell it.

    Raises:
        InputErrors: All faults of the options at once.
    """
    return input_from_options(asked.options, model)


def print_line(text: str) -> None:
    """Print one line on standard output."""
    typer.echo(text)


def print_pages(pages: Sequence[str], settings: Settings) -> list[bytes]:
    """Return pages of HTML as PDF files of A4, printed by Chromium.

    Raises:
        SetupError: There is no Chinese font, or no browser that prints.
    """
    return asyncio.run(print_pdf(pages, settings.browser))


def write_bytes(path: Path, content: bytes) -> None:
    """Write a file in one move.

    Raises:
        SetupError: It cannot be written.
    """
    write_whole(path, content)


def write_table(path: Path, sheet: Sheet) -> None:
    """Write a table, CSV or XLSX by the ending of the file.

    Raises:
        InputError: The file has another ending.
        SetupError: It cannot be written.
    """
    check_ending(path)
    write_whole(path, table_bytes(sheet, path.suffix))
