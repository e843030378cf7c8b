"""Steps: each one that is allowed does what it says, each other one raises and changes nothing."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import Engine, update
from sqlalchemy.exc import IntegrityError

from agent.database.schema import SUBMISSION
from agent.errors import TransitionError
from agent.ledger import Ledger, Permit, Submission, SubmissionState, Verdict
from tests.ledger.cases import (
    DRAFT,
    HOLD_S,
    ONE,
    OTHER_RECEIPT,
    RECEIPT,
    REQUEST,
    TWO,
    arm,
    brought_to,
    claim,
    row,
)

Step = Callable[[Ledger, Permit, Submission], object]
LANDED = Verdict(OTHER_RECEIPT, "Li Lei", "seen in the list")
NOT_LANDED = Verdict(None, "Li Lei", "not in the list")

STEPS: dict[str, Step] = {
    "send": lambda ledger, permit, _seen: ledger.send(permit, REQUEST),
    "settle": lambda ledger, permit, _seen: ledger.settle(permit, OTHER_RECEIPT),
    "refuse": lambda ledger, permit, _seen: ledger.refuse(permit, "no"),
    "release": lambda ledger, permit, _seen: ledger.release(permit, "never opened"),
    "doubt": lambda ledger, permit, _seen: ledger.doubt(permit, "cannot tell"),
    "doubt by another": lambda ledger, _permit, seen: ledger.doubt(seen, "cannot tell", "worker-2"),
    "adopt": lambda ledger, _permit, seen: ledger.adopt(seen, OTHER_RECEIPT, "worker-2"),
    "take over": lambda ledger, _permit, seen: ledger.take_over(seen, TWO, DRAFT, HOLD_S),
    "reopen": lambda ledger, _permit, seen: ledger.reopen(seen, "voided, says the list", "worker-2"),
    "landed": lambda ledger, _permit, seen: ledger.resolve(seen, LANDED, four_eyes=False),
    "not landed": lambda ledger, _permit, seen: ledger.resolve(seen, NOT_LANDED, four_eyes=False),
    "proposed": lambda ledger, _permit, seen: ledger.resolve(seen, LANDED, four_eyes=True),
}
ALLOWED: dict[SubmissionState, dict[str, SubmissionState]] = {
    SubmissionState.ARMED: {
        "send": SubmissionState.SENT,
        "settle": SubmissionState.SETTLED,
        "refuse": SubmissionState.REFUSED,
        "release": SubmissionState.RELEASED,
        "doubt": SubmissionState.UNKNOWN,
        "doubt by another": SubmissionState.UNKNOWN,
        "adopt": SubmissionState.SETTLED,
        "take over": SubmissionState.ARMED,
    },
    SubmissionState.SENT: {
        "settle": SubmissionState.SETTLED,
        "refuse": SubmissionState.REFUSED,
        "release": SubmissionState.RELEASED,
        "doubt": SubmissionState.UNKNOWN,
        "doubt by another": SubmissionState.UNKNOWN,
        "adopt": SubmissionState.SETTLED,
        "take over": SubmissionState.ARMED,
    },
    SubmissionState.UNKNOWN: {
        "adopt": SubmissionState.SETTLED,
        "landed": SubmissionState.SETTLED,
        "not landed": SubmissionState.RELEASED,
        "proposed": SubmissionState.UNKNOWN,
    },
    SubmissionState.SETTLED: {"reopen": SubmissionState.RELEASED},
    SubmissionState.REFUSED: {},
    SubmissionState.RELEASED: {},
}
POSSIBLE = [(state, step, end) for state, steps in ALLOWED.items() for step, end in steps.items()]
IMPOSSIBLE = [(state, step) for state, steps in ALLOWED.items() for step in STEPS if step not in steps]


@pytest.mark.parametrize(("state", "step", "end"), POSSIBLE)
def test_allowed_step_leads_where_it_says(
    ledger: Ledger, state: SubmissionState, step: str, end: SubmissionState
) -> None:
    permit = brought_to(ledger, state)
    STEPS[step](ledger, permit, row(ledger, permit))
    now = row(ledger, permit)
    assert now.state is end
    assert (now.receipt is not None) == (end is SubmissionState.SETTLED)
    assert (now.ended_at is None) == now.is_open
    is_free = end in (SubmissionState.REFUSED, SubmissionState.RELEASED)
    assert ledger.in_the_way(claim("1")) == ([] if is_free else [now])


@pytest.mark.parametrize(("state", "step"), IMPOSSIBLE)
def test_impossible_step_raises_and_changes_nothing(ledger: Ledger, state: SubmissionState, step: str) -> None:
    permit = brought_to(ledger, state)
    before = row(ledger, permit)
    events = ledger.history(before)
    with pytest.raises(TransitionError, match=rf"\({state} on 2"):
        STEPS[step](ledger, permit, before)
    assert row(ledger, permit) == before
    assert ledger.history(before) == events


def test_database_itself_refuses_a_state_that_is_none(ledger: Ledger, engine: Engine) -> None:
    arm(ledger, "1")
    with pytest.raises(IntegrityError), engine.begin() as connection:
        connection.execute(update(SUBMISSION).values(state="lost"))


def test_database_itself_refuses_settled_without_receipt(ledger: Ledger, engine: Engine) -> None:
    arm(ledger, "1")
    with pytest.raises(IntegrityError), engine.begin() as connection:
        connection.execute(update(SUBMISSION).values(state="settled"))


def test_permit_is_used_once(ledger: Ledger) -> None:
    permit = brought_to(ledger, SubmissionState.SENT)
    with pytest.raises(TransitionError):
        ledger.send(permit, REQUEST)
    assert row(ledger, permit).state is SubmissionState.SENT


def test_sending_keeps_the_hash_of_the_request_and_its_time(ledger: Ledger) -> None:
    now = row(ledger, brought_to(ledger, SubmissionState.SENT))
    assert now.request_hash == REQUEST
    assert now.sent_at is not None
    assert now.sent_at >= now.armed_at


def test_settling_twice_with_one_receipt_changes_nothing(ledger: Ledger) -> None:
    permit = brought_to(ledger, SubmissionState.SETTLED)
    before = row(ledger, permit)
    assert ledger.settle(permit, RECEIPT) == before
    assert ledger.adopt(before, RECEIPT, "worker-2") == before
    assert len(ledger.history(before)) == 3


def test_look_of_another_worker_makes_the_permit_useless(ledger: Ledger) -> None:
    permit = arm(ledger, "1")
    ledger.adopt(row(ledger, permit), RECEIPT, "reconcile")
    with pytest.raises(TransitionError, match="settled"):
        ledger.send(permit, REQUEST)


def test_step_on_a_number_that_is_not_there_says_so(ledger: Ledger) -> None:
    with pytest.raises(TransitionError, match="no submission 99"):
        ledger.settle(Permit(99, "worker-1", 1, 1, HOLD_S, 0.0), RECEIPT)


def test_open_submissions_are_those_without_a_proof(ledger: Ledger) -> None:
    permits = {state: brought_to(ledger, state, f"{state}-order") for state in SubmissionState}
    states = (SubmissionState.ARMED, SubmissionState.SENT, SubmissionState.UNKNOWN)
    expected = [permits[state].submission_id for state in SubmissionState if state in states]
    assert [each.id for each in ledger.open_submissions()] == expected
    assert [each.id for each in ledger.open_submissions("B1")] == expected
    assert ledger.open_submissions("B2") == []


def test_submissions_of_a_job_are_found_by_its_batch(ledger: Ledger) -> None:
    one, two = arm(ledger, "1", holder=ONE), arm(ledger, "2", holder=TWO)
    assert [each.id for each in ledger.of_batch("B1")] == [one.submission_id]
    assert [each.id for each in ledger.of_batch("B2", "job-9")] == [two.submission_id]
    assert ledger.of_batch("B2", "job-1") == []


def test_history_holds_every_step_in_order_with_who_and_why(ledger: Ledger) -> None:
    permit = brought_to(ledger, SubmissionState.REFUSED)
    second = arm(ledger, "1", holder=TWO)
    ledger.send(second, REQUEST)
    third = ledger.take_over(row(ledger, second), ONE, DRAFT, HOLD_S)
    ledger.doubt(third, "the list does not show it")
    ledger.resolve(row(ledger, third), Verdict(RECEIPT, "Li Lei", "ticket 7"), four_eyes=False)
    events = ledger.history(row(ledger, permit))
    assert [(each.state, each.fence, each.who, each.batch) for each in events] == [
        ("armed", 1, "worker-1", "B1"),
        ("sent", 1, "worker-1", "B1"),
        ("refused", 1, "worker-1", "B1"),
        ("armed", 2, "worker-2", "B2"),
        ("sent", 2, "worker-2", "B2"),
        ("armed", 3, "worker-1", "B1"),
        ("unknown", 3, "worker-1", "B1"),
        ("settled", 3, "Li Lei", "B1"),
    ]
    assert events[2].note == "该订单已开票"
    assert events[5].note == "taken over from worker-2, which is fenced"
    assert events[7].note == "landed as A17, said by Li Lei: ticket 7"
    assert [each.at for each in events] == sorted(each.at for each in events)
