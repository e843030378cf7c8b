"""Columns of jobs files: account, flow, and one for each field of a flow's input."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from agent.jobs.value import holds
from agent.table import Shape, column_name

ACCOUNT, FLOW = "account", "flow"

Models = Mapping[str, type[BaseModel]]
"""Name of each flow to the model of its input."""


@dataclass(frozen=True)
class Column:
    """What a jobs file says of a field beside the field's docstring; stands in the field's ``Annotated``."""

    chinese: str
    """Its Chinese name, as the heading of a column."""
    what: str
    """What it is, in Chinese."""
    example: str = ""
    """What stands in the template's example line."""


ACCOUNT_COLUMN = Column("账号", "账号名称，与账号清单中的一致。", "east-01")
FLOW_COLUMN = Column("流程", "这一行要办理的流程。")
_NAMES = {ACCOUNT_COLUMN.chinese: ACCOUNT, FLOW_COLUMN.chinese: FLOW}


def column_of(field: FieldInfo) -> Column | None:
    """Return what a jobs file says of a field; None where the flow says nothing."""
    return next((mark for mark in field.metadata if isinstance(mark, Column)), None)


def chinese_names(models: Models) -> dict[str, str]:
    """Return the Chinese name of each column, as headings are read, with the column."""
    names = dict(_NAMES)
    for model in models.values():
        for name, field in model.model_fields.items():
            if mark := column_of(field):
                names[column_name(mark.chinese)] = name
    return names


def fields_of(models: Models) -> list[str]:
    """Return the columns that these flows know, beside account and flow."""
    return list(dict.fromkeys(name for model in models.values() for name in model.model_fields))


def shape_of_one(model: type[BaseModel]) -> Shape:
    """Return the columns of a jobs file of one flow; a column ``flow`` is known, so that a slip in it is told."""
    needed = {name for name, field in model.model_fields.items() if field.is_required()}
    return _shape({"": model}, {ACCOUNT} | needed)


def shape_of_mixed(models: Models) -> Shape:
    """Return the columns of a jobs file whose lines name their flows."""
    return _shape(models, {ACCOUNT, FLOW})


def _shape(models: Models, required: set[str]) -> Shape:
    texts = {name for model in models.values() for name, field in model.model_fields.items() if _is_text(field)}
    columns = (ACCOUNT, *fields_of(models), FLOW)
    return Shape(columns, required, {ACCOUNT, FLOW} | texts, chinese_names(models))


def _is_text(field: FieldInfo) -> bool:
    return not holds(field, int, float, Decimal, bool)
