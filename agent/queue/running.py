"""The jobs that a worker has under its hands, and what they are told."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from enum import StrEnum

from agent.queue.ticket import JobTicket

_CANCEL_WITHIN_S = 10.0


class Tell(StrEnum):
    """What a running job is told."""

    CANCELLED = "cancelled"
    """Its batch was cancelled."""
    STOPPING = "stopping"
    """The worker stops."""
    FENCED = "fenced"
    """The worker was taken for dead, and another may have the job: send nothing."""


class Running:
    """Running jobs; used on the worker's loop alone, but for ``batches``."""

    def __init__(self, tell: Callable[[JobTicket, Tell], None]) -> None:
        self._tell = tell
        self._jobs: dict[str, tuple[JobTicket, asyncio.Task[None]]] = {}
        self._told: set[tuple[str, Tell]] = set()

    def __bool__(self) -> bool:
        """Tell whether there are any."""
        return bool(self._jobs)

    @property
    def batches(self) -> set[str]:
        """Return the batches they belong to."""
        return {ticket.run.batch for ticket, _ in list(self._jobs.values())}

    @contextmanager
    def holding(self, ticket: JobTicket, task: asyncio.Task[None]) -> Iterator[None]:
        """Count a job among them for the block."""
        self._jobs[ticket.run.id] = (ticket, task)
        try:
            yield
        finally:
            del self._jobs[ticket.run.id]

    def tell(self, what: Tell, batches: Collection[str] | None = None) -> None:
        """Tell those of some batches, or all, once each."""
        for run, (ticket, task) in list(self._jobs.items()):
            is_meant = batches is None or ticket.run.batch in batches
            if is_meant and not task.done() and (run, what) not in self._told:
                self._told.add((run, what))
                self._tell(ticket, what)

    def was_told(self, ticket: JobTicket, what: Tell) -> bool:
        """Tell whether a job has been told something."""
        return (ticket.run.id, what) in self._told

    async def end(self, within_s: float) -> None:
        """Let them come to their end, for so many seconds; then cancel them."""
        if not self._jobs:
            return
        _, late = await asyncio.wait([task for _, task in self._jobs.values()], timeout=within_s)
        for task in late:
            task.cancel()
        if late:
            await asyncio.wait(late, timeout=_CANCEL_WITHIN_S)
