"""Parcels in report and workbook: what the files hold. How the page looks is tests/e2e/test_report_parcels.py."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from agent.evidence.parcel import Course, Parcels
from agent.evidence.report import write_report
from agent.evidence.summary import TEMPLATES, words
from agent.evidence.workbook import write_workbook
from agent.tracking.concern import ACTION_KINDS, MISSED, STUCK, TROUBLE
from agent.tracking.due import Halt
from agent.tracking.state import ParcelState
from tests.evidence_parcels import LOST, PARCELS, REVERSED, UNKNOWN
from tests.evidence_store import HOSTILE, six_jobs, write_store

DATA = re.compile(r'<script type="application/json" id="data">(.*?)</script>', re.DOTALL)


def written(store: Path, parcels: Parcels = PARCELS) -> dict[str, Any]:
    page = write_report(write_store(store, six_jobs()), parcels).read_text(encoding="utf-8")
    assert page.count("</script>") == 2
    found = DATA.search(page)
    assert found
    data: dict[str, Any] = json.loads(found[1])
    return data


@pytest.fixture
def book(tmp_path: Path) -> Workbook:
    return load_workbook(write_workbook(write_store(tmp_path, six_jobs()), PARCELS))


def rows(sheet: Worksheet) -> list[dict[str, Any]]:
    heads, *lines = sheet.iter_rows(values_only=True)
    return [dict(zip(map(str, heads), line, strict=True)) for line in lines]


def test_each_job_names_its_parcels_and_each_parcel_has_its_course_once(tmp_path: Path) -> None:
    data = written(tmp_path)
    of_jobs = {job["job"]: job.get("parcels") for job in data["jobs"]}
    assert of_jobs["acc-0002.request.1"] == [[LOST, "tracking", "1"], [UNKNOWN, "certificate", "777"]]
    assert of_jobs["acc-0006.request.1"] is None
    course = data["parcels"][REVERSED]
    assert [event["state"] for event in course["events"] if event["is_taken_back"]] == ["delivered"]
    assert UNKNOWN not in data["parcels"]
    assert data["parcels"][LOST]["events"][-1]["text"] == HOSTILE


def test_report_without_parcels_says_nothing_of_them(tmp_path: Path) -> None:
    data = written(tmp_path, Parcels())
    assert data["parcels"] == {}
    assert not any("parcels" in job for job in data["jobs"])


def test_newest_event_that_stands_is_the_last_one() -> None:
    last = PARCELS.courses[REVERSED].last
    assert last is not None
    assert (last.state, last.is_reversal) == ("out_for_delivery", False)
    assert Course("no_record").last is None


def test_workbook_has_a_line_for_each_parcel_with_state_and_what_a_person_is_to_do(book: Workbook) -> None:
    lines = rows(book["Parcels 快递"])
    assert len(lines) == 9
    lost = next(line for line in lines if line["Parcel 快递单号"] == LOST)
    assert (lost["State"], lost["状态"], lost["needs a person 需人工"]) == ("lost", "已丢失", "lost 已丢失")
    assert "statement" in lost["What to do next"]
    assert (lost["Last event 最新动态"], lost["Place 地点"]) == (HOSTILE, "=1+1")
    unknown = next(line for line in lines if line["Parcel 快递单号"] == UNKNOWN)
    assert (unknown["State"], unknown["needs a person 需人工"]) == ("not followed", None)
    assert "fapiao track" in unknown["What to do next"]


def test_workbook_strikes_out_what_was_taken_back_and_runs_no_formula(book: Workbook) -> None:
    sheet = book["Events 物流轨迹"]
    struck = [cell.value for row in sheet.iter_rows(min_row=2) for cell in row if cell.font and cell.font.strike]
    assert "已签收" in struck
    assert "妥投信息撤销" not in struck
    times = [str(line["Time 时间 UTC+8"]) for line in rows(sheet) if line["Parcel 快递单号"] == REVERSED]
    assert times[0] == "2026-11-23 16:00:00"
    assert {cell.data_type for row in sheet.iter_rows() for cell in row} <= {"s", "d", "n"}
    assert [cell.data_type for row in sheet.iter_rows() for cell in row if cell.value == "=1+1"] == ["s"]


def test_workbook_tells_few_parcels_beside_their_job_and_counts_many(book: Workbook) -> None:
    told = {line["Job 任务"]: line["Parcels 快递"] for line in rows(book["Jobs 任务"])}
    assert told["acc-0001.request.1"].splitlines()[0] == f"{REVERSED} out for delivery 派送中"
    assert told["acc-0004.request.1"].splitlines()[-1] == "4 × not followed 未跟踪"
    assert told["acc-0006.request.1"] is None


def test_workbook_without_parcels_has_no_sheet_and_no_column_of_them(tmp_path: Path) -> None:
    plain = load_workbook(write_workbook(write_store(tmp_path, six_jobs())))
    assert plain.sheetnames == ["Jobs 任务", "Summary 汇总"]
    assert not any("Parcel" in str(cell.value) for cell in plain["Jobs 任务"][1])


def test_every_state_of_a_parcel_and_every_concern_has_words() -> None:
    assert set(words()["parcels"]) == set(ParcelState)
    assert set(words()["concerns"]) == {*TROUBLE, *ACTION_KINDS, *Halt, MISSED, STUCK} - {Halt.STOPPED}
    assert all(set(word["advice"]) == {"en", "zh-CN"} for word in words()["concerns"].values())


def test_every_word_that_the_part_of_parcels_asks_for_exists() -> None:
    asked = re.findall(r'\bword\("(\w+)"\)', (TEMPLATES / "parcel.js").read_text(encoding="utf-8"))
    assert len(asked) > 8
    assert set(asked) <= set(words()["labels"])
