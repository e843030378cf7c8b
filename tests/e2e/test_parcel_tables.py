"""Where parcels stand, beside their invoices: in tables, files and reports, as a person types it."""

from __future__ import annotations

import csv
import json
import re
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from tests.e2e.command import Command
from tests.e2e.test_track import track
from tests.tracking.gateways import NUMBER, Gateways

__all__ = ["track"]

ONE = ("--account", "acc-0001")
MAILED = ("tracking", "parcel_state", "parcel_event", "parcel_place", "parcel_at", "parcel_needs_person")


@pytest.fixture(autouse=True)
def at_once(track: Command) -> None:
    track.set("FAPIAO_TRACKING__SPREAD_S", "0")
    track.set("FAPIAO_EVIDENCE__STORE", str(track.store))


def typed(track: Command, *words: str, code: int = 0) -> str:
    return track(*words, "--accounts", str(track.roster), "--site-url", track.standin.url, code=code)


def listed(track: Command, what: str, *words: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(typed(track, "invoices", what, *words, "--json"))["lines"]
    return found


def table(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_invoices_show_where_their_parcels_stand_once_they_are_followed(track: Command) -> None:
    batch = json.loads(typed(track, "invoices", "details", *ONE, "--json"))["batch"]
    before = {line["tracking"]: line["parcel"] for line in listed(track, "details", *ONE, "--last") if line["tracking"]}
    assert before
    assert all(parcel["state"] is None for parcel in before.values())
    typed(track, "track", "import")
    track("track", "watch", "--once", code=3)
    line = next(line for line in listed(track, "details", *ONE, "--last") if line["tracking"])
    assert line["parcel"]["state"] in ("lost", "in_transit", "delivered")
    assert line["parcel"]["at"].endswith("+08:00")
    check_tables(track, line)
    check_report(track, batch, line)


def check_tables(track: Command, line: dict[str, Any]) -> None:
    path = track.folder / "details.csv"
    said = typed(track, "invoices", "details", *ONE, "--last", "--output", str(path))
    assert line["parcel"]["event"].split()[0] in said
    row = next(row for row in table(path) if row["number"] == line["number"])
    heads = list(row)
    at = heads.index("tracking")
    assert tuple(heads[at : at + 6]) == MAILED
    assert [row[name] for name in MAILED[:4]] == [
        line["tracking"],
        *(line["parcel"][name] for name in ("state", "event", "place")),
    ]
    sheet = track.folder / "list.xlsx"
    typed(track, "invoices", "list", *ONE, "--output", str(sheet))
    names, *rows = load_workbook(sheet).worksheets[0].iter_rows(values_only=True)
    mine = next(row for row in rows if row[names.index("number")] == line["number"])
    assert mine[names.index("tracking")] == line["tracking"]
    assert isinstance(mine[names.index("parcel_at")], datetime)


def check_report(track: Command, batch: str, line: dict[str, Any]) -> None:
    """Hold the report, which was written before anybody asked, against the one that is written now."""
    page = next(track.store.glob(f"{batch}/report.html"))
    assert data_of(page)["parcels"] == {}
    said = track.json("report", batch)
    assert (said["report"], said["followed"]) == (str(page), said["parcels"])
    assert data_of(page)["parcels"][line["tracking"]]["state"] == line["parcel"]["state"]
    assert "parcels: " in track("report", batch)
    assert "holds no batch" in json.dumps(track.json("report", "20200101-000000-aaaaaa", code=2))


def data_of(page: Path) -> dict[str, Any]:
    found = re.search(r'<script type="application/json" id="data">(.*?)</script>', page.read_text("utf-8"), re.DOTALL)
    assert found
    data: dict[str, Any] = json.loads(found[1])
    return data


def test_report_is_opened_in_the_browser(track: Command) -> None:
    typed(track, "invoices", "list", *ONE)
    page = next(track.store.glob("*/report.html"))
    shown = track.folder / "shown.txt"
    browser = track.folder / "browser"
    browser.write_text(f'#!/bin/sh\nprintf %s "$1" > {shown}\n', encoding="utf-8")
    browser.chmod(0o700)
    track.set("BROWSER", str(browser))
    track("report", page.parent.name, "--open")
    assert shown.read_text(encoding="utf-8") == page.as_uri()


def test_watch_looks_early_only_once_and_at_everything(track: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    gateways = Gateways(track.standin, monkeypatch)
    gateways.parcel(NUMBER, "203")
    track("track", NUMBER)
    gateways.parcel(NUMBER, "203", "305")
    assert track.json("track", "watch", "--once")["looks"] == 0
    assert track.json("track", "watch", "--once", "--early")["events"] > 0
    assert "--once" in json.dumps(track.json("track", "watch", "--early", code=2))
