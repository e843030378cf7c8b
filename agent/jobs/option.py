"""A flow's input as options of a command line: ``--words A,B``, ``--words=A,B``; a flag stands alone."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from pydantic import BaseModel

from agent.errors import InputError, InputErrors
from agent.jobs.value import Input, holds, validated
from agent.table import suggest


def input_from_options(args: Sequence[str], model: type[Input]) -> Input:
    """Return the input that command line options spell: ``--words A,B``, ``--words=A,B``; a flag stands alone.

    Raises:
        InputErrors: All faults of the options at once.
    """
    texts, errors = _option_texts(args, model)
    if errors:
        raise InputErrors(errors)
    value, errors = validated(model, texts, lambda field="": option_name(field) if field else "options")
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


def _option_texts(
    args: Sequence[str], model: type[BaseModel], others: Collection[str] = ()
) -> tuple[dict[str, str], list[InputError]]:
    known = {option_name(name): name for name in model.model_fields}
    flags = [option for option, name in known.items() if holds(model.model_fields[name], bool)]
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
