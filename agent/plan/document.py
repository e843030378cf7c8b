"""JSON files that people sign: written whole, and read with the place of everything that is wrong with them."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn, TypeVar

from pydantic import BaseModel, ValidationError

from agent.errors import InputError, InputErrors, SetupError

MOST_FAULTS = 20
"""Faults of one file that are told; the rest is counted."""

_NO_JSON = "nothing may be changed in it by hand"
_WORDS = {"missing": "is missing", "extra_forbidden": "there is no such field"}

Model = TypeVar("Model", bound=BaseModel)


@dataclass(frozen=True)
class Kind:
    """A kind of file, and what is said of one that is not as it should be."""

    noun: str
    mark: str
    """The key that holds the version of the file's format; its value here is 1."""
    limit_mb: int
    remedy: str


class _FaultError(ValueError):
    """A fault of the text that the JSON reader itself lets pass."""


def load_bytes(path: Path, limit_mb: int, remedy: str) -> bytes:
    """Return a file's content.

    Raises:
        InputError: There is no such file, it is none, it cannot be read, or is too large.
    """
    try:
        if not path.exists():
            raise InputError(str(path), "there is no such file", remedy)
        if not path.is_file():
            raise InputError(str(path), "is a folder" if path.is_dir() else "is no ordinary file", remedy)
        size_mb = path.stat().st_size / 1024**2
        if size_mb > limit_mb:
            raise InputError(str(path), f"is {size_mb:,.1f} MB, the limit is {limit_mb} MB", "is it the right file?")
        return path.read_bytes()
    except OSError as error:
        raise InputError(str(path), f"cannot be read ({error.strerror})", "check that you may read it") from None


def read_document(path: Path, kind: Kind, model: type[Model]) -> tuple[Model, bytes]:
    """Return what a file says, and its bytes.

    Raises:
        InputErrors: Everything that does not fit, each with its dotted place.
        InputError: It is no JSON at all, or another kind or version of file.
    """
    data = load_bytes(path, kind.limit_mb, kind.remedy)
    if not data.strip():
        raise InputError(str(path), "is empty", kind.remedy)
    _check_mark(path, _parsed(path, data), kind)
    try:
        return model.model_validate_json(data, strict=True), data
    except ValidationError as error:
        faults = [_fault(path, dict(part)) for part in error.errors(include_url=False, include_input=False)]
    # Not inside of the except: what stands in the file belongs into no error, not even as its context.
    raise all_faults(path, faults)


def document_bytes(document: BaseModel) -> bytes:
    """Return a document as it stands in its file."""
    said = document.model_dump(mode="json")
    return (json.dumps(said, ensure_ascii=False, indent=1) + "\n").encode()


def write_whole(path: Path, data: bytes) -> None:
    """Write a file by one move, so that nobody ever reads half of it.

    Raises:
        SetupError: It cannot be written.
    """
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        beside.write_bytes(data)
        beside.replace(path)
    except OSError as error:
        beside.unlink(missing_ok=True)
        advice = "Name a file in a folder that is there and may be written to; see that the disk is not full."
        raise SetupError(f"{path}: cannot be written: {error.strerror or error}", advice) from error


def fault_at(path: Path, place: str, what: str, right: str = "") -> InputError:
    """Return a fault at a dotted place of a file, as ``plan.json:jobs.3.draft``, or of the whole file."""
    return InputError(f"{path.name}:{place}" if place else str(path), what, right)


def all_faults(path: Path, faults: Sequence[InputError]) -> InputErrors:
    """Return all faults of a file as one error; of very many the first ones, the rest counted."""
    more = len(faults) - MOST_FAULTS
    rest = [InputError(str(path), f"has {more:,} faults more")] if more > 0 else []
    return InputErrors([*faults[:MOST_FAULTS], *rest])


def _parsed(path: Path, data: bytes) -> Any:
    try:
        text = data.decode()
        return json.loads(text, object_pairs_hook=_unique, parse_constant=_no_constant)
    except UnicodeDecodeError as error:
        raise InputError(str(path), f"is not UTF-8 text (at byte {error.start + 1:,})", _NO_JSON) from None
    except json.JSONDecodeError as error:
        raise _syntax_error(path, text, error) from None
    except _FaultError as error:
        raise InputError(str(path), str(error), _NO_JSON) from None
    except (ValueError, RecursionError):
        raise InputError(str(path), "holds a number that is too long, or is nested too deep", _NO_JSON) from None


def _syntax_error(path: Path, text: str, error: json.JSONDecodeError) -> InputError:
    whole = text.rstrip()
    is_cut = text.lstrip().startswith("{") and (not whole.endswith("}") or error.pos >= len(whole))
    if is_cut and not error.msg.startswith("Extra data"):
        line, column = whole.count("\n") + 1, len(whole) - whole.rfind("\n") - 1
        right = "it was not written or sent as a whole; get it anew"
        return InputError(f"{path.name}:{line}:{column}", "the file ends in the middle", right)
    return InputError(f"{path.name}:{error.lineno}:{error.colno}", f"is no JSON ({error.msg})", _NO_JSON)


def _unique(pairs: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    said = dict(pairs)
    if len(said) < len(pairs):
        keys = [key for key, _ in pairs]
        twice = next(key for key in keys if keys.count(key) > 1)
        raise _FaultError(f"the key {twice!r} stands twice in one place")
    return said


def _no_constant(word: str) -> NoReturn:
    raise _FaultError(f"holds {word}, which is no number")


def _check_mark(path: Path, said: Any, kind: Kind) -> None:
    version = said.get(kind.mark) if isinstance(said, dict) else None
    if not isinstance(version, int) or isinstance(version, bool) or version < 1:
        raise InputError(str(path), f"is no {kind.noun} of fapiao", kind.remedy)
    if version > 1:
        what = f"was made by a newer fapiao (format {version}, this one reads 1)"
        raise InputError(str(path), what, f"use that one here too; else {kind.remedy}")


def _fault(path: Path, part: dict[str, Any]) -> InputError:
    place = ".".join(str(word) for word in part["loc"])
    what = _WORDS.get(part["type"], str(part["msg"]).removeprefix("Value error, "))
    return fault_at(path, place, what, _NO_JSON)
