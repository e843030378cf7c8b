"""The original file of an invoice (PDF, OFD, XML): its text, and whether it is the file of that invoice."""

from __future__ import annotations

import html
import io
import re
import zipfile
from enum import StrEnum

_OFD_PART = re.compile(r"\.xml$", re.IGNORECASE)
_TAG = re.compile(r"<[^<>]*>")
_MAX_TEXT = 5 * 1024**2


class FileKind(StrEnum):
    """The forms in which the console gives a digital invoice."""

    PDF = "pdf"
    OFD = "ofd"
    XML = "xml"


class NotReadableError(Exception):
    """What arrived is no file of its kind."""


def text_of(content: bytes, kind: FileKind) -> str:
    """Return the text that a person, or a tax bureau's program, reads in a file.

    Raises:
        NotReadableError: It is damaged, or of another kind than its name says.
    """
    match kind:
        case FileKind.PDF:
            return _pdf_text(content)
        case FileKind.OFD:
            return _ofd_text(content)
        case _:
            return _xml_text(content)


def differences(text: str, *, number: str, fen: int, title: str) -> list[str]:
    """Return which facts of an invoice its file does not hold: ``number``, ``amount``, ``title``; none if it is its."""
    bare = _bare(text)
    amounts = {f"{fen / 100:.2f}", f"{fen / 100:,.2f}"}
    holds = {
        "number": re.search(rf"(?<![0-9]){number}(?![0-9])", text) is not None,
        "amount": any(re.search(rf"(?<![0-9.,]){re.escape(amount)}(?![0-9])", text) for amount in amounts),
        "title": _bare(title) in bare,
    }
    return [name for name, is_there in holds.items() if not is_there]


def _bare(text: str) -> str:
    return re.sub(r"\s+", "", text).replace("(", "（").replace(")", "）")


def _pdf_text(content: bytes) -> str:
    # Costs every command a tenth of a second otherwise, and few read originals.
    from pypdf import PdfReader  # noqa: PLC0415
    from pypdf.errors import PyPdfError  # noqa: PLC0415

    try:
        return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)
    except (PyPdfError, ValueError, KeyError, TypeError) as error:
        raise NotReadableError(f"it is no PDF that can be read: {error}") from None


def _ofd_text(content: bytes) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = [part for part in archive.infolist() if _OFD_PART.search(part.filename)]
            if sum(part.file_size for part in parts) > _MAX_TEXT:
                raise NotReadableError("it unpacks to more than an invoice holds")
            return "\n".join(_xml_text(archive.read(part)) for part in parts)
    except (zipfile.BadZipFile, OSError, RuntimeError, ValueError) as error:
        raise NotReadableError(f"it is no OFD: {error}") from None


def _xml_text(content: bytes) -> str:
    """Return the text between the tags; nothing is resolved or fetched."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise NotReadableError("it is no XML in UTF-8") from None
    if not text.lstrip().startswith("<"):
        raise NotReadableError("it is no XML")
    return html.unescape(_TAG.sub(" ", text))
