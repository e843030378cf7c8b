"""A batch's report knows the parcels of its jobs: from inputs, from what was read, and from what was read since."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr
from sqlalchemy import Engine

from agent.app.report import batch_parcels, write_reports
from agent.errors import InputError
from agent.model import Receipt
from agent.notice_settings import NoticeSettings
from agent.readings import ReadBy, Readings
from agent.settings import Settings, TrackingSettings
from agent.tracking.book import Book
from agent.tracking.event import Event
from agent.tracking.result import tracked
from tests.evidence_store import BATCH, job, write_store
from tests.tracking.shelf import NUMBER, OTHER, START, look, told

UID = "1009876543210987"
READ = {"application": "A261103000001", "number": "02186773", "tracking": f" {NUMBER} "}
SINCE = ReadBy("sandbox a-realm", UID, "acc-0003", "invoice-details", "later", "acc-0003.invoice-details.1")


class Office:
    """A store and a database as a run leaves them."""

    def __init__(self, folder: Path, engine: Engine) -> None:
        self.settings = Settings(database_url=SecretStr(f"sqlite:///{folder}/book.db"), tracking=TrackingSettings())
        self.book = Book(engine, "ems", self.settings.tracking)
        self.readings = Readings(engine)
        jobs = [
            job("acc-0001", flow="invoice-details", receipt=None),
            job("acc-0002", flow="return-invoice", input={"number": "44365416", "parcel": OTHER}),
            job("acc-0003", flow="request-invoice", receipt=Receipt(number="A261103000002", state="issued")),
            job("acc-0004", flow="of-another-package", input={"parcel": "1"}),
        ]
        self.folder = write_store(folder, jobs)
        self.read(json.dumps([READ, {**READ, "tracking": ""}]))

    def read(self, text: str) -> None:
        """Let the first job have read this."""
        (self.folder / "acc-0001" / "acc-0001.request.1" / "lines.json").write_text(text, encoding="utf-8")

    def parcels(self) -> dict[str, list[tuple[str, str, str]]]:
        """Return the parcels of each account's job."""
        found = batch_parcels(self.folder, self.settings).of_jobs
        return {name[:8]: [(each.number, each.field, each.of) for each in sent] for name, sent in found.items()}


@pytest.fixture
def office(tmp_path: Path, opened: Callable[[str], Engine]) -> Office:
    return Office(tmp_path, opened(f"sqlite:///{tmp_path}/book.db"))


def test_parcels_are_found_by_the_marks_of_flows(office: Office) -> None:
    assert office.parcels() == {
        "acc-0001": [(NUMBER, "tracking", "02186773")],
        "acc-0002": [(OTHER, "parcel", "44365416")],
    }


def test_request_gets_the_parcel_that_was_read_since_by_its_receipt(office: Office) -> None:
    line = READ | {"application": "A261103000002", "tracking": OTHER}
    office.readings.keep(SINCE, {"A261103000002": line}, is_whole=False)
    assert office.parcels()["acc-0003"] == [(OTHER, "tracking", "02186773")]


@pytest.mark.parametrize("foreign", [{"uid": "1009876543210000"}, {"site": "elsewhere"}])
def test_receipt_of_another_account_or_site_is_another_one(office: Office, foreign: dict[str, str]) -> None:
    by = ReadBy(**{**vars(SINCE), **foreign})
    office.readings.keep(by, {"A261103000002": {**READ, "tracking": OTHER}}, is_whole=False)
    assert "acc-0003" not in office.parcels()


def test_receipt_that_two_consoles_of_one_name_know_says_nothing(office: Office) -> None:
    for site in ("sandbox a-realm", "sandbox b-realm"):
        by = ReadBy(**{**vars(SINCE), "site": site})
        office.readings.keep(by, {"A261103000002": {**READ, "tracking": OTHER}}, is_whole=False)
    assert "acc-0003" not in office.parcels()


@pytest.mark.parametrize(
    "text", ["", "{", "{}", "[1, null]", '[{"tracking": null}]', '[{"tracking": ["a"]}]', "\udcff"]
)
def test_lines_that_cannot_be_read_are_no_parcels_and_no_error(office: Office, text: str) -> None:
    path = office.folder / "acc-0001" / "acc-0001.request.1" / "lines.json"
    path.write_bytes(text.encode("utf-8", "surrogateescape"))
    assert "acc-0001" not in office.parcels()


def test_report_tells_what_the_book_knows_when_it_is_written(office: Office) -> None:
    assert write_reports(office.folder, office.settings).parcels.courses == {}
    office.book.follow({NUMBER: "papers"})
    look(office.book, told("picked_up", "delivered"))
    written = write_reports(office.folder, office.settings)
    course = written.parcels.courses[NUMBER]
    assert (course.state, course.label, [event.state for event in course.events]) == (
        "delivered",
        "papers",
        ["picked_up", "delivered"],
    )
    assert NUMBER in written.report.read_text(encoding="utf-8")
    assert written.workbook.stat().st_size > 5000


def test_delivery_that_was_taken_back_is_told_as_such(office: Office) -> None:
    office.book.follow({NUMBER: ""})
    delivered = told("out_for_delivery", "delivered")
    reversal = Event(START + timedelta(hours=2), "743", "taken back", voids=("del",))
    look(office.book, tracked(NUMBER, [*delivered.events, reversal]))
    course = batch_parcels(office.folder, office.settings).courses[NUMBER]
    assert [(event.is_taken_back, event.is_reversal) for event in course.events] == [
        (False, False),
        (True, False),
        (False, True),
    ]
    assert (course.state, course.last and course.last.state) == ("out_for_delivery", "out_for_delivery")


def test_batch_that_is_not_there_is_refused_by_name(office: Office) -> None:
    with pytest.raises(InputError, match="holds no batch 'no-such-batch'"):
        write_reports(office.folder.parent / "no-such-batch", office.settings)


def test_batch_without_parcels_loads_nothing_of_them(tmp_path: Path) -> None:
    import subprocess
    import sys

    write_store(tmp_path, [job()])
    code = (
        "import sys; from pathlib import Path; from agent.app.report import write_reports;"
        "from agent.app import load_settings;"
        f"write_reports(Path({str(tmp_path / BATCH)!r}), load_settings(database_url={f'sqlite:///{tmp_path}/b.db'!r}));"
        "print([name for name in sys.modules if name.startswith('agent.tracking')])"
    )
    done: Any = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize(("days", "why"), [(5.0, "stuck"), (100_000.0, "")])
def test_silent_parcel_is_stuck_after_the_days_of_the_settings(office: Office, days: float, why: str) -> None:
    office.book.follow({NUMBER: ""})
    look(office.book, told("picked_up", "in_transit"))
    settings = office.settings.model_copy(update={"notice": NoticeSettings(stuck_days=days)})
    assert write_reports(office.folder, settings).parcels.courses[NUMBER].concern == why
