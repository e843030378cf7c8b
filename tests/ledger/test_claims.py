"""Claims: one submission for each key, no part of a key in two, whoever asks first and from wherever."""

from __future__ import annotations

import pickle
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from sqlalchemy import Engine, insert
from sqlalchemy.exc import IntegrityError

from agent.database.schema import STATES, SUBMISSION_ITEM
from agent.errors import InputError, LedgerError
from agent.ledger import Claim, Holder, Ledger, Permit, SubmissionState, TakenError
from tests.ledger.cases import DRAFT, HOLD_S, ONE, RECEIPT, TWO, arm, brought_to, claim, row

STAYS_TAKEN = (SubmissionState.ARMED, SubmissionState.SENT, SubmissionState.UNKNOWN, SubmissionState.SETTLED)
FREE_AGAIN = (SubmissionState.REFUSED, SubmissionState.RELEASED)


def test_key_is_the_same_in_any_order_and_with_repetitions() -> None:
    assert claim("2", "1", "2") == claim("1", "2")
    assert claim("2", "1").key_hash == claim("1", "2").key_hash
    assert claim("12").key_hash != claim("1", "2").key_hash


@pytest.mark.parametrize("items", [(), ("x" * 501,)])
def test_key_that_cannot_be_told_apart_is_refused(items: tuple[str, ...]) -> None:
    with pytest.raises(InputError):
        Claim("sandbox", "1001", "request-invoice", items)


def test_states_of_the_program_are_those_of_the_database() -> None:
    assert tuple(SubmissionState) == STATES


def test_armed_row_keeps_everything_it_was_given(ledger: Ledger) -> None:
    permit = arm(ledger, "2", "1")
    found = ledger.find(claim("1", "2"))
    assert found is not None
    assert found.claim == claim("1", "2")
    assert (found.id, found.owner, found.fence, found.attempt, found.tries) == (
        permit.submission_id,
        "worker-1",
        1,
        1,
        1,
    )
    assert (found.batch, found.job, found.account, found.draft_hash, found.hold_s) == (
        "B1",
        "job-1",
        "acme",
        DRAFT,
        600,
    )
    assert (found.state, found.receipt, found.sent_at, found.ended_at) == (SubmissionState.ARMED, None, None, None)
    assert found.armed_at.utcoffset() is not None
    assert found.is_open


@pytest.mark.parametrize("state", STAYS_TAKEN)
def test_taken_key_is_not_armed_again(ledger: Ledger, state: SubmissionState) -> None:
    first = brought_to(ledger, state)
    with pytest.raises(TakenError) as caught:
        arm(ledger, "1", holder=TWO)
    assert caught.value.same == row(ledger, first)
    assert row(ledger, first).state is state


@pytest.mark.parametrize("state", FREE_AGAIN)
def test_key_that_was_not_done_is_armed_again_in_its_old_row(ledger: Ledger, state: SubmissionState) -> None:
    first = brought_to(ledger, state)
    again = arm(ledger, "1", holder=TWO)
    assert again.submission_id == first.submission_id
    assert (again.fence, again.attempt) == (2, 2)
    now = row(ledger, again)
    assert (now.tries, now.owner, now.batch, now.sent_at, now.ended_at, now.note) == (
        1,
        "worker-2",
        "B2",
        None,
        None,
        "",
    )


@pytest.mark.parametrize(("first", "second"), [(("1",), ("1", "2")), (("1", "2"), ("2",)), (("1", "2"), ("2", "3"))])
@pytest.mark.parametrize("state", STAYS_TAKEN)
def test_overlapping_key_is_taken(
    ledger: Ledger, first: tuple[str, ...], second: tuple[str, ...], state: SubmissionState
) -> None:
    held = brought_to(ledger, state, *first)
    with pytest.raises(TakenError) as caught:
        arm(ledger, *second, holder=TWO)
    assert caught.value.same is None
    assert [each.id for each in caught.value.submissions] == [held.submission_id]
    assert ledger.find(claim(*second)) is None


def test_same_orders_of_another_account_or_flow_are_free(ledger: Ledger) -> None:
    arm(ledger, "1")
    for free in (claim("1", uid="1002"), claim("1", flow="return-invoice")):
        assert ledger.in_the_way(free) == []
        ledger.arm(free, TWO, DRAFT, HOLD_S)


def test_parts_of_a_key_that_was_not_done_are_free_for_other_keys(ledger: Ledger) -> None:
    brought_to(ledger, SubmissionState.RELEASED, "1", "2")
    arm(ledger, "2", holder=TWO)
    with pytest.raises(TakenError):
        arm(ledger, "1", "2")


