"""The only importer of DBOS: runs as durable workflows, in one partitioned queue for each site.

A run is one try of one job. Its workflow id is the job's id with the attempt, so that enqueueing it twice is one.
Nothing but that id stands in DBOS's tables: what a job is and how it ended stands in our own.
"""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any, Literal

import structlog
from dbos import DBOS, DBOSClient, DBOSConfig, DBOSPortableJSONSerializer, EnqueueOptions
from sqlalchemy import Connection, Engine

from agent.database.address import is_sqlite
from agent.database.bulk import count_rows
from agent.database.fault import at_start, in_the_middle
from agent.queue.limits import Limits, Rate
from agent.queue.ticket import Run

VERSION = "fapiao-1"
"""Runs are taken by workers of the same version only, so it changes when a run's arguments do, and never else."""

_NAME = "fapiao"
_WORKFLOW = "job"
_PREFIX = "site/"
_AHEAD = 4
_IDS_AT_ONCE = 1000
_CLOCK_STEP_S = 1.0
_POLL_FILE_S = 0.25
"""A look into a file costs a few milliseconds; over a network, among many workers, it is worth more."""
_POLL_AT_FIRST_S = 0.05
"""DBOS waits before its first look as well, and a bound worker's jobs are put in the moment that it has started."""
_DESTROY_WITHIN_S = 15.0
_log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Entry:
    """A run with its place in the queue."""

    run: Run
    site: str
    uid: str
    position: int
    """Place among the jobs of its account, from 1: DBOS keeps no order within one transaction."""


@dataclass(frozen=True)
class Taken:
    """A run that a worker has taken out of the queue."""

    id: str
    worker: str
    queue: str
    version: str


class Runs:
    """The waiting and the running runs, for everyone who can reach the database; starts none."""

    def __init__(self, engine: Engine) -> None:
        _quiet()
        self._engine = engine
        with at_start(engine.url):
            DBOS.migrate(_url(engine))
        # DBOS's own engine takes SQLite's write lock at once; on Postgres ours saves compiling each statement twice.
        where = {"system_database_url": _url(engine)} if is_sqlite(engine.url) else {"system_database_engine": engine}
        self._client = DBOSClient(
            application_name=_NAME, serializer=DBOSPortableJSONSerializer(), retry_connection_errors=False, **where
        )

    def close(self) -> None:
        """Give back the connections."""
        self._client.destroy()

    def declare(self, sites: Iterable[str], limits: Limits) -> None:
        """Make the queues of sites known; one that is known already stays as it is."""
        for site in sites:
            self._declare(site, limits, limits.concurrency, on_conflict="never_update")

    def declare_for_worker(
        self, sites: Iterable[str], limits: Limits, *, is_bound: bool, is_starting: bool = False
    ) -> None:
        """Set the queues of these and of all known sites as a worker needs them.

        DBOS keeps one number for all workers: how many runs each may take. A bound worker takes some ahead, which
        nobody else could run, and only raises the number, so that it slows down no other worker.

        Args:
            is_starting: Look into a bound worker's file more often, until this is called again without it.
        """
        with in_the_middle(self._engine.url):
            known = {queue.name.removeprefix(_PREFIX): queue for queue in self._client.list_queues()}
            taken = {site: queue.worker_concurrency or 0 for site, queue in known.items()} if is_bound else {}
        if is_sqlite(self._engine.url):
            # A bound worker takes ahead, so that it need not look often once it has begun.
            poll_s = (_POLL_AT_FIRST_S if is_starting else limits.poll_s) if is_bound else _POLL_FILE_S
            limits = replace(limits, poll_s=min(limits.poll_s, poll_s))
        for site in sorted({*sites, *known}):
            ahead = _AHEAD if is_bound and site not in limits.rates else 0
            at_once = max(limits.concurrency + ahead, taken.get(site, 0))
            self._declare(site, limits, at_once, on_conflict="always_update")

    def enqueue(self, connection: Connection, entries: Iterable[Entry], version: str) -> None:
        """Enqueue runs in the caller's transaction; one that is there already stays as it is."""
        for entry in entries:
            options = EnqueueOptions(
                workflow_name=_WORKFLOW,
                queue_name=_PREFIX + entry.site,
                workflow_id=entry.run.id,
                app_version=version,
                queue_partition_key=f"{entry.site}/{entry.uid}",
                priority=entry.position,
            )
            self._client.enqueue_in_transaction(connection, options, entry.run.batch, entry.run.job, entry.run.attempt)

    def count(self, added: int) -> None:
        """Let Postgres count the runs after many were added: else a look among 2,000 accounts takes seconds."""
        count_rows(self._engine, "dbos.workflow_status", added)

    def drop(self, ids: Sequence[str]) -> None:
        """Take runs out of the queue. Frees the lane, so none of them may be at work."""
        with in_the_middle(self._engine.url):
            for some in _slices(ids):
                self._client.cancel_workflows(some)

    def taken(self, worker: str | None = None) -> list[Taken]:
        """Return the runs that a worker has taken and not ended; of all workers without one."""
        with in_the_middle(self._engine.url):
            found = self._client.list_workflows(
                status="PENDING", executor_id=worker, load_input=False, load_output=False
            )
        return [
            Taken(status.workflow_id, status.executor_id or "", status.queue_name or "", status.app_version or "")
            for status in found
        ]

    def put_back(self, taken: Iterable[Taken]) -> None:
        """Put the runs of a worker that is no more back into their queues; they keep their lanes."""
        queues: dict[str, list[str]] = {}
        for run in taken:
            queues.setdefault(run.queue, []).append(run.id)
        with in_the_middle(self._engine.url):
            for queue, ids in queues.items():
                self._client.resume_workflows(ids, queue_name=queue)

    def forget(self, older_than_days: float, at_most: int) -> int:
        """Delete DBOS's rows of runs that ended long ago, and return how many it deleted."""
        before = (datetime.now(UTC) - timedelta(days=older_than_days)).isoformat()
        with in_the_middle(self._engine.url):
            old = self._client.list_workflows(
                status=["SUCCESS", "ERROR", "CANCELLED"],
                completed_before=before,
                limit=at_most,
                load_input=False,
                load_output=False,
            )
            for some in _slices([status.workflow_id for status in old]):
                self._client.delete_workflows(some)
        return len(old)

    def _declare(
        self, site: str, limits: Limits, at_once: int, *, on_conflict: Literal["always_update", "never_update"]
    ) -> None:
        with in_the_middle(self._engine.url):
            self._client.register_queue(
                _PREFIX + site,
                partition_concurrency=1,
                worker_concurrency=at_once,
                limiter=self._limiter(limits.rates.get(site)),
                polling_interval_sec=limits.poll_s,
                on_conflict=on_conflict,
            )

    def _limiter(self, rate: Rate | None) -> Any:
        if rate is None:
            return None
        # On SQLite, DBOS's clock counts whole seconds (before Python 3.12).
        slack_s = _CLOCK_STEP_S if is_sqlite(self._engine.url) else 0.0
        return {"limit": rate.starts, "period": rate.within_s + slack_s}


