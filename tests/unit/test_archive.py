"""What the archive reads from a store, whole or half written."""

from __future__ import annotations

from pathlib import Path

import pytest

from agent.errors import InputError, SetupError
from agent.evidence.archive import batches, find_batch, find_job, jobs, latest, steps, write_whole
from agent.model import State
from tests.evidence_store import BATCH, STEPS, batch, job, write_job, write_store

OLDER = "20261101-080000-000000"


@pytest.fixture
def store(tmp_path: Path) -> Path:
    write_store(tmp_path, [job("acc-0001"), job("acc-0002", State.PARKED)])
    write_store(tmp_path, [job("acc-0001", message="older"), job("acc-0009")], batch(OLDER))
    return tmp_path


def test_batches_come_newest_first(store: Path) -> None:
    assert [each.batch for each in batches(store)] == [BATCH, OLDER]
    assert latest(store).batch == BATCH


def test_a_folder_without_a_batch_record_is_no_batch(store: Path) -> None:
    (store / "99999999-sessions").mkdir()
    assert latest(store).batch == BATCH


def test_a_missing_store_is_told_with_its_path_and_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        batches(tmp_path / "none")
    assert str(tmp_path / "none") in caught.value.message
    assert "--store" in caught.value.message


def test_an_empty_store_has_no_latest_batch(tmp_path: Path) -> None:
    assert batches(tmp_path) == []
    with pytest.raises(InputError, match="holds no batch"):
        latest(tmp_path)


def test_an_unknown_batch_is_answered_with_those_that_exist(store: Path) -> None:
    with pytest.raises(InputError) as caught:
        find_batch(store, f"../{store.name}/{BATCH}")
    assert BATCH in caught.value.right
    assert OLDER in caught.value.right


def test_a_half_written_batch_record_does_not_hide_the_others(store: Path) -> None:
    (store / BATCH / "batch.json").write_text('{"batch": "2026')
    assert [each.batch for each in batches(store)] == [BATCH, OLDER]
    assert "cannot be read" in latest(store).flow


def test_jobs_are_ordered_by_account_and_by_number_not_by_letter(tmp_path: Path) -> None:
    numbers = ["acc-1.request.10", "acc-1.request.9", "acc-1.request.1"]
    made = [job("acc-1", job=name, folder=f"acc-1/{name}") for name in numbers]
    write_store(tmp_path, [job("acc-10"), *made])
    assert [each.job for each in jobs(tmp_path, BATCH)] == [*reversed(numbers), "acc-10.request.1"]


@pytest.mark.parametrize("kept", [0, 1, 40])
def test_a_half_written_job_is_told_as_running(store: Path, kept: int) -> None:
    path = store / BATCH / "acc-0001" / "acc-0001.request.1" / "job.json"
    path.write_bytes(path.read_bytes()[:kept])
    record = jobs(store, BATCH)[0]
    assert record.state is State.RUNNING
    assert (record.job, record.account, record.batch) == ("acc-0001.request.1", "acc-0001", BATCH)
    assert "not complete" in record.message
    assert record.next_step


def test_a_record_cut_inside_a_chinese_character_is_told_as_running(store: Path) -> None:
    path = store / BATCH / "acc-0001" / "acc-0001.request.1" / "job.json"
    whole = path.read_bytes()
    path.write_bytes(whole[: whole.index("杭".encode()) + 1])
    assert jobs(store, BATCH)[0].state is State.RUNNING


def test_a_job_that_has_a_journal_and_no_record_yet_is_running(store: Path) -> None:
    (store / BATCH / "acc-0001" / "acc-0001.request.1" / "job.json").unlink()
    assert jobs(store, BATCH)[0].state is State.RUNNING


def test_a_folder_that_holds_no_evidence_is_no_job(store: Path) -> None:
    (store / BATCH / "acc-0001" / "trace").mkdir()
    assert len(jobs(store, BATCH)) == 2


def test_the_evidence_folder_is_where_the_record_was_found(tmp_path: Path) -> None:
    folder = write_store(tmp_path, [job("acc-0001")])
    (folder / "acc-0001").rename(folder / "moved")
    assert jobs(tmp_path, BATCH)[0].folder == "moved/acc-0001.request.1"


def test_a_job_is_found_in_the_newest_batch_that_has_it(store: Path) -> None:
    found, record = find_job(store, "acc-0001.request.1")
    assert (found.batch, record.message) == (BATCH, "")
    assert find_job(store, "acc-0009.request.1")[0].batch == OLDER


def test_a_job_of_an_older_batch_is_found_by_batch_and_job(store: Path) -> None:
    assert find_job(store, f"{OLDER}/acc-0001.request.1")[1].message == "older"


def test_an_unknown_job_is_answered_with_the_nearest_ones(store: Path) -> None:
    with pytest.raises(InputError) as caught:
        find_job(store, "acc-0003.request.1")
    assert "acc-0002.request.1" in caught.value.right


def test_steps_are_read_in_order(store: Path) -> None:
    _, record = find_job(store, "acc-0001.request.1")
    taken = steps(store, BATCH, record)
    assert [(step.seq, step.verb) for step in taken] == [(at, step[0]) for at, step in enumerate(STEPS, start=1)]
    assert taken[0].picture == "0001-open-issue.png"


def test_the_line_that_is_being_written_is_left_out(store: Path) -> None:
    _, record = find_job(store, "acc-0001.request.1")
    path = store / BATCH / record.folder / "journal.jsonl"
    path.write_bytes(path.read_bytes() + b'{"seq": 5, "at": "2026-11')
    assert len(steps(store, BATCH, record)) == len(STEPS)


def test_a_damaged_line_inside_a_journal_is_shown_not_hidden(store: Path) -> None:
    _, record = find_job(store, "acc-0001.request.1")
    path = store / BATCH / record.folder / "journal.jsonl"
    lines = path.read_bytes().split(b"\n")
    path.write_bytes(b"\n".join([lines[0], b"garbage", *lines[2:]]))
    assert [step.verb for step in steps(store, BATCH, record)][:2] == ["open", "unreadable"]


def test_a_job_without_a_journal_has_no_steps(store: Path) -> None:
    _, record = find_job(store, "acc-0001.request.1")
    (store / BATCH / record.folder / "journal.jsonl").unlink()
    assert steps(store, BATCH, record) == []


def test_a_file_that_cannot_be_written_is_told_with_its_path_and_leaves_nothing_behind(tmp_path: Path) -> None:
    (tmp_path / "report.xlsx").mkdir()
    with pytest.raises(SetupError) as caught:
        write_whole(tmp_path / "report.xlsx", b"new")
    assert "report.xlsx" in caught.value.message
    assert "Close it" in caught.value.next_step
    assert [path.name for path in tmp_path.iterdir()] == ["report.xlsx"]


def test_a_chinese_account_name_is_an_ordinary_folder(tmp_path: Path) -> None:
    folder = write_store(tmp_path, [])
    write_job(folder, job("上海分公司-03"))
    assert find_job(tmp_path, "上海分公司-03.request.1")[1].account == "上海分公司-03"
