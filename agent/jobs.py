"""Jobs files and job options: the input of any flow, as its own model describes it."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from decimal import Decimal
from enum import Enum
from pathlib import Path
from typing import Any, TypeVar, get_args, get_origin

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo

from agent.errors import InputError, InputErrors, SetupError
from agent.table import Row, place, plain, scan_table, suggest

ACCOUNT = "account"

_SEPARATORS = re.compile(r"[\s,;\uff0c\uff1b\u3001]+")
_FLAGS = {"\u662f": "true", "x": "true", "\u2713": "true", "\u5426": "false"}
_SHOWN = 60

Input = TypeVar("Input", bound=BaseModel)


def read_jobs(path: Path, model: type[Input], accounts: Collection[str]) -> list[tuple[str, Input, str]]:
    """Return account, input and place (``jobs.csv:7``) of each line of a jobs file.

    The table has a column ``account`` and one for each field of the model; an empty cell means the field's default.

    Args:
        accounts: Names of the roster's accounts.

    Raises:
        InputErrors: All faults of the file at once.
    """
    fields = model.model_fields
    required = {ACCOUNT} | {name for name, field in fields.items() if field.is_required()}
    text_columns = {ACCOUNT} | {name for name, field in fields.items() if not _holds(field, int, float, Decimal, bool)}
    rows, errors = scan_table(path, (ACCOUNT, *fields), required, text_columns=text_columns)
    spoilt = {place(error.where, path.name)[0] for error in errors}
    jobs = []
    for row in rows:
        name = plain(row[ACCOUNT]).strip()
        if name and name not in accounts:
            what = f"there is no account {name!r} in the roster"
            errors.append(InputError(row.where(ACCOUNT), what, suggest(name, accounts)))
        if spoilt.isdisjoint(_lines(row)):
            texts = {field: row[field] for field in fields if row[field]}
            value, faults = _validated(model, texts, row.where)
            errors += faults
            jobs += [(name, value, row.where())] if value else []
    if errors:
        raise InputErrors(sorted(errors, key=lambda error: place(error.where, path.name)))
    return jobs


def input_from_options(args: Sequence[str], model: type[Input]) -> Input:
    """Return the input that command line options spell: ``--words A,B``, ``--words=A,B``; a flag stands alone.

    Raises:
        InputErrors: All faults of the options at once.
    """
    texts, errors = _option_texts(args, model)
    if errors:
        raise InputErrors(errors)
    value, errors = _validated(model, texts, lambda field="": option_name(field) if field else "options")
    if value is None:
        raise InputErrors(errors)
    return value


def check_options(args: Sequence[str], model: type[BaseModel], others: Collection[str] = ()) -> None:
    """Hold the words of a command line against the options of a flow, not yet their values.

    Args:
        others: Options that the command itself has, so that a slip in one of those is recognised too.

    Raises:
        InputErrors: There is no such option, or one has no value or stands twice.
    """
    _, errors = _option_texts(args, model, others)
    if errors:
        raise InputErrors(errors)


def option_name(field: str) -> str:
    """Return the option of a field: ``some_field`` is ``--some-field``."""
    return "--" + field.replace("_", "-")


def template(model: type[BaseModel], path: Path) -> None:
    """Write an empty jobs file, CSV or XLSX by its ending; a workbook has a second sheet that explains each column.

    Raises:
        InputError: The file exists, or has another ending.
        SetupError: It cannot be written.
    """
    kind = path.suffix.casefold()
    if kind not in (".csv", ".xlsx"):
        raise InputError(str(path), "ends in neither .csv nor .xlsx", "name the file jobs.xlsx or jobs.csv")
    if path.exists():
        raise InputError(str(path), "exists already, and is left as it is", "name a new file")
    try:
        if kind == ".csv":
            # The mark at the start lets Excel read Chinese text as UTF-8.
            path.write_text(",".join((ACCOUNT, *model.model_fields)) + "\n", encoding="utf-8-sig")
        else:
            _write_workbook(model, path)
    except OSError as error:
        raise SetupError(
            f"{path} cannot be written ({error.strerror})", "Choose a folder that you may write to."
        ) from None


def explained(model: type[BaseModel]) -> list[tuple[str, str, str]]:
    """Return name, ``needed`` or nothing, and explanation of each column of a jobs file."""
    lines = [(ACCOUNT, "needed", "Name of the account, as the roster has it.")]
    for name, field in model.model_fields.items():
        words = " ".join((field.description or "").split())
        if values := [str(member.value) for kind in _types(field.annotation) for member in _members(kind)]:
            words = f"{words} One of: {', '.join(values)}.".strip()
        lines.append((name, "needed" if field.is_required() else "", words))
    return lines


def _option_texts(
    args: Sequence[str], model: type[BaseModel], others: Collection[str] = ()
) -> tuple[dict[str, str], list[InputError]]:
    known = {option_name(name): name for name in model.model_fields}
    flags = [option for option, name in known.items() if _holds(model.model_fields[name], bool)]
    texts: dict[str, str] = {}
    errors: list[InputError] = []
    for option, value in _options(args, flags):
        name = known.get(option, "")
        if not option.startswith("--"):
            right = "a value stands behind its option, in quotes if it has blanks; a yes-or-no option stands alone"
            errors.append(InputError(option, "belongs to no option", right))
        elif not name:
            errors.append(InputError(option, "there is no such option", suggest(option, [*known, *others])))
        elif not value.strip():
            errors.append(InputError(option, "has no value", f"write {option} VALUE"))
        elif name in texts:
            errors.append(InputError(option, "is given twice", "give it once; several values are separated by commas"))
        texts[name] = value
    return texts, errors


def _options(args: Sequence[str], flags: Collection[str]) -> Iterator[tuple[str, str]]:
    """Yield each option with its value, and each word that belongs to none."""
    rest = list(args)
    while rest:
        option, mark, value = rest.pop(0).partition("=")
        if option.startswith("--") and not mark:
            if option in flags:
                value = "true"
            elif rest and not rest[0].startswith("--"):
                value = rest.pop(0)
        yield option, value


def _validated(
    model: type[Input], texts: Mapping[str, str], where: Callable[..., str]
) -> tuple[Input | None, list[InputError]]:
    values = {name: _value(model.model_fields[name], text) for name, text in texts.items()}
    try:
        return model.model_validate(values), []
    except ValidationError as error:
        return None, [_fault(fault, model, texts, where) for fault in error.errors(include_url=False)]


def _fault(
    fault: Mapping[str, Any], model: type[BaseModel], texts: Mapping[str, str], where: Callable[..., str]
) -> InputError:
    """Return pydantic's error in this program's words; a model's own ValueError speaks as ``fault; remedy``."""
    name = str(fault["loc"][0]) if fault["loc"] else ""
    place_of = where(name) if name else where()
    cause = fault.get("ctx", {}).get("error")
    if isinstance(cause, ValueError):
        what, mark, right = str(cause).rpartition("; ")
        return InputError(place_of, what if mark else right, right if mark else "")
    description = " ".join((model.model_fields[name].description or "").split()) if name in model.model_fields else ""
    if fault["type"] == "missing":
        return InputError(place_of, "is needed", description)
    text = texts.get(name, "")
    shown = repr(text if len(text) <= _SHOWN else text[:_SHOWN] + "...")
    right = (
        "write yes or no" if fault["type"] == "bool_parsing" else str(fault["msg"]).replace("Input should", "it should")
    )
    return InputError(place_of, f"{shown} does not fit", right)


