"""The plan file: what is written is read back, and what is wrong with a file is told with its place."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from agent.errors import InputError, InputErrors, SetupError
from agent.letter import Letter
from agent.model import Draft, State
from agent.plan import read_plan, write_plan
from tests.plan.plans import draft, plan, record, refusal, request, written

JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**70), 2**70)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)
OBJECTS = st.dictionaries(st.text(), JSON, max_size=3)
DRAFTS = st.builds(
    Draft,
    fields=st.dictionaries(st.text(), st.text(), max_size=3),
    fen=st.none() | st.integers(-(10**12), 10**12),
    key=st.dictionaries(st.text(), st.lists(st.text(), max_size=3), max_size=2),
)
REQUESTS = st.builds(Letter, st.text(), st.text(), st.text(), OBJECTS, JSON).map(Letter.held)
RECORDS = st.builds(
    lambda state, **facts: record(state=state, **facts),
    st.sampled_from(State),
    account=st.text(),
    input=OBJECTS,
    draft=DRAFTS,
    request=REQUESTS,
    message=st.text(),
)
FUNCTION_FIXTURE = [HealthCheck.function_scoped_fixture]


def spoilt(folder: Path, change: Callable[[Any], object]) -> str:
    """Return what is said of a plan whose content was changed by hand."""
    path, _ = written(folder)
    said = json.loads(path.read_text(encoding="utf-8"))
    change(said)
    path.write_text(json.dumps(said, ensure_ascii=False), encoding="utf-8")
    return refusal(lambda: read_plan(path))


def said_of(folder: Path, data: bytes) -> str:
    path = folder / "p.json"
    path.write_bytes(data)
    return refusal(lambda: read_plan(path))


@settings(max_examples=40, deadline=None, suppress_health_check=FUNCTION_FIXTURE)
@given(records=st.lists(RECORDS, max_size=3, unique_by=lambda each: each.job))
def test_what_is_written_is_read_back(tmp_path: Path, records: list[Any]) -> None:
    made = plan(*records)
    path, digest = written(tmp_path, made)
    assert read_plan(path) == (made, digest)
    assert digest == hashlib.sha256(path.read_bytes()).hexdigest()


def test_file_is_one_that_people_can_read(tmp_path: Path) -> None:
    text = written(tmp_path)[0].read_text(encoding="utf-8")
    assert text.startswith('{\n "fapiao_plan": 1,\n "made_at": "')
    assert text.endswith("]\n}\n")
    assert '"title": "杭州示例科技有限公司"' in text
    assert '"yuan": "1,234.50"' in text


def test_totals_count_what_is_sent_alone() -> None:
    totals = plan(record(), record("b", draft=draft(123_450)), record("c", State.PARKED, draft=draft(5))).totals
    assert totals.model_dump() == {"jobs": 3, "to_send": 2, "not_to_send": 1, "fen": 133_450, "yuan": "1,334.50"}


def test_plan_is_written_whole_and_leaves_nothing_beside_it(tmp_path: Path) -> None:
    written(tmp_path)
    written(tmp_path, plan(record()))
    assert [path.name for path in tmp_path.iterdir()] == ["p.json"]


def test_plan_that_cannot_be_written_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(SetupError, match="cannot be written") as caught:
        write_plan(tmp_path / "gone" / "p.json", plan())
    assert "Name a file in a folder that is there" in caught.value.next_step


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("gone.json", "there is no such file (fapiao plan FLOW"),
        ("", "is a folder"),
        ("x" * 300, "cannot be read (File"),
    ],
)
def test_path_that_leads_to_no_file_is_refused(tmp_path: Path, name: str, words: str) -> None:
    said = refusal(lambda: read_plan(tmp_path / name))
    assert said.startswith(f"{tmp_path / name}: ")
    assert words in said


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="Windows has no such files")
def test_pipe_is_no_ordinary_file(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "p.json")
    assert "is no ordinary file" in refusal(lambda: read_plan(tmp_path / "p.json"))


def test_file_above_the_limit_is_not_read(tmp_path: Path) -> None:
    with (tmp_path / "p.json").open("wb") as file:
        file.truncate(64 * 1024**2 + 1)
    assert "is 64.0 MB, the limit is 64 MB" in refusal(lambda: read_plan(tmp_path / "p.json"))


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "p.json: is empty (fapiao plan FLOW"),
        (b" \n", "is empty"),
        ("金额".encode("gb18030"), "is not UTF-8 text (at byte 1)"),
        (b"account,orders\n", "p.json:1:1: is no JSON (Expecting value)"),
        (b'{"a": 1,\n "b": 2,, "c": 3}', "p.json:2:9: is no JSON (Expecting property name"),
        (b'{"a": {"b": 1}\n', "p.json:1:14: the file ends in the middle"),
        (b'{"a": 1} {}', "p.json:1:10: is no JSON (Extra data)"),
        (b'{"a": 1, "b": {"c": 1, "d": 2, "c": 1}}', "the key 'c' stands twice in one place"),
        (b'{"fapiao_plan": NaN}', "holds NaN, which is no number"),
        (b"[" * 100_000, "nested too deep"),
        (b'{"fapiao_plan": ' + b"1" * 5000 + b"}", "a number that is too long"),
        (b"[1]", "p.json: is no plan of fapiao (fapiao plan FLOW"),
        (b"{}", "is no plan of fapiao"),
        (b'{"fapiao_plan": true}', "is no plan of fapiao"),
        (b'{"fapiao_approval": 1}', "is no plan of fapiao"),
        (b'{"fapiao_plan": 2}', "was made by a newer fapiao (format 2, this one reads 1)"),
    ],
)
def test_file_that_is_no_plan_is_refused_with_its_place(tmp_path: Path, data: bytes, words: str) -> None:
    assert words in said_of(tmp_path, data)


def test_file_that_was_cut_off_anywhere_says_where_it_ends(tmp_path: Path) -> None:
    whole = written(tmp_path)[0].read_bytes()
    for length in range(1, len(whole) - 2, 23):
        text = whole[:length].decode(errors="ignore").rstrip()
        if text.encode() != whole[:length].rstrip():
            continue
        line, column = text.count("\n") + 1, len(text.rpartition("\n")[2])
        assert f"p.json:{line}:{column}: the file ends in the middle" in said_of(tmp_path, whole[:length])


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda said: said.pop("flow"), "p.json:flow: is missing"),
        (lambda said: said["jobs"][1].update(sent=True), "p.json:jobs.1.sent: there is no such field"),
        (lambda said: said["jobs"][1]["draft"].update(fen="5"), "p.json:jobs.1.draft.fen: Input should be a valid int"),
        (lambda said: said["jobs"][0].update(state="ready"), "p.json:jobs.0.state: Input should be 'queued'"),
        (lambda said: said.update(made_at="2026-11-23T08:00:00"), "p.json:made_at: Input should have timezone info"),
        (lambda said: said["jobs"][0]["pictures"][0].update(sha256="x"), "p.json:jobs.0.pictures.0.sha256: "),
        (lambda said: said["totals"].update(fen=1), "p.json:totals.fen: says 1, the jobs come to 133450 (the file"),
        (lambda said: said["totals"].update(yuan="1.00"), "p.json:totals.yuan: says 1.00, the jobs come to 1,334.50"),
        (lambda said: said["jobs"].pop(), "p.json:totals.jobs: says 3, the jobs come to 2"),
        (lambda said: said["jobs"][0].update(state="parked"), "p.json:totals.to_send: says 2, the jobs come to 1"),
        (lambda said: said["jobs"][1].update(job="acc-0001.request.1"), "p.json:jobs.1.job: acc-0001.request.1 stands"),
        (lambda said: said["jobs"][0].update(draft=None), "p.json:jobs.0.draft: is missing, though the job is planned"),
        (lambda said: said["jobs"][1].update(request=None), "p.json:jobs.1.request: is missing, though the job is"),
        (lambda said: said["jobs"][0].update(yuan="1.00"), "p.json:jobs.0.yuan: says 1.00, the draft says 100.00"),
        (lambda said: said["jobs"][0]["request"].update(body={}), "p.json:jobs.0.request.digest: is not that of the"),
        (lambda said: said["jobs"][0]["request"].update(method="PUT"), "p.json:jobs.0.request.digest: is not that"),
    ],
)
def test_plan_that_was_edited_is_refused_with_the_dotted_place(
    tmp_path: Path, change: Callable[[Any], object], words: str
) -> None:
    assert words in spoilt(tmp_path, change)


@pytest.mark.parametrize("half", ['["\\ud800"]', '{"\\ud800": 1}', '["\\udc00x"]', '["\\ud800\\ud800"]'])
def test_half_a_surrogate_pair_is_no_text(tmp_path: Path, half: str) -> None:
    text = written(tmp_path)[0].read_text(encoding="utf-8").replace('"a@example.com"', half)
    assert "p.json: Invalid JSON: " in said_of(tmp_path, text.encode())


def test_all_faults_are_told_at_once_and_very_many_are_counted(tmp_path: Path) -> None:
    path, _ = written(tmp_path, plan(*(record(f"acc-{at}") for at in range(50))))
    path.write_text(
        path.read_text(encoding="utf-8").replace('"state": "planned"', '"state": "ready"'), encoding="utf-8"
    )
    with pytest.raises(InputErrors) as caught:
        read_plan(path)
    assert len(caught.value.errors) == 21
    assert caught.value.errors[-1].what == "has 30 faults more"


@settings(max_examples=100, deadline=None, suppress_health_check=FUNCTION_FIXTURE)
@given(at=st.integers(0, 10**6), bits=st.integers(1, 255))
def test_plan_with_any_other_byte_is_refused_or_has_another_digest(tmp_path: Path, at: int, bits: int) -> None:
    path, digest = written(tmp_path)
    data = bytearray(path.read_bytes())
    data[at % len(data)] ^= bits
    path.write_bytes(data)
    with suppress(InputError):
        assert read_plan(path)[1] != digest


def test_request_keeps_the_digest_of_its_letter() -> None:
    letter = Letter("POST", "api.test", "/x", {"action": "A"}, {"params": {"Amount": 1}})
    assert letter.held().digest == letter.digest
    assert request().digest != request(host="other.test").digest
