"""Writes down what looks bring: all that came while it wrote goes into the next transaction together."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from agent.database import writing
from agent.tracking.access import Access, Turn
from agent.tracking.aside import aside
from agent.tracking.book import Book
from agent.tracking.entry import Change, Claimed
from agent.tracking.result import Result

_GATHER_S = 0.05
"""Answers that come so shortly one after the other are written together: most of the time goes into transactions."""


@dataclass(frozen=True)
class _Page:
    """A question's answer that waits to be written."""

    claims: Sequence[Claimed]
    results: Mapping[str, Result]
    is_person: bool
    written: asyncio.Future[tuple[list[Change], Turn]]


class Pen:
    """Writes into a book, and how questions were answered into the access; from one event loop."""

    def __init__(self, book: Book, access: Access) -> None:
        self._book, self._access = book, access
        self._waiting: list[_Page] = []
        self._writing: asyncio.Task[None] | None = None

    async def write(
        self, claims: Sequence[Claimed], results: Mapping[str, Result], *, is_person: bool = False
    ) -> tuple[list[Change], Turn]:
        """Write what a look brought, in one transaction; return it, and how the access stands then.

        Raises:
            LedgerError: The database failed; nothing of it is written.
        """
        written = asyncio.get_running_loop().create_future()
        self._waiting.append(_Page(claims, results, is_person, written))
        if self._writing is None:
            self._writing = asyncio.create_task(self._write_all())
        changes, turn = await written
        return changes, turn

    async def _write_all(self) -> None:
        while self._waiting:
            await asyncio.sleep(_GATHER_S)
            pages, self._waiting = self._waiting, []
            task = asyncio.create_task(aside(self._together, pages))
            await asyncio.wait([task])
            error = task.exception()
            for place, page in enumerate(pages):
                if page.written.done():
                    continue  # nobody waits for it any more
                if error:
                    page.written.set_exception(error)
                else:
                    changes, turn = task.result()
                    page.written.set_result((changes[place], turn))
        self._writing = None

    def _together(self, pages: Sequence[_Page]) -> tuple[list[list[Change]], Turn]:
        """Write pages in one transaction; return what each changed."""
        results = {claimed: page.results[claimed.number] for page in pages for claimed in page.claims}
        with writing(self._book.engine) as connection:
            turn = self._access.note_in(connection, [(page.results.values(), page.is_person) for page in pages])
            changes = self._book.record_in(connection, results)
        return [[changes[claimed] for claimed in page.claims if claimed in changes] for page in pages], turn
