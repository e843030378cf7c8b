"""What a person asks ``fapiao certificate`` for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from agent.command import SHANGHAI


@dataclass(frozen=True)
class Wanted:
    """Which certificates, where to, and how they are to be shown."""

    numbers: Sequence[str]
    folder: Path = Path()
    today: date | None = None
    is_last: bool = False
    is_replacing: bool = False
    is_json: bool = False

    @property
    def day(self) -> date:
        """Return the day from which is counted."""
        return self.today or datetime.now(SHANGHAI).date()
