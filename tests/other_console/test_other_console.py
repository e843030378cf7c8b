"""Somebody else's console, added as a package of its own: the program runs its flow without a change to ours.

The package brings a flow, a way of signing in, catalogs and a site file, found by their entry points; its console is
server-rendered, names everything otherwise, and says as text whose page it is.
"""

from __future__ import annotations

import ast
import json
from pathlib import Path

import pytest

from agent.model import State
from tests.other_console.conftest import Fapiao, Run, RunFor
from tests.other_console.package import PACKAGE
from tests.other_console.server import Town

APPLICATION = {"plate": "LK 42", "zone": "old-town", "term": "year"}
SETTLED = ("anna", "ben", "away", "lost", "late", "slow", "broken")

# Its runs build on each other, so one worker takes them all.
pytestmark = pytest.mark.xdist_group("other-console")


@pytest.fixture(scope="module")
def first(run_for: RunFor) -> Run:
    """Run for all whose permit is granted."""
    return run_for(*SETTLED)


@pytest.fixture(scope="module")
def second(first: Run, run_for: RunFor) -> Run:
    """Run the same command again."""
    assert first.exit_code == 0
    return run_for(*SETTLED)


@pytest.fixture(scope="module")
def refused(run_for: RunFor) -> Run:
    """Run for the one whose zone is full."""
    return run_for("full")


@pytest.fixture(scope="module")
def parked(run_for: RunFor) -> Run:
    """Run for those who need a person."""
    return run_for("stranger", "stranger-at-the-end", "mistyped")


def test_without_the_package_neither_console_nor_sign_in_is_known(fapiao: Fapiao, roster: Path) -> None:
    done = fapiao("accounts", "check", str(roster), "--json")
    assert done.returncode == 2
    assert {error["what"] for error in json.loads(done.stdout)["errors"]} == {
        "there is no site 'lakeside'",
        "there is no way to sign in 'citizen'",
    }


def test_flow_of_the_package_stands_beside_those_that_were_there(fapiao: Fapiao, installed: Path) -> None:
    names = {flow["flow"] for flow in json.loads(fapiao("flows", "list", "--json", path=installed).stdout)}
    assert {"request-invoice", "request-permit"} <= names


def test_package_sees_of_ours_only_the_face_for_flows() -> None:
    trees = [ast.parse(path.read_text(encoding="utf-8")) for path in PACKAGE.rglob("*.py")]
    modules = {node.module for tree in trees for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    names = {
        alias.name for tree in trees for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names
    }
    assert modules == {"agent.flow", "enum", "pydantic"}
    assert names == set()


@pytest.mark.parametrize(("user", "locale", "state"), [("anna", "zh-CN", "审核中"), ("ben", "en", "Under review")])
def test_permit_is_requested_once_in_either_language(
    first: Run, town: Town, user: str, locale: str, state: str
) -> None:
    job = first.jobs[user]
    assert (first.exit_code, job.state, job.locale) == (0, State.SETTLED, locale), job.message
    assert town[user].received == [APPLICATION]
    assert job.receipt is not None
    assert (job.receipt.number, job.receipt.state) == (town[user].permits[-1]["number"], state)


def test_draft_and_receipt_show_what_the_office_showed(first: Run) -> None:
    job = first.jobs["ben"]
    assert job.draft is not None
    assert job.receipt is not None
    assert job.draft.fields == {"plate": "LK 42", "zone": "Old Town", "term": "One year", "fee": "¥1,300.00"}
    assert job.draft.fen == job.receipt.fen == 130_000
    assert job.drifts == []


def test_second_run_finds_the_permits_and_sends_nothing(first: Run, second: Run, town: Town) -> None:
    assert second.exit_code == 0
    for user in SETTLED:
        job = second.jobs[user]
        assert (job.state, job.is_already_there, job.receipt) == (State.SETTLED, True, first.jobs[user].receipt)
        assert second.asked[user]["form"] == first.asked[user]["form"]
        assert len(town[user].received) == 1


def test_kept_session_of_another_sign_in_is_used_again(first: Run, second: Run) -> None:
    assert first.asked["anna"]["enter"] == second.asked["anna"]["enter"] == 1


def test_session_that_ends_mid_flow_is_signed_in_again(first: Run, town: Town) -> None:
    job = first.jobs["away"]
    assert (job.state, job.attempts, first.asked["away"]["enter"]) == (State.SETTLED, 2, 2), job.message
    assert town["away"].received == [APPLICATION]


def test_answer_lost_after_the_write_is_found_not_repeated(first: Run, town: Town) -> None:
    job = first.jobs["lost"]
    assert (job.state, job.attempts, job.is_already_there) == (State.SETTLED, 1, False), job.message
    assert (first.asked["lost"]["hand_in"], first.asked["lost"]["received"]) == (1, 0)
    assert town["lost"].received == [APPLICATION]


def test_list_that_lags_is_read_until_it_shows_the_permit(first: Run, town: Town) -> None:
    job = first.jobs["late"]
    assert (job.state, job.attempts) == (State.SETTLED, 1), job.message
    assert town["late"].faults == set()
    assert town["late"].received == [APPLICATION]


def test_page_that_comes_late_is_waited_for_and_asked_for_once(first: Run, town: Town) -> None:
    job = first.jobs["slow"]
    assert (job.state, job.attempts) == (State.SETTLED, 1), job.message
    assert (first.asked["slow"]["check"], first.asked["slow"]["hand_in"], first.asked["slow"]["received"]) == (1, 1, 1)
    assert town["slow"].received == [APPLICATION]


def test_page_that_breaks_before_the_last_click_is_tried_again(first: Run, town: Town) -> None:
    job = first.jobs["broken"]
    assert (job.state, job.attempts, first.asked["broken"]["check"]) == (State.SETTLED, 2, 2), job.message
    assert town["broken"].received == [APPLICATION]


def test_refusal_is_final_and_told_in_the_offices_words(refused: Run, town: Town) -> None:
    job = refused.jobs["full"]
    assert (refused.exit_code, job.state, job.reason) == (1, State.REFUSED, "refused"), job.message
    assert "This zone is full" in job.message
    assert refused.asked["full"]["hand_in"] == 1
    assert town["full"].received == []


@pytest.mark.parametrize(
    ("user", "pages"), [("stranger", {"list"}), ("stranger-at-the-end", {"list", "form", "check"})]
)
def test_page_of_somebody_else_parks_with_nothing_sent(parked: Run, town: Town, user: str, pages: set[str]) -> None:
    job = parked.jobs[user]
    assert (parked.exit_code, job.state, job.reason) == (3, State.PARKED, "wrong-account"), job.message
    assert set(parked.asked[user]) == {"enter"} | pages
    assert town[user].received == []


def test_wrong_passphrase_parks_and_stands_nowhere_in_the_evidence(parked: Run, town: Town) -> None:
    job = parked.jobs["mistyped"]
    assert (parked.exit_code, job.state, job.reason) == (3, State.PARKED, "password"), job.message
    assert town["mistyped"].asked == {}
    kept = [path for path in parked.store.rglob("*") if path.is_file()]
    assert kept
    assert not [path for path in kept if b"not-the-passphrase" in path.read_bytes()]
