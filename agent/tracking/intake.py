"""Takes in what carriers push: what comes while one transaction is under way goes into the next one, all together."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from agent.tracking.book import Book
from agent.tracking.entry import Change
from agent.tracking.result import Tracked

_MOST = 500
"""Pushes of one transaction: one `IN` of the database."""


@dataclass
class _Batch:
    answers: list[Tracked] = field(default_factory=list)
    writing: asyncio.Task[list[Change | None]] | None = None


class Intake:
    """Writes pushes into a book.

    Args:
        turn: Held while one transaction is written; books on one database share it.
        told: Hears what each transaction brought, once it is on disk.
    """

    def __init__(
        self, book: Book, turn: asyncio.Lock, told: Callable[[Sequence[Change]], None] = lambda _changes: None
    ) -> None:
        self._book, self._turn, self._told = book, turn, told
        self._open: _Batch | None = None

    async def take(self, answer: Tracked) -> Change | None:
        """Write what a push tells, and return what came of it once it is on disk; None if its number is not followed.

        Raises:
            LedgerError: The database failed; it may be on disk or not.
        """
        batch = self._open
        if batch is None or len(batch.answers) >= _MOST:
            batch = self._open = _Batch()
            batch.writing = asyncio.create_task(self._write(batch))
        place = len(batch.answers)
        batch.answers.append(answer)
        assert batch.writing is not None  # noqa: S101 - for the type checker
        # A sender that goes away takes nothing from the others of its batch.
        return (await asyncio.shield(batch.writing))[place]

    async def _write(self, batch: _Batch) -> list[Change | None]:
        async with self._turn:
            if self._open is batch:
                self._open = None
            changes = await asyncio.to_thread(self._book.tell, batch.answers)
        self._told([change for change in changes if change])
        return changes