def test_message_says_which_order_is_where(ledger: Ledger) -> None:
    settled = brought_to(ledger, SubmissionState.SETTLED, "51", "52")
    held = arm(ledger, "53", holder=TWO)
    with pytest.raises(TakenError) as caught:
        arm(ledger, "50", "51", "52", "53")
    day = f"{row(ledger, settled).ended_at:%Y}"
    first, second = str(caught.value).split("; ")
    assert first.startswith(f"orders 51, orders 52 are in request A17 of batch B1 (settled on {day}-")
    assert second.startswith(f"orders 53 is in submission {held.submission_id} of batch B2 (armed on {day}-")
    assert "fapiao status" in caught.value.next_step


def test_settled_key_is_named_with_its_receipt_for_already_there(ledger: Ledger) -> None:
    brought_to(ledger, SubmissionState.SETTLED)
    with pytest.raises(TakenError) as caught:
        arm(ledger, "1", holder=TWO)
    copy = pickle.loads(pickle.dumps(caught.value))
    assert copy.same is not None
    assert (copy.same.receipt, copy.same.batch) == (RECEIPT, "B1")


def test_many_in_the_way_are_counted_not_listed(ledger: Ledger) -> None:
    orders = [str(number) for number in range(1, 9)]
    for order in orders:
        arm(ledger, order)
    with pytest.raises(TakenError, match=r"; and 3 more$"):
        arm(ledger, *orders, holder=TWO)


def test_key_of_two_thousand_orders_is_held(ledger: Ledger) -> None:
    orders = [str(10**17 + number) for number in range(2000)]
    arm(ledger, *orders)
    with pytest.raises(TakenError):
        arm(ledger, orders[1234], holder=TWO)


def _race(ledger: Ledger, keys: list[tuple[str, ...]]) -> list[Permit | TakenError]:
    start = Barrier(len(keys))

    def race(number: int) -> Permit | TakenError:
        start.wait(30)
        try:
            return arm(ledger, *keys[number], holder=Holder(f"worker-{number}", "B", f"job-{number}", "acme"))
        except TakenError as error:
            return error

    with ThreadPoolExecutor(len(keys)) as threads:
        return list(threads.map(race, range(len(keys))))


def test_of_owners_that_race_for_one_key_exactly_one_wins(ledger: Ledger) -> None:
    for turn in range(5):
        results = _race(ledger, [(str(turn),)] * 4)
        assert len([each for each in results if isinstance(each, Permit)]) == 1
        [submission] = [each for each in ledger.open_submissions() if each.claim == claim(str(turn))]
        assert len(ledger.history(submission)) == 1


def test_of_owners_that_race_for_a_key_that_was_released_exactly_one_wins(ledger: Ledger) -> None:
    for turn in range(5):
        brought_to(ledger, SubmissionState.RELEASED, str(turn))
        results = _race(ledger, [(str(turn),)] * 4)
        assert len([each for each in results if isinstance(each, Permit)]) == 1


def test_of_owners_that_race_for_overlapping_keys_no_order_is_held_twice(ledger: Ledger) -> None:
    for turn in range(5):
        a, b, c = (f"{turn}{name}" for name in "abc")
        results = _race(ledger, [(a, b), (b, c), (c, a), (c, b)])
        assert len([each for each in results if isinstance(each, Permit)]) == 1


def test_database_itself_refuses_a_part_in_two_submissions(ledger: Ledger, engine: Engine) -> None:
    permit = arm(ledger, "1")
    values = {"site": "sandbox", "uid": "1001", "flow": "request-invoice", "item": "orders=1"}
    with pytest.raises(IntegrityError), engine.begin() as connection:
        connection.execute(insert(SUBMISSION_ITEM).values(submission_id=permit.submission_id, **values))


def test_two_ledgers_on_one_database_see_each_other(ledger: Ledger, engine: Engine) -> None:
    arm(ledger, "1", holder=ONE)
    with pytest.raises(TakenError):
        arm(Ledger(engine), "1", holder=TWO)


def test_no_permit_is_given_when_its_history_cannot_be_written(address: str, opened: Callable[[str], Engine]) -> None:
    engine = opened(address)
    with engine.begin() as connection:
        connection.exec_driver_sql("DROP TABLE submission_event")
    with pytest.raises(LedgerError, match="submission_event"):
        arm(Ledger(engine), "1")
    assert Ledger(engine).find(claim("1")) is None
