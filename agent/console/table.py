"""Tables of a page as rows: read whole, over all pages, by the words of the catalog."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation

from agent.catalog import Facts, Names, Table
from agent.errors import TargetMissingError
from agent.model import Locale
from agent.pattern import pattern

_DAY = re.compile(r"([0-9]{4})[-/.年]([0-9]{1,2})[-/.月]([0-9]{1,2})")
_CURRENCY = re.compile(r"[¥￥$,\s]|CNY|RMB|元")


@dataclass(frozen=True)
class Row:
    """One row of a table; cells by the catalog's words for the columns."""

    page: str
    target: str
    cells: Mapping[str, str]
    words: Mapping[str, str] = field(default_factory=dict)
    """Our words for the cells whose column holds a state."""
    index: int = 0
    """Place among the lines of the table as it stands on the screen."""
    has_box: bool = False
    is_checked: bool = False
    is_disabled: bool = False
    can_expand: bool = False

    def __getitem__(self, column: str) -> str:
        """Return a cell's text.

        Raises:
            TargetMissingError: The page's table has no such column.
        """
        if column not in self.cells:
            raise TargetMissingError(self.page, f"{self.target} column {column}", "", "its header texts")
        return self.cells[column]

    def get(self, column: str) -> str:
        """Return a cell's text, or an empty one where the table has no such column."""
        return self.cells.get(column, "")

    def word(self, column: str) -> str:
        """Return our word for a cell's text; empty where the catalog knows none."""
        return self.words.get(column, "")

    def fen(self, column: str) -> int:
        """Return a cell's amount in fen."""
        return page_fen(self[column])

    def list(self, column: str) -> list[str]:
        """Return the words of a cell, split at commas and spaces."""
        return [word for word in re.split(r"[\s,，、;；]+", self[column]) if word]


def page_fen(text: str) -> int:
    """Return an amount as a page shows it (``¥1,234.50``, ``-¥12.00``) in fen.

    Raises:
        TargetMissingError: The text is no amount.
    """
    bare = _CURRENCY.sub("", text.replace("−", "-"))
    try:
        fen = Decimal(bare) * 100
    except InvalidOperation:
        raise TargetMissingError("page", "an amount", "", repr(text)) from None
    if fen % 1:
        raise TargetMissingError("page", "an amount of whole fen", "", repr(text))
    return int(fen)


def page_day(text: str) -> date:
    """Return the day of a time as a page shows it: ``2026-11-03 09:00``, ``2026/11/03``, ``2026年11月3日``.

    Raises:
        TargetMissingError: The text is no date.
    """
    found = _DAY.match(text.strip())
    try:
        return date(*map(int, found.groups())) if found else date.fromisoformat(text)
    except ValueError:
        raise TargetMissingError("page", "a date", "", repr(text)) from None


def columns(spec: Table, headers: Sequence[str], locale: Locale) -> dict[str, int]:
    """Return the place of each of the catalog's columns in a table with these headers."""
    places: dict[str, int] = {}
    for word, names in spec.columns.items():
        fits = pattern(tuple(names[locale]))
        for place, header in enumerate(headers):
            if fits.match(header):
                places[word] = place
                break
    return places


def fact_cells(spec: Facts, shown: Sequence[Sequence[str]], locale: Locale) -> dict[str, str]:
    """Return the values of the catalog's facts among labels and values."""
    cells: dict[str, str] = {}
    for word, names in spec.labels.items():
        fits = pattern(tuple(names[locale]))
        for label, value in shown:
            if fits.match(label):
                cells[word] = value
                break
    return cells


def words(offered: Mapping[str, Mapping[str, Names]], cells: Mapping[str, str], locale: Locale) -> dict[str, str]:
    """Return our words for those cells whose column holds a state."""
    return {
        column: word
        for column, offers in offered.items()
        for word, names in offers.items()
        if pattern(tuple(names[locale])).match(cells.get(column, ""))
    }
