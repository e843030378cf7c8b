"""The book of batches and jobs: what was asked for, where it stands, what waits for whom. Only reads."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from difflib import get_close_matches
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, Engine, Row, Select, func, select

from agent.database import reading
from agent.database.schema import BATCH, JOB, WORKER
from agent.errors import InputError
from agent.model import BatchRecord, JobRecord, State

_KNOWN = 100
_OPEN = (State.QUEUED, State.RUNNING)
_WAITING = (State.QUEUED, State.PARKED, State.UNKNOWN)


@dataclass(frozen=True)
class Counts:
    """How many jobs of a batch stand where."""

    states: Mapping[State, int]
    held: int = 0
    """Queued ones that nobody starts until the batch is resumed."""

    @property
    def total(self) -> int:
        """Return the number of jobs."""
        return sum(self.states.values())

    @property
    def open(self) -> int:
        """Return how many will still come to an end without anybody's doing."""
        return sum(self.states.get(state, 0) for state in _OPEN) - self.held


@dataclass(frozen=True)
class BatchEntry:
    """A batch, and how far it is."""

    id: str
    flow: str
    version: str
    record: BatchRecord
    who: str
    bound_to: str
    """The one worker that may run its jobs; empty: any."""
    started_at: datetime
    cancelled_at: datetime | None
    changed_at: datetime
    """When one of its jobs last changed; the batch's end, if none is open."""
    counts: Counts


@dataclass(frozen=True)
class JobEntry:
    """A job: its record, and what the queue knows of it."""

    record: JobRecord
    source: str
    attempt: int
    worker: str
    is_held: bool
    updated_at: datetime


class WaitKind(StrEnum):
    """What a job waits for."""

    PERSON = "person"
    """Parked or unknown; whom: the reason."""
    RESUME = "resume"
    """Held, or left by a worker that is no more; whom: the message."""
    ACCOUNT = "account"
    """Another job of its account; whom: that job."""
    WORKER = "worker"
    """No worker lives that may run it."""
    TURN = "turn"
    """A free place or the site's rate."""


@dataclass(frozen=True)
class Wait:
    """A job that waits, and for whom."""

    job: str
    kind: WaitKind
    whom: str = ""


