"""``plan``, ``approve``, ``apply`` as people type them: what was signed is sent, and nothing else."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.e2e.command import Command

TWO = ("--account", "acc-0001", "--account", "acc-0002")


@pytest.fixture
def desk(fapiao: Command) -> Command:
    """Give the command line with one person who may approve."""
    line = fapiao("approvers", "new", "Li Wei", "--key-file", str(fapiao.folder / "key.pem")).splitlines()[-1]
    (fapiao.config / "approvers.toml").write_text(f"[approvers]\n{line}\n", encoding="utf-8")
    return fapiao


def plan(fapiao: Command, *options: str, code: int = 0) -> Any:
    where = ("--accounts", str(fapiao.roster), "--store", str(fapiao.store), "--site-url", fapiao.standin.url)
    return fapiao.json(
        "plan", "request-invoice", *where, "--all-invoiceable", "-o", str(path(fapiao)), *options, code=code
    )


def path(fapiao: Command) -> Path:
    return fapiao.folder / "plan.json"


def approve(fapiao: Command) -> None:
    fapiao("approve", str(path(fapiao)), "--by", "Li Wei", "--key", f"file:{fapiao.folder / 'key.pem'}")


def apply(fapiao: Command, code: int) -> Any:
    where = ("--accounts", str(fapiao.roster), "--store", str(fapiao.store), "--site-url", fapiao.standin.url)
    return fapiao.json("apply", str(path(fapiao)), *where, code=code)


def test_what_was_approved_is_sent_and_what_changed_since_is_parked_with_both_values(desk: Command) -> None:
    made = plan(desk, *TWO)
    assert (made["totals"]["to_send"], desk.standin.received()) == (2, [])
    (fault,) = apply(desk, code=2)["errors"]
    assert "approv" in fault["what"] + fault["where"]
    approve(desk)
    refuse_edited(desk)
    first, second = desk.standin.accounts()[:2]
    desk.standin.correct(second["orders"]["invoiceable"][0]["order"], fen=1_00)
    done = {job["account"]: job for job in apply(desk, code=3)["jobs"]}
    assert (done["acc-0001"]["state"], done["acc-0002"]["state"]) == ("settled", "parked")
    assert done["acc-0002"]["reason"] == "changed"
    assert ", is " in done["acc-0002"]["message"]
    assert [write["account"] for write in desk.standin.received()] == [first["uid"]]
    change = plan(desk, *TWO, "--diff", str(path(desk)))["change"]
    assert [changed["job"] for changed in change["changed"]][-1:] == ["acc-0002.request-invoice.1"]


def refuse_edited(fapiao: Command) -> None:
    """Hold that an approved plan that was changed afterwards is refused; it is as before afterwards."""
    text = path(fapiao).read_text(encoding="utf-8")
    path(fapiao).write_text(text.replace("acc-0001", "acc-0002"), encoding="utf-8")
    apply(fapiao, code=2)
    path(fapiao).write_text(text, encoding="utf-8")


def test_plan_that_could_not_be_written_is_refused_before_anything_is_opened(desk: Command) -> None:
    said = plan(desk, "--output", str(desk.folder / "nowhere" / "plan.json"), code=2)
    assert "cannot be written" in said["errors"][0]["what"]
