"""The flow download-invoice: each file kept once, and only if it is its invoice's."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from agent.model import State
from tests.editions import EVERY_PAGE
from tests.flows.engine import Engine
from tests.flows.reading import issued, kept, seeded
from tests.flows.standin import Standin


def originals(engine: Engine) -> list[Path]:
    return sorted((engine.folder / "store" / "files").glob("*"))


@pytest.mark.parametrize(("locale", "ui"), EVERY_PAGE)
def test_files_are_kept_once_by_their_content(standin: Standin, engine: Engine, locale: str, ui: str) -> None:
    standin.reset(locale=locale, ui=ui)
    number = issued(standin, engine)
    invoice = standin.accounts()[0]["invoices"][0]
    (first,) = engine.do("download-invoice", 0, number=number, kinds="pdf,ofd,xml")
    (second,) = engine.do("download-invoice", 0, number=number, kinds="pdf,ofd,xml")
    assert (first.state, first.drifts, second.state) == (State.SETTLED, [], State.SETTLED), first.message
    lines = kept(engine, "download-invoice")
    assert sorted(lines) == [f"{number}.{kind}" for kind in ("ofd", "pdf", "xml")]
    assert len(originals(engine)) == 3
    for line in lines.values():
        content = (engine.folder / "store" / line["file"]).read_bytes()
        assert (hashlib.sha256(content).hexdigest(), len(content)) == (line["sha256"], line["bytes"])
        assert (line["number"], line["fen"]) == (number, invoice["fen"])


def test_file_of_another_invoice_is_an_error(standin: Standin, engine: Engine) -> None:
    standin.reset()
    number = issued(standin, engine)
    standin.fault("wrong-file")
    (record,) = engine.do("download-invoice", 0, number=number)
    assert (record.state, record.reason, number in record.message) == (State.PARKED, "draft-differs", True)
    assert kept(engine, "download-invoice") == {}


def test_server_that_fails_once_is_asked_again(standin: Standin, engine: Engine) -> None:
    standin.reset()
    number = issued(standin, engine)
    standin.fault("http-500", at="File", count=1)
    (record,) = engine.do("download-invoice", 0, number=number)
    assert record.state is State.SETTLED, record.message


def test_paper_invoice_and_unknown_number_are_refused(standin: Standin, engine: Engine) -> None:
    standin.reset()
    index, paper = seeded(standin, "paper-special", range(400))
    (on_paper,) = engine.do("download-invoice", index, number=paper["number"])
    (unknown,) = engine.do("download-invoice", 0, number="12345678")
    assert (on_paper.state, "is on paper" in on_paper.message) == (State.REFUSED, True)
    assert (unknown.state, "no invoice 12345678" in unknown.message) == (State.REFUSED, True)
