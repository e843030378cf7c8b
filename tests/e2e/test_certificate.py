"""``fapiao certificate`` as a person types it: made, refused, written down when it was mailed."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from unicodedata import normalize

import pytest
from docx import Document
from pypdf import PdfReader

from tests.e2e.command import Command
from tests.e2e.desk import EAST, HEADER, Desk
from tests.flows.standin import Standin

pytestmark = pytest.mark.xdist_group("certificate")
ONE = ("--account", "acc-0001")


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def typed(fapiao: Command, *words: str, code: int = 0) -> str:
    where = ("--accounts", str(fapiao.roster), "--site-url", fapiao.standin.url)
    return fapiao(*words, *where, code=code)


def data(fapiao: Command, *words: str, code: int = 0) -> Any:
    return json.loads(typed(fapiao, *words, "--json", code=code))


@pytest.fixture(scope="module")
def read(four_accounts: Standin, tmp_path_factory: pytest.TempPathFactory) -> Command:
    """Give the command line after it has read all invoices of the first account."""
    four_accounts.reset(locale="mixed", ui="mixed")
    fapiao = Command(four_accounts, tmp_path_factory.mktemp("read"))
    typed(fapiao, "invoices", "details", *ONE)
    return fapiao


@pytest.fixture(scope="module")
def invoices(read: Command) -> dict[str, dict[str, Any]]:
    """Return an issued invoice of each kind that the first account has."""
    lines = data(read, "invoices", "details", *ONE, "--last")["lines"]
    return {line["kind"]: line for line in lines if line["state"] == "issued"}


@pytest.fixture
def special(invoices: dict[str, dict[str, Any]]) -> dict[str, Any]:
    return invoices["paper-special"]


def day(invoice: dict[str, Any], age: int) -> tuple[str, str]:
    return "--today", str(date.fromisoformat(invoice["issued_on"]) + timedelta(days=age))


def test_certificate_is_made_from_what_the_console_shows(
    read: Command, special: dict[str, Any], tmp_path: Path
) -> None:
    folder = tmp_path / "letters"
    words = ("certificate", special["number"], "-o", str(folder), *day(special, 180))
    (made,) = data(read, *words)["certificates"]
    assert (made["account"], made["number"], made["mail_until"]) == ("acc-0001", special["number"], words[-1])
    assert made["mail_to"]["phone"] == "4008013260"
    stem = f"acc-0001-{special['number']}-lost-certificate"
    assert sorted(path.name for path in folder.iterdir()) == [f"{stem}.docx", f"{stem}.pdf"]
    text = "".join(normalize("NFKC", PdfReader(made["pdf"]).pages[0].extract_text()).split())
    cells = [cell.text for row in Document(made["docx"]).tables[0].rows for cell in row.cells]
    for value in (special["title"], special["tax_number"], special["code"], special["number"]):
        assert value in text
        assert value in cells
    shown = typed(read, *words, *ONE, "--last")
    for said in (f"{stem}.pdf", "By law", "certificates: 1, refused: 0"):
        assert said in shown


def test_refused_ones_say_why_and_the_others_go_on(
    read: Command, invoices: dict[str, dict[str, Any]], tmp_path: Path
) -> None:
    special, digital = invoices["paper-special"], invoices["digital-special"]
    numbers = (special["number"], digital["number"])
    words = ("certificate", *numbers, "--last", "-o", str(tmp_path), *ONE)
    told = data(read, *words, *day(special, 180), code=1)
    assert [each["number"] for each in told["certificates"]] == [special["number"]]
    assert [(each["number"], "download it again" in each["why"]) for each in told["refused"]] == [(numbers[1], True)]
    late = typed(read, *words, *day(special, 181), code=1)
    assert "only a photocopy or scan can be had, by ticket" in late
    assert "2019 No. 45" in late


def test_file_with_other_content_is_not_written_over_unasked(
    read: Command, special: dict[str, Any], tmp_path: Path
) -> None:
    words = ("certificate", special["number"], "--last", "-o", str(tmp_path), *ONE, *day(special, 1))
    (made,) = data(read, *words)["certificates"]
    letter = Path(made["docx"])
    letter.write_bytes(b"filled in by hand")
    assert "--replace" in typed(read, *words, code=1)
    assert letter.read_bytes() == b"filled in by hand"
    (again,) = data(read, *words, "--replace")["certificates"]
    assert again["replaced"] == [made["docx"]]


def test_number_that_no_account_has_is_named_and_nothing_is_made(
    read: Command, special: dict[str, Any], tmp_path: Path
) -> None:
    told = data(read, "certificate", special["number"], "00000000", *ONE, "-o", str(tmp_path / "none"), code=2)
    assert [(fault["where"], fault["what"]) for fault in told["errors"]] == [
        ("invoice 00000000", "no account of the roster has it")
    ]
    assert list((tmp_path / "none").iterdir()) == []


def test_mailed_parcel_is_written_down_and_read_back(read: Command, special: dict[str, Any], tmp_path: Path) -> None:
    words = ("certificate", special["number"], "--last", *ONE, *day(special, 20))
    told = data(read, *words, "--mailed", "ea 123 456 789 cn")
    assert (told["parcel"], told["mailed_on"], told["late"]) == ("EA123456789CN", words[-1], "")
    assert "late" in typed(read, *words[:-2], *day(special, 181), "--mailed", "1234567890123")
    assert list(tmp_path.glob("*.docx")) == []
    (made,) = data(read, *words, "-o", str(tmp_path))["certificates"]
    assert made["mailed"] == {"parcel": "1234567890123", "mailed_on": day(special, 181)[1]}


@pytest.mark.parametrize(
    ("words", "fault"),
    [
        (("12345678", "--mailed", "SF1234567"), "no tracking number of EMS"),
        (("12345678", "87654321", "--mailed", "1234567890123"), "exactly one NUMBER"),
        (("12345678", "--today", "tomorrow"), "no day"),
        (("12345678", "--output", "accounts.csv"), "cannot be a folder"),
        (("12345678", "--account", "east-02"), "did you mean east-01"),
    ],
)
def test_what_is_wrong_is_told_before_anything_is_read(desk: Desk, words: tuple[str, ...], fault: str) -> None:
    desk.write("accounts.csv", HEADER + EAST)
    said = desk("certificate", *words, "--accounts", "accounts.csv")
    assert (said.code, fault in said.err) == (2, True), said.text
