"""Files of numbers that people keep: a table with a column of numbers, or plain text with one number in each line."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from agent.errors import InputError
from agent.table import Row, Shape, Sheet, load_sheet, place, scan_sheet
from agent.table.sheet import Cell
from agent.tracking.number import cleaned, read_number

NUMBER, LABEL = "number", "label"
_CHINESE = {
    "运单号": NUMBER,
    "快递单号": NUMBER,
    "邮件号": NUMBER,
    "单号": NUMBER,
    "tracking_number": NUMBER,
    "说明": LABEL,
    "备注": LABEL,
}
_SHAPE = Shape((NUMBER, LABEL), {NUMBER}, aliases=_CHINESE)
_IS_NUMBER = re.compile(r"[A-Z0-9]{8,20}")


@dataclass
class NumberFile:
    """What a file of numbers holds."""

    labels: dict[str, str] = field(default_factory=dict)
    """What is in each parcel, by its number."""
    lines: int = 0
    """Lines that are not blank, without the heading."""
    duplicates: int = 0
    """Lines whose number stood further up already; the first one's label counts."""
    faults: list[InputError] = field(default_factory=list)
    warnings: list[InputError] = field(default_factory=list)
    """Numbers that a person should look at once more; they are taken."""


def read_number_file(path: Path) -> NumberFile:
    """Return the numbers of a CSV, XLSX or text file, with all that is wrong in it.

    Args:
        path: A table has a column ``number`` (运单号) and may have a column ``label`` (说明). A ``.txt`` file may
            begin with a number in place of a heading.

    Raises:
        InputErrors: The file is no table, or its heading is faulty.
    """
    sheet = load_sheet(path, {NUMBER, LABEL, *_CHINESE})
    if path.suffix.casefold() == ".txt" and sheet.header and _IS_NUMBER.fullmatch(cleaned(sheet.header[0].text)):
        sheet = _with_heading(sheet)
    rows, faults = scan_sheet(path, sheet, _SHAPE)
    found = NumberFile(lines=len(rows), faults=faults)
    spoilt = {place(fault.where, path.name)[0] for fault in faults}
    for row in rows:
        if row.line not in spoilt:
            _take(row, found)
    found.faults.sort(key=lambda fault: place(fault.where, path.name))
    return found


def _take(row: Row, found: NumberFile) -> None:
    try:
        number = read_number(row[NUMBER], row.where(NUMBER))
    except InputError as error:
        found.faults.append(error)
        return
    if number.text in found.labels:
        found.duplicates += 1
        return
    found.labels[number.text] = row[LABEL]
    if number.warning:
        found.warnings.append(InputError(row.where(NUMBER), number.warning))


def _with_heading(sheet: Sheet) -> Sheet:
    lines: Sequence[Sequence[Cell]] = [sheet.header, *sheet.lines]
    names = (NUMBER, LABEL)[: max(1, min(2, max(map(len, lines))))]
    return Sheet([Cell(name, sheet.header[0].line) for name in names], lines)