class Runtime:
    """The part that takes runs out of the queues; one for each process, because DBOS is one for each process."""

    def __init__(self, engine: Engine, worker: str, version: str) -> None:
        self._engine = engine
        self._config = DBOSConfig(
            name=_NAME,
            system_database_url=_url(engine),
            application_version=version,
            executor_id=worker,
            serializer=DBOSPortableJSONSerializer(),
            log_level="WARNING",
            sys_db_pool_size=8,
            notification_listener_polling_interval_sec=0.1,
            notification_coalesce_sec=0.2,
            scheduler_polling_interval_sec=3600.0,
        )

    def launch(self, work: Callable[[Run], Awaitable[bool]]) -> None:
        """Start taking runs. Called from a thread without a loop, so that DBOS makes one of its own.

        Args:
            work: Called on DBOS's loop. False leaves the run as taken and unfinished, for a later owner.
        """
        _quiet()

        async def step(batch: str, job: str, attempt: int) -> None:
            if not await work(Run(batch, job, attempt)):
                await asyncio.Event().wait()  # until the runtime stops: an ended run could never be taken over

        async def workflow(batch: str, job: str, attempt: int) -> None:
            await as_step(batch, job, attempt)

        as_step = DBOS.step(name="work")(step)
        DBOS(config=self._config)
        DBOS.workflow(name=_WORKFLOW, max_recovery_attempts=None)(workflow)
        DBOS.launch()

    def stop(self, *, is_emptied: bool) -> None:
        """Stop taking runs and drop what is still at work; comes back in bounded time.

        Args:
            is_emptied: Nothing is queued for this worker. Otherwise DBOS first gets a second to stop looking: what it
                took after its loop had ended would never be begun.
        """
        options = {"destroy_registry": True, "workflow_completion_timeout_sec": 0 if is_emptied else 1}
        stopping = threading.Thread(target=DBOS.destroy, kwargs=options, daemon=True)
        stopping.start()
        stopping.join(_DESTROY_WITHIN_S)


class _ToStructlog(logging.Handler):
    """Hands DBOS's log lines on, one level lower: how a job ended is said by its record."""

    def emit(self, record: logging.LogRecord) -> None:
        say = _log.info if record.levelno >= logging.ERROR else _log.debug
        say(record.getMessage(), by="dbos", exc_info=record.exc_info)


def _quiet() -> None:
    """Keep DBOS from writing to standard error by itself."""
    logger = logging.getLogger("dbos")
    if not any(isinstance(handler, _ToStructlog) for handler in logger.handlers):
        logger.handlers = [_ToStructlog()]
        logger.propagate = False
        logger.setLevel(logging.WARNING)


def _slices(ids: Sequence[str]) -> Iterable[list[str]]:
    return (list(ids[at : at + _IDS_AT_ONCE]) for at in range(0, len(ids), _IDS_AT_ONCE))


def _url(engine: Engine) -> str:
    return engine.url.render_as_string(hide_password=False)
