"""Jobs files: one line for each job, of one flow or of several."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from pathlib import Path
from typing import NamedTuple

from pydantic import BaseModel

from agent.errors import InputError, InputErrors
from agent.jobs.column import ACCOUNT, FLOW, Models, chinese_names, fields_of, shape_of_mixed, shape_of_one
from agent.jobs.value import validated
from agent.table import Row, column_name, load_sheet, place, plain, scan_sheet, suggest


class JobLine(NamedTuple):
    """One line of a jobs file."""

    account: str
    flow: str
    input: BaseModel
    where: str
    """Its place, as ``jobs.csv:7``."""


def read_jobs(path: Path, models: Models, accounts: Collection[str], flow: str = "") -> list[JobLine]:
    """Return the lines of a jobs file.

    The table has a column ``account`` and one for each field of the model; an empty cell means the field's default. A
    column ``flow`` names the flow of each line; columns of other flows are empty there. Chinese headings are read too.

    Args:
        models: All flows that there are.
        accounts: Names of the roster's accounts.
        flow: The flow that all lines are of; may be empty where the table has a column ``flow``.

    Raises:
        InputErrors: All faults of the file at once.
    """
    names = chinese_names(models)
    sheet = load_sheet(path, {ACCOUNT, FLOW, *fields_of(models), *names})
    is_mixed = any(names.get(word, word) == FLOW for word in (column_name(cell.text) for cell in sheet.header))
    if sheet.header and not is_mixed and not flow:
        right = "add the column, or name the flow of all lines in the command: fapiao flows list"
        where, what = f"{path.name}:{sheet.header[0].line}:{FLOW}", "the column is missing, and no flow is named"
        raise InputErrors([InputError(where, what, right)])
    shape = shape_of_one(models[flow]) if flow and not is_mixed else shape_of_mixed(models)
    rows, errors = scan_sheet(path, sheet, shape)
    spoilt = {place(error.where, path.name)[0] for error in errors}
    lines = []
    for row in rows:
        account, name = plain(row[ACCOUNT]).strip(), plain(row[FLOW]).strip() if is_mixed else flow
        errors += _account_faults(row, account, accounts)
        errors += _flow_faults(row, name, models, flow)
        if name in models and spoilt.isdisjoint(_lines(row)):
            line, faults = _job_line(row, account, name, models[name])
            errors += faults
            lines += [line] if line else []
    if errors:
        raise InputErrors(sorted(errors, key=lambda error: place(error.where, path.name)))
    return lines


def _account_faults(row: Row, account: str, accounts: Collection[str]) -> list[InputError]:
    if not account or account in accounts:
        return []
    what = f"there is no account {account!r} in the roster"
    return [InputError(row.where(ACCOUNT), what, suggest(account, accounts))]


def _flow_faults(row: Row, name: str, models: Models, flow: str) -> Iterator[InputError]:
    """Give what is wrong with a line's flow, and with the columns that are filled in though it does not know them."""
    if not name:
        return  # an empty cell in a column that is needed is told already
    if name not in models:
        yield InputError(row.where(FLOW), f"there is no flow {name!r}", suggest(name, models))
        return
    if flow and name != flow:
        right = f"correct the line, or leave {flow} out of the command"
        yield InputError(row.where(FLOW), f"the line is for {name}, the command for {flow}", right)
    known = {ACCOUNT, FLOW, *models[name].model_fields}
    for column, cell in row.cells.items():
        if column not in known and cell.text:
            right = "empty the cell, or correct the line's flow"
            yield InputError(row.where(column), f"is filled in, but {name} has no such column", right)


def _job_line(row: Row, account: str, name: str, model: type[BaseModel]) -> tuple[JobLine | None, list[InputError]]:
    texts = {field: row[field] for field in model.model_fields if row[field]}
    value, faults = validated(model, texts, row.where)
    return (JobLine(account, name, value, row.where()) if value else None), faults


def _lines(row: Row) -> set[int]:
    return {row.line} | {cell.line for cell in row.cells.values()}
