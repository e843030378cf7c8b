"""The report as a file: what it holds, what it never holds. How it looks is tests/e2e/test_report_page.py."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent import errors
from agent.errors import InputError
from agent.evidence.report import as_json, write_report
from agent.evidence.summary import TEMPLATES, fen_of, summarize, words
from agent.model import Receipt, State
from tests.evidence_store import HOSTILE, batch, job, six_jobs, write_store

DATA = re.compile(r'<script type="application/json" id="data">(.*?)</script>', re.DOTALL)


def written(store: Path) -> tuple[str, dict[str, Any]]:
    page = write_report(write_store(store, six_jobs())).read_text(encoding="utf-8")
    found = DATA.search(page)
    assert found
    return page, json.loads(found[1])


def test_the_report_is_written_beside_the_batch(tmp_path: Path) -> None:
    folder = write_store(tmp_path, six_jobs())
    assert write_report(folder) == folder.resolve() / "report.html"
    assert not list(folder.glob(".report*"))


def test_a_folder_that_is_no_batch_is_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="holds no batch 'empty'"):
        write_report(tmp_path / "empty")


def test_hostile_texts_stay_data(tmp_path: Path) -> None:
    page, data = written(tmp_path)
    assert page.count("</script>") == 2
    assert "<img src=x" not in page
    assert "\u2028" not in page
    assert [each["message"] for each in data["jobs"] if each["state"] == "parked"] == [HOSTILE]


@given(st.text())
def test_any_text_survives_the_data_and_never_ends_it(text: str) -> None:
    packed = as_json({"text": text})
    assert json.loads(packed) == {"text": text}
    assert not re.search("[<>&\u2028\u2029]", packed)


def test_a_hostile_batch_name_is_escaped(tmp_path: Path) -> None:
    folder = write_store(tmp_path, [], batch("20261123-000000-x", flow="<b>&"))
    assert "<title>&lt;b&gt;&amp; 20261123-000000-x</title>" in write_report(folder).read_text(encoding="utf-8")


def test_the_policy_allows_nothing_but_its_own_script_style_and_pictures(tmp_path: Path) -> None:
    page, _ = written(tmp_path)
    policy = re.search(r'Content-Security-Policy" content="([^"]+)"', page)
    assert policy
    assert policy[1].startswith("default-src 'none'; img-src 'self' file: data:; style-src 'sha256-")
    assert "unsafe" not in policy[1]
    assert not re.search(r"https?://", DATA.sub("", page))


def test_texts_of_steps_are_kept_once_however_many_jobs_take_them(tmp_path: Path) -> None:
    _, data = written(tmp_path)
    assert len(data["texts"]) == len(set(data["texts"]))
    verbs = [[data["texts"][row[3]] for row in each["steps"]] for each in data["jobs"]]
    assert verbs == [["open", "tick-rows", "click", "draft"]] * 6


def test_a_batch_without_jobs_still_makes_a_report(tmp_path: Path) -> None:
    assert write_report(write_store(tmp_path, [])).is_file()


def test_amounts_are_those_of_the_receipt_before_those_of_the_last_page() -> None:
    record = job()
    assert fen_of(record.model_copy(update={"receipt": Receipt(number="1", state="", fen=7)})) == 7
    assert fen_of(record.model_copy(update={"receipt": Receipt(number="1", state="")})) == 123450
    assert fen_of(job("a", State.FAILED)) is None


def test_a_summary_counts_states_sums_and_jobs_that_have_not_begun() -> None:
    summary = summarize(batch(jobs=8, accounts=6), six_jobs())
    counts = {state: total.jobs for state, total in summary.states.items()}
    assert counts == {State.SETTLED: 3, State.REFUSED: 1, State.PARKED: 1, State.FAILED: 1}
    assert (summary.jobs, summary.not_begun, summary.drifted, summary.seconds) == (8, 2, 1, 600.0)
    assert (summary.fen, summary.already_there.jobs, summary.already_there.fen) == (370350, 1, 123450)


def test_a_dry_run_sums_what_was_planned() -> None:
    planned = job().model_copy(update={"state": State.PLANNED, "receipt": None})
    assert summarize(batch(is_dry_run=True), [planned]).fen == 123450


def test_every_state_and_every_reason_of_an_error_has_words_in_both_languages() -> None:
    kinds = [kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, errors.AgentError)]
    assert set(words()["states"]) == set(State)
    assert {kind.reason for kind in kinds} <= set(words()["reasons"])
    for group in words().values():
        for name, word in group.items():
            assert word["en"], name
            assert re.search("[\u4e00-\u9fff]", word["zh-CN"]), name


def test_every_word_that_the_page_asks_for_exists() -> None:
    parts = "".join((TEMPLATES / name).read_text(encoding="utf-8") for name in ("report.html.j2", "job.js", "page.js"))
    asked = re.findall(r'data-(?:word|hint|title)="(\w+)"', parts) + re.findall(
        r'\b(?:word|card|block)\("(\w+)"', parts
    )
    assert len(asked) > 40
    assert set(asked) <= set(words()["labels"])
