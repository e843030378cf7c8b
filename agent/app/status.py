"""What the database says of batches, jobs and workers. Reads only, and needs neither browser nor queue engine."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from agent.database import ready_database
from agent.errors import InputError
from agent.ledger.place import database_address
from agent.queue.book import BatchEntry, JobBook, JobEntry, Wait
from agent.queue.roll import Roll, WorkerEntry
from agent.settings import Settings


@dataclass(frozen=True)
class BatchStanding:
    """A batch, its jobs, and what those wait for that do."""

    entry: BatchEntry
    jobs: list[JobEntry]
    waits: dict[str, Wait]
    """By the job's name."""


@contextmanager
def _books(settings: Settings) -> Iterator[tuple[JobBook, Roll]]:
    engine = ready_database(database_address(settings))
    try:
        yield JobBook(engine), Roll(engine)
    finally:
        engine.dispose()


def newest_batches(settings: Settings, limit: int) -> tuple[list[BatchEntry], list[WorkerEntry]]:
    """Return the newest batches, newest first, and the workers that are there.

    Raises:
        SetupError: The database cannot be used.
    """
    with _books(settings) as (book, roll):
        return book.batches(limit), roll.live()


def batch_standing(settings: Settings, name: str) -> BatchStanding:
    """Return where a batch and its jobs stand.

    Raises:
        InputError: There is no such batch.
        SetupError: The database cannot be used.
    """
    with _books(settings) as (book, _):
        entry = book.find(name)
        jobs = book.jobs(name)
        return BatchStanding(entry, jobs, {wait.job: wait for wait in book.waits(name, jobs)})


def find_job(settings: Settings, name: str) -> JobEntry:
    """Return a job of the newest batch that has one of that name, or of one batch if given as ``BATCH/JOB``.

    Raises:
        InputError: There is none.
        SetupError: The database cannot be used.
    """
    batch, _, job = name.rpartition("/")
    with _books(settings) as (book, _):
        entry = book.job(batch, job) if batch else book.newest_job(job)
    if entry is None:
        raise InputError(f"job {name}", "is in no batch of the database", "fapiao status BATCH lists the jobs of one")
    return entry
