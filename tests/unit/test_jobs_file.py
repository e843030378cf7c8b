"""Jobs files: headings in two languages, lines of several flows, and every fault with its place and its cure."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from agent.errors import InputErrors
from agent.flow import load_flows
from agent.jobs import JobLine, read_jobs

MODELS = {name: flow.input for name, flow in load_flows().items()}
BOTH = "account,flow,orders,email\n"


def read(folder: Path, content: str, flow: str = "") -> list[JobLine]:
    path = folder / "jobs.csv"
    path.write_text(content, encoding="utf-8")
    return read_jobs(path, MODELS, ["east-01", "north-02"], flow)


def faults(folder: Path, content: str, flow: str = "") -> list[str]:
    with pytest.raises(InputErrors) as caught:
        read(folder, content, flow)
    return [f"{error.where}: {error.what} ({error.right})" for error in caught.value.errors]


def workbook(path: Path, *rows: tuple[Any, ...]) -> Path:
    book = Workbook()
    for row in rows:
        book.worksheets[0].append(row)
    book.save(path)
    return path


@pytest.mark.parametrize(
    "head",
    [
        "account,orders",
        "账号,订单号",
        "账号,orders",
        " ACCOUNT , Orders ",
        "\u3000账号 , 订单号\u3000",
        "Ａccount,订单号",
    ],
)
def test_headings_are_read_in_both_languages_whatever_their_case_and_blanks(tmp_path: Path, head: str) -> None:
    (line,) = read(tmp_path, f"{head}\neast-01,１２ \n", "request-invoice")
    assert line.input == MODELS["request-invoice"](orders=("12",))


def test_headings_of_a_workbook_are_read_in_both_languages(tmp_path: Path) -> None:
    path = workbook(tmp_path / "jobs.xlsx", ("账号", " 全部可开票 ", "Emails"), ("east-01", "是", " ap@example.com"))
    (line,) = read_jobs(path, MODELS, ["east-01"], "request-invoice")
    assert line.input == MODELS["request-invoice"](all_invoiceable=True, emails=("ap@example.com",))


def test_separator_is_found_by_chinese_headings_too(tmp_path: Path) -> None:
    (line,) = read(tmp_path, "账号;订单号\neast-01;1,2\n", "request-invoice")
    assert line.input == MODELS["request-invoice"](orders=("1", "2"))


@pytest.mark.parametrize(
    ("head", "said"),
    [
        ("账号,订单好", "jobs.csv:1:订单好: there is no column '订单好' (did you mean 订单号?)"),
        ("account,ordres", "jobs.csv:1:ordres: there is no column 'ordres' (did you mean orders?)"),
        ("account,flwo", "jobs.csv:1:flwo: there is no column 'flwo' (did you mean flow?)"),
        ("account,orders,订单号", "jobs.csv:1:订单号: the column orders stands twice (keep one of the two)"),
    ],
)
def test_heading_that_is_none_is_told_with_the_nearest(tmp_path: Path, head: str, said: str) -> None:
    assert faults(tmp_path, f"{head}\neast-01,1,2\n", "request-invoice")[0] == said


def test_cells_of_a_workbook_are_named_as_excel_names_them(tmp_path: Path) -> None:
    rows = ("账号", "订单号", "月份"), ("est-01", "1", None), ("east-01", 12, None), ("east-01", None, "2026-13")
    with pytest.raises(InputErrors) as caught:
        read_jobs(workbook(tmp_path / "jobs.xlsx", *rows), MODELS, ["east-01"], "request-invoice")
    places = [error.where for error in caught.value.errors]
    assert places == ["jobs.xlsx:A2:账号", "jobs.xlsx:B3:订单号", "jobs.xlsx:C4:月份"]
    assert all(error.right for error in caught.value.errors)


def test_each_line_of_a_mixed_file_keeps_its_own_flow(tmp_path: Path) -> None:
    lines = read(tmp_path, BOTH + "east-01,request-invoice,1,\nnorth-02,set-mailbox,,a@example.com\n")
    assert [(line.account, line.flow, line.where) for line in lines] == [
        ("east-01", "request-invoice", "jobs.csv:2"),
        ("north-02", "set-mailbox", "jobs.csv:3"),
    ]
    assert [type(line.input) for line in lines] == [MODELS["request-invoice"], MODELS["set-mailbox"]]


def test_mixed_file_may_be_chinese(tmp_path: Path) -> None:
    lines = read(tmp_path, "账号,流程,订单号,邮箱\neast-01,request-invoice,1,\neast-01,set-mailbox,,a@example.com\n")
    assert [line.flow for line in lines] == ["request-invoice", "set-mailbox"]


def test_all_faults_of_a_mixed_file_are_told_at_once(tmp_path: Path) -> None:
    lines = ("set-mailbox,1,a@b@c", "set-mailbx,,", ",1,", "request-invoice,,", "set-mailbox,,")
    said = faults(tmp_path, BOTH + "".join(f"east-01,{line}\n" for line in lines))
    assert [fault.partition(" (")[0][:74] for fault in said] == [
        "jobs.csv:2:email: 'a@b@c' is no e-mail address: The part after the @-sign ",
        "jobs.csv:2:orders: is filled in, but set-mailbox has no such column",
        "jobs.csv:3:flow: there is no flow 'set-mailbx'",
        "jobs.csv:4:flow: is empty",
        "jobs.csv:5: nothing to invoice is selected",
        "jobs.csv:6:email: is needed",
    ]
    assert said[1].endswith("(empty the cell, or correct the line's flow)")
    assert said[2].endswith("(did you mean set-mailbox?)")


def test_foreign_cell_of_a_workbook_is_named(tmp_path: Path) -> None:
    rows = ("account", "flow", "orders", "email"), ("east-01", "set-mailbox", "1", "a@example.com")
    with pytest.raises(InputErrors) as caught:
        read_jobs(workbook(tmp_path / "jobs.xlsx", *rows), MODELS, ["east-01"])
    assert [error.where for error in caught.value.errors] == ["jobs.xlsx:C2:orders"]


def test_flow_of_the_command_must_be_that_of_every_line(tmp_path: Path) -> None:
    content = BOTH + "east-01,request-invoice,1,\neast-01,set-mailbox,,a@example.com\n"
    (said,) = faults(tmp_path, content, "request-invoice")
    assert said.startswith("jobs.csv:3:flow: the line is for set-mailbox, the command for request-invoice (correct")


def test_flow_of_the_command_may_be_said_by_every_line_too(tmp_path: Path) -> None:
    (line,) = read(tmp_path, BOTH + "east-01,request-invoice,1,\n", "request-invoice")
    assert line.flow == "request-invoice"


def test_file_without_flows_needs_one_in_the_command(tmp_path: Path) -> None:
    (said,) = faults(tmp_path, "account,orders\neast-01,1\n")
    assert said.startswith("jobs.csv:1:flow: the column is missing, and no flow is named (add the column, or name")


def test_empty_file_without_a_flow_says_what_it_needs(tmp_path: Path) -> None:
    assert "is empty (the first line names the columns: account, " in faults(tmp_path, "")[0]
