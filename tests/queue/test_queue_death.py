"""Workers that die or freeze: nothing is lost, nothing runs beside itself, no lane stays taken."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import update

from agent.database import writing
from agent.database.address import is_sqlite
from agent.database.schema import WORKER
from agent.model import State
from agent.queue.book import WaitKind
from agent.queue.queue import Queue
from tests.queue.crew import Crew
from tests.queue.orders import FAST, a_batch, all_settled, some_jobs, until

pytestmark = pytest.mark.long

SLOW_TO_NOTICE = replace(FAST, heartbeat_s=30.0, dead_after_s=3600.0)


def test_a_killed_worker_is_noticed_and_its_jobs_are_done_by_another(crew: Crew, queue: Queue) -> None:
    queue.put(a_batch(), some_jobs(4, 3))
    doomed = crew.start(seconds=60.0)
    until(lambda: len(crew.lines("start")) == 4)
    crew.start(seconds=0.01)
    doomed.kill()
    until(lambda: all_settled(queue))

    ends = crew.lines("end")
    assert sorted(line.job for line in ends) == sorted(job.record.job for job in some_jobs(4, 3))
    cut_off = {line.job for line in crew.lines("start") if line.worker == doomed.worker}
    assert {line.job for line in ends if line.claim == 2} == cut_off


def test_a_frozen_worker_that_thaws_is_told_and_writes_nothing(crew: Crew, queue: Queue) -> None:
    queue.put(a_batch(), some_jobs(2))
    frozen = crew.start(seconds=60.0)
    until(lambda: len(crew.lines("start")) == 2)
    frozen.freeze()
    rescuer = crew.start(seconds=0.01)
    until(lambda: all_settled(queue))
    frozen.thaw()

    assert frozen.process.wait(20) != 0
    until(lambda: len(crew.lines("lost")) == 2)
    assert {line.worker for line in crew.lines("fenced")} == {frozen.worker}
    assert {line.worker for line in crew.lines("end")} == {rescuer.worker}
    assert {job.worker for job in queue.book.jobs("b1")} == {rescuer.worker}


def test_silence_proves_no_death_a_process_that_is_no_more_does(crew: Crew, queue: Queue) -> None:
    frozen, doomed, stopped = (crew.start(seconds=0.01) for _ in range(3))
    frozen.freeze()
    doomed.kill()
    assert stopped.stop() == 0
    found = [queue.roll.is_gone(hand.worker) for hand in (frozen, doomed, stopped)]
    frozen.thaw()
    assert found == [False, True, True]
    assert not queue.roll.is_gone("never-seen")


def test_a_file_s_workers_of_before_the_machine_started_anew_are_gone_a_server_s_may_be_elsewhere(
    crew: Crew, queue: Queue
) -> None:
    before = crew.start(seconds=0.01)
    with writing(queue.engine) as connection:
        connection.execute(update(WORKER).values(machine="11111111-2222-3333-4444-555555555555/pid:[4026531836]"))
    assert queue.roll.is_gone(before.worker) is is_sqlite(queue.engine.url)


def test_a_process_that_died_before_is_noticed_at_the_start(crew: Crew, queue: Queue) -> None:
    queue.put(a_batch(), some_jobs(2, 2))
    doomed = crew.start(seconds=60.0, limits=SLOW_TO_NOTICE)
    until(lambda: len(crew.lines("start")) == 2)
    doomed.kill()
    crew.start(seconds=0.01, limits=SLOW_TO_NOTICE)
    until(lambda: all_settled(queue))


def test_what_was_bound_to_a_dead_worker_waits_for_a_person_and_holds_no_lane(crew: Crew, queue: Queue) -> None:
    doomed = crew.start(seconds=60.0, accounts=3, each=2)
    until(lambda: len(crew.lines("start")) == 3)
    doomed.kill()
    crew.start(seconds=0.01)
    queue.put(a_batch("next"), some_jobs(3))
    until(lambda: all_settled(queue, "next"))

    counts = queue.book.counts("bound")
    assert (counts.states, counts.held, counts.open) == ({State.QUEUED: 6}, 6, 0)
    assert {wait.kind for wait in queue.book.waits("bound", queue.book.jobs("bound"))} == {WaitKind.RESUME}
    assert queue.resume("bound") == 6
    until(lambda: all_settled(queue, "bound"))


def test_a_worker_that_is_asked_to_stop_leaves_the_rest_to_others(crew: Crew, queue: Queue) -> None:
    queue.put(a_batch(), some_jobs(6, 2))
    leaving = crew.start(seconds=0.3)
    until(lambda: len(crew.lines("start")) >= 4)
    assert leaving.stop() == 0
    assert {line.job for line in crew.lines("start")} == {line.job for line in crew.lines("end")}
    assert not queue.runs.taken()
    crew.start(seconds=0.01)
    until(lambda: all_settled(queue))
    assert len(crew.lines("start")) == 12
