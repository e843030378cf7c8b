"""Fencing: a permit that is old, or whose time is over, sends nothing, however the clocks stand."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from threading import Barrier

import pytest
from sqlalchemy import Engine

from agent.errors import FencedError, TransitionError
from agent.ledger import MAX_ATTEMPTS, Holder, Ledger, Permit, Submission, SubmissionState
from tests.ledger.cases import (
    DRAFT,
    HOLD_S,
    ONE,
    RECEIPT,
    REQUEST,
    TWO,
    arm,
    brought_to,
    claim,
    row,
    with_clock,
)

HELD = (SubmissionState.ARMED, SubmissionState.SENT)


def test_owner_that_was_taken_over_can_not_send(ledger: Ledger) -> None:
    old = arm(ledger, "1")
    new = ledger.take_over(row(ledger, old), TWO, DRAFT, HOLD_S)
    with pytest.raises(FencedError, match="worker-2 took the submission over"):
        ledger.send(old, REQUEST)
    ledger.send(new, REQUEST)


@pytest.mark.parametrize("state", HELD)
@pytest.mark.parametrize("step", ["settle", "refuse", "release", "doubt"])
def test_owner_that_was_taken_over_can_not_end_it(ledger: Ledger, state: SubmissionState, step: str) -> None:
    old = brought_to(ledger, state)
    new = ledger.take_over(row(ledger, old), TWO, DRAFT, HOLD_S)
    with pytest.raises(FencedError):
        getattr(ledger, step)(old, RECEIPT if step == "settle" else "late")
    now = row(ledger, new)
    assert (now.state, now.owner, now.fence) == (SubmissionState.ARMED, "worker-2", 2)


def test_proof_found_by_a_fenced_owner_is_adopted_and_stops_the_new_one(ledger: Ledger) -> None:
    old = brought_to(ledger, SubmissionState.SENT)
    seen = row(ledger, old)
    new = ledger.take_over(seen, TWO, DRAFT, HOLD_S)
    ledger.adopt(seen, RECEIPT, "worker-1")
    with pytest.raises(TransitionError):
        ledger.send(new, REQUEST)
    assert row(ledger, new).receipt == RECEIPT


def test_new_permit_of_the_same_owner_makes_its_old_one_useless(ledger: Ledger) -> None:
    old = arm(ledger, "1")
    ledger.take_over(row(ledger, old), ONE, DRAFT, HOLD_S)
    with pytest.raises(FencedError):
        ledger.send(old, REQUEST)


@pytest.mark.parametrize("state", HELD)
def test_take_over_gives_the_next_fence_and_attempt(ledger: Ledger, state: SubmissionState) -> None:
    old = brought_to(ledger, state)
    new = ledger.take_over(row(ledger, old), TWO, "e" * 64, 30.0)
    assert (new.fence, new.attempt, new.owner, new.hold_s) == (2, 2, "worker-2", 30.0)
    now = row(ledger, new)
    assert (now.state, now.sent_at, now.request_hash, now.draft_hash) == (SubmissionState.ARMED, None, "", "e" * 64)
    assert (now.batch, now.job, now.tries) == ("B2", "job-9", 2)


def test_take_over_fails_when_the_owner_moved_meanwhile(ledger: Ledger) -> None:
    permit = arm(ledger, "1")
    seen = row(ledger, permit)
    ledger.send(permit, REQUEST)
    assert not row(ledger, permit).is_same_as(seen)
    with pytest.raises(TransitionError, match="a take-over is not allowed"):
        ledger.take_over(seen, TWO, DRAFT, HOLD_S)
    assert row(ledger, permit).fence == 1


def test_of_workers_that_race_to_take_over_exactly_one_wins(ledger: Ledger) -> None:
    seen = row(ledger, brought_to(ledger, SubmissionState.SENT))
    start = Barrier(4)

    def race(number: int) -> Permit | TransitionError:
        start.wait(30)
        try:
            return ledger.take_over(seen, Holder(f"worker-{number}", "B", "j", "acme"), DRAFT, HOLD_S)
        except TransitionError as error:
            return error

    with ThreadPoolExecutor(4) as threads:
        results = list(threads.map(race, range(4)))
    [winner] = [each for each in results if isinstance(each, Permit)]
    assert row(ledger, winner).owner == winner.owner


def test_after_the_last_try_only_a_doubt_is_left(ledger: Ledger) -> None:
    permit = brought_to(ledger, SubmissionState.SENT)
    for _try in range(MAX_ATTEMPTS - 1):
        permit = ledger.take_over(row(ledger, permit), TWO, DRAFT, HOLD_S)
        ledger.send(permit, REQUEST)
    with pytest.raises(TransitionError, match="tried 2 times; a person must decide"):
        ledger.take_over(row(ledger, permit), ONE, DRAFT, HOLD_S)
    assert ledger.doubt(row(ledger, permit), "not in the list", "worker-3").state is SubmissionState.UNKNOWN


def test_tries_are_counted_anew_after_a_definite_no(ledger: Ledger) -> None:
    old = brought_to(ledger, SubmissionState.REFUSED)
    again = arm(ledger, "1", holder=TWO)
    assert (again.fence, again.attempt) == (old.fence + 1, 2)
    third = ledger.take_over(row(ledger, again), ONE, DRAFT, HOLD_S)
    assert (third.attempt, row(ledger, third).tries) == (3, 2)


def test_doubt_of_another_worker_fails_when_the_owner_moved_meanwhile(ledger: Ledger) -> None:
    permit = arm(ledger, "1")
    seen = row(ledger, permit)
    ledger.send(permit, REQUEST)
    with pytest.raises(TransitionError):
        ledger.doubt(seen, "cannot tell", "worker-2")
    assert row(ledger, permit).state is SubmissionState.SENT


def _is_free(ledger: Ledger, submission: Submission) -> bool:
    return submission.state is SubmissionState.RELEASED and ledger.in_the_way(claim("1")) == []


def test_permit_whose_time_is_over_by_the_own_clock_is_given_back_unused(ledger: Ledger) -> None:
    permit = arm(ledger, "1", hold_s=60.0)
    late = replace(permit, granted=time.monotonic() - 61)
    assert late.left_s == 0
    with pytest.raises(FencedError, match="time of the permit was over"):
        ledger.send(late, REQUEST)
    assert _is_free(ledger, row(ledger, permit))


def test_permit_whose_time_is_over_does_not_give_back_what_it_sent(ledger: Ledger) -> None:
    permit = brought_to(ledger, SubmissionState.SENT)
    with pytest.raises(TransitionError):
        ledger.send(replace(permit, granted=time.monotonic() - HOLD_S), REQUEST)
    assert row(ledger, permit).state is SubmissionState.SENT


def test_time_of_a_permit_runs_from_before_it_was_written(ledger: Ledger) -> None:
    before = time.monotonic()
    permit = arm(ledger, "1", hold_s=60.0)
    assert before <= permit.granted <= time.monotonic()
    assert 0 < permit.left_s <= 60


@pytest.mark.parametrize("jump", [timedelta(hours=1), timedelta(hours=-1)])
def test_permit_is_not_used_when_the_databases_clock_jumped(engine: Engine, jump: timedelta) -> None:
    ledger, clock = with_clock(engine)
    permit = arm(ledger, "1")
    clock.shift = jump
    with pytest.raises(FencedError):
        ledger.send(permit, REQUEST)
    assert _is_free(ledger, row(ledger, permit))


@pytest.mark.parametrize("jump", [timedelta(hours=1), timedelta(hours=-1)])
def test_jump_of_the_clock_does_not_stop_an_ending_or_a_take_over(engine: Engine, jump: timedelta) -> None:
    ledger, clock = with_clock(engine)
    sent, other = brought_to(ledger, SubmissionState.SENT, "1"), brought_to(ledger, SubmissionState.SENT, "2")
    clock.shift = jump
    assert ledger.settle(sent, RECEIPT).state is SubmissionState.SETTLED
    new = ledger.take_over(row(ledger, other), TWO, DRAFT, HOLD_S)
    ledger.send(new, REQUEST)


def test_taken_over_owner_whose_time_is_over_frees_nothing(ledger: Ledger) -> None:
    old = arm(ledger, "1")
    new = ledger.take_over(row(ledger, old), TWO, DRAFT, HOLD_S)
    with pytest.raises(FencedError):
        ledger.send(replace(old, granted=time.monotonic() - HOLD_S), REQUEST)
    assert row(ledger, new).state is SubmissionState.ARMED
