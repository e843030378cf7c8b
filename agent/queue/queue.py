"""The queue, for everyone who can reach the database: put a batch in, cancel it, go on with what is left of it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Engine, Table, and_, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite

from agent.database import database_now, reading, writing
from agent.database.schema import BATCH, JOB
from agent.model import BatchRecord, JobRecord, Outcome, State
from agent.queue.book import JobBook, read_record
from agent.queue.durable import VERSION, Entry, Runs, Taken
from agent.queue.limits import Limits
from agent.queue.roll import Roll, is_live
from agent.queue.ticket import Run

_AGAIN = {State.FAILED, State.PARKED}
"""Ends after which nothing was sent; all others are final, or a person's to decide."""
_CANCELLED = "cancelled before it started"
_LEFT = "its worker stopped; go on with resume"
_TAKEN_OVER = "its worker is gone; waits for another"


@dataclass(frozen=True)
class NewJob:
    """A job to be put into the queue."""

    record: JobRecord
    source: str = ""
    """Where its input came from, as ``jobs.csv:7``."""


class Queue:
    """Puts jobs in and takes them out; runs none. Every call blocks, and is safe in several threads at once.

    Raises:
        LedgerError: The database failed.
    """

    def __init__(self, engine: Engine, limits: Limits | None = None) -> None:
        self.engine = engine
        self.limits = limits or Limits()
        self.book = JobBook(engine)
        self.roll = Roll(engine)
        self.runs = Runs(engine)

    def close(self) -> None:
        """Give back the connections that are not the caller's."""
        self.runs.close()

    def put(self, batch: BatchRecord, jobs: Sequence[NewJob], *, bound_to: str = "") -> None:
        """Put a batch in with all its jobs, or none of them; what is in already stays as it is.

        Args:
            bound_to: The one worker that may run them; empty: any worker of the database.
        """
        self.runs.declare(sorted({job.record.site for job in jobs}), self.limits)
        with writing(self.engine) as connection:
            now = database_now(connection)
            fields = {
                "id": batch.batch,
                "flow": batch.flow,
                "version": batch.version,
                "record": batch.model_dump(mode="json"),
                "who": batch.who,
                "bound_to": bound_to,
                "started_at": now,
            }
            _insert_new(connection, BATCH, [fields])
            rows = _rows(batch.batch, jobs, now)
            _insert_new(connection, JOB, rows)
            self.runs.enqueue(connection, (_entry(batch.batch, row) for row in rows), version_for(bound_to))
        self.runs.count(len(rows))

    def cancel(self, batch: str) -> int:
        """Let no queued job of a batch start any more, and tell the running ones; return how many were queued."""
        with writing(self.engine) as connection:
            now = database_now(connection)
            connection.execute(update(BATCH).where(BATCH.c.id == batch).values(cancelled_at=now))
        return self.hold(batch, _CANCELLED)

    def hold(self, batch: str, message: str) -> int:
        """Let no queued job of a batch start until it is resumed, and return how many there are.

        The job's row decides, in one statement with the claim; taking the run out of the queue only tidies up.
        """
        with writing(self.engine) as connection:
            now = database_now(connection)
            waiting = (JOB.c.batch == batch, JOB.c.state == State.QUEUED, ~JOB.c.is_held)
            held = {"is_held": True, "message": message, "updated_at": now}
            rows = connection.execute(
                update(JOB).where(*waiting).values(**held).returning(JOB.c.job, JOB.c.attempt)
            ).all()
        self.runs.drop([Run(batch, row.job, row.attempt).id for row in rows])
        return len(rows)

    def resume(self, batch: str, *, again: Collection[State] = (), bound_to: str = "") -> int:
        """Enqueue anew what nobody would run otherwise, and return how many jobs that is.

        Args:
            again: Failed or parked: jobs that have ended so are enqueued too.
            bound_to: As with ``put``; a batch that is bound to a living worker stays with it.
        """
        with writing(self.engine) as connection:
            whose = select(BATCH.c.bound_to).where(BATCH.c.id == batch, is_live(BATCH.c.bound_to))
            bound_to = connection.execute(whose).scalar() or bound_to
            anew = {"state": State.QUEUED, "is_held": False, "worker": "", "attempt": JOB.c.attempt + 1}
            anew |= {"reason": "", "message": "", "next_step": "", "updated_at": database_now(connection)}
            left = update(JOB).where(JOB.c.batch == batch, _is_left(batch, again))
            rows = connection.execute(left.values(**anew).returning(JOB)).all()
            going_on = {"cancelled_at": None, "bound_to": bound_to}
            connection.execute(update(BATCH).where(BATCH.c.id == batch).values(**going_on))
            entries = (_entry(batch, dict(row._mapping)) for row in rows)
            self.runs.enqueue(connection, entries, version_for(bound_to))
        self.runs.drop([Run(batch, row.job, row.attempt - 1).id for row in rows])
        self.runs.count(len(rows))
        return len(rows)

    def decide(self, batch: str, job: str, outcome: Outcome) -> JobRecord | None:
        """Enter how an unknown job ended after all, and return its record; None if it is not unknown."""
        with writing(self.engine) as connection:
            mine = (JOB.c.batch == batch, JOB.c.job == job, JOB.c.state == State.UNKNOWN)
            row = connection.execute(select(JOB).where(*mine).with_for_update()).first()
            if row is None:
                return None
            record = read_record(row).ended(outcome)
            said: dict[str, Any] = {"state": record.state, "reason": record.reason, "message": record.message}
            said |= {"next_step": record.next_step, "record": record.model_dump(mode="json")}
            connection.execute(update(JOB).where(*mine).values(**said, updated_at=database_now(connection)))
        return record

    def cancelled(self, batches: Iterable[str]) -> set[str]:
        """Return those of the batches that have been cancelled."""
        query = select(BATCH.c.id).where(BATCH.c.id.in_(list(batches)), BATCH.c.cancelled_at.is_not(None))
        with reading(self.engine) as connection:
            return set(connection.execute(query).scalars())

    def take_over(self, worker: str, taken: Sequence[Taken], *, message: str = _TAKEN_OVER) -> None:
        """Put back what a worker left: for other workers, or, if it was bound to it, for a person.

        Args:
            taken: Its runs. Only the worker itself, once it runs none, or its heir may call this.
        """
        shared = [run for run in taken if run.version == VERSION]
        bound = [run.id for run in taken if run.version != VERSION]
        self.roll.give_back(worker, message)
        self.hold_bound(worker)
        self.runs.drop(bound)
        self.runs.put_back(shared)

    def hold_bound(self, worker: str) -> None:
        """Hold the queued jobs of the batches that are bound to a worker."""
        with reading(self.engine) as connection:
            batches = connection.execute(select(BATCH.c.id).where(BATCH.c.bound_to == worker)).scalars().all()
        for batch in batches:
            self.hold(batch, _LEFT)


