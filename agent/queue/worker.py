"""A worker: takes runs from the queue and hands each job to the caller's work, on the caller's own loop."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from types import TracebackType
from typing import Self

import structlog

from agent.errors import AgentError, FencedError, RetryableError, StoreError
from agent.model import JobRecord
from agent.queue.book import Counts
from agent.queue.claims import Claims
from agent.queue.durable import Runtime
from agent.queue.queue import Queue, version_for
from agent.queue.running import Running, Tell
from agent.queue.ticket import JobTicket, Run
from agent.queue.watch import Watch

_LOOK_EVERY_S = 0.5
_COUNT_EVERY_S = 2.0
"""A job that ends here is news; only what others do to the batch, a cancel, has to be looked for."""
_STARTING_S = 1.0
_RECORD_WITHIN_S = 2.0
_PAUSE_S = 0.02
_STOPPED = "stopped before it started"
_log = structlog.get_logger(__name__)


class Worker:
    """Runs jobs while its context is held. One for each process.

    Args:
        work: Runs one job to its end and keeps its record. Awaited on the loop that entered the context.
        tell: Told on that loop of what a running job should know; at most once for each job and message.
        sites: Sites whose queues are looked at from the start; the others follow within a second.
        is_bound: Run only batches that are bound to this worker.
    """

    def __init__(
        self,
        queue: Queue,
        work: Callable[[JobTicket], Awaitable[None]],
        tell: Callable[[JobTicket, Tell], None],
        *,
        sites: Sequence[str] = (),
        is_bound: bool = False,
    ) -> None:
        self.id = ""
        self._queue = queue
        self._work = work
        self._sites = sites
        self._is_bound = is_bound
        self._places = asyncio.Semaphore(queue.limits.concurrency)
        self._running = Running(tell)
        self._news = asyncio.Event()
        self._stopping = asyncio.Event()
        self._broken: AgentError | None = None
        self._left: set[str] = set()

    async def __aenter__(self) -> Self:
        self._loop = asyncio.get_running_loop()
        await asyncio.to_thread(self._start)
        self._settling = asyncio.ensure_future(self._settle())
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()
        await self._settling
        await self._running.end(self._queue.limits.stop_within_s)
        await asyncio.to_thread(self._end)

    @property
    def is_fenced(self) -> bool:
        """Tell whether another worker may have this one's jobs; asks no database, so it costs nothing."""
        return self._watch.is_fenced

    def keep(self, ticket: JobTicket, record: JobRecord) -> bool:
        """Write a job's record; False, and nothing written, if the job is another worker's by now. Blocks for a commit.

        Raises:
            LedgerError: The database failed.
        """
        return self._claims.keep(ticket, record)

    def is_gone(self, worker: str) -> bool:
        """Tell whether another worker's process is no more, for certain. Blocks."""
        return self._queue.roll.is_gone(worker)

    def stop(self) -> None:
        """Take no new job, and tell the running ones. Called on the loop."""
        if not self._stopping.is_set():
            self._stopping.set()
            self._news.set()
            self._running.tell(Tell.STOPPING)

    async def wait(self, batch: str, on_counts: Callable[[Counts], None] = lambda _: None) -> Counts:
        """Wait until no job of a batch is open, or until ``stop``, and return how far it is.

        Raises:
            FencedError: This worker was taken for dead.
            LedgerError: The database failed under a job.
        """
        shown: Counts | None = None
        while True:
            self._news.clear()
            counts = await asyncio.to_thread(self._queue.book.counts, batch)
            if counts != shown:
                on_counts(counts)
                shown = counts
            self._raise_broken()
            if not counts.open or (self._stopping.is_set() and not self._running):
                return counts
            with suppress(TimeoutError):
                await asyncio.wait_for(self._news.wait(), _COUNT_EVERY_S)

    async def until_stopped(self) -> None:
        """Work until ``stop``, and until the running jobs have come to their end.

        Raises:
            FencedError: This worker was taken for dead.
            LedgerError: The database failed under a job.
        """
        while not self._stopping.is_set() or self._running:
            self._news.clear()
            self._raise_broken()
            with suppress(TimeoutError):
                await asyncio.wait_for(self._news.wait(), _LOOK_EVERY_S)
        self._raise_broken()

    async def until_idle(self) -> None:
        """Work until no job is left that any worker may run, or until ``stop``.

        Raises:
            FencedError: This worker was taken for dead.
            LedgerError: The database failed under a job.
        """
        while not self._stopping.is_set() and await asyncio.to_thread(self._queue.book.has_open):
            self._news.clear()
            self._raise_broken()
            with suppress(TimeoutError):
                await asyncio.wait_for(self._news.wait(), _LOOK_EVERY_S)
        self.stop()
        await self.until_stopped()

    def _start(self) -> None:
        queue = self._queue
        self.id = queue.roll.sign_on()
        self._claims = Claims(queue.engine, self.id)
        self._watch = Watch(queue, self.id, self._after_round)
        self._watch.recover_here()
        queue.runs.declare_for_worker(self._sites, queue.limits, is_bound=self._is_bound, is_starting=True)
        self._runtime = Runtime(queue.engine, self.id, version_for(self.id if self._is_bound else ""))
        self._runtime.launch(self._hand_over)
        self._watch.start()

    async def _settle(self) -> None:
        """Look for work at the usual pace, once this worker has had the time to take its first jobs."""
        if not self._is_bound:
            return
        with suppress(TimeoutError):
            await asyncio.wait_for(self._stopping.wait(), _STARTING_S)
        with suppress(StoreError):  # whoever needs the database next says so
            await asyncio.to_thread(self._queue.runs.declare_for_worker, self._sites, self._queue.limits, is_bound=True)

    def _end(self) -> None:
        """Leave nothing behind that would hold a lane."""
        with suppress(StoreError):
            if self._is_bound:
                self._queue.hold_bound(self.id)
            self._wait_for_records()
        self._runtime.stop(is_emptied=self._is_bound)
        self._watch.end()
        try:
            # A job that does not let go of its work is left to the heirs: they come when this process has ended.
            if not self._running and self._queue.roll.is_live(self.id):
                self._queue.take_over(self.id, self._queue.runs.taken(self.id), message=_STOPPED)
                self._queue.roll.sign_off(self.id)
        except StoreError as error:
            _log.warning("the database did not answer at the end; the other workers will take over", why=error.message)

    def _wait_for_records(self) -> None:
        """Wait until DBOS has written down what has ended."""
        deadline = time.monotonic() + _RECORD_WITHIN_S
        while time.monotonic() < deadline and not self.is_fenced:
            if {run.id for run in self._queue.runs.taken(self.id)} <= self._left:
                return
            time.sleep(_PAUSE_S)

    async def _hand_over(self, run: Run) -> bool:
        """Run a job on the caller's loop; called on DBOS's. The end of the one loop does not stop the other."""
        here = asyncio.get_running_loop()
        done: asyncio.Future[bool] = here.create_future()
        theirs = asyncio.run_coroutine_threadsafe(self._run(run), self._loop)

        def tell_here(_: object) -> None:
            error = None if theirs.cancelled() else theirs.exception()
            with suppress(RuntimeError):  # a loop is closed
                if error is not None:
                    self._loop.call_soon_threadsafe(self._break, _as_ours(error))
                is_ended = error is None and not theirs.cancelled() and theirs.result()
                here.call_soon_threadsafe(_set, done, is_ended)

        theirs.add_done_callback(tell_here)
        return await done

    async def _run(self, run: Run) -> bool:
        """Return True if the run has ended, False to leave it for a later owner."""
        is_ended = False
        try:
            async with self._places:
                is_ended = await self._try(run)
        except StoreError as error:
            self._break(error)
        if not is_ended:
            self._left.add(run.id)
        return is_ended

    async def _try(self, run: Run) -> bool:
        while not self._stopping.is_set():
            if ticket := await asyncio.to_thread(self._claims.claim, run):
                return await self._do(ticket)
            if await asyncio.to_thread(self._claims.is_over, run):
                return True
            await asyncio.sleep(_LOOK_EVERY_S)  # another has it, or this worker is gone
        return False

    async def _do(self, ticket: JobTicket) -> bool:
        task = asyncio.ensure_future(self._work(ticket))
        try:
            with self._running.holding(ticket, task):
                await asyncio.wait({task})
                error = None if task.cancelled() else task.exception()
                if isinstance(error, StoreError):
                    raise error
                return await asyncio.to_thread(self._ended, ticket, error)
        finally:
            self._news.set()

    def _ended(self, ticket: JobTicket, error: BaseException | None) -> bool:
        """See to it that a job that was worked on has an end, or is queued again because it was told to stop."""
        if error is None and self._claims.is_over(ticket.run):
            return True
        is_cancelled = self._running.was_told(ticket, Tell.CANCELLED)
        if error is not None:
            self._claims.fail(ticket, _as_ours(error))
        elif is_cancelled or self._stopping.is_set():
            self._claims.give_back(ticket)
        else:
            self._claims.fail(ticket, RetryableError("fapiao itself broke: the job's work ended without an end"))
        return self._claims.is_over(ticket.run)

    def _after_round(self) -> None:
        """Pass the news of a round on to the loop; called on the watch's thread."""
        with suppress(StoreError, RuntimeError):  # the next round asks again; the loop may be closed by now
            batches = self._running.batches
            cancelled = self._queue.cancelled(batches) if batches and not self.is_fenced else set()
            self._loop.call_soon_threadsafe(self._hear, cancelled)

    def _hear(self, cancelled: set[str]) -> None:
        if self._watch.is_fenced:
            self._running.tell(Tell.FENCED)
            self._break(FencedError("this worker was taken for dead, or could not reach the database for too long"))
        self._running.tell(Tell.CANCELLED, cancelled)

    def _break(self, error: AgentError) -> None:
        self._broken = self._broken or error
        self.stop()

    def _raise_broken(self) -> None:
        if self._broken is not None:
            raise self._broken


def _set(future: asyncio.Future[bool], value: bool) -> None:
    if not future.done():
        future.set_result(value)


def _as_ours(error: BaseException) -> AgentError:
    if isinstance(error, AgentError):
        return error
    _log.error("a job's work broke", exc_info=error)
    return RetryableError(f"fapiao itself broke: {type(error).__name__}")
