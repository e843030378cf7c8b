"""The roll of workers: who is there, whose heart still beats, and who inherits from one that is gone."""

from __future__ import annotations

import os
import secrets
import socket
import sys
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import ColumnElement, Engine, exists, insert, or_, select, update

from agent.database import database_now, reading, writing
from agent.database.address import is_sqlite
from agent.database.schema import BATCH, JOB, WORKER
from agent.model import State

LIVE, GONE, STOPPED = "live", "gone", "stopped"


@dataclass(frozen=True)
class WorkerEntry:
    """A worker, as it signed on."""

    id: str
    host: str
    machine: str
    """What its process id is good for: one start of one machine, or of one container on it."""
    pid: int
    process: str
    """When the process started, in the machine's own count, because process ids are used again."""
    state: str
    beat: int
    heir: str
    started_at: datetime
    heartbeat_at: datetime


class Roll:
    """Reads and writes the roll."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def sign_on(self) -> str:
        """Enter this process, and return the new worker's id."""
        host = socket.gethostname()
        worker = f"{host[:100]}-{os.getpid()}-{secrets.token_hex(3)}"
        with writing(self._engine) as connection:
            now = database_now(connection)
            facts = {
                "id": worker,
                "host": host,
                "machine": _machine(),
                "pid": os.getpid(),
                "process": _process(os.getpid()),
                "state": LIVE,
                "beat": 0,
                "heir": "",
                "started_at": now,
                "heartbeat_at": now,
            }
            connection.execute(insert(WORKER).values(**facts))
        return worker

    def sign_off(self, worker: str) -> None:
        """Enter that a worker stopped; one that is gone stays so."""
        with writing(self._engine) as connection:
            connection.execute(
                update(WORKER).where(WORKER.c.id == worker, WORKER.c.state == LIVE).values(state=STOPPED)
            )

    def beat(self, worker: str) -> bool:
        """Enter a heartbeat; False if the worker has been taken for dead."""
        with writing(self._engine) as connection:
            now = database_now(connection)
            living = (WORKER.c.id == worker, WORKER.c.state == LIVE)
            done = connection.execute(update(WORKER).where(*living).values(beat=WORKER.c.beat + 1, heartbeat_at=now))
            return bool(done.rowcount)

    def is_live(self, worker: str) -> bool:
        """Tell whether a worker is still what it signed on as."""
        query = select(WORKER.c.id).where(WORKER.c.id == worker, WORKER.c.state == LIVE)
        with reading(self._engine) as connection:
            return connection.execute(query).first() is not None

    def is_gone(self, worker: str) -> bool:
        """Tell whether a worker's process is no more, for certain.

        It signed off, or this machine has no such process, or has started anew since (a file is one machine's).
        A heartbeat that stands still proves nothing: a frozen process may yet send what it holds.
        """
        with reading(self._engine) as connection:
            row = connection.execute(select(WORKER).where(WORKER.c.id == worker)).first()
        if row is None:
            return False
        one = WorkerEntry(**row._mapping)
        return one.state == STOPPED or self._is_of_an_earlier_start(one) or self._is_dead_here(one)

    def live(self) -> list[WorkerEntry]:
        """Return the workers that are there."""
        query = select(WORKER).where(WORKER.c.state == LIVE).order_by(WORKER.c.started_at)
        with reading(self._engine) as connection:
            return [WorkerEntry(**row._mapping) for row in connection.execute(query)]

    def declare_gone(self, dead: WorkerEntry, heir: str) -> bool:
        """Take a worker for dead unless it has shown life since; False if it has, or if another was faster."""
        seen = (WORKER.c.id == dead.id, WORKER.c.state == LIVE, WORKER.c.beat == dead.beat)
        with writing(self._engine) as connection:
            done = connection.execute(update(WORKER).where(*seen).values(state=GONE, heir=heir))
            return bool(done.rowcount)

    def inherit(self, worker: str, heir: str) -> bool:
        """Tell whether this heir is to put back what a worker left; it becomes the heir if the former one is no more.

        One heir at a time: a run put back twice could run twice.
        """
        others = WORKER.alias()
        has_heir = exists().where(others.c.id == WORKER.c.heir, others.c.state == LIVE)
        may = (WORKER.c.id == worker, WORKER.c.state != LIVE, or_(WORKER.c.heir == heir, ~has_heir))
        with writing(self._engine) as connection:
            return bool(connection.execute(update(WORKER).where(*may).values(heir=heir)).rowcount)

    def give_back(self, worker: str, message: str) -> None:
        """Enter the jobs of a worker that is no more as queued."""
        with writing(self._engine) as connection:
            now = database_now(connection)
            theirs = (JOB.c.worker == worker, JOB.c.state == State.RUNNING)
            back: dict[str, Any] = {"state": State.QUEUED, "worker": "", "message": message, "updated_at": now}
            back |= {"is_held": is_cancelled()}
            connection.execute(update(JOB).where(*theirs).values(**back))

    def dead_here(self) -> list[WorkerEntry]:
        """Return the workers of this machine whose process is no more, without waiting for their heartbeat."""
        return [one for one in self.live() if self._is_dead_here(one)]

    def _is_dead_here(self, one: WorkerEntry) -> bool:
        """Tell whether this machine is a worker's and knows that its process is no more."""
        if sys.platform == "win32":  # there, asking for a process by signal 0 would interrupt it
            return False
        here = _machine()
        is_of_here = one.machine == here and (bool(here) or is_sqlite(self._engine.url))
        return is_of_here and not _is_running(one)

    def _is_of_an_earlier_start(self, one: WorkerEntry) -> bool:
        boot, here = one.machine.partition("/")[0], _machine().partition("/")[0]
        return is_sqlite(self._engine.url) and bool(boot) and bool(here) and boot != here


def is_live(worker: ColumnElement[Any]) -> ColumnElement[bool]:
    """Return the SQL condition that a worker is there."""
    return exists().where(WORKER.c.id == worker, WORKER.c.state == LIVE)


def is_cancelled() -> ColumnElement[bool]:
    """Return the SQL condition that a job's batch was cancelled."""
    return exists().where(BATCH.c.id == JOB.c.batch, BATCH.c.cancelled_at.is_not(None))


def _is_running(one: WorkerEntry) -> bool:
    try:
        os.kill(one.pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return _process(one.pid) == one.process


def _process(pid: int) -> str:
    """Return when a process started, in ticks since the machine did; empty if it ended or the system does not tell."""
    try:
        # The name in brackets may hold spaces and brackets.
        after_name = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return ""
    return "" if after_name[0] == "Z" else after_name[19]


def _machine() -> str:
    """Return this start of this machine and this container of it; empty where the system does not tell."""
    try:
        boot = Path("/proc/sys/kernel/random/boot_id").read_text().strip()
        return f"{boot}/{Path('/proc/self/ns/pid').readlink()}"
    except OSError:
        return ""
