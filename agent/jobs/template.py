"""Jobs files to fill in: headings in one language, an example line for each flow, in a workbook help at each cell."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from agent.errors import InputError, SetupError
from agent.jobs.column import ACCOUNT, ACCOUNT_COLUMN, FLOW, Models, column_of
from agent.jobs.heading import Heading, headings
from agent.model import Locale
from agent.table.cells import TEXT, fit, head, put
from agent.table.workbook import ROW_LIMIT
from agent.table.written import Sheet, check_ending, table_bytes

_EXAMPLE = Font(italic=True, color="7A7A7A")
_LIST_LIMIT = 255
"""Characters of a drop-down's choices that Excel takes."""
_NOTE_WIDTH, _LINE_HEIGHT, _LINE_LENGTH = 320, 20, 44
"""Pixels, pixels and characters of a comment."""


def write_template(models: Models, path: Path, language: Locale) -> None:
    """Write a jobs file with an example line for each of these flows, CSV or XLSX by its ending.

    Raises:
        InputError: The file exists, or has another ending.
        SetupError: It cannot be written.
    """
    check_ending(path)
    if path.exists():
        raise InputError(str(path), "exists already, and is left as it is", "name a new file")
    heads = headings(models, language)
    examples = [_example(flow, heads, models) for flow in models]
    try:
        if path.suffix.casefold() == ".csv":
            path.write_bytes(table_bytes(Sheet("jobs", [each.text for each in heads], examples), path.suffix))
        else:
            _workbook(heads, examples).save(path)
    except OSError as error:
        what = f"{path} cannot be written ({error.strerror})"
        raise SetupError(what, "Choose a folder that you may write to.") from None


def _example(flow: str, heads: Sequence[Heading], models: Models) -> list[str]:
    marks = {name: column_of(field) for name, field in models[flow].model_fields.items()}
    words = {name: mark.example for name, mark in marks.items() if mark}
    words |= {ACCOUNT: ACCOUNT_COLUMN.example, FLOW: flow}
    return [words.get(each.name, "") for each in heads]


def _workbook(heads: Sequence[Heading], examples: Sequence[Sequence[str]]) -> Workbook:
    book = Workbook()
    page = book.worksheets[0]
    page.title, page.freeze_panes = "jobs", "B2"
    for row, example in enumerate(examples, start=2):
        for at, word in enumerate(example, start=1):
            put(page, row, at, word).font = _EXAMPLE
    for at, heading in enumerate(heads, start=1):
        cell = put(page, 1, at, heading.text)
        head(cell)
        cell.comment = _comment(heading.note)
        # Text, so that Excel keeps leading zeros and long numbers and makes no dates.
        page.column_dimensions[get_column_letter(at)].number_format = TEXT
        _offer(page, get_column_letter(at), heading.choices)
    fit(page, heads=0)
    return book


def _comment(note: str) -> Comment:
    lines = sum(1 + len(line) // _LINE_LENGTH for line in note.split("\n"))
    return Comment(note, "fapiao", height=_LINE_HEIGHT * (lines + 1), width=_NOTE_WIDTH)


def _offer(page: Worksheet, letter: str, choices: Sequence[str]) -> None:
    """Give the cells of a column a drop-down, where a spreadsheet can hold the choices."""
    listed = ",".join(choices)
    if not choices or len(listed) > _LIST_LIMIT or any("," in choice for choice in choices):
        return
    validation = DataValidation(type="list", formula1=f'"{listed}"', allow_blank=True, showErrorMessage=True)
    validation.error = ", ".join(choices)[:_LIST_LIMIT]
    validation.add(f"{letter}2:{letter}{ROW_LIMIT}")
    page.add_data_validation(validation)
