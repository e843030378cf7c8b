"""Make certificates: judge each invoice, write DOCX and PDF side by side, never over a file that differs."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from agent.command import InputError, Settings, print_pages, write_bytes
from flows.certificate.docx_file import docx_of
from flows.certificate.letter import Letter, judged, letter_of
from flows.certificate.lookup import Found
from flows.certificate.page import page_of
from flows.rules import Law, Rules


@dataclass(frozen=True)
class Refused:
    """An invoice that takes no certificate, or whose files stand in the way."""

    found: Found
    why: str
    notes: Sequence[Law] = ()


@dataclass(frozen=True)
class Due:
    """A certificate that is to be made."""

    found: Found
    letter: Letter
    last_day: date
    notes: Sequence[Law]

    def path(self, folder: Path, suffix: str) -> Path:
        """Return where its file stands."""
        return folder / f"{self.found.account}-{self.found.invoice.number}-lost-certificate{suffix}"


@dataclass(frozen=True)
class Made:
    """A certificate with its files."""

    due: Due
    files: Sequence[Path]
    replaced: Sequence[Path]
    """Those of the files that held something else before."""


def sorted_out(found: Iterable[Found], today: date, rules: Rules) -> tuple[list[Due], list[Refused]]:
    """Return which invoices take a certificate, and which do not."""
    due, refused = [], []
    for each in found:
        verdict = judged(each.invoice, today, rules)
        if verdict.refusal or verdict.last_day is None:
            refused.append(Refused(each, verdict.refusal, verdict.notes))
        else:
            letter = letter_of(each.invoice, verdict.last_day, rules)
            due.append(Due(each, letter, verdict.last_day, verdict.notes))
    return due, refused


def check_folder(folder: Path) -> None:
    """Make the folder for the files if it is missing.

    Raises:
        InputError: It is a file, or cannot be made.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise InputError("--output", f"{folder} cannot be a folder: {error.strerror}", "name another one") from None


def write_all(
    dues: Sequence[Due], folder: Path, settings: Settings, *, is_replacing: bool
) -> tuple[list[Made], list[Refused]]:
    """Write the files of certificates; what is refused has left every file as it was."""
    pages = print_pages([page_of(due.letter) for due in dues], settings) if dues else []
    made: list[Made] = []
    refused: list[Refused] = []
    for due, pdf in zip(dues, pages, strict=True):
        files = {due.path(folder, ".docx"): docx_of(due.letter), due.path(folder, ".pdf"): pdf}
        others = [path for path, content in files.items() if _differs(path, content)]
        if others and not is_replacing:
            names = " and ".join(path.name for path in others)
            refused.append(Refused(due.found, f"{names} is there with other content; --replace writes over it"))
            continue
        for path, content in files.items():
            write_bytes(path, content)
        made.append(Made(due, list(files), others))
    return made, refused


def _differs(path: Path, content: bytes) -> bool:
    """Tell whether a file is there that holds something else, or cannot be read."""
    try:
        return path.read_bytes() != content
    except FileNotFoundError:
        return False
    except OSError:
        return True
