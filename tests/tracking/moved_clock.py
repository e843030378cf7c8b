"""A clock that several processes share and one of them moves: the real time, and an offset in a file."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from agent.model import utc_now


class MovedClock:
    """The time of books, as the file says; the connection that a book gives does not matter."""

    def __init__(self, file: Path) -> None:
        self._file = file

    def __call__(self, _connection: Any = None) -> datetime:
        """Return the time now."""
        return utc_now() + timedelta(seconds=float(self._file.read_text(encoding="ascii")))

    def move_to(self, offset_s: float) -> None:
        """Let the time be so much ahead of the real one, for everybody at once."""
        new = self._file.with_suffix(".new")
        new.write_text(repr(offset_s), encoding="ascii")
        new.replace(self._file)
