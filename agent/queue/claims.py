"""Claims: a worker takes a job for itself in the database, and only who holds the claim may write its record."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, Engine, and_, literal, or_, select, update

from agent.database import database_now, reading, writing
from agent.database.schema import BATCH, JOB
from agent.errors import AgentError
from agent.model import BatchRecord, JobRecord, Outcome, State
from agent.queue.book import read_record
from agent.queue.roll import is_cancelled, is_live
from agent.queue.ticket import JobTicket, Run


class Claims:
    """The claims of one worker. Each call is one short transaction."""

    def __init__(self, engine: Engine, worker: str) -> None:
        self._engine = engine
        self._worker = worker

    def claim(self, run: Run) -> JobTicket | None:
        """Take a job, if it still waits for this run and this worker still counts as living."""
        free = or_(JOB.c.state == State.QUEUED, and_(JOB.c.state == State.RUNNING, ~is_live(JOB.c.worker)))
        may = (*_of(run), ~JOB.c.is_held, free, is_live(literal(self._worker)))
        with writing(self._engine) as connection:
            taken: dict[str, Any] = {"state": State.RUNNING, "worker": self._worker, "claim": JOB.c.claim + 1}
            taken |= {"reason": "", "message": "", "next_step": "", "updated_at": database_now(connection)}
            row = connection.execute(update(JOB).where(*may).values(**taken).returning(JOB)).first()
            if row is None:
                return None
            batch = connection.execute(select(BATCH).where(BATCH.c.id == run.batch)).one()
        return JobTicket(
            run=run,
            worker=self._worker,
            claim=row.claim,
            record=read_record(row),
            source=row.source,
            batch=BatchRecord.model_validate(batch.record),
        )

    def keep(self, ticket: JobTicket, record: JobRecord) -> bool:
        """Write a job's record; False, and nothing written, if the claim has gone to another worker.

        A record that says queued leaves the job running: it is queued when its work has come back.
        """
        values: dict[str, Any] = {
            "state": State.RUNNING if record.state is State.QUEUED else record.state,
            "reason": record.reason,
            "message": record.message,
            "next_step": record.next_step,
            "record": record.model_dump(mode="json"),
        }
        with writing(self._engine) as connection:
            return self._write(connection, ticket, values)

    def fail(self, ticket: JobTicket, error: AgentError) -> bool:
        """Enter that a job broke outside of its flow."""
        outcome = Outcome(state=State.FAILED, reason=error.reason, message=error.message, next_step=error.next_step)
        return self.keep(ticket, ticket.record.ended(outcome))

    def give_back(self, ticket: JobTicket) -> None:
        """Enter a job as queued again, unless it has ended or is another worker's."""
        message = "stopped before anything was sent"
        back = {"state": State.QUEUED, "worker": "", "is_held": is_cancelled(), "message": message}
        with writing(self._engine) as connection:
            self._write(connection, ticket, back)

    def is_over(self, run: Run) -> bool:
        """Tell whether nothing is left to do for a run: its job has ended, is held, or was enqueued anew."""
        waits = (*_of(run), JOB.c.state.in_((State.QUEUED, State.RUNNING)), ~JOB.c.is_held)
        with reading(self._engine) as connection:
            return connection.execute(select(JOB.c.job).where(*waits)).first() is None

    def _write(self, connection: Connection, ticket: JobTicket, values: Mapping[str, Any]) -> bool:
        mine = (*_of(ticket.run), JOB.c.claim == ticket.claim, JOB.c.state == State.RUNNING)
        now = database_now(connection)
        return bool(connection.execute(update(JOB).where(*mine).values(**values, updated_at=now)).rowcount)


def _of(run: Run) -> tuple[Any, ...]:
    return JOB.c.batch == run.batch, JOB.c.job == run.job, JOB.c.attempt == run.attempt
