"""Headings of a jobs file in one language: the column's name, and what helps to fill in the cells below."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any

from pydantic.fields import FieldInfo

from agent.jobs.column import ACCOUNT, ACCOUNT_COLUMN, FLOW, FLOW_COLUMN, Column, Models, column_of, fields_of
from agent.jobs.value import holds, types
from agent.model import Locale


@dataclass(frozen=True)
class Heading:
    """The first cell of a column."""

    name: str
    """The column, whatever the language."""
    text: str
    note: str
    """What the column is, its unit, whether it is needed, and what it may hold."""
    choices: Sequence[str] = ()
    """All that a cell may hold, where that is fixed."""


@dataclass(frozen=True)
class _Words:
    needed: str
    optional: str
    one_of: str
    yes_no: tuple[str, ...]
    account: str
    flow: str


_WORDS: Mapping[Locale, _Words] = {
    "en": _Words(
        needed="Needed.",
        optional="May stay empty.",
        one_of="One of: {}.",
        yes_no=("yes", "no"),
        account="Name of the account, as the roster has it.",
        flow="What is to be done for this line; columns of other flows stay empty.",
    ),
    "zh-CN": _Words(
        needed="必填。",
        optional="选填。",
        one_of="可选值：{}。",
        yes_no=("是", "否"),
        account=ACCOUNT_COLUMN.what,
        flow=FLOW_COLUMN.what,
    ),
}


def headings(models: Models, language: Locale) -> list[Heading]:
    """Return the columns of a jobs file for these flows; several of them need the column that says which."""
    words = _WORDS[language]
    made = [Heading(ACCOUNT, _text(ACCOUNT, ACCOUNT_COLUMN, language), f"{words.needed}\n{words.account}")]
    if len(models) > 1:
        flows = tuple(models)
        note = "\n".join((words.needed, words.flow, words.one_of.format(", ".join(flows))))
        made.append(Heading(FLOW, _text(FLOW, FLOW_COLUMN, language), note, flows))
    return made + [_of_field(name, models, language) for name in fields_of(models)]


def _of_field(name: str, models: Models, language: Locale) -> Heading:
    fields = {flow: model.model_fields[name] for flow, model in models.items() if name in model.model_fields}
    notes = {flow: _note(field, language) for flow, field in fields.items()}
    told = list(notes.values()) if len(models) == 1 else [f"{flow}: {note}" for flow, note in notes.items()]
    choices = {_choices(field, language) for field in fields.values()}
    mark = next(filter(None, map(column_of, fields.values())), None)
    return Heading(name, _text(name, mark, language), "\n\n".join(told), choices.pop() if len(choices) == 1 else ())


def _text(name: str, mark: Column | None, language: Locale) -> str:
    return mark.chinese if mark and language == "zh-CN" else name


def _note(field: FieldInfo, language: Locale) -> str:
    words, mark, choices = _WORDS[language], column_of(field), _choices(field, language)
    what = mark.what if mark and language == "zh-CN" else " ".join((field.description or "").split())
    listed = words.one_of.format(", ".join(choices)) if choices else ""
    return "\n".join(filter(None, (words.needed if field.is_required() else words.optional, what, listed)))


def _choices(field: FieldInfo, language: Locale) -> tuple[str, ...]:
    if holds(field, tuple, list, set, frozenset):
        return ()  # a cell may hold several
    if holds(field, bool):
        return _WORDS[language].yes_no
    return tuple(text for kind in types(field.annotation) for text in _members(kind) if text)


def _members(kind: Any) -> Iterator[str]:
    """Give the values of an enum, or of one word of a literal."""
    if isinstance(kind, type) and issubclass(kind, Enum):
        yield from (str(member.value) for member in kind)
    elif isinstance(kind, str):
        yield kind