class JobBook:
    """Reads batches and jobs; safe to use from several threads."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def batches(self, limit: int = 20) -> list[BatchEntry]:
        """Return the newest batches, newest first."""
        newest = select(BATCH).order_by(BATCH.c.started_at.desc(), BATCH.c.id.desc()).limit(limit)
        return self._batches(newest)

    def batch(self, batch: str) -> BatchEntry | None:
        """Return one batch, if there is such a one."""
        return next(iter(self._batches(select(BATCH).where(BATCH.c.id == batch))), None)

    def find(self, name: str) -> BatchEntry:
        """Return the batch of that name.

        Raises:
            InputError: There is none; names the nearest.
        """
        entry = self.batch(name)
        if entry is None:
            with reading(self._engine) as connection:
                newest = select(BATCH.c.id).order_by(BATCH.c.started_at.desc()).limit(_KNOWN)
                known = list(connection.execute(newest).scalars())
            some = ", ".join(get_close_matches(name, known, n=3) or known[:3]) or "it has none"
            raise InputError(f"batch {name}", "is not in the database", f"nearest or newest: {some}")
        return entry

    def newest_job(self, job: str) -> JobEntry | None:
        """Return the job of that name in the newest batch that has one."""
        query = select(JOB).join(BATCH, BATCH.c.id == JOB.c.batch).where(JOB.c.job == job)
        with reading(self._engine) as connection:
            row = connection.execute(query.order_by(BATCH.c.started_at.desc()).limit(1)).first()
        return None if row is None else _job(row)

    def counts(self, batch: str) -> Counts:
        """Return how far a batch is."""
        with reading(self._engine) as connection:
            return _counts(connection, [batch]).get(batch, (Counts({}), None))[0]

    def jobs(self, batch: str) -> list[JobEntry]:
        """Return the jobs of a batch, in the order they were given."""
        query = select(JOB).where(JOB.c.batch == batch).order_by(JOB.c.place)
        with reading(self._engine) as connection:
            return [_job(row) for row in connection.execute(query)]

    def job(self, batch: str, job: str) -> JobEntry | None:
        """Return one job, if there is such a one."""
        query = select(JOB).where(JOB.c.batch == batch, JOB.c.job == job)
        with reading(self._engine) as connection:
            row = connection.execute(query).first()
        return None if row is None else _job(row)

    def has_open(self) -> bool:
        """Tell whether jobs wait or run that are bound to no worker."""
        query = select(JOB.c.job).select_from(JOB.join(BATCH, BATCH.c.id == JOB.c.batch))
        is_open = (BATCH.c.bound_to == "", JOB.c.state.in_(_OPEN), ~JOB.c.is_held)
        with reading(self._engine) as connection:
            return connection.execute(query.where(*is_open).limit(1)).first() is not None

    def waits(self, batch: str, jobs: Sequence[JobEntry]) -> list[Wait]:
        """Return which of the jobs of a batch wait, and for whom."""
        running = select(JOB.c.site, JOB.c.uid, JOB.c.batch, JOB.c.job).where(JOB.c.state == State.RUNNING)
        with reading(self._engine) as connection:
            bound_to = connection.execute(select(BATCH.c.bound_to).where(BATCH.c.id == batch)).scalar() or ""
            live = set(connection.execute(select(WORKER.c.id).where(WORKER.c.state == "live")).scalars())
            lanes = {(row.site, row.uid): f"{row.batch}/{row.job}" for row in connection.execute(running)}
        is_left = bool(bound_to) and bound_to not in live
        waiting = (job for job in jobs if job.record.state in _WAITING)
        return [_wait(job, lanes, is_left=is_left, has_worker=bool(live)) for job in waiting]

    def _batches(self, query: Select[Any]) -> list[BatchEntry]:
        with reading(self._engine) as connection:
            rows = connection.execute(query).all()
            counts = _counts(connection, [row.id for row in rows])
        nothing = (Counts({}), None)
        return [_batch(row, *counts.get(row.id, nothing)) for row in rows]


def _counts(connection: Connection, batches: Iterable[str]) -> dict[str, tuple[Counts, datetime | None]]:
    """Return the counts of batches, each with its last change."""
    query = (
        select(
            JOB.c.batch, JOB.c.state, JOB.c.is_held, func.count().label("jobs"), func.max(JOB.c.updated_at).label("at")
        )
        .where(JOB.c.batch.in_(list(batches)))
        .group_by(JOB.c.batch, JOB.c.state, JOB.c.is_held)
    )
    found: dict[str, list[Row[Any]]] = {}
    for row in connection.execute(query):
        found.setdefault(row.batch, []).append(row)
    return {batch: (_count(rows), max(row.at for row in rows)) for batch, rows in found.items()}


def _count(rows: list[Row[Any]]) -> Counts:
    states: dict[State, int] = {}
    for row in rows:
        states[State(row.state)] = states.get(State(row.state), 0) + row.jobs
    return Counts(states, sum(row.jobs for row in rows if row.is_held))


def _batch(row: Row[Any], counts: Counts, changed_at: datetime | None) -> BatchEntry:
    fields = dict(row._mapping) | {"record": BatchRecord.model_validate(row.record)}
    return BatchEntry(**fields, counts=counts, changed_at=changed_at or row.started_at)


def _job(row: Row[Any]) -> JobEntry:
    return JobEntry(read_record(row), row.source, row.attempt, row.worker, row.is_held, row.updated_at)


def read_record(row: Row[Any]) -> JobRecord:
    """Return a job's record; where it stands is said by the row's own columns."""
    stands = {"state": State(row.state), "reason": row.reason, "message": row.message, "next_step": row.next_step}
    return JobRecord.model_validate(row.record | stands)


def _wait(job: JobEntry, lanes: Mapping[tuple[str, str], str], *, is_left: bool, has_worker: bool) -> Wait:
    record = job.record
    if record.state is not State.QUEUED:
        return Wait(record.job, WaitKind.PERSON, record.reason)
    if job.is_held or is_left:
        return Wait(record.job, WaitKind.RESUME, record.message)
    if lane := lanes.get((record.site, record.uid)):
        return Wait(record.job, WaitKind.ACCOUNT, lane)
    return Wait(record.job, WaitKind.TURN if has_worker else WaitKind.WORKER)
