"""Files of numbers: what people keep them in, and every fault at once with its place."""

from __future__ import annotations

from pathlib import Path

import pytest
from openpyxl import Workbook

from agent.errors import InputErrors
from agent.tracking.number import check_digit
from agent.tracking.number_file import NumberFile, read_number_file
from tests.tracking.shelf import Shelf

NUMBER, OTHER = "1012345678503", "EA123456785CN"
MANY = 50_000


def numbers(count: int) -> list[str]:
    """Return so many good numbers."""
    serials = (f"{serial:08}" for serial in range(count))
    return [f"10{serial}{check_digit(serial)}03" for serial in serials]


def read(folder: Path, name: str, text: str, coding: str = "utf-8") -> NumberFile:
    (folder / name).write_bytes(text.encode(coding))
    return read_number_file(folder / name)


@pytest.mark.parametrize(
    ("name", "text", "coding"),
    [
        ("a.csv", f"number,label\n{NUMBER},papers\n{OTHER},\n", "utf-8"),
        ("a.csv", f"说明;运单号\npapers;{NUMBER}\n;{OTHER}\n", "gb18030"),
        ("a.csv", f"\n\nTracking Number\tlabel\r\n\r\n{NUMBER}\tpapers\r\n\t\r\n{OTHER}\t\r\n", "utf-8-sig"),
        ("a.txt", f"{NUMBER}\tpapers\n\n{OTHER}\n", "utf-8"),
        ("a.txt", f"快递单号,备注\n{NUMBER},papers\n{OTHER}\n", "utf-16"),
        ("a.csv", "number,label\n１０１２３４５６７８５０３,papers\n ea 123-456-785 cn ,\n", "utf-8"),
    ],
)
def test_tables_and_plain_text_are_read(tmp_path: Path, name: str, text: str, coding: str) -> None:
    found = read(tmp_path, name, text, coding)
    assert (found.labels, found.faults, found.lines) == ({NUMBER: "papers", OTHER: ""}, [], 2)


def test_plain_text_of_one_column_is_read(tmp_path: Path) -> None:
    assert list(read(tmp_path, "a.txt", f"{NUMBER}\n{OTHER}").labels) == [NUMBER, OTHER]


def test_workbook_is_read_and_a_number_cell_of_thirteen_digits_is_whole(tmp_path: Path) -> None:
    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    sheet.append(("运单号", "说明"))
    sheet.append((1012345678503, "papers"))
    sheet.append((OTHER, None))
    sheet.append((10123456785031234567, None))
    book.save(tmp_path / "a.xlsx")
    found = read_number_file(tmp_path / "a.xlsx")
    assert found.labels == {NUMBER: "papers", OTHER: ""}
    assert [fault.where for fault in found.faults] == ["a.xlsx:A4:运单号"]


def test_duplicates_are_counted_and_the_first_label_counts(tmp_path: Path) -> None:
    found = read(tmp_path, "a.csv", f"number,label\n{NUMBER},papers\n{NUMBER[:4]} {NUMBER[4:]},other\n{NUMBER},\n")
    assert (found.labels, found.duplicates, found.lines) == ({NUMBER: "papers"}, 2, 3)


def test_all_faults_are_told_at_once_each_with_its_place_and_what_was_meant(tmp_path: Path) -> None:
    lines = (
        NUMBER,
        "1O12345678503",
        "10123456785I3",
        "101234567850",
        "10123456785034",
        "SF1234567890123",
        "",
        "EA123456786CN",
    )
    found = read(tmp_path, "a.csv", "number,label\n" + "".join(f"{number},x\n" for number in lines))
    said = [fault.message for fault in found.faults]
    assert list(found.labels) == [NUMBER]
    assert [fault.where for fault in found.faults] == [f"a.csv:{line}:number" for line in range(3, 10)]
    for part, one in zip(
        (
            "the letter O as its character 2, where the digit 0 belongs (probably 1012345678503)",
            "the letter I as its character 12, where the digit 1 belongs (probably 1012345678513)",
            "has 12 digits instead of 13",
            "has 14 digits instead of 13",
            "SF Express (顺丰), which is another carrier",
            "is empty",
            "wrong check digit",
        ),
        said,
        strict=True,
    ):
        assert part in one


def test_number_that_a_spreadsheet_shortened_is_told_as_such(tmp_path: Path) -> None:
    (fault,) = read(tmp_path, "a.csv", "number\n1.01235E+12\n").faults
    assert "was shortened by a spreadsheet" in fault.message


def test_unusual_number_is_taken_and_told(tmp_path: Path) -> None:
    found = read(tmp_path, "a.csv", "number\n1012345678603\n")
    assert list(found.labels) == ["1012345678603"]
    assert [warning.where for warning in found.warnings] == ["a.csv:2:number"]


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("a.csv", f"{NUMBER}\n", "begin with a header: number, label"),
        ("a.csv", "number,number\n1,1\n", "stands twice"),
        ("a.csv", "label\nx\n", "the column is missing"),
        ("a.csv", "number,lable\n1,1\n", "did you mean label"),
        ("a.csv", "number\n", "no rows below it"),
        ("a.csv", "", "is empty"),
        ("a.pdf", "x", "is no kind of table"),
    ],
)
def test_file_that_is_no_such_table_is_told(tmp_path: Path, name: str, text: str, said: str) -> None:
    with pytest.raises(InputErrors, match=said):
        read(tmp_path, name, text)


def test_cell_without_a_column_and_faulty_number_are_told_at_once(tmp_path: Path) -> None:
    found = read(tmp_path, "a.csv", f"number\n{NUMBER},x\n12\n{OTHER}\n")
    assert [fault.where for fault in found.faults] == ["a.csv:2", "a.csv:3:number"]
    assert list(found.labels) == [OTHER]


def test_fifty_thousand_lines_are_read_and_entered_once(tmp_path: Path, shelf: Shelf) -> None:
    found = read(tmp_path, "a.csv", "number,label\n" + "".join(f"{number},papers\n" for number in numbers(MANY)))
    assert (len(found.labels), found.faults, found.warnings) == (MANY, [], [])
    assert len(shelf.book().follow(found.labels, spread_s=3600)) == MANY
    assert shelf.book().next_due()[0] == MANY
    assert shelf.book().follow(found.labels) == []
