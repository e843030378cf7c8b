"""The commands approve and approvers, through a Typer application of their own."""

from __future__ import annotations

import json
import os
import stat
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from agent.app import load_settings
from agent.app.approval import approved_plan
from agent.cli.approve import app as approvers
from agent.cli.approve import approve
from agent.model import State
from agent.plan import read_approval
from tests.plan.plans import APPROVER, PEM, PLANNER, PUBLIC, plan, record, refusal, written

CONFIG, EYES = "FAPIAO_CONFIG_FOLDER", "FAPIAO_HAS_FOUR_EYES"
posix_only = pytest.mark.skipif(os.name != "posix", reason="modes of files are not checked on Windows")


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("COLUMNS", "200")
    monkeypatch.setenv("THE_KEY", PEM.get_secret_value())
    monkeypatch.setenv(CONFIG, str(tmp_path))
    (tmp_path / "approvers.toml").write_text(f'[approvers]\n"{APPROVER}" = "{PUBLIC}"\n', encoding="utf-8")
    return tmp_path


def run(*arguments: object) -> str:
    app = typer.Typer()
    app.command()(approve)
    app.add_typer(approvers, name="approvers")
    result = CliRunner().invoke(app, [str(word) for word in arguments])
    if result.exception:
        raise result.exception
    return result.stdout


def sign(path: Path, *more: str, by: str = APPROVER, key: str = "env:THE_KEY") -> str:
    return run("approve", path, "--by", by, "--key", key, *more)


def test_approving_shows_what_is_approved_and_where_it_is_kept(desk: Path) -> None:
    path, sha = written(desk)
    said = sign(path)
    for words in (
        f"(SHA-256 {sha[:12]}), request",
        f"by {PLANNER} on ",
        "to send:   2 of 3 jobs, 1,334.50 yuan",
        "not sent:  1 refused: console: 额度不足",
        f"approved:  by {APPROVER}, until ",
        str(desk / "p.approval.json"),
    ):
        assert words in said
    assert said.index("acc-0002") < said.index("acc-0001")
    assert "knows no approvers" not in said
    assert approved_plan(path, load_settings())[1] == sha


def test_approval_in_json_lasts_as_long_as_was_said(desk: Path) -> None:
    path, sha = written(desk)
    said = json.loads(sign(path, "--lasts", "2", "--json"))
    given = read_approval(desk / "p.approval.json")
    assert (said["plan"], said["approval"], said["is_checked"]) == (sha, str(desk / "p.approval.json"), True)
    assert said["totals"]["to_send"] == 2
    assert said["not_sent"] == [{"state": "refused", "message": "console: 额度不足", "jobs": 1}]
    assert (given.expires_at - given.at).total_seconds() == 7200


def test_approval_lasts_as_the_settings_say(desk: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FAPIAO_PLAN__APPROVAL_LASTS_H", "3")
    sign(written(desk)[0])
    given = read_approval(desk / "p.approval.json")
    assert (given.expires_at - given.at).total_seconds() == 3 * 3600


def test_accounts_above_twenty_are_counted(desk: Path) -> None:
    jobs = [record(f"acc-{at:04}") for at in range(25)] + [record("idle", State.SETTLED)]
    said = sign(written(desk, plan(*jobs))[0])
    assert "and 5 accounts more" in said
    assert "acc-0019" in said
    assert "acc-0020" not in said


def test_machine_without_approvers_signs_and_says_so(desk: Path) -> None:
    (desk / "approvers.toml").unlink()
    path, _ = written(desk)
    assert "This machine knows no approvers" in sign(path)
    assert "known: none" in refusal(lambda: approved_plan(path, load_settings()))


@pytest.mark.parametrize(
    ("by", "key", "words"),
    [
        ("Li Lei", "env:THE_KEY", "nobody of that name may approve (known: Wang Fang"),
        (PLANNER.upper(), "env:THE_KEY", "--by: li.lei made the plan, and may not approve it"),
        (APPROVER, "env:NOT_THERE", "env:NOT_THERE: the environment variable is not set"),
        (APPROVER, "hunter2", "--key: holds something else than a reference (not shown"),
        (APPROVER, "env:COLUMNS", "--key: leads to no Ed25519 private key in PEM form (not shown)"),
    ],
)
def test_approval_that_would_not_count_is_not_given(
    desk: Path, monkeypatch: pytest.MonkeyPatch, by: str, key: str, words: str
) -> None:
    monkeypatch.setenv(EYES, "true")
    path, _ = written(desk)
    said = refusal(lambda: sign(path, by=by, key=key))
    assert words in said
    assert "hunter2" not in said
    assert not (desk / "p.approval.json").exists()


def test_plan_that_was_changed_after_its_approval_is_refused(desk: Path) -> None:
    path, _ = written(desk)
    sign(path)
    path.write_bytes(path.read_bytes().replace(b"li.lei", b"li.lie"))
    assert "the plan was changed since it was approved" in refusal(lambda: approved_plan(path, load_settings()))


def test_plan_without_an_approval_is_refused(desk: Path) -> None:
    path, _ = written(desk)
    said = refusal(lambda: approved_plan(path, load_settings()))
    assert "p.approval.json: there is no such file (fapiao approve PLAN makes one)" in said


@posix_only
def test_new_approver_signs_with_the_key_that_was_made(desk: Path) -> None:
    key = desk / "li.pem"
    said = run("approvers", "new", "Li Lei", "--key-file", key)
    line = said.strip().splitlines()[-1]
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    assert key.read_text(encoding="utf-8").splitlines()[1] not in said
    (desk / "approvers.toml").write_text(f"[approvers]\n{line}\n", encoding="utf-8")
    assert line.startswith('"Li Lei" = "')
    path, _ = written(desk)
    sign(path, by="Li Lei", key=f"file:{key}")
    assert approved_plan(path, load_settings())


def test_key_is_never_overwritten(desk: Path) -> None:
    (desk / "a.pem").write_text("mine", encoding="utf-8")
    assert "a.pem: is there already" in refusal(lambda: run("approvers", "new", "Li", "--key-file", desk / "a.pem"))
    assert (desk / "a.pem").read_text(encoding="utf-8") == "mine"
    assert "cannot be written" in refusal(lambda: run("approvers", "new", "Li", "--key-file", desk / "b" / "a.pem"))
    assert "NAME: is no name" in refusal(lambda: run("approvers", "new", " ", "--key-file", desk / "b.pem"))
    assert not (desk / "b.pem").exists()


def test_approvers_are_listed(desk: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert PUBLIC in run("approvers", "list")
    assert json.loads(run("approvers", "list", "--json")) == {APPROVER: PUBLIC}
    monkeypatch.delenv(CONFIG)
    assert "nobody may approve yet" in run("approvers", "list")
