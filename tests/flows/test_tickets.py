"""The flows about tickets: one for each reference, lost invoices judged by the rules, and where each stands."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from agent.model import JobRecord, State
from flows.report_lost_invoice import LostReport
from flows.submit_ticket import TicketRequest
from tests.editions import EVERY_PAGE
from tests.flows.engine import Engine
from tests.flows.reading import issued, kept, seeded, steps
from tests.flows.standin import Standin

TICKET = {"reference": "SSC-2026-001", "subject": "Bill of October", "description": "Which bill is invoice 1 for?"}
PDF = b"%PDF-1.4 proof"


def submitted(standin: Standin) -> list[dict[str, Any]]:
    return [write for write in standin.received() if write["kind"] == "submit-ticket"]


def submit(engine: Engine, **inputs: Any) -> JobRecord:
    return engine.do("submit-ticket", 0, **TICKET | inputs)[0]


@pytest.mark.parametrize(("locale", "ui"), EVERY_PAGE)
def test_ticket_is_submitted_once_for_each_reference(
    standin: Standin, engine: Engine, tmp_path: Path, locale: str, ui: str
) -> None:
    standin.reset(locale=locale, ui=ui)
    secret, proof = tmp_path / "secret.txt", tmp_path / "proof.pdf"
    secret.write_text("our seal number 4711", encoding="utf-8")
    proof.write_bytes(PDF)
    inputs = {"priority": "urgent", "confidential_file": str(secret), "files": str(proof)}
    first, second = submit(engine, **inputs), submit(engine, **inputs)
    assert (first.state, first.is_already_there, first.drifts) == (State.SETTLED, False, []), first.message
    assert (second.state, second.is_already_there) == (State.SETTLED, True)
    (write,) = submitted(standin)
    assert (write["product"], write["issue"], write["priority"]) == ("finance", "invoice", "urgent")
    assert (write["description"], write["confidential"], len(write["files"])) == (
        TICKET["description"],
        "our seal number 4711",
        1,
    )
    assert f"[{TICKET['reference']}]" in write["title"]
    assert first.receipt is not None
    assert first.receipt.number == write["key"]["ticket"]


def test_confidential_text_is_in_no_file_of_ours(standin: Standin, engine: Engine, tmp_path: Path) -> None:
    standin.reset()
    secret = tmp_path / "secret.txt"
    secret.write_text("our seal number 4711", encoding="utf-8")
    submit(engine, confidential_file=str(secret))
    kept = [path for path in (engine.folder / "store").rglob("*") if path.is_file()]
    assert {path.suffix for path in kept} >= {".json", ".png"}
    # Four digits alone stand in many a compressed picture by chance.
    assert [path for path in kept if b"seal number 4711" in path.read_bytes()] == []


@pytest.mark.parametrize("ui", ["new", "old"])
def test_announcement_over_an_open_list_is_closed_and_the_offer_chosen(
    standin: Standin, engine: Engine, ui: str
) -> None:
    standin.reset(ui=ui)
    standin.fault("announcement", at="list")
    (record,) = engine.do("submit-ticket", 0, **TICKET)
    assert (record.state, record.attempts, len(submitted(standin))) == (State.SETTLED, 1, 1), record.message
    assert steps(engine, record, "dismiss")


@pytest.mark.parametrize(("locale", "ui"), [("zh-CN", "new"), ("en", "old")])
def test_lost_special_invoice_of_over_180_days_is_reported_for_a_copy(
    standin: Standin, engine: Engine, locale: str, ui: str
) -> None:
    standin.reset(locale=locale, ui=ui)
    index, line = seeded(standin, "paper-special", range(181, 400))
    (record,) = engine.do("report-lost-invoice", index, number=line["number"])
    (again,) = engine.do("report-lost-invoice", index, number=line["number"])
    assert (record.state, again.is_already_there) == (State.SETTLED, True), record.message
    (write,) = submitted(standin)
    for fact in (line["number"], line["issued_on"], f"{line['fen'] / 100:,.2f}", "180"):
        assert fact in write["description"]
    assert (write["product"], write["issue"], write["confidential"]) == ("finance", "invoice", "")


def test_lost_special_invoice_within_180_days_needs_the_mailed_certificate(standin: Standin, engine: Engine) -> None:
    standin.reset()
    index, line = seeded(standin, "paper-special", range(181))
    (early,) = engine.do("report-lost-invoice", index, number=line["number"])
    assert (early.state, f"fapiao certificate {line['number']}" in early.message) == (State.REFUSED, True)
    (record,) = engine.do("report-lost-invoice", index, number=line["number"], certificate_parcel="EA123456785CN")
    assert record.state is State.SETTLED, record.message
    assert "EA123456785CN" in submitted(standin)[0]["description"]


def test_copy_of_the_stub_goes_to_the_address_in_the_confidential_block(standin: Standin, engine: Engine) -> None:
    standin.reset()
    index, line = seeded(standin, "paper-special", range(181, 400))
    stub = {"has_stub": "yes", "recipient": "王小明", "mobile": "13800138000", "address": "杭州市文三路 90 号"}
    (record,) = engine.do("report-lost-invoice", index, number=line["number"], **stub)
    assert record.state is State.SETTLED, record.message
    (write,) = submitted(standin)
    assert all(text in write["confidential"] for text in ("王小明", "13800138000", "文三路"))
    assert "王小明" not in write["description"] + write["title"]


def test_lost_digital_invoice_is_refused_and_the_download_offered(standin: Standin, engine: Engine) -> None:
    standin.reset()
    (record,) = engine.do("report-lost-invoice", 0, number=issued(standin, engine))
    assert (record.state, "download it again" in record.message) == (State.REFUSED, True), record.message


def test_status_tells_which_tickets_wait_for_the_customer(standin: Standin, engine: Engine) -> None:
    standin.reset()
    submit(engine)
    (write,) = submitted(standin)
    engine.do("ticket-status", 0)
    assert kept(engine, "ticket-status")[write["key"]["ticket"]]["state"] == "assigned"
    standin.advance(200)
    (record,) = engine.do("ticket-status", 0)
    assert record.state is State.SETTLED, record.message
    line = kept(engine, "ticket-status")[write["key"]["ticket"]]
    assert (line["state"] in ("wait-feedback", "wait-confirm"), line["is_waiting"]) == (True, True)
    assert line["answer"]


@pytest.mark.parametrize(
    ("inputs", "fault"),
    [
        ({"reference": "a b"}, "no reference"),
        ({"description": ""}, "at least 1"),
        ({"files": "/nowhere/a.pdf"}, "is not there"),
        ({"confidential_file": "/nowhere/secret.txt"}, "cannot be read"),
        ({"mobile": "12345"}, "no mobile number"),
    ],
)
def test_ticket_that_cannot_be_right_is_told_before_anything_starts(inputs: dict[str, str], fault: str) -> None:
    with pytest.raises(ValidationError, match=fault):
        TicketRequest.model_validate(TICKET | inputs)


@pytest.mark.parametrize(
    ("inputs", "fault"),
    [
        ({"number": "123456789"}, "has 9 digits"),
        ({"code": "123456789"}, "10 or 12 digits"),
        ({"has_stub": "yes"}, "give recipient, mobile, address"),
        ({"recipient": "王小明"}, "set has_stub"),
        ({"has_stub": "yes", "recipient": "a", "address": "b", "mobile": "23800138000"}, "no mobile number"),
        ({"certificate_parcel": "12345678901234"}, "no tracking number"),
    ],
)
def test_report_that_cannot_be_right_is_told_before_anything_starts(inputs: dict[str, str], fault: str) -> None:
    with pytest.raises(ValidationError, match=fault):
        LostReport.model_validate({"number": "12345678"} | inputs)


def test_four_attachments_are_too_many(tmp_path: Path) -> None:
    files = [tmp_path / f"{number}.pdf" for number in range(4)]
    for file in files:
        file.write_bytes(PDF)
    with pytest.raises(ValidationError, match="at most 3"):
        TicketRequest.model_validate(TICKET | {"files": ";".join(map(str, files))})
