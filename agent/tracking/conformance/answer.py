"""Answers that the writer of a carrier has saved: one in each file, as HTTP writes it, with the numbers it is about.

``HTTP 200``, headers, among them ``Numbers``, an empty line, the body.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from agent.errors import InputError, InputErrors

_FORM = "the first line is HTTP 200, then come headers, one of them Numbers: NUMBER NUMBER, an empty line, the body"
_STATUS = re.compile(r"HTTP(?:/[0-9.]+)? ([1-5][0-9]{2})\b.*")
_GAP = re.compile(rb"\r?\n\r?\n")


@dataclass(frozen=True)
class SavedAnswer:
    """One answer, and what it answers."""

    name: str
    status: int
    headers: Mapping[str, str]
    body: bytes
    numbers: tuple[str, ...]


def saved_answers(folder: Path) -> list[SavedAnswer]:
    """Return the answers in a folder's files, hidden ones left out.

    Raises:
        InputErrors: There are none, or some are not in this form.
    """
    if not folder.is_dir():
        raise InputErrors([InputError(str(folder), "there is no such folder", "name one with saved answers")])
    answers, faults = [], []
    for path in sorted(each for each in folder.iterdir() if each.is_file() and not each.name.startswith(".")):
        try:
            answers.append(saved_answer(path.name, path.read_bytes()))
        except InputError as error:
            faults.append(error)
        except OSError as error:
            faults.append(InputError(path.name, f"cannot be read ({error.strerror})", "check that you may read it"))
    if not answers and not faults:
        faults.append(InputError(str(folder), "holds no file", f"save one answer in each file: {_FORM}"))
    if faults:
        raise InputErrors(faults)
    return answers


def saved_answer(name: str, data: bytes) -> SavedAnswer:
    """Return the answer in a file's bytes.

    Raises:
        InputError: They are not in this form.
    """
    head, *rest = _GAP.split(data, maxsplit=1)
    first, *lines = head.decode("utf-8", "replace").splitlines() or [""]
    status = _STATUS.fullmatch(first.strip())
    if status is None:
        raise InputError(f"{name}:1", "does not begin with HTTP and a status", _FORM)
    headers = {}
    for number, line in enumerate(lines, start=2):
        word, mark, value = line.partition(":")
        if not mark:
            raise InputError(f"{name}:{number}", "is no header", _FORM)
        headers[word.strip()] = value.strip()
    numbers = next((headers.pop(word) for word in list(headers) if word.lower() == "numbers"), "").split()
    if not numbers:
        raise InputError(name, "does not say which numbers it answers", _FORM)
    return SavedAnswer(name, int(status[1]), headers, rest[0] if rest else b"", tuple(numbers))
