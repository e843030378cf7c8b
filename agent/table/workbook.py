"""Tables as Excel workbooks (.xlsx): the first visible sheet, with hidden rows, bounded in size before it is parsed."""

from __future__ import annotations

import re
import warnings
import zlib
from collections.abc import Mapping
from datetime import date, time, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import ParseError
from zipfile import BadZipFile, ZipFile

from openpyxl import Workbook, load_workbook
from openpyxl.utils import range_boundaries
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.worksheet.worksheet import Worksheet

from agent.errors import InputError
from agent.table.sheet import Cell, Sheet, tidy

UNPACKED_LIMIT_MB = 40
ROW_LIMIT = 60_000
COLUMN_LIMIT = 100
MERGED_LIMIT = 20_000
"""Cells in merged areas: the parser makes an object for each, and one short line can merge a whole sheet."""

_UNREADABLE = (
    BadZipFile, InvalidFileException, ParseError, zlib.error, OSError, EOFError, RuntimeError, ArithmeticError,
    AttributeError, LookupError, TypeError, ValueError,
)  # fmt: skip
_SAVE = "open it in Excel and save it as .xlsx, without a password"
_AS_TEXT = "format the column as text, then type the value again"
_MERGED = re.compile(rb"<(?:\w+:)?mergeCell\s[^>]*?ref\s*=\s*[\"']([A-Z0-9:$]+)[\"']")


def read_workbook(path: Path, data: bytes) -> Sheet:
    """Return the sheet in a workbook; formulas, dates, merged and broken cells come as faults.

    Raises:
        InputError: It is no workbook, is protected, or unpacks to more than the limits.
    """
    page = first_page(path, open_workbook(path, data))
    merged = {(area.min_row, area.min_col): str(area.coord) for area in page.merged_cells.ranges}
    return Sheet.of([[_cell(cell, merged) for cell in row] for row in page.iter_rows()])


def open_workbook(path: Path, data: bytes) -> Workbook:
    """Return the parsed workbook, after its unpacked size was checked.

    Raises:
        InputError: It is no workbook, is protected, or unpacks to more than the limit.
    """
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        raise InputError(str(path), "is an old .xls workbook, or one with a password", _SAVE)
    try:
        with ZipFile(BytesIO(data)) as archive:
            _check_bounds(path, archive)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about styles and extensions, which are not read here
            return load_workbook(BytesIO(data))
    except InputError:
        raise
    except _UNREADABLE:
        raise InputError(str(path), "is no Excel workbook, or a damaged one", _SAVE) from None


def _check_bounds(path: Path, archive: ZipFile) -> None:
    # Reading a member stops at the size that the directory declares, so the declared sizes bound the memory.
    unpacked_mb = sum(member.file_size for member in archive.infolist()) / 1024**2
    if unpacked_mb > UNPACKED_LIMIT_MB:
        what = f"unpacks to {unpacked_mb:,.0f} MB, the limit is {UNPACKED_LIMIT_MB} MB"
        raise InputError(str(path), what, "copy the table alone into a new workbook")
    for member in archive.namelist():
        if member.startswith("xl/worksheets/") and member.endswith(".xml"):
            areas = [match.group(1).decode() for match in _MERGED.finditer(archive.read(member))]
            if sum(map(_area, areas)) > MERGED_LIMIT:
                what = f"has very large merged areas ({max(areas, key=_area)})"
                raise InputError(str(path), what, "select the whole sheet and unmerge its cells")


def _area(ref: str) -> int:
    first_column, first_row, last_column, last_row = (side or 1 for side in range_boundaries(ref))
    return int((last_column - first_column + 1) * (last_row - first_row + 1))


def first_page(path: Path, book: Workbook) -> Worksheet:
    """Return the first sheet that is not hidden.

    Raises:
        InputError: There is none, or it reaches too far.
    """
    page = next((page for page in book.worksheets if page.sheet_state == "visible"), None)
    if page is None:
        raise InputError(str(path), "has no visible sheet", "put the table on the first sheet")
    if page.max_row > ROW_LIMIT or page.max_column > COLUMN_LIMIT:
        what = f"sheet {page.title!r} reaches to row {page.max_row:,}, column {page.max_column:,}"
        right = f"at most {ROW_LIMIT:,} rows and {COLUMN_LIMIT} columns; delete the empty ones, or split the table"
        raise InputError(str(path), what, right)
    return page


def _cell(cell: Any, merged: Mapping[tuple[int, int], str]) -> Cell:
    value, line, ref = cell.value, cell.row, cell.coordinate
    if area := merged.get((line, cell.column)):
        return Cell("", line, f"cells {area} are merged", "unmerge them and fill in each cell", ref=ref)
    if cell.data_type == "f":
        return Cell("", line, "is a formula", "copy the column and paste it as values", ref=ref)
    if cell.data_type == "e":
        return Cell("", line, f"is an error value, {value}", "type the value", ref=ref)
    if isinstance(value, date | time | timedelta):
        return Cell("", line, f"was turned into a date or time by Excel ({value})", _AS_TEXT, ref=ref)
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return Cell(_text(value), line, is_number=is_number, ref=ref)


def _text(value: str | float | bool | None) -> str:
    if isinstance(value, float):
        return f"{value:.15g}"  # as Excel shows it; 17 digits are stored, the last two are noise
    return "" if value is None else tidy(str(value).lower() if isinstance(value, bool) else str(value))
