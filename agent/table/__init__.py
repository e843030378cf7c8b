"""Tables that people fill in (CSV, XLSX, YAML), read into rows that know where every cell stands."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from agent.errors import InputError, InputErrors
from agent.table.mapping import read_yaml
from agent.table.shape import Shape
from agent.table.sheet import Cell, Sheet, column_name, place, plain, suggest
from agent.table.text import read_text
from agent.table.workbook import read_workbook

__all__ = [
    "Row",
    "Shape",
    "Sheet",
    "column_name",
    "load_sheet",
    "place",
    "plain",
    "read_table",
    "scan_sheet",
    "scan_table",
    "suggest",
]

LIMIT_MB = 10
_TEXT = (".csv", ".tsv", ".txt")
_WORKBOOK = (".xlsx", ".xlsm")
_YAML = (".yaml", ".yml")
_AS_TEXT = "format the column as text, then type the value again"


@dataclass(frozen=True)
class Row:
    """One line of a table: the tidied text of each column, and its place for messages."""

    file: str
    line: int
    cells: Mapping[str, Cell] = field(repr=False)
    heads: Mapping[str, str] = field(default_factory=dict, repr=False)
    """What the header calls a column, where that is another name."""

    def __getitem__(self, column: str) -> str:
        """Return the text in a column, empty where the table has none."""
        return self.cells[column].text if column in self.cells else ""

    def where(self, column: str = "") -> str:
        """Return the place as ``a.csv:3:secret`` or ``a.xlsx:F3:secret``, or of the whole line as ``a.csv:3``."""
        if not column:
            return f"{self.file}:{self.line}"
        at = self.cells[column].at if column in self.cells else self.line
        return f"{self.file}:{at}:{self.heads.get(column, column)}"


def read_table(
    path: Path, columns: Sequence[str], required: Collection[str], *, text_columns: Collection[str] = ()
) -> list[Row]:
    """Return the rows of a CSV, XLSX or YAML file, blank lines left out.

    Column names are read without regard to case, and with blank, ``-`` or ``_`` alike. Cells lose outer blanks and
    invisible characters; a cell that is written wholly in full-width forms becomes ordinary text, one with Chinese
    characters keeps its full-width brackets and commas. Of a workbook the first visible sheet is read, hidden rows too.

    Args:
        columns: All columns that the table may have, as ``snake_case``.
        required: Columns that must be there, and filled in on every line.
        text_columns: Columns in which a number cell of a workbook is a fault, because Excel drops leading zeros and
            every digit after the 15th.

    Raises:
        InputErrors: All faults of the table at once.
    """
    rows, errors = scan_table(path, columns, required, text_columns=text_columns)
    if errors:
        raise InputErrors(errors)
    return rows


def scan_table(
    path: Path, columns: Sequence[str], required: Collection[str], *, text_columns: Collection[str] = ()
) -> tuple[list[Row], list[InputError]]:
    """Return the rows as ``read_table`` does, and beside them the faults of single lines and cells.

    For callers that look for faults of their own in the same rows, so that people see all of them at once.

    Raises:
        InputErrors: The file or its header is faulty, so that no row can be trusted.
    """
    return scan_sheet(path, load_sheet(path, columns), Shape(columns, required, text_columns))


def load_sheet(path: Path, words: Collection[str]) -> Sheet:
    """Return a file's cells before anything is held against them.

    Args:
        words: What the header may consist of; the separator of a CSV file is told by them.

    Raises:
        InputErrors: The file is no table.
    """
    try:
        return _read(path, words)
    except InputError as error:
        raise InputErrors([error]) from None


def scan_sheet(path: Path, sheet: Sheet, shape: Shape) -> tuple[list[Row], list[InputError]]:
    """Return the rows of a sheet, and beside them the faults of single lines and cells.

    Raises:
        InputErrors: The header is faulty, so that no row can be trusted.
    """
    columns = shape.columns
    if not sheet.header:
        right = "the first line names the columns: " + ", ".join(columns)
        raise InputErrors([InputError(str(path), "is empty", right)])
    names = [shape.column(cell.text) for cell in sheet.header]
    if not set(names) & set(columns) and not any(cell.fault for cell in sheet.header):
        # The line is not shown: where a header is missing, it may hold a secret.
        what, right = "the first line names none of the columns", "begin with a header: " + ", ".join(columns)
        raise InputErrors([InputError(f"{path.name}:{sheet.header[0].line}", what, right)])
    errors = _header_errors(path.name, sheet, names, shape)
    if not sheet.lines:
        errors.append(InputError(str(path), "has a header but no rows below it", "fill in at least one line"))
    if errors:
        raise InputErrors(errors)
    heads = {name: cell.text for name, cell in zip(names, sheet.header, strict=True) if name != column_name(cell.text)}
    rows = [_row(path.name, names, cells, heads) for cells in sheet.lines]
    for row, cells in zip(rows, sheet.lines, strict=True):
        errors += _overflow(row.where(), names, cells) + _cell_errors(row, shape)
    return rows, errors


def _row(file: str, names: Sequence[str], cells: Sequence[Cell], heads: Mapping[str, str]) -> Row:
    line = min(cell.line for cell in cells)
    absent = {name: Cell("", line) for name in names if name}
    return Row(file, line, absent | {name: cell for name, cell in zip(names, cells, strict=False) if name}, heads)


def _read(path: Path, columns: Collection[str]) -> Sheet:
    data, kind = _load(path), path.suffix.casefold()
    if kind in _WORKBOOK and data:
        return read_workbook(path, data)
    if kind in _YAML:
        return read_yaml(path, data)
    if kind in _TEXT + _WORKBOOK:
        return read_text(path, data, columns)
    what = f"is no kind of table that can be read ({kind or 'no ending'})"
    raise InputError(str(path), what, "save it as .xlsx, .csv (UTF-8) or .yaml")


def _load(path: Path) -> bytes:
    try:
        if not path.exists():
            raise InputError(str(path), "there is no such file", "check the name and the folder")
        if not path.is_file():
            what = "is a folder, not a file" if path.is_dir() else "is no ordinary file"
            raise InputError(str(path), what, "name a .xlsx, .csv or .yaml file")
        size_mb = path.stat().st_size / 1024**2
        if size_mb > LIMIT_MB:
            what = f"is {size_mb:,.1f} MB, the limit is {LIMIT_MB} MB"
            raise InputError(str(path), what, "is it the right file? If so, split the table")
        return path.read_bytes()
    except OSError as error:
        right = "close it in other programs, and check that you may read it"
        raise InputError(str(path), f"cannot be read ({error.strerror})", right) from None


def _header_errors(file: str, sheet: Sheet, names: Sequence[str], shape: Shape) -> list[InputError]:
    errors = []
    seen: set[str] = set()
    told: set[str] = set()
    for cell, name in zip(sheet.header, names, strict=True):
        where = f"{file}:{cell.at}:{cell.text}"
        if cell.fault:
            errors.append(InputError(where, cell.fault, cell.right))
        elif name and name not in shape.columns:
            right = shape.suggest(name)
            # The list of all columns is said once: another table than the one meant has many of these.
            errors.append(InputError(where, f"there is no column {cell.text!r}", right * (right not in told)))
            told.add(right)
        elif name and name in seen:
            errors.append(InputError(where, f"the column {name} stands twice", "keep one of the two"))
        seen.add(name)
    line = sheet.header[0].line
    # Under a faulty cell of the header any column may hide.
    is_whole = not any(cell.fault for cell in sheet.header)
    missing = [name for name in shape.columns if name in shape.required and name not in seen] if is_whole else []
    return errors + [InputError(f"{file}:{line}:{name}", "the column is missing", "add it") for name in missing]


def _overflow(where: str, names: Sequence[str], cells: Sequence[Cell]) -> list[InputError]:
    errors = []
    if any(not cell.is_blank for cell in cells[len(names) :]):
        what = f"has {len(cells)} cells, but the header names {len(names)} columns"
        right = "a value with a separator in it must stand in double quotes; or remove what is right of the last column"
        errors.append(InputError(where, what, right))
    for index, (name, cell) in enumerate(zip(names, cells, strict=False), start=1):
        if not name and not cell.is_blank:
            errors.append(InputError(where, f"column {index} is filled in, but has no name", "name it in the header"))
    return errors


def _cell_errors(row: Row, shape: Shape) -> list[InputError]:
    errors = []
    for column, cell in row.cells.items():
        if cell.fault:
            errors.append(InputError(row.where(column), cell.fault, cell.right))
        elif cell.is_number and column in shape.text_columns:
            what = f"is kept as a number ({cell.text}); Excel may have dropped leading zeros or the last digits"
            errors.append(InputError(row.where(column), what, _AS_TEXT))
        elif column in shape.required and cell.is_blank:
            errors.append(InputError(row.where(column), "is empty", "fill it in"))
    return errors
