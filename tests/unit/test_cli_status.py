"""The commands status and show, through a Typer application of their own."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.testing import CliRunner

from agent.cli.status import show, status
from agent.errors import InputError
from agent.model import Draft, State
from tests.evidence_store import BATCH, batch, job, six_jobs, write_store


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("COLUMNS", "200")
    write_store(tmp_path, six_jobs(), batch(jobs=7, accounts=6))
    return tmp_path


def run(store: Path, *arguments: str) -> str:
    app = typer.Typer()
    app.command()(status)
    app.command()(show)
    result = CliRunner().invoke(app, [*arguments, "--store", str(store)])
    if result.exception:
        raise result.exception
    return result.stdout


def data(store: Path, *arguments: str) -> Any:
    return json.loads(run(store, *arguments, "--json"))


def test_status_lists_the_newest_batches_with_their_counts(store: Path) -> None:
    write_store(store, [], batch("20261201-000000-000000", ended_at=None, is_dry_run=True))
    shown = run(store, "status")
    assert shown.index("20261201-000000-000000") < shown.index(BATCH)
    assert "3 settled, 1 refused, 1 parked, 1 failed, 1 not begun" in shown
    assert "dry run, not ended" in shown
    assert "2026-11-23 16:00:00" in shown


def test_status_lists_no_more_than_ten_batches_and_says_how_many_there_are(store: Path) -> None:
    for at in range(12):
        write_store(store, [], batch(f"20261201-0000{at:02}-000000"))
    assert len(data(store, "status")) == 10
    assert "10 of 13 batches" in run(store, "status")


def test_status_of_a_batch_puts_those_that_need_a_person_last(store: Path) -> None:
    shown = run(store, "status", BATCH)
    assert shown.index("上海分公司-03.request.1") < shown.index("acc-0004.request.1")
    assert "1,234.50" in shown
    assert "0020261123000017" in shown
    assert "console: 额度不足" in shown


def test_status_of_a_batch_as_json_has_records_and_sums(store: Path) -> None:
    told = data(store, "status", BATCH)
    assert told["summary"]["states"]["settled"] == {"jobs": 3, "fen": 370350}
    assert {each["state"] for each in told["jobs"]} == {"settled", "refused", "parked", "failed"}
    assert told["batch"]["batch"] == BATCH


def test_show_tells_input_outcome_page_receipt_and_pictures(store: Path) -> None:
    shown = run(store, "show", "上海分公司-03.request.1")
    for text in (
        "202611000000000124",
        "杭州示例科技有限公司",
        "0020261123000017 开票中 1,234.50",
        "way 3: text=下一步",
    ):
        assert text in shown
    assert "0003-click-issue.next.png" in shown
    assert "2026-11-23 16:00:08" in shown


def test_show_tells_what_to_do_next(store: Path) -> None:
    assert "Settle the cause in the console." in run(store, "show", "acc-0004.request.1")


def test_show_as_json_names_pictures_that_are_there(store: Path) -> None:
    told = data(store, "show", "acc-0001.request.1")
    assert len(told["steps"]) == 4
    assert all(Path(step["picture"]).is_file() for step in told["steps"])


def test_texts_of_a_page_cannot_steer_the_terminal_or_mark_up_the_table(store: Path) -> None:
    hostile = "\x1b[2Jgone [red]x[/red]"
    record = job("acc-0099", State.PARKED, message=hostile, draft=Draft(fields={hostile: hostile}))
    write_store(store, [record], batch("20261201-000000-000000"))
    for shown in (run(store, "status", "20261201-000000-000000"), run(store, "show", "acc-0099.request.1")):
        assert "\x1b[2J" not in shown
        assert "[red]x[/red]" in shown


@pytest.mark.parametrize("arguments", [("status", "20260101-none"), ("show", "acc-none")])
def test_an_unknown_batch_or_job_is_an_input_error_that_names_those_there(
    store: Path, arguments: tuple[str, str]
) -> None:
    with pytest.raises(InputError) as caught:
        run(store, *arguments)
    assert BATCH in caught.value.message or "acc-0001.request.1" in caught.value.message


def test_a_store_without_batches_is_told_so(tmp_path: Path) -> None:
    assert "0 of 0 batches" in run(tmp_path, "status")
