"""Tables as Excel workbooks: what Excel does to cells, and files made to do harm."""

import warnings
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from openpyxl import Workbook
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from agent.errors import InputErrors
from agent.table import Row, read_table
from agent.table.workbook import UNPACKED_LIMIT_MB

COLUMNS = ("name", "note", "amount")


@pytest.fixture
def book() -> Workbook:
    book = Workbook()
    first_sheet(book).append(COLUMNS)
    return book


def first_sheet(book: Workbook) -> Worksheet:
    return book.worksheets[0]


def read(book: Workbook, path: Path) -> list[Row]:
    book.save(path)
    return read_table(path, COLUMNS, ["name"], text_columns=["name", "note"])


def faults(path: Path) -> list[tuple[str, str, str]]:
    with pytest.raises(InputErrors) as caught:
        read_table(path, COLUMNS, ["name"], text_columns=["name", "note"])
    return [(error.where, error.what, error.right) for error in caught.value.errors]


def fault_of(book: Workbook, path: Path) -> tuple[str, str, str]:
    book.save(path)
    (fault,) = faults(path)
    return fault


def rewrite(source: Path, target: Path, change: Callable[[bytes], bytes]) -> Path:
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            data = old.read(name)
            new.writestr(name, change(data) if name.endswith("sheet1.xml") else data)
    return target


def test_text_numbers_and_flags_are_read_as_they_are_seen(book: Workbook, tmp_path: Path) -> None:
    for line in (["００１２", None, 1234.5], [" a ", "b", 0.1 + 0.2], ["c", None, 12], ["d", None, True]):
        first_sheet(book).append(line)
    rows = read(book, tmp_path / "t.xlsx")
    assert [row["amount"] for row in rows] == ["1234.5", "0.3", "12", "true"]
    assert [row["name"] for row in rows] == ["0012", "a", "c", "d"]
    assert rows[3].where("name") == "t.xlsx:A5:name"


def test_a_number_in_a_text_column_may_have_lost_digits(book: Workbook, tmp_path: Path) -> None:
    first_sheet(book).append([1234567890123456, "x", 1])
    where, what, right = fault_of(book, tmp_path / "t.xlsx")
    assert where == "t.xlsx:A2:name"
    assert "is kept as a number (1234567890123456)" in what
    assert "format the column as text" in right


@pytest.mark.parametrize(
    ("value", "what"),
    [
        ("=A1", "is a formula"),
        (datetime(2026, 10, 1, tzinfo=UTC).replace(tzinfo=None), "was turned into a date or time by Excel"),
        ("#N/A", "is an error value, #N/A"),
    ],
)
def test_what_excel_made_of_a_cell_is_refused(book: Workbook, tmp_path: Path, value: object, what: str) -> None:
    first_sheet(book).append(["a", value, None])
    where, found, _ = fault_of(book, tmp_path / "t.xlsx")
    assert where == "t.xlsx:B2:note"
    assert found.startswith(what)


def test_merged_cells_are_named_by_their_area(book: Workbook, tmp_path: Path) -> None:
    sheet = first_sheet(book)
    sheet.append(["a", "x", 1])
    sheet.append(["b", None, 1])
    sheet.merge_cells("B2:B3")
    assert fault_of(book, tmp_path / "t.xlsx")[:2] == ("t.xlsx:B2:note", "cells B2:B3 are merged")


def test_a_merged_title_above_the_header_is_refused(book: Workbook, tmp_path: Path) -> None:
    sheet = first_sheet(book)
    sheet.insert_rows(1)
    sheet["A1"] = "name"
    sheet.merge_cells("A1:C1")
    assert fault_of(book, tmp_path / "t.xlsx")[1:] == ("cells A1:C1 are merged", "unmerge them and fill in each cell")


def test_the_first_sheet_that_can_be_seen_is_read(book: Workbook, tmp_path: Path) -> None:
    first_sheet(book).sheet_state = "hidden"
    second = book.create_sheet()
    second.append(["name"])
    second.append(["seen"])
    assert [row["name"] for row in read(book, tmp_path / "t.xlsx")] == ["seen"]


def test_a_hidden_row_is_read_too(book: Workbook, tmp_path: Path) -> None:
    first_sheet(book).append(["a"])
    first_sheet(book).row_dimensions[2].hidden = True
    assert len(read(book, tmp_path / "t.xlsx")) == 1


def test_a_cell_far_below_the_table_is_refused(book: Workbook, tmp_path: Path) -> None:
    first_sheet(book)["A1048576"] = "x"
    assert "reaches to row 1,048,576" in fault_of(book, tmp_path / "t.xlsx")[1]


def test_warnings_of_the_parser_are_kept_from_people(book: Workbook, tmp_path: Path) -> None:
    sheet = first_sheet(book)
    sheet.append(["a"])
    sheet.add_data_validation(DataValidation(type="list", formula1='"a,b"'))
    book.save(tmp_path / "whole.xlsx")
    extension = b"<extLst><ext uri='{CCE6A557-97BC-4b89-ADB6-D9C93CAAB3DF}'/></extLst></worksheet>"
    path = rewrite(tmp_path / "whole.xlsx", tmp_path / "t.xlsx", lambda data: data.replace(b"</worksheet>", extension))
    with warnings.catch_warnings(record=True) as seen:
        warnings.simplefilter("always")
        assert len(read_table(path, COLUMNS, ["name"])) == 1
    assert not seen


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (b"", "is empty"),
        (b"\x8f\x01" * 999, "is no Excel workbook"),
        (b"PK\x03\x04" + b"x" * 99, "is no Excel workbook"),
        (b"\xd0\xcf\x11\xe0" + b"x" * 99, "is an old .xls workbook, or one with a password"),
    ],
)
def test_what_is_no_workbook_is_refused(tmp_path: Path, data: bytes, what: str) -> None:
    path = tmp_path / "t.xlsx"
    path.write_bytes(data)
    assert faults(path)[0][1].startswith(what)


def test_a_zip_of_something_else_is_no_workbook(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "t.xlsx", "w") as archive:
        archive.writestr("letter.txt", "hello")
    assert faults(tmp_path / "t.xlsx")[0][1].startswith("is no Excel workbook")


def test_a_small_file_that_unpacks_to_a_large_one_is_refused_before_it_is_parsed(
    book: Workbook, tmp_path: Path
) -> None:
    book.save(tmp_path / "whole.xlsx")
    large = b" " * (UNPACKED_LIMIT_MB + 1) * 1024**2
    path = rewrite(tmp_path / "whole.xlsx", tmp_path / "t.xlsx", lambda data: data + large)
    assert f"the limit is {UNPACKED_LIMIT_MB} MB" in faults(path)[0][1]


def test_an_area_merged_over_the_whole_sheet_is_refused_before_it_is_parsed(book: Workbook, tmp_path: Path) -> None:
    first_sheet(book).merge_cells("A2:B3")
    book.save(tmp_path / "whole.xlsx")
    path = rewrite(
        tmp_path / "whole.xlsx", tmp_path / "t.xlsx", lambda data: data.replace(b'"A2:B3"', b'"A2:XFD1048576"')
    )
    assert faults(path)[0][1] == "has very large merged areas (A2:XFD1048576)"
