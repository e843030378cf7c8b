"""A person's verdict on an unknown submission: kept with name and reason, by two persons where that is asked for."""

from __future__ import annotations

import pytest

from agent.errors import InputError, TransitionError
from agent.ledger import Ledger, Submission, SubmissionState, Verdict
from agent.model import Receipt
from tests.ledger.cases import OTHER_RECEIPT, RECEIPT, arm, brought_to, claim, row


def verdict(by: str, landed: Receipt | None = RECEIPT) -> Verdict:
    return Verdict(landed, by, f"{by} looked in the list")


@pytest.fixture
def unknown(ledger: Ledger) -> Submission:
    return row(ledger, brought_to(ledger, SubmissionState.UNKNOWN))


def test_landed_settles_with_the_receipt(ledger: Ledger, unknown: Submission) -> None:
    now = ledger.resolve(unknown, verdict("Li Lei"), four_eyes=False)
    assert (now.state, now.receipt) == (SubmissionState.SETTLED, RECEIPT)
    assert now.note == "landed as A17, said by Li Lei: Li Lei looked in the list"


def test_not_landed_frees_the_key(ledger: Ledger, unknown: Submission) -> None:
    now = ledger.resolve(unknown, verdict("Li Lei", None), four_eyes=False)
    assert now.state is SubmissionState.RELEASED
    assert ledger.in_the_way(claim("1")) == []
    assert arm(ledger, "1").submission_id == unknown.id


def test_four_eyes_keep_the_first_verdict_as_a_proposal(ledger: Ledger, unknown: Submission) -> None:
    now = ledger.resolve(unknown, verdict("Li Lei"), four_eyes=True)
    assert now.state is SubmissionState.UNKNOWN
    assert now.proposal is not None
    assert (now.proposal.by, now.proposal.landed, now.proposal.reason) == (
        "Li Lei",
        RECEIPT,
        "Li Lei looked in the list",
    )
    event = ledger.history(now)[-1]
    assert (event.who, event.state) == ("Li Lei", "unknown")
    assert "a second person must say the same" in event.note


@pytest.mark.parametrize("landed", [RECEIPT, None])
def test_second_person_with_the_same_verdict_carries_it_out(
    ledger: Ledger, unknown: Submission, landed: Receipt | None
) -> None:
    ledger.resolve(unknown, verdict("Li Lei", landed), four_eyes=True)
    now = ledger.resolve(unknown, verdict("Han Meimei", landed), four_eyes=True)
    assert now.state is (SubmissionState.SETTLED if landed else SubmissionState.RELEASED)
    assert now.proposal is None
    assert "proposed by Li Lei (Li Lei looked in the list), confirmed by Han Meimei" in now.note


@pytest.mark.parametrize("same", ["Li Lei", "li lei", " LI LEI "])
def test_same_person_twice_is_one_person(ledger: Ledger, unknown: Submission, same: str) -> None:
    ledger.resolve(unknown, verdict("Li Lei"), four_eyes=True)
    assert ledger.resolve(unknown, verdict(same), four_eyes=True).state is SubmissionState.UNKNOWN


@pytest.mark.parametrize("other", [OTHER_RECEIPT, None])
def test_another_verdict_takes_the_place_of_the_first(
    ledger: Ledger, unknown: Submission, other: Receipt | None
) -> None:
    ledger.resolve(unknown, verdict("Li Lei"), four_eyes=True)
    now = ledger.resolve(unknown, verdict("Han Meimei", other), four_eyes=True)
    assert now.state is SubmissionState.UNKNOWN
    assert now.proposal is not None
    assert (now.proposal.by, now.proposal.landed) == ("Han Meimei", other)


def test_proposal_does_not_outlive_a_look_that_finds_it(ledger: Ledger, unknown: Submission) -> None:
    ledger.resolve(unknown, verdict("Li Lei", None), four_eyes=True)
    found = ledger.adopt(unknown, RECEIPT, "reconcile")
    assert (found.state, found.proposal) == (SubmissionState.SETTLED, None)
    with pytest.raises(TransitionError):
        ledger.resolve(unknown, verdict("Han Meimei", None), four_eyes=True)


def test_verdict_that_a_look_has_confirmed_changes_nothing(ledger: Ledger, unknown: Submission) -> None:
    found = ledger.adopt(unknown, RECEIPT, "reconcile")
    assert ledger.resolve(unknown, verdict("Li Lei"), four_eyes=False) == found


def test_verdict_on_a_former_life_of_the_key_is_refused(ledger: Ledger, unknown: Submission) -> None:
    ledger.resolve(unknown, verdict("Li Lei", None), four_eyes=False)
    again = arm(ledger, "1")
    ledger.doubt(again, "cannot tell")
    with pytest.raises(TransitionError):
        ledger.resolve(unknown, verdict("Han Meimei", None), four_eyes=False)
    assert row(ledger, again).state is SubmissionState.UNKNOWN


@pytest.mark.parametrize(("by", "reason"), [("", "looked"), ("Li Lei", " ")])
def test_verdict_without_name_or_reason_is_refused(by: str, reason: str) -> None:
    with pytest.raises(InputError, match="is empty"):
        Verdict(RECEIPT, by, reason)
