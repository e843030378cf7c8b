"""A copy of a faulty workbook in which every faulty cell is red and says why; no secret is copied."""

from __future__ import annotations

import shutil
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

from openpyxl.cell import MergedCell
from openpyxl.comments import Comment
from openpyxl.styles import PatternFill
from openpyxl.worksheet.worksheet import Worksheet

from agent.accounts.secret import parse_reference
from agent.errors import InputError, SetupError
from agent.table import column_name, place
from agent.table.workbook import first_page, open_workbook

_SECRET = ("secret", "totp")
_HIDDEN = "(left out)"
_RED = PatternFill(start_color="FFFF9999", end_color="FFFF9999", fill_type="solid")


def annotate(path: Path, errors: Sequence[InputError]) -> Path | None:
    """Write ``<stem>.checked.xlsx`` beside a workbook, with the errors as comments on red cells, and return its path.

    An error of a whole line, or of a column that is missing, is put on the line's first cell. What stands in place of
    a reference to a secret is left out: the copy may be sent on. Returns None where there is nothing to mark: the table
    is no workbook, or no error has a line in it.

    Raises:
        SetupError: The copy cannot be written.
    """
    places = {error: place(error.where, path.name) for error in errors}
    if path.suffix.casefold() not in (".xlsx", ".xlsm") or not any(line for line, _ in places.values()):
        return None
    book = open_workbook(path, path.read_bytes())
    page = first_page(path, book)
    _mark(page, places)
    target = path.with_name(f"{path.stem}.checked.xlsx")
    try:
        book.save(target)
        shutil.copymode(path, target)
    except OSError as error:
        what = f"the marked copy {target} cannot be written ({error.strerror})"
        raise SetupError(what, "Close it in Excel, or copy the table to a folder that you may write to.") from None
    return target


def _mark(page: Worksheet, places: dict[InputError, tuple[int, str]]) -> None:
    header, columns = _header(page)
    for name in _SECRET:
        if name in columns:
            _hide(page, header + 1, columns[name])
    texts: dict[tuple[int, int], list[str]] = defaultdict(list)
    for error, (line, column) in places.items():
        if line:
            texts[line, columns.get(column_name(column), 1)].append(f"{error.what}\n{error.right}".strip())
    for (line, index), words in texts.items():
        cell = page.cell(line, index)
        if isinstance(cell, MergedCell):
            continue  # the merged area has an error of its own, on its first cell
        cell.fill = _RED
        cell.comment = Comment("\n\n".join(words), "fapiao", width=320, height=40 + 60 * len(words))


def _header(page: Worksheet) -> tuple[int, dict[str, int]]:
    """Return the first line with any text, and the number of each column by its name."""
    for line, row in enumerate(page.iter_rows(), start=1):
        if names := {column_name(str(cell.value)): cell.column for cell in row if cell.value is not None}:
            return line, names
    return 0, {}


def _hide(page: Worksheet, first: int, column: int) -> None:
    for (cell,) in page.iter_rows(first, page.max_row, column, column):
        if not isinstance(cell, MergedCell) and cell.value is not None and not _is_reference(str(cell.value)):
            cell.value = _HIDDEN


def _is_reference(text: str) -> bool:
    try:
        parse_reference(text, Path())
    except InputError:
        return False
    return True
