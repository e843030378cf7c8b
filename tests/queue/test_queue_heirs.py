"""Who may take what over: the fine print of two workers, played step by step without any process."""

from __future__ import annotations

import pytest

from agent.model import State
from agent.queue.claims import Claims
from agent.queue.queue import Queue
from agent.queue.ticket import JobTicket, Run
from tests.queue.orders import a_batch, settled, some_jobs

pytestmark = pytest.mark.long

RUN = Run("b1", "tea-1.order-tea.1", 1)


def claimed(queue: Queue, worker: str) -> JobTicket:
    """Return the first job's ticket."""
    ticket = Claims(queue.engine, worker).claim(RUN)
    assert ticket is not None
    return ticket


def declare_gone(queue: Queue, worker: str, heir: str) -> None:
    """Take a worker for dead, and its jobs over."""
    (dead,) = [one for one in queue.roll.live() if one.id == worker]
    assert queue.roll.declare_gone(dead, heir)
    queue.take_over(worker, queue.runs.taken(worker))


def test_a_claimed_job_is_nobody_elses_while_its_worker_lives(queue: Queue) -> None:
    queue.put(a_batch(), some_jobs(1))
    one, other = queue.roll.sign_on(), queue.roll.sign_on()
    claimed(queue, one)
    assert Claims(queue.engine, other).claim(RUN) is None
    assert not Claims(queue.engine, other).is_over(RUN)


def test_who_lost_a_job_writes_no_more_and_takes_no_more(queue: Queue) -> None:
    queue.put(a_batch(), some_jobs(1))
    one, other = queue.roll.sign_on(), queue.roll.sign_on()
    lost = claimed(queue, one)
    declare_gone(queue, one, other)
    assert not queue.roll.beat(one)
    assert not Claims(queue.engine, one).keep(lost, settled(lost.record))
    assert Claims(queue.engine, one).claim(RUN) is None

    found = claimed(queue, other)
    assert (lost.claim, found.claim) == (1, 2)
    assert not Claims(queue.engine, one).keep(lost, settled(lost.record))
    assert Claims(queue.engine, other).keep(found, settled(found.record))
    assert Claims(queue.engine, other).is_over(RUN)


def test_a_worker_that_has_beaten_meanwhile_is_not_declared_gone(queue: Queue) -> None:
    one, other = queue.roll.sign_on(), queue.roll.sign_on()
    (seen,) = [entry for entry in queue.roll.live() if entry.id == one]
    assert queue.roll.beat(one)
    assert not queue.roll.declare_gone(seen, other)
    assert queue.roll.is_live(one)


def test_there_is_one_heir_until_it_is_gone_too(queue: Queue) -> None:
    first, heir, other = (queue.roll.sign_on() for _ in range(3))
    assert not queue.roll.inherit(first, heir)
    declare_gone(queue, first, heir)
    assert queue.roll.inherit(first, heir)
    assert not queue.roll.inherit(first, other)
    queue.roll.sign_off(heir)
    assert queue.roll.inherit(first, other)


def test_a_cancelled_job_of_a_dead_worker_is_not_begun_again(queue: Queue) -> None:
    queue.put(a_batch(), some_jobs(1))
    one, other = queue.roll.sign_on(), queue.roll.sign_on()
    claimed(queue, one)
    assert queue.cancel("b1") == 0
    declare_gone(queue, one, other)
    assert Claims(queue.engine, other).claim(RUN) is None
    assert Claims(queue.engine, other).is_over(RUN)


def test_resume_leaves_a_batch_with_the_living_worker_it_is_bound_to(queue: Queue) -> None:
    one, other = queue.roll.sign_on(), queue.roll.sign_on()
    queue.put(a_batch(), some_jobs(2), bound_to=one)
    assert queue.resume("b1", bound_to=other) == 0
    queue.hold("b1", "for a test")
    assert queue.resume("b1", bound_to=other) == 2
    entry = queue.book.batch("b1")
    assert entry is not None
    assert entry.bound_to == one


def test_resume_takes_the_jobs_of_a_worker_that_is_gone(queue: Queue) -> None:
    queue.put(a_batch(), some_jobs(2))
    one, other = queue.roll.sign_on(), queue.roll.sign_on()
    claimed(queue, one)
    assert queue.resume("b1") == 0
    (dead,) = [entry for entry in queue.roll.live() if entry.id == one]
    queue.roll.declare_gone(dead, other)
    assert queue.resume("b1") == 1
    assert queue.book.counts("b1").states == {State.QUEUED: 2}
    assert Claims(queue.engine, other).claim(RUN) is None
    assert Claims(queue.engine, other).claim(Run("b1", RUN.job, 2)) is not None
