"""Status: what the book says of batches, jobs and what they wait for."""

from __future__ import annotations

import asyncio

import pytest
from anyio.from_thread import BlockingPortal

from agent.errors import LedgerError
from agent.model import Mode, Outcome, State
from agent.queue.book import Wait, WaitKind
from agent.queue.queue import NewJob, Queue
from agent.queue.ticket import JobTicket
from agent.queue.worker import Worker
from tests.queue.orders import SITE, a_batch, settled, some_jobs


def test_the_same_batch_twice_is_one(queue: Queue) -> None:
    queue.put(a_batch(who="mei"), some_jobs(3))
    queue.put(a_batch(who="somebody else"), some_jobs(3))
    (entry,) = queue.book.batches()
    assert (entry.who, entry.counts.states) == ("mei", {State.QUEUED: 3})
    assert len(queue.runs._client.list_workflows()) == 3


def test_a_batch_goes_in_whole_or_not_at_all(queue: Queue) -> None:
    jobs = some_jobs(2)
    without_id = NewJob(jobs[1].record.model_copy(update={"job": None}))
    with pytest.raises(LedgerError):
        queue.put(a_batch(), [jobs[0], without_id])
    assert queue.book.batches() == []
    assert queue.runs._client.list_workflows() == []


def test_newest_batches_come_first_and_each_has_its_counts(queue: Queue) -> None:
    for number in range(4):
        queue.put(a_batch(f"b{number}"), some_jobs(number + 1))
    entries = queue.book.batches(limit=3)
    assert [(entry.id, entry.counts.total) for entry in entries] == [("b3", 4), ("b2", 3), ("b1", 2)]
    assert queue.book.batch("b9") is None


def waits(queue: Queue) -> list[Wait]:
    return queue.book.waits("b1", queue.book.jobs("b1"))


def test_status_says_what_waits_for_whom(queue: Queue, portal: BlockingPortal) -> None:
    ends = {"100002": State.PARKED, "100003": State.SETTLED}

    async def work(ticket: JobTicket) -> None:
        if state := ends.get(ticket.record.uid):
            worker.keep(ticket, ticket.record.ended(Outcome(state=state, reason="captcha")))
            return
        seen.extend(await asyncio.to_thread(waits, queue))
        worker.keep(ticket, settled(ticket.record))

    async def run() -> None:
        async with worker:
            await asyncio.to_thread(queue.put, a_batch(), jobs, bound_to=worker.id)
            await worker.wait("b1")

    seen: list[Wait] = []
    worker = Worker(queue, work, lambda *_: None, sites=[SITE], is_bound=True)
    jobs = [job for job in some_jobs(3, 2) if job.record.uid == "100001" or job.record.job.endswith(".1")]
    portal.call(run)
    assert Wait("tea-1.order-tea.2", WaitKind.ACCOUNT, "b1/tea-1.order-tea.1") in seen
    assert waits(queue) == [Wait("tea-2.order-tea.1", WaitKind.PERSON, "captcha")]


def test_status_says_that_no_worker_is_there(queue: Queue) -> None:
    queue.put(a_batch(), some_jobs(1))
    assert waits(queue) == [Wait("tea-1.order-tea.1", WaitKind.WORKER)]


def test_a_record_comes_back_as_it_was_kept(queue: Queue, portal: BlockingPortal) -> None:
    async def work(ticket: JobTicket) -> None:
        tickets.append(ticket)
        worker.keep(ticket, settled(ticket.record).model_copy(update={"attempts": 2, "locale": "zh-CN"}))

    async def run() -> None:
        async with worker:
            await asyncio.to_thread(queue.put, batch, some_jobs(1), bound_to=worker.id)
            await worker.wait("b1")

    tickets: list[JobTicket] = []
    batch = a_batch(mode=Mode.DRY_RUN, options={"month": "2026-10"}, who="mei")
    worker = Worker(queue, work, lambda *_: None, sites=[SITE], is_bound=True)
    portal.call(run)
    (ticket,) = tickets
    assert (ticket.batch, ticket.claim) == (batch, 1)
    (job,) = queue.book.jobs("b1")
    assert (job.record.state, job.record.attempts, job.record.locale) == (State.SETTLED, 2, "zh-CN")
    assert (job.source, job.worker, job.attempt) == ("jobs.csv:1", worker.id, 1)
    assert queue.book.job("b1", "tea-1.order-tea.1") == job
