"""Tables of a page as rows: read whole, over all pages, by the words of the catalog."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation

from agent.catalog import Table, pattern
from agent.errors import TargetMissingError
from agent.model import Locale

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


def words(spec: Table, cells: Mapping[str, str], locale: Locale) -> dict[str, str]:
    """Return our words for those cells whose column holds a state."""
    return {
        column: word
        for column, offers in spec.words.items()
        for word, names in offers.items()
        if pattern(tuple(names[locale])).match(cells.get(column, ""))
    }
