"""Tables of text: CSV and YAML, and the faults that any table can have."""

import csv
import io
import random
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from agent.errors import InputErrors
from agent.table import LIMIT_MB, Row, place, read_table, suggest
from agent.table.sheet import column_name, tidy

COLUMNS = ("name", "note", "secret_word")


def read(path: Path, text: str | bytes, required: tuple[str, ...] = ("name",)) -> list[Row]:
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return read_table(path, COLUMNS, required)


def faults(path: Path, text: str | bytes, required: tuple[str, ...] = ("name",)) -> list[tuple[str, str, str]]:
    with pytest.raises(InputErrors) as caught:
        read(path, text, required)
    return [(error.where, error.what, error.right) for error in caught.value.errors]


@pytest.fixture
def table(tmp_path: Path) -> Path:
    return tmp_path / "t.csv"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_every_encoding_and_separator_gives_the_same_rows(table: Path, encoding: str, separator: str) -> None:
    text = "name,note\n华东一部,月末发票\n".replace(",", separator)
    (row,) = read(table, text.encode(encoding))
    assert (row["name"], row["note"], row["secret_word"]) == ("华东一部", "月末发票", "")


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    lines=st.lists(
        st.tuples(st.text("aZ09,;\"'=-_ 华东\n", min_size=1), st.text('aZ0,;"\t 华\n')).filter(
            lambda line: line[0].strip()
        ),
        min_size=1,
        max_size=5,
    )
)
def test_csv_that_was_written_is_read_back(table: Path, lines: list[tuple[str, str]]) -> None:
    buffer = io.StringIO()
    csv.writer(buffer).writerows([("name", "note"), *lines])
    rows = read(table, buffer.getvalue())
    assert [(row["name"], row["note"]) for row in rows] == [(name.strip(), note.strip()) for name, note in lines]


def test_a_row_knows_its_line_also_after_a_cell_of_two_lines_and_a_blank_line(table: Path) -> None:
    rows = read(table, 'name,note\na,"one\ntwo"\n\nb,\n')
    assert [row.where("note") for row in rows] == ["t.csv:2:note", "t.csv:5:note"]
    assert rows[1].where() == "t.csv:5"


def test_column_names_are_read_without_regard_to_case_hyphen_and_blank(table: Path) -> None:
    (row,) = read(table, " NAME ,Secret-Word\na,b\n")
    assert row["secret_word"] == "b"
    assert column_name("Secret word") == "secret_word"


def test_full_width_cells_become_ordinary_and_chinese_ones_keep_their_brackets() -> None:
    assert tidy("１，２３４．５０") == "1,234.50"
    assert tidy("￥１２") == "\xa512"
    assert tidy("阿里云（北京）") == "阿里云（北京）"
    assert tidy("\u202a\ufeff a\u200bb\u3000") == "ab"
    assert tidy("①²") == "①²"


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputErrors, match=r"nix\.csv: there is no such file"):
        read_table(tmp_path / "nix.csv", COLUMNS, ())


def test_a_folder_is_no_table(tmp_path: Path) -> None:
    with pytest.raises(InputErrors, match="is a folder, not a file"):
        read_table(tmp_path, COLUMNS, ())


@pytest.mark.parametrize("text", ["", "\n \n", "\ufeff"])
def test_an_empty_file_says_what_the_header_would_be(table: Path, text: str) -> None:
    ((where, what, right),) = faults(table, text)
    assert (where, what) == (str(table), "is empty")
    assert "name, note, secret_word" in right


def test_a_header_alone_is_refused(table: Path) -> None:
    assert faults(table, "name,note\n")[0][1] == "has a header but no rows below it"


def test_an_unknown_column_is_answered_with_the_nearest(table: Path) -> None:
    assert faults(table, "name,nota\na,b\n") == [("t.csv:1:nota", "there is no column 'nota'", "did you mean note?")]


def test_a_missing_column_is_named(table: Path) -> None:
    assert faults(table, "note\nb\n") == [("t.csv:1:name", "the column is missing", "add it")]


def test_a_column_that_stands_twice_is_refused(table: Path) -> None:
    assert faults(table, "name,note,Name\na,b,c\n")[0][:2] == ("t.csv:1:Name", "the column name stands twice")


def test_a_file_without_header_is_not_shown_since_it_may_hold_a_secret(table: Path) -> None:
    ((where, what, right),) = faults(table, "acme,Hunter2\n")
    assert where == "t.csv:1"
    assert "Hunter2" not in what + right
    assert "begin with a header" in right


