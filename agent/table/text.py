"""Tables as text: CSV with comma, semicolon or tab; UTF-8 with or without BOM, UTF-16 with BOM, GB18030."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Collection
from pathlib import Path

from agent.errors import InputError
from agent.table.sheet import Cell, Sheet, column_name, tidy

_NO_TEXT = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_PRIVATE = re.compile(r"[\ue000-\uf8ff]")
_DELIMITERS = ",;\t"


def decode(path: Path, data: bytes) -> str:
    """Return a file's text.

    Raises:
        InputError: The bytes are no text.
    """
    wide = data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    for encoding in ("utf-16",) if wide else ("utf-8-sig", "gb18030"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        # UTF-8 with a damaged byte often passes as GB18030, and then holds characters of nobody's alphabet.
        if not _NO_TEXT.search(text) and not (encoding == "gb18030" and _PRIVATE.search(text)):
            return text
    right = "save it as UTF-8 (in Excel: CSV UTF-8) or as .xlsx; GB18030, as of Chinese Windows, is read too"
    raise InputError(str(path), "is not readable text", right)


def read_text(path: Path, data: bytes, columns: Collection[str]) -> Sheet:
    """Return the sheet in a CSV file; the separator is the one that makes most columns known.

    Raises:
        InputError: The bytes are no text, or the quotes do not match.
    """
    if data.startswith(b"PK\x03\x04"):
        raise InputError(str(path), "is an Excel workbook under another name", "rename it to end in .xlsx")
    text = decode(path, data)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text, columns), strict=True)
    lines: list[list[Cell]] = []
    line = 1
    try:
        for values in reader:
            lines.append([Cell(tidy(value), line) for value in values])
            line = reader.line_num + 1
    except csv.Error as error:
        what = f"cannot be read as CSV ({error})"
        raise InputError(
            f"{path.name}:{line}", what, "look for a double quote that is not closed, or not doubled"
        ) from None
    return Sheet.of(lines)


def _delimiter(text: str, columns: Collection[str]) -> str:
    header = next((line for line in text.splitlines() if line.strip()), "")

    def known(delimiter: str) -> tuple[int, int]:
        words = [column_name(word.strip('"')) for word in header.split(delimiter)]
        return len(set(words) & set(columns)), len(words)

    return max(_DELIMITERS, key=known)
