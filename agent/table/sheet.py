"""What all readers of tables hand over: cells that know their line, in a header and lines."""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Collection, Sequence
from dataclasses import dataclass

_FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20, 0xFFE5: 0xA5}


@dataclass(frozen=True)
class Cell:
    """The tidied text of one cell, its line, and what the reader found wrong with it."""

    text: str
    line: int
    fault: str = ""
    right: str = ""
    is_number: bool = False
    """The spreadsheet keeps it as a number: leading zeros and digits after the 15th are lost."""
    ref: str = ""
    """What a spreadsheet calls it, as ``B3``; empty in other tables."""

    @property
    def at(self) -> str:
        """Return where it is: ``B3`` in a spreadsheet, else its line."""
        return self.ref or str(self.line)

    @property
    def is_blank(self) -> bool:
        """Tell whether there is neither text nor a fault."""
        return not self.text and not self.fault


@dataclass(frozen=True)
class Sheet:
    """A table as it was read: the first line that is not blank, and all lines below it that are not blank."""

    header: Sequence[Cell]
    lines: Sequence[Sequence[Cell]]

    @classmethod
    def of(cls, lines: Sequence[Sequence[Cell]]) -> Sheet:
        """Return the sheet of these lines; blank ones are left out."""
        filled = [line for line in lines if any(not cell.is_blank for cell in line)]
        return cls(header=filled[0], lines=filled[1:]) if filled else cls(header=(), lines=())


def plain(text: str) -> str:
    """Return text with its full-width forms made ordinary, whatever else it holds.

    Only forms that stand for an ASCII character, the wide space and the wide yuan sign are changed. Full NFKC is not
    used: it would read a superscript or a circled number as a digit.
    """
    return text.translate(_FULL_WIDTH)


def tidy(text: str) -> str:
    """Return a cell's text without outer blanks and invisible characters.

    Text that is written wholly in full-width forms becomes ordinary; text with Chinese characters keeps its full-width
    brackets and commas, because company names and addresses are compared with the console's own.
    """
    if text.isascii():
        return text.strip()
    seen = "".join(char for char in text if char.isascii() or unicodedata.category(char) != "Cf").strip()
    narrow = plain(seen)
    return narrow if narrow.replace("\xa5", "").isascii() else seen


def column_name(text: str) -> str:
    """Return a header's text as a column is called here: lower case, ``_`` for blanks and hyphens."""
    return re.sub(r"[\s-]+", "_", plain(tidy(text)).casefold().strip())


def suggest(word: str, known: Collection[str]) -> str:
    """Return a remedy for a word that is not known: the nearest one, or all of them where they are few."""
    folded = {name.casefold(): name for name in known}
    near = difflib.get_close_matches(word.casefold(), folded, n=1, cutoff=0.6)
    if near:
        return f"did you mean {folded[near[0]]}?"
    if not known:
        return "none is known"
    few = sorted(known)
    return "known: " + ", ".join(few[:12]) + (f" and {len(few) - 12} more" if len(few) > 12 else "")


def place(where: str, file: str) -> tuple[int, str]:
    """Return line and column of a place that a row of this file gave (``a.csv:3:secret``, ``a.xlsx:F3:secret``).

    Anything else is (0, "").
    """
    match = re.fullmatch(re.escape(file) + r":[A-Z]*(\d+)(?::(.*))?", where, re.DOTALL)
    return (int(match[1]), match[2] or "") if match else (0, "")
