"""Cancelling and going on: what starts, what does not, and who is told."""

from __future__ import annotations

import asyncio
import io
from collections.abc import Awaitable, Callable, Iterator

import pytest
import structlog
from anyio.from_thread import BlockingPortal

from agent.errors import ConsoleDownError, LedgerError
from agent.log import setup_logging
from agent.model import State
from agent.queue.book import Counts
from agent.queue.queue import Queue
from agent.queue.running import Tell
from agent.queue.ticket import JobTicket
from agent.queue.worker import Worker
from agent.settings import LogSettings
from tests.queue.orders import SITE, a_batch, all_settled, settled, some_jobs


class Desk:
    """One bound worker in this process, whose work the test chooses."""

    def __init__(self, queue: Queue, act: Act) -> None:
        self.started: list[JobTicket] = []
        self.told: list[Tell] = []
        self.begun = asyncio.Event()
        self._gates: dict[str, asyncio.Event] = {}
        self.worker = Worker(queue, self._work, self._tell, sites=[SITE], is_bound=True)
        self._act = act

    async def _work(self, ticket: JobTicket) -> None:
        self.started.append(ticket)
        self.begun.set()
        await self._act(self, ticket)

    def _tell(self, ticket: JobTicket, what: Tell) -> None:
        self.told.append(what)
        self.gate(ticket).set()

    def gate(self, ticket: JobTicket) -> asyncio.Event:
        """Return what opens as soon as a job was told something."""
        return self._gates.setdefault(ticket.run.id, asyncio.Event())


Act = Callable[[Desk, JobTicket], Awaitable[None]]


async def settle(desk: Desk, ticket: JobTicket) -> None:
    desk.worker.keep(ticket, settled(ticket.record))


async def settle_when_told(desk: Desk, ticket: JobTicket) -> None:
    await desk.gate(ticket).wait()
    desk.worker.keep(ticket, settled(ticket.record))


async def leave_when_told(desk: Desk, ticket: JobTicket) -> None:
    """Come back without an end, as a job does that has not clicked yet."""
    await desk.gate(ticket).wait()


def test_cancel_lets_nothing_start_and_tells_what_runs(queue: Queue, portal: BlockingPortal) -> None:
    async def run() -> Counts:
        desk = Desk(queue, leave_when_told)
        async with desk.worker as worker:
            await asyncio.to_thread(queue.put, a_batch(), some_jobs(2, 3), bound_to=worker.id)
            await desk.begun.wait()
            await asyncio.to_thread(queue.cancel, "b1")
            counts = await worker.wait("b1")
        assert set(desk.told) == {Tell.CANCELLED}
        assert len(desk.started) <= 2
        return counts

    counts = portal.call(run)
    assert (counts.states, counts.held, counts.open) == ({State.QUEUED: 6}, 6, 0)
    entry = queue.book.batch("b1")
    assert entry is not None
    assert entry.cancelled_at is not None


def test_resume_after_cancel_does_each_job_once(queue: Queue, portal: BlockingPortal) -> None:
    async def run() -> list[str]:
        desk = Desk(queue, settle)
        async with desk.worker as worker:
            assert await asyncio.to_thread(queue.resume, "b1", bound_to=worker.id) == 6
            await worker.wait("b1")
        return [ticket.run.id for ticket in desk.started]

    queue.put(a_batch(), some_jobs(2, 3))
    assert queue.cancel("b1") == 6
    runs = portal.call(run)
    assert sorted(runs) == sorted(f"b1/{job.record.job}#2" for job in some_jobs(2, 3))
    assert all_settled(queue)
    assert queue.resume("b1", again=[State.FAILED]) == 0


def test_resume_takes_the_failed_ones_when_asked(queue: Queue, portal: BlockingPortal) -> None:
    async def fail_first(desk: Desk, ticket: JobTicket) -> None:
        if ticket.run.attempt == 1:
            raise ConsoleDownError("the console answered 503")
        desk.worker.keep(ticket, settled(ticket.record))

    async def run() -> None:
        desk = Desk(queue, fail_first)
        async with desk.worker as worker:
            await asyncio.to_thread(queue.put, a_batch(), some_jobs(2), bound_to=worker.id)
            assert (await worker.wait("b1")).states == {State.FAILED: 2}
            assert {job.record.reason for job in queue.book.jobs("b1")} == {"console-down"}
            assert await asyncio.to_thread(queue.resume, "b1") == 0
            assert await asyncio.to_thread(queue.resume, "b1", again=[State.FAILED], bound_to=worker.id) == 2
            await worker.wait("b1")

    portal.call(run)
    assert all_settled(queue)


@pytest.fixture(params=["log", "no log"])
def log(request: pytest.FixtureRequest) -> Iterator[None]:
    """Give a log, or one whose reader is gone."""
    stream = io.StringIO()
    setup_logging(LogSettings(), stream)
    if request.param == "no log":
        stream.close()
    yield
    structlog.reset_defaults()


@pytest.mark.usefixtures("log")
def test_a_work_that_breaks_ends_its_job_and_no_other(queue: Queue, portal: BlockingPortal) -> None:
    async def break_one(desk: Desk, ticket: JobTicket) -> None:
        if ticket.record.uid.endswith("1"):
            raise ZeroDivisionError
        desk.worker.keep(ticket, settled(ticket.record))

    async def run() -> Counts:
        desk = Desk(queue, break_one)
        async with desk.worker as worker:
            await asyncio.to_thread(queue.put, a_batch(), some_jobs(2), bound_to=worker.id)
            return await worker.wait("b1")

    assert portal.call(run).states == {State.FAILED: 1, State.SETTLED: 1}
    (failed,) = [job.record for job in queue.book.jobs("b1") if job.record.state is State.FAILED]
    assert failed.message == "fapiao itself broke: ZeroDivisionError"


def test_stop_lets_running_jobs_end_and_holds_the_rest(queue: Queue, portal: BlockingPortal) -> None:
    async def run() -> None:
        desk = Desk(queue, settle_when_told)
        async with desk.worker as worker:
            await asyncio.to_thread(queue.put, a_batch(), some_jobs(1, 3), bound_to=worker.id)
            await desk.begun.wait()
            worker.stop()
            await worker.wait("b1")

    portal.call(run)
    counts = queue.book.counts("b1")
    assert (counts.states, counts.held) == ({State.SETTLED: 1, State.QUEUED: 2}, 2)
    assert not queue.runs.taken()
    assert not queue.roll.live()


def test_a_lost_database_stops_the_worker(queue: Queue, portal: BlockingPortal) -> None:
    async def lose(_: Desk, ticket: JobTicket) -> None:
        raise LedgerError("the database failed")

    async def run() -> str:
        desk = Desk(queue, lose)
        async with desk.worker as worker:
            await asyncio.to_thread(queue.put, a_batch(), some_jobs(3), bound_to=worker.id)
            try:
                await worker.wait("b1")
            except LedgerError as error:
                return error.message
        return ""

    assert portal.call(run) == "the database failed"
    counts = queue.book.counts("b1")
    assert (counts.states, counts.held) == ({State.QUEUED: 3}, 3)
