"""Values of a flow's input as people write them, and what is said of those that do not fit."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any, TypeVar, get_args, get_origin

from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo

from agent.errors import InputError
from agent.table import plain

_SEPARATORS = re.compile(r"[\s,;\uff0c\uff1b\u3001]+")
_FLAGS = {"\u662f": "true", "x": "true", "\u2713": "true", "\u5426": "false"}
_SHOWN = 60

Input = TypeVar("Input", bound=BaseModel)


def validated(
    model: type[Input], texts: Mapping[str, str], where: Callable[..., str]
) -> tuple[Input | None, list[InputError]]:
    """Return the input that these texts spell, or everything that does not fit.

    Args:
        where: Gives the place of a field, or of the whole without one.
    """
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
    if holds(field, bool):
        return _FLAGS.get(plain(text).strip().casefold(), plain(text).strip())
    if holds(field, tuple, list, set, frozenset):
        return [word for word in _SEPARATORS.split(text) if word]
    return text


def holds(field: FieldInfo, *kinds: type) -> bool:
    """Tell whether a field's type is, or has in it, one of these."""
    return any(kind in kinds for kind in types(field.annotation))


def types(annotation: Any) -> Iterator[Any]:
    """Give a type and all that it is made of."""
    yield get_origin(annotation) or annotation
    for argument in get_args(annotation):
        yield from types(argument)
