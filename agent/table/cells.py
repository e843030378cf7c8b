"""Cells of workbooks that we write: text stays text, amounts are amounts, columns are as wide as what they hold.

Every text is written as text: no formula of a hostile page ever runs, no number of many digits loses one.
"""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any, cast
from unicodedata import east_asian_width

from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, Cell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

TEXT, MONEY, NUMBER, WHOLE, TIME, DAY = "@", "#,##0.00", "0.0", "0", "yyyy-mm-dd hh:mm:ss", "yyyy-mm-dd"
HEAD_HEIGHT = 46
"""Of a row of headings in points: they are wrapped to up to three lines, so that a long name makes no wide column."""
Value = str | int | float | Decimal | datetime | date | None

_WIDEST, _NARROWEST = 60, 8
_LONGEST = 32_000
_HEAD = PatternFill("solid", fgColor="E9EDF2")
_TOP = Alignment(vertical="top", wrap_text=True)
# A spreadsheet takes a cell that begins so for a formula, at the latest when it comes back from CSV.
FORMULA = ("=", "+", "-", "@", "\t", "\r")


def put(sheet: Worksheet, row: int, column: int, value: Value, number_format: str = TEXT) -> Cell:
    """Write one cell and return it; a text is never a formula."""
    cell = cast(Cell, sheet.cell(row, column))
    if isinstance(value, str) and value:
        value = ILLEGAL_CHARACTERS_RE.sub("�", value)
        value = value if len(value) <= _LONGEST else value[:_LONGEST] + " … (cut; the source has it all)"
        cell.value = value
        cell.data_type, number_format = "s", TEXT
        cell.quotePrefix = value.startswith(FORMULA)
    elif value not in (None, ""):
        cell.value = value
    cell.number_format, cell.alignment = number_format, _TOP
    return cell


def head(cell: Cell) -> None:
    """Make a cell a heading."""
    cell.font, cell.fill = Font(bold=True), _HEAD


def fit(sheet: Worksheet, *, heads: int) -> None:
    """Make each column as wide as what it holds; headings (so many rows) may be wrapped."""
    for cells in sheet.iter_cols():
        widest = max(_width(cell) // (2 if row < heads else 1) for row, cell in enumerate(cells))
        letter = get_column_letter(cells[0].column or 1)
        sheet.column_dimensions[letter].width = min(max(widest + 3, _NARROWEST), _WIDEST)


def _width(cell: Any) -> int:
    """Return a cell's width in Latin characters; Chinese ones count twice."""
    text = f"{cell.value:,.2f}" if cell.number_format == MONEY and cell.value is not None else str(cell.value or "")
    return max(
        (sum(2 if east_asian_width(char) in "WF" else 1 for char in line) for line in text.split("\n")), default=0
    )