def _value(field: FieldInfo, text: str) -> Any:
    if _holds(field, bool):
        return _FLAGS.get(plain(text).strip().casefold(), plain(text).strip())
    if _holds(field, tuple, list, set, frozenset):
        return [word for word in _SEPARATORS.split(text) if word]
    return text


def _holds(field: FieldInfo, *kinds: type) -> bool:
    return any(kind in kinds for kind in _types(field.annotation))


def _types(annotation: Any) -> Iterator[Any]:
    yield get_origin(annotation) or annotation
    for argument in get_args(annotation):
        yield from _types(argument)


def _members(kind: Any) -> Sequence[Enum]:
    return list(kind) if isinstance(kind, type) and issubclass(kind, Enum) else []


def _lines(row: Row) -> set[int]:
    return {row.line} | {cell.line for cell in row.cells.values()}


def _write_workbook(model: type[BaseModel], path: Path) -> None:
    lines = explained(model)
    book = Workbook()
    jobs, fields = book.worksheets[0], book.create_sheet("fields")
    jobs.title, jobs.freeze_panes = "jobs", "A2"
    for index, (name, _, _) in enumerate(lines, start=1):
        jobs.cell(1, index, name).font = Font(bold=True)
        column = jobs.column_dimensions[get_column_letter(index)]
        # Text, so that Excel keeps leading zeros and long numbers and makes no dates.
        column.number_format, column.width = "@", max(14, len(name) + 4)
    fields.append(("column", "needed", "what to fill in"))
    for line in lines:
        fields.append(line)
    for cell in fields[1]:
        cell.font = Font(bold=True)
    for letter, width in (("A", 18), ("B", 10), ("C", 100)):
        fields.column_dimensions[letter].width = width
    for cell in fields["C"]:
        cell.alignment = Alignment(wrap_text=True, vertical="top")
    book.save(path)
