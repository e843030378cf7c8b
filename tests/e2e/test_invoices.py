"""``fapiao invoices`` and ``fapiao deadlines`` as a person types them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import vobject
from openpyxl import load_workbook

from tests.e2e.command import Command
from tests.e2e.desk import EAST, HEADER, Desk

ONE = ("--account", "acc-0001")


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def typed(fapiao: Command, *words: str, code: int = 0) -> str:
    return fapiao(*words, "--accounts", str(fapiao.roster), "--site-url", fapiao.standin.url, code=code)


def lines(fapiao: Command, *words: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(typed(fapiao, *words, "--json"))["lines"]
    return found


def test_invoices_are_read_shown_and_remembered(fapiao: Command) -> None:
    book = fapiao.folder / "invoices.xlsx"
    now = lines(fapiao, "invoices", "list", *ONE, "--output", str(book))
    assert {line["account"] for line in now} == {"acc-0001"}
    assert lines(fapiao, "invoices", "list", "--last") == now
    assert lines(fapiao, "invoices", "list", "--last", "--state", "issuing") == []
    rows = list(load_workbook(book).worksheets[0].iter_rows(values_only=True))
    assert rows[0][:2] == ("account", "application")
    assert [row[1] for row in rows[1:]] == [line["application"] for line in now]


def test_deadlines_are_told_from_what_was_read_and_near_ones_end_with_3(fapiao: Command) -> None:
    assert "--refresh" in typed(fapiao, "deadlines", *ONE)
    details = lines(fapiao, "invoices", "details", *ONE)
    parcel = next(line["tracking"] for line in details if line["tracking"])
    said = typed(fapiao, "invoices", "details", *ONE, "--last")
    assert (f"mailNum={parcel}" in said, "0571-86238015" in said) == (True, True), said
    issued = [line for line in details if line["kind"] == "paper-special" and line["state"] == "issued"]
    # On the day of the oldest one no other deadline is near.
    special = min(issued, key=lambda line: str(line["issued_on"]))
    calendar, day = fapiao.folder / "deadlines.ics", ("--today", special["issued_on"])
    far = typed(fapiao, "deadlines", *ONE, *day, "--within", "100d", "--output", str(calendar))
    assert special["number"] in far
    assert len(vobject.readOne(calendar.read_text(encoding="utf-8")).vevent_list) >= 2
    typed(fapiao, "deadlines", *ONE, *day, "--within", "180", code=3)


def test_number_is_looked_for_in_all_accounts_and_missed_if_none_has_it(fapiao: Command) -> None:
    two = ("--account", "acc-0001", "--account", "acc-0002")
    number = lines(fapiao, "invoices", "list", *ONE)[0]["application"]
    assert [line["application"] for line in lines(fapiao, "invoices", "details", *two, "--number", number)] == [number]
    said = typed(fapiao, "invoices", "list", *two, "--number", f"{number},12345678", code=1)
    assert "no account of these has 12345678" in said


@pytest.mark.parametrize(
    ("words", "fault"),
    [
        (("invoices", "list", "--output", "x.txt"), "ends in neither"),
        (("invoices", "details", "--account", "east-02"), "did you mean east-01"),
        (("invoices", "list", "--last", "--account", "east-02"), "did you mean east-01"),
        (("deadlines", "--within", "soon"), "no number of days"),
        (("deadlines", "--today", "tomorrow"), "no day"),
        (("deadlines", "--output", "x.doc"), "ends in neither"),
    ],
)
def test_what_is_wrong_is_told_before_anything_is_read(desk: Desk, words: tuple[str, ...], fault: str) -> None:
    desk.write("accounts.csv", HEADER + EAST)
    said = desk(*words, "--accounts", "accounts.csv")
    assert (said.code, fault in said.err) == (2, True), said.text
