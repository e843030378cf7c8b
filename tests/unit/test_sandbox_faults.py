"""How faults are written, and when they act."""

from __future__ import annotations

import pytest

from sandbox.api import HANDLERS
from sandbox.faults import ACTIONS, KNOWN, Fault, Faults, make_fault, parse_fault
from sandbox.nouns import StandInError
from sandbox.seed import make_account

ALICE, BOB = make_account(1, 0), make_account(1, 1)


def hits(*specs: str, name: str, place: str = "ApplyInvoice", times: int = 1, seed: int = 1) -> int:
    faults = Faults(seed, [parse_fault(spec) for spec in specs])
    return sum(faults.hit(name, ALICE, place) is not None for _ in range(times))


def test_every_action_can_be_named() -> None:
    assert set(ACTIONS) == set(HANDLERS)


def test_spec_is_read() -> None:
    fault = parse_fault("slow:rate=0.5:count=3:at=page:account=acc-0001:ms=20")
    assert fault == Fault("slow", "page", 0.5, 3, "acc-0001", 20)


@pytest.mark.parametrize("name", KNOWN)
def test_every_fault_works_with_its_defaults(name: str) -> None:
    assert parse_fault(name).at == KNOWN[name].at[0]


@pytest.mark.parametrize(
    ("spec", "names"),
    [
        ("nonsense", "busy"),
        ("busy:often=1", "rate"),
        ("busy:at=page", "ApplyInvoice"),
        ("drift-text:at=page", "submit"),
        ("busy:rate=2", "0 to 1"),
        ("busy:rate=often", "0 to 1"),
        ("busy:count=0", "1 or more"),
        ("busy:rate", "key=value"),
    ],
)
def test_mistyped_fault_is_refused_with_what_would_be_right(spec: str, names: str) -> None:
    with pytest.raises(StandInError, match=names):
        parse_fault(spec)


def test_fault_read_over_http_can_be_sent_back() -> None:
    fault = parse_fault("busy:count=2")
    assert make_fault("busy", fault.as_json()) == fault


def test_fault_without_a_place_acts_on_every_action_only() -> None:
    assert all(hits("busy", name="busy", place=action) for action in ACTIONS)
    assert not hits("slow", name="slow", place="login")
    assert not hits("slow", name="slow", place="page")


def test_fault_with_a_place_acts_there_only() -> None:
    assert hits("busy:at=ListInvoices", name="busy", place="ListInvoices")
    assert not hits("busy:at=ListInvoices", name="busy", place="GetInvoice")


def test_lost_answer_strikes_the_submitting_action_unless_told_otherwise() -> None:
    assert hits("answer-lost-after", name="answer-lost-after", place="ApplyInvoice")
    assert not hits("answer-lost-after", name="answer-lost-after", place="ListInvoices")


def test_count_is_used_up() -> None:
    assert hits("busy:count=2", name="busy", times=5) == 2


def test_count_is_not_used_up_elsewhere() -> None:
    faults = Faults(1, [parse_fault("busy:count=1:at=ApplyInvoice")])
    assert faults.hit("busy", ALICE, "ListInvoices") is None
    assert faults.hit("busy", ALICE, "ApplyInvoice") is not None


@pytest.mark.parametrize("account", [BOB.uid, BOB.name])
def test_fault_of_one_account_spares_the_others(account: str) -> None:
    faults = Faults(1, [parse_fault(f"busy:account={account}")])
    assert faults.hit("busy", ALICE, "ApplyInvoice") is None
    assert faults.hit("busy", None, "ApplyInvoice") is None
    assert faults.hit("busy", BOB, "ApplyInvoice") is not None


def test_rate_is_drawn_from_the_seed() -> None:
    draws = [hits("busy:rate=0.3", name="busy", times=200, seed=seed) for seed in (1, 1, 2)]
    assert draws[0] == draws[1]
    assert all(30 < draw < 90 for draw in draws)
