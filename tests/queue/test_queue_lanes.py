"""Lanes, rates and order: what runs beside what, on two processes."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from dataclasses import replace

import pytest
from anyio.from_thread import BlockingPortal

from agent.queue.limits import Limits, Rate
from agent.queue.queue import NewJob, Queue
from agent.queue.ticket import JobTicket
from agent.queue.worker import Worker
from tests.queue.crew import Crew, Line
from tests.queue.orders import FAST, SITE, a_batch, all_settled, settled, some_jobs, until


@pytest.mark.long
def test_two_workers_do_each_job_once_and_one_of_an_account_at_a_time(crew: Crew, queue: Queue) -> None:
    queue.put(a_batch(), some_jobs(20, 4))
    first, second = crew.start(seconds=0.02), crew.start(seconds=0.02)
    until(lambda: all_settled(queue))

    starts = crew.lines("start")
    assert sorted(line.job for line in starts) == sorted(job.record.job for job in some_jobs(20, 4))
    assert {line.worker for line in starts} == {first.worker, second.worker}
    assert _together(crew.lines("start", "end"), by_account=True) == 1


def test_one_worker_has_no_more_jobs_than_places(crew: Crew, queue: Queue) -> None:
    queue.put(a_batch(), some_jobs(8))
    crew.start(seconds=0.3, limits=replace(FAST, concurrency=2))
    until(lambda: all_settled(queue))
    assert _together(crew.lines("start", "end"), by_account=False) == 2


def test_places_are_counted_over_all_sites(queue: Queue, portal: BlockingPortal) -> None:
    most = running = 0

    async def work(ticket: JobTicket) -> None:
        nonlocal most, running
        running += 1
        most = max(most, running)
        await asyncio.sleep(0.02)
        running -= 1
        worker.keep(ticket, settled(ticket.record))

    worker = Worker(queue, work, lambda *_: None, sites=["one", "two"], is_bound=True)

    async def run() -> None:
        async with worker:
            jobs = [*some_jobs(4, site="one"), *some_jobs(4, site="two")]
            jobs = [replace(job, record=job.record.model_copy(update={"job": f"j{n}"})) for n, job in enumerate(jobs)]
            await asyncio.to_thread(queue.put, a_batch(), jobs, bound_to=worker.id)
            await worker.wait("b1")

    portal.call(run)
    assert all_settled(queue)
    assert 2 <= most <= 4


def test_jobs_of_an_account_keep_their_order(queue: Queue, portal: BlockingPortal) -> None:
    jobs = some_jobs(1, 12)
    done = portal.call(_done_by_one, queue, jobs)
    assert [job for job, _ in done] == [job.record.job for job in jobs]


def test_a_rate_holds_for_the_site(opened: Callable[[Limits], Queue], portal: BlockingPortal) -> None:
    queue = opened(replace(FAST, rates={SITE: Rate(starts=3, within_s=4.0)}))
    starts = [at for _, at in portal.call(_done_by_one, queue, some_jobs(4))]
    # A busy machine may see the first start late, never the fourth one early.
    assert starts[3] - starts[0] > 2.0


async def _done_by_one(queue: Queue, jobs: list[NewJob]) -> list[tuple[str, float]]:
    done: list[tuple[str, float]] = []

    async def work(ticket: JobTicket) -> None:
        done.append((ticket.run.job, time.monotonic()))
        worker.keep(ticket, settled(ticket.record))

    worker = Worker(queue, work, lambda *_: None, sites=[SITE], is_bound=True)
    async with worker:
        await asyncio.to_thread(queue.put, a_batch(), jobs, bound_to=worker.id)
        await worker.wait("b1")
    assert all_settled(queue)
    return done


def _together(lines: list[Line], *, by_account: bool) -> int:
    """Return how many jobs ran at once, at most."""
    most, running = 0, dict[str, int]()
    for line in lines:
        lane = line.uid if by_account else line.worker
        running[lane] = running.get(lane, 0) + (1 if line.word == "start" else -1)
        most = max(most, running[lane])
    return most