def test_too_many_cells_are_refused_and_trailing_empty_ones_are_not(table: Path) -> None:
    assert faults(table, "name,note\na,b,c\n")[0][:2] == ("t.csv:2", "has 3 cells, but the header names 2 columns")
    assert len(read(table, "name,note,,\na,b,,,,\n")) == 1


def test_a_filled_column_without_a_name_is_refused(table: Path) -> None:
    assert faults(table, "name,,note\na,x,b\n")[0][1] == "column 2 is filled in, but has no name"


def test_all_faults_come_at_once(table: Path) -> None:
    assert [fault[0] for fault in faults(table, "name,note\n,x\na,b,c\n,y\n")] == [
        "t.csv:2:name",
        "t.csv:3",
        "t.csv:4:name",
    ]


def test_an_open_quote_is_found_where_its_line_begins(table: Path) -> None:
    ((where, what, right),) = faults(table, 'name,note\na,b\nb,"c\nc,d\n')
    assert where == "t.csv:3"
    assert "cannot be read as CSV" in what
    assert "double quote" in right


@pytest.mark.parametrize(
    "data", [random.Random(1).randbytes(4000), b"name\na\x00b\n", "name\n华东".encode() + b"\xff\n", b"\xff\xfea"]
)
def test_bytes_that_are_no_text_are_refused(table: Path, data: bytes) -> None:
    assert faults(table, data)[0][1] == "is not readable text"


def test_a_workbook_that_is_called_csv_is_recognised(table: Path) -> None:
    assert "rename it to end in .xlsx" in faults(table, b"PK\x03\x04rest")[0][2]


def test_a_file_over_the_limit_is_refused_with_both_sizes(table: Path) -> None:
    with table.open("wb") as file:
        file.truncate(50 * 1024**2)
    with pytest.raises(InputErrors, match=rf"is 50\.0 MB, the limit is {LIMIT_MB} MB"):
        read_table(table, COLUMNS, ())


def test_another_kind_of_file_is_refused(tmp_path: Path) -> None:
    assert faults(tmp_path / "t.ods", "x")[0][1] == "is no kind of table that can be read (.ods)"


def test_yaml_values_stay_as_they_are_written(tmp_path: Path) -> None:
    rows = read(tmp_path / "t.yaml", "- name: 0123\n  note: [a, b]\n- note: null\n  name: yes\n- {}\n")
    assert [(row["name"], row["note"]) for row in rows] == [("0123", "a,b"), ("yes", "")]
    assert rows[1].where("name") == "t.yaml:4:name"


@pytest.mark.parametrize(
    ("text", "where", "what"),
    [
        ("- name: a\n  name: b\n", "t.yaml:2:name", "stands twice in one entry"),
        ("- name: {a: b}\n", "t.yaml:1:name", "holds entries of its own"),
        ("- name: a\n- nam: b\n", "t.yaml:2:nam", "there is no column 'nam'"),
        ("- name: a\n- note: b\n", "t.yaml:2:name", "is empty"),
        ("name: a\n", "t.yaml:1", "is no list of entries"),
        ("- a\n", "t.yaml:1", "is no entry with columns"),
    ],
)
def test_yaml_of_another_shape_is_refused_with_its_line(tmp_path: Path, text: str, where: str, what: str) -> None:
    assert faults(tmp_path / "t.yaml", text)[0][:2] == (where, what)


@pytest.mark.parametrize("text", ["- name: [\n", "- name: a\n b\n: x", "[" * 5000, "a: \x01"])
def test_what_is_no_yaml_is_refused(tmp_path: Path, text: str) -> None:
    assert "is no" in faults(tmp_path / "t.yaml", text)[0][1]


def test_an_empty_yaml_is_empty(tmp_path: Path) -> None:
    assert [faults(tmp_path / "t.yaml", text)[0][1] for text in ("", "[]", "- {}\n")] == ["is empty"] * 3


def test_a_suggestion_is_the_nearest_word_or_the_known_ones() -> None:
    assert suggest("SANDBX", ["sandbox", "aliyun-cn"]) == "did you mean sandbox?"
    assert suggest("moon", ["b", "a"]) == "known: a, b"
    assert suggest("moon", [f"x{number:02}" for number in range(14)]).endswith("x11 and 2 more")
    assert suggest("moon", []) == "none is known"


def test_a_place_is_split_only_for_its_own_file() -> None:
    assert place("a:1.csv:12:uid", "a:1.csv") == (12, "uid")
    assert place("a.csv:3", "a.csv") == (3, "")
    assert place("/x/a.csv", "a.csv") == (0, "")
