"""Which columns a table may have, and what holds for them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from agent.table.sheet import column_name, suggest


@dataclass(frozen=True)
class Shape:
    """The columns of a kind of table."""

    columns: Sequence[str]
    """All that there may be, as ``snake_case``."""
    required: Collection[str]
    """Those that must be there, and filled in on every line."""
    text_columns: Collection[str] = ()
    """Those in which a number cell of a workbook is a fault."""
    aliases: Mapping[str, str] = field(default_factory=dict)
    """Other names of columns, as in Chinese, each with the column."""

    def column(self, heading: str) -> str:
        """Return the column that a heading stands for; as it is written if there is none."""
        name = column_name(heading)
        return self.aliases.get(name, name)

    def suggest(self, name: str) -> str:
        """Return a remedy for a heading that stands for no column, in the language in which it is written."""
        return suggest(name, self.columns if name.isascii() else [*self.columns, *self.aliases])
