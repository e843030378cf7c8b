"""Rosters that cannot be used: each is refused by a process that names place, fault and remedy, and starts nothing."""

from __future__ import annotations

from pathlib import Path
from stat import S_IMODE

import pytest
from openpyxl import Workbook, load_workbook

from agent.data import data_folder
from tests.e2e.desk import EAST, HEADER, Desk, Said

COLUMNS = HEADER.strip().split(",")
FAULTY = f"""{HEADER}{EAST}\
EAST-01,sandbox,1002,ram,clerk@east-02,env:EAST_PASSWORD
west-01,sandbox,1001,ram,clerk@west-01,env:EAST_PASSWORD
south-01,sandbx,1003,rma,clerk@south-01,env:EAST_PASSWORD
north/01,sandbox,1.23E+15,ram,,env:EAST_PASSWORD
"""
FOUND = [
    (3, "account", "EAST-01 stands in line 2 already", "each account once; remove or rename one of them"),
    (4, "uid", "1001 stands in line 2 already", "each account once; remove or rename one of them"),
    (5, "sign_in", "there is no way to sign in 'rma'", "did you mean ram?"),
    (5, "site", "there is no site 'sandbx'", "did you mean sandbox?"),
    (
        6,
        "account",
        "'north/01' cannot name an account",
        "letters, digits and - _ . only: the name becomes a folder's name",
    ),
    (6, "uid", "'1.23E+15' was shortened by Excel", "format the column as text, then type the whole account id again"),
    (6, "user", "is empty", "fill it in"),
]


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def workbook(path: Path, *rows: tuple[object, ...], merged: str = "") -> Path:
    book = Workbook()
    for row in (COLUMNS, *rows):
        book.worksheets[0].append(list(row))
    if merged:
        book.worksheets[0].merge_cells(merged)
    book.save(path)
    return path


def test_missing_file_is_named(desk: Desk) -> None:
    said = desk.run(roster="acounts.csv")
    assert said.err.startswith("error: acounts.csv: there is no such file (check the name and the folder)\n")
    assert "Nothing was started. Correct it, then run the same command again." in said.err
    assert not desk.store.exists()


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("", ": is empty (the first line names the columns: account, site, uid, sign_in, user, secret"),
        (HEADER.replace("user", "usr") + EAST, ":1:usr: there is no column 'usr' (did you mean user?)"),
        ("account,site,uid\na,b,1\n", ":1:user: the column is missing (add it)"),
        (HEADER + EAST + EAST.replace("1001", "1002"), ":3:account: east-01 stands in line 2 already"),
        (HEADER + EAST.replace("sandbox", "sandbx"), ":2:site: there is no site 'sandbx' (did you mean sandbox?)"),
        (b"\x8f\x00\xff\x01" * 500, ": is not readable text (save it as UTF-8"),
        (b"\0" * 50_000_000, ": is 47.7 MB, the limit is 10 MB"),
    ],
    ids=["empty", "unknown-column", "missing-column", "twice", "unknown-site", "binary", "50-MB"],
)  # fmt: skip
def test_faulty_csv_is_refused_with_place_fault_and_remedy(desk: Desk, content: str | bytes, words: str) -> None:
    desk.write("accounts.csv", content)
    assert f"accounts.csv{words}" in desk.run().err
    assert not desk.store.exists()


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("accounts.xlsx", "is no Excel workbook, or a damaged one (open it in Excel and save it as .xlsx"),
        ("accounts.yaml", "is not readable text"),
        ("accounts.pdf", "is no kind of table that can be read (.pdf) (save it as .xlsx, .csv (UTF-8) or .yaml)"),
    ],
)
def test_binary_garbage_is_refused_whatever_it_is_called(desk: Desk, name: str, words: str) -> None:
    desk.write(name, b"\x8f\x00\xff\x01" * 500)
    assert f"error: {name}: {words}" in desk.run(roster=name).err
    assert not desk.store.exists()


def test_same_name_on_another_site_would_share_a_folder_and_is_refused(desk: Desk) -> None:
    site = (data_folder("config") / "sites" / "sandbox.toml").read_bytes()
    (desk.folder / "own" / "sites").mkdir(parents=True)
    desk.write("own/sites/second.toml", site)
    desk.write("accounts.csv", HEADER + EAST + EAST.replace("sandbox", "second"))
    said = desk.refused("accounts", "check", "accounts.csv", "--json", FAPIAO_CONFIG_FOLDER=str(desk.folder / "own"))
    assert [(fault["where"], fault["what"]) for fault in said.data["errors"]] == [
        ("accounts.csv:3:account", "east-01 stands in line 2 already")
    ]


