"""The flows change-invoice-title and request-invoice-title: handed in once, reviewed, put into force."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import ValidationError

from agent.model import JobRecord, State
from flows.change_invoice_title import TitleChange
from tests.editions import EVERY_PAGE
from tests.flows.engine import Engine
from tests.flows.standin import Standin

NAME, KEPT = "杭州新星数据(集团)有限公司", "杭州新星数据（集团）有限公司"
REVIEWED_S = 10 * 24 * 3600


@pytest.fixture
def proof(tmp_path: Path) -> Path:
    path = tmp_path / "工商变更证明.pdf"
    path.write_bytes(b"%PDF-1.7\n%%EOF\n")
    return path


def change(engine: Engine, proof: Path, title: str = NAME) -> JobRecord:
    return engine.do("change-invoice-title", 0, new_title=title, proof=str(proof), remark="renamed")[0]


@pytest.mark.parametrize(("locale", "ui"), EVERY_PAGE)
def test_change_is_handed_in_once_reviewed_and_put_into_force(
    standin: Standin, engine: Engine, proof: Path, locale: str, ui: str
) -> None:
    standin.reset(locale=locale, ui=ui)
    first, second = change(engine, proof), change(engine, proof)
    assert (first.state, first.is_already_there, first.drifts) == (State.SETTLED, False, []), first.message
    assert (second.state, second.is_already_there) == (State.SETTLED, True)
    (early,) = engine.do("request-invoice-title", 0, title=NAME)
    assert early.state is State.REFUSED
    standin.advance(REVIEWED_S)
    (done,) = engine.do("request-invoice-title", 0, title=NAME)
    assert (done.state, done.is_already_there) == (State.SETTLED, False), done.message
    writes = standin.received()
    assert [(write["kind"], write["key"]) for write in writes] == [
        ("title-change", {"title": KEPT}),
        ("title-request", {"title": KEPT}),
    ]
    assert writes[0]["proof"]["name"] == proof.name


def test_rejected_title_may_be_handed_in_again(standin: Standin, engine: Engine, proof: Path) -> None:
    standin.reset()
    title = "拒绝数据有限公司"
    change(engine, proof, title)
    standin.advance(REVIEWED_S)
    again = change(engine, proof, title)
    assert (again.state, again.is_already_there) == (State.SETTLED, False), again.message
    assert [write["key"]["title"] for write in standin.received()] == [title, title]


def test_title_in_review_keeps_another_one_away(standin: Standin, engine: Engine, proof: Path) -> None:
    standin.reset()
    change(engine, proof)
    other = change(engine, proof, "另一家有限公司")
    assert (other.state, len(standin.received())) == (State.REFUSED, 1), other.message
    assert "in review" in other.message


@pytest.mark.parametrize(
    ("name", "content", "fault"),
    [
        ("proof.pdf", b"MZ\x90\x00", "holds no PDF"),
        ("proof.pdf", b"", "is empty"),
        ("proof.exe", b"MZ\x90\x00", "the console takes .pdf"),
        ("proof.png", b"%PDF-1.7", "holds no PNG"),
        ("proof.pdf", b"%PDF-" + bytes(30 * 1024**2), "30.0 MB"),
        ("proof.pdf", None, "is not there"),
    ],
)
def test_proof_that_is_none_is_told_before_anything_starts(
    tmp_path: Path, name: str, content: bytes | None, fault: str
) -> None:
    path = tmp_path / name
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(ValidationError, match=fault):
        TitleChange(new_title=NAME, proof=path)


def test_brackets_become_those_of_the_console(proof: Path) -> None:
    assert TitleChange(new_title=NAME, proof=proof).new_title == KEPT