def version_for(worker: str) -> str:
    """Return the version under which runs are enqueued that only this worker takes; any worker takes the plain one.

    DBOS hands a run only to workers of its version, and keeps lanes over all versions.
    """
    return f"{VERSION}@{worker}" if worker else VERSION


def _is_left(batch: str, again: Collection[State]) -> ColumnElement[bool]:
    """Return the condition for jobs of a batch that nobody would run."""
    bound_to = select(BATCH.c.bound_to).where(BATCH.c.id == batch).scalar_subquery()
    is_nobodys = or_(JOB.c.is_held, and_(bound_to != "", ~is_live(bound_to)))
    left = or_(
        and_(JOB.c.state == State.QUEUED, is_nobodys),
        and_(JOB.c.state == State.RUNNING, ~is_live(JOB.c.worker)),
    )
    return or_(left, JOB.c.state.in_(set(again) & _AGAIN))


def _rows(batch: str, jobs: Sequence[NewJob], now: datetime) -> list[dict[str, Any]]:
    positions: dict[tuple[str, str], int] = {}
    rows = []
    for place, job in enumerate(jobs, start=1):
        record = job.record.model_copy(update={"batch": batch, "state": State.QUEUED})
        lane = (record.site, record.uid)
        positions[lane] = positions.get(lane, 0) + 1
        rows.append(
            {
                "batch": batch,
                "job": record.job,
                "place": place,
                "position": positions[lane],
                "site": record.site,
                "uid": record.uid,
                "account": record.account,
                "source": job.source,
                "state": State.QUEUED,
                "is_held": False,
                "attempt": 1,
                "claim": 0,
                "worker": "",
                "reason": "",
                "message": "",
                "next_step": "",
                "record": record.model_dump(mode="json"),
                "updated_at": now,
            }
        )
    return rows


def _insert_new(connection: Connection, table: Table, rows: list[dict[str, Any]]) -> None:
    """Insert rows but for those that are there."""
    dialect = sqlite if connection.dialect.name == "sqlite" else postgresql
    if rows:
        connection.execute(dialect.insert(table).on_conflict_do_nothing(), rows)


def _entry(batch: str, row: Mapping[str, Any]) -> Entry:
    return Entry(Run(batch, row["job"], row["attempt"]), row["site"], row["uid"], row["position"])