def test_check_tells_all_faults_at_once_as_data(desk: Desk) -> None:
    desk.write("accounts.csv", FAULTY)
    said = desk.refused("accounts", "check", "accounts.csv", "--json")
    assert said.data["ok"] is False
    assert {fault["file"] for fault in said.data["errors"]} == {"accounts.csv"}
    keys = ("line", "column", "what", "right")
    assert [tuple(fault[key] for key in keys) for fault in said.data["errors"]] == FOUND


def told(said: Said) -> list[tuple[int, str, str, str]]:
    """Return the faults of FOUND whose place, fault and remedy stand in one line."""
    lines = said.text.splitlines()
    return [
        fault
        for fault in FOUND
        if any(all(word in line for word in (f"accounts.csv:{fault[0]}:{fault[1]}", *fault[2:])) for line in lines)
    ]


def test_check_tells_all_faults_at_once_to_people(desk: Desk) -> None:
    desk.write("accounts.csv", FAULTY)
    said = desk.refused("accounts", "check", "accounts.csv")
    assert told(said) == FOUND
    assert f"Errors: {len(FOUND)}. Correct the file, then check it again." in said.out


def test_run_tells_the_same_faults_and_as_data_too(desk: Desk) -> None:
    desk.write("accounts.csv", FAULTY)
    said = desk.run("--all-invoiceable", "--json")
    assert f"error: {len(FOUND)} things are wrong:\n  accounts.csv:3:account: " in said.err
    assert told(said) == FOUND
    assert [(fault["line"], fault["column"]) for fault in said.data["errors"]] == [fault[:2] for fault in FOUND]


SECOND = "华东-02,sandbx,1002,ram,财务@华东,env:EAST_PASSWORD\n"
ENTRIES = "".join(
    "- " + "\n  ".join(f"{name}: {value}" for name, value in zip(COLUMNS, line.strip().split(","), strict=True)) + "\n"
    for line in (EAST, SECOND)
)


@pytest.mark.parametrize(
    ("name", "content", "line"),
    [
        ("gb18030.csv", (HEADER + EAST + SECOND).encode("gb18030"), 3),
        ("bom.csv", (HEADER + EAST + SECOND).encode("utf-8-sig"), 3),
        ("list.yaml", ENTRIES.encode(), 8),
    ],
)
def test_every_kind_of_file_is_read_and_its_one_fault_is_placed(
    desk: Desk, name: str, content: bytes, line: int
) -> None:
    desk.write(name, content)
    (fault,) = desk.refused("accounts", "check", name, "--json").data["errors"]
    assert (fault["where"], fault["right"]) == (f"{name}:{line}:site", "did you mean sandbox?")


def test_workbook_is_refused_and_its_faulty_cells_are_marked_in_a_copy(desk: Desk) -> None:
    east = EAST.strip().split(",")
    formula = ("south-01", "sandbox", "1002", "ram", "=A2", "env:EAST_PASSWORD")
    number = ("west-01", "sandbox", 1234567890123456, "ram", "clerk", "env:EAST_PASSWORD")
    merged = ("north-01", "sandbox", "1004", "ram", "clerk", "env:EAST_PASSWORD")
    path = workbook(desk.folder / "accounts.xlsx", tuple(east), formula, number, merged, merged, merged="E5:E6")
    before, mode = path.read_bytes(), S_IMODE(path.stat().st_mode)
    said = desk.refused("accounts", "check", "accounts.xlsx", "--json")
    found = {fault["where"].partition(":")[2]: fault["what"] for fault in said.data["errors"]}
    assert found["E3:user"] == "is a formula"
    assert found["C4:uid"].startswith("is kept as a number (1234567890123456)")
    assert found["E5:user"] == "cells E5:E6 are merged"
    copy = desk.folder / said.data["marked_copy"]
    sheet = load_workbook(copy).worksheets[0]
    for place, what in (("E3", "is a formula"), ("C4", "is kept as a number"), ("E5", "cells E5:E6 are merged")):
        assert what in str(sheet[place].comment and sheet[place].comment.text)
        assert sheet[place].fill.start_color.rgb == "FFFF9999"
    assert sheet["C3"].comment is None
    assert (path.read_bytes(), S_IMODE(copy.stat().st_mode)) == (before, mode)


def test_errors_are_told_even_where_the_marked_copy_cannot_be_written(desk: Desk) -> None:
    workbook(desk.folder / "accounts.xlsx", ("east-01", "sandbx", "1001", "ram", "clerk", "env:EAST_PASSWORD"))
    (desk.folder / "accounts.checked.xlsx").mkdir()
    said = desk.refused("accounts", "check", "accounts.xlsx")
    assert "accounts.xlsx:B2:site" in said.out
    assert "the marked copy accounts.checked.xlsx cannot be written" in said.out
