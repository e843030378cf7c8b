"""The short form of ``make chaos``: a few of the points at which a run may be killed, on both databases."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.chaos.__main__ import Databases, databases
from tests.chaos.consoles import InvoiceConsole
from tests.chaos.mixed import MixedConsole
from tests.chaos.proof import Proof
from tests.flows.standin import Standin, start_standin

ACCOUNTS = 2


@pytest.fixture(scope="module")
def two_accounts() -> Iterator[Standin]:
    """Run a stand-in all of whose accounts have something to invoice."""
    with start_standin("--accounts", str(ACCOUNTS), "--seed", "31") as standin:
        yield standin


@pytest.fixture(scope="module")
def made() -> Iterator[Databases]:
    with databases() as made:
        yield made


@pytest.fixture(
    params=[
        ("SQLite", "new", "request on the wire"),
        ("Postgres", "old", "after the permit is used"),
    ],
    ids=" ".join,
)
def case(request: pytest.FixtureRequest) -> tuple[str, str, str]:
    case: tuple[str, str, str] = request.param
    return case


def calm(standin: Standin) -> InvoiceConsole:
    """Let nothing but what is ours stand against a double."""
    console = InvoiceConsole(standin)
    console.calm()
    return console


def test_killed_run_is_made_good_by_the_next_one(
    two_accounts: Standin, made: Databases, case: tuple[str, str, str], tmp_path: Path
) -> None:
    database, ui, point = case
    two_accounts.reset(ui=ui)
    count = Proof(calm(two_accounts), made.new(database, tmp_path), tmp_path, random.Random(1)).kill_at(point)
    assert (count.requests, count.doubles, count.lost, count.open) == (ACCOUNTS, 0, 0, 0)


def test_killed_run_of_tickets_and_returns_is_made_good_by_the_next_one(
    two_accounts: Standin, made: Databases, tmp_path: Path
) -> None:
    two_accounts.reset(ui="mixed")
    console = MixedConsole(two_accounts, "submit-ticket")
    console.calm()
    count = Proof(console, made.new("SQLite", tmp_path), tmp_path, random.Random(1)).kill_at("answer at the gate")
    assert (count.requests, count.doubles, count.lost, count.open) == (2 * ACCOUNTS, 0, 0, 0)
    assert Counter(write["kind"] for write in two_accounts.received()) == {
        "submit-ticket": ACCOUNTS,
        "return-invoice": ACCOUNTS,
    }


def test_batch_that_is_started_twice_at_once_is_made_once(
    two_accounts: Standin, made: Databases, tmp_path: Path
) -> None:
    two_accounts.reset()
    count = Proof(calm(two_accounts), made.new("SQLite", tmp_path), tmp_path, random.Random(1)).twice()
    assert (count.requests, count.doubles, count.lost, count.open) == (ACCOUNTS, 0, 0, 0)
