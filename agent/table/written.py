"""Tables that we write: CSV or a workbook, by the ending of the file."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO, StringIO
from pathlib import Path

from openpyxl import Workbook
from openpyxl.utils import get_column_letter

from agent.errors import InputError
from agent.table.cells import DAY, FORMULA, MONEY, TEXT, TIME, WHOLE, Value, fit, head, put

ENDINGS = (".csv", ".xlsx")


@dataclass(frozen=True)
class Sheet:
    """A table: one heading for each column, and rows of values."""

    title: str
    headings: Sequence[str]
    rows: Sequence[Sequence[Value]]


def check_ending(path: Path) -> None:
    """Do nothing if a table can be written into a file of that name.

    Raises:
        InputError: It ends in neither .csv nor .xlsx.
    """
    if path.suffix.casefold() not in ENDINGS:
        raise InputError(str(path), "ends in neither .csv nor .xlsx", "name the file table.xlsx or table.csv")


def table_bytes(sheet: Sheet, ending: str) -> bytes:
    """Return a table as the content of a file."""
    return _csv(sheet) if ending.casefold() == ".csv" else _workbook(sheet)


def _csv(sheet: Sheet) -> bytes:
    text = StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(sheet.headings)
    writer.writerows([_plain(value) for value in row] for row in sheet.rows)
    # The mark at the start lets Excel read Chinese text as UTF-8.
    return text.getvalue().encode("utf-8-sig")


def _plain(value: Value) -> str:
    """Return a value as text; one that a spreadsheet would take for a formula gets an apostrophe."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.isoformat(sep=" ", timespec="seconds")
    text = str(value)
    return f"'{text}" if isinstance(value, str) and text.startswith(FORMULA) else text


def _workbook(sheet: Sheet) -> bytes:
    book = Workbook()
    page = book.worksheets[0]
    page.title = sheet.title
    for at, name in enumerate(sheet.headings, start=1):
        head(put(page, 1, at, name))
    for below, row in enumerate(sheet.rows, start=2):
        for at, value in enumerate(row, start=1):
            put(page, below, at, value, _format(value))
    page.freeze_panes = "B2"
    page.auto_filter.ref = f"A1:{get_column_letter(len(sheet.headings))}{len(sheet.rows) + 1}"
    fit(page, heads=0)
    content = BytesIO()
    book.save(content)
    return content.getvalue()


def _format(value: Value) -> str:
    match value:
        case Decimal():
            return MONEY
        case datetime():
            return TIME
        case date():
            return DAY
        case int():
            return WHOLE
        case _:
            return TEXT
