"""A jobs file that mixes flows, as people fill in its template: run, planned, applied, and told of."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from tests.e2e.command import Command

FLOWS = ("request-invoice", "set-mailbox")
JOBS = {"acc-0001.request-invoice.1": "request-invoice", "acc-0001.set-mailbox.2": "set-mailbox"}
MAILBOX = {"邮箱": "new.mailbox@example.com"}


@pytest.fixture
def jobs(fapiao: Command) -> Path:
    """Give a template of both flows, filled in for one account."""
    return filled(fapiao, {"全部可开票": "是"}, MAILBOX)


def filled(fapiao: Command, *lines: dict[str, str], flows: tuple[str, ...] = FLOWS) -> Path:
    """Fill in a new template: one line for each of its flows, in their order."""
    path = fapiao.folder / "jobs.csv"
    path.unlink(missing_ok=True)
    fapiao("flows", "template", *flows, "-o", str(path), "--language", "zh-CN")
    heads = path.read_text(encoding="utf-8-sig").splitlines()[0].split(",")
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, heads)
        writer.writeheader()
        writer.writerows({"账号": "acc-0001", "流程": flow} | line for flow, line in zip(flows, lines, strict=True))
    return path


def where(fapiao: Command) -> list[str]:
    return ["--accounts", str(fapiao.roster), "--store", str(fapiao.store), "--site-url", fapiao.standin.url]


def flows_of(result: Any) -> dict[str, str]:
    return {job["job"]: job["flow"] for job in result["jobs"]}


def test_mixed_file_runs_without_a_flow_in_the_command(fapiao: Command, jobs: Path) -> None:
    result = fapiao.json("run", *where(fapiao), "--jobs", str(jobs))
    assert result["counts"] == {"settled": 2}
    assert flows_of(result) == JOBS
    batch_is_called_mixed(fapiao, result)
    again = fapiao.json("run", *where(fapiao), "--jobs", str(jobs))
    assert [job["is_already_there"] for job in again["jobs"]] == [True, True]


def batch_is_called_mixed(fapiao: Command, result: Any) -> None:
    (batch,) = fapiao.json("status", "--store", str(fapiao.store))
    assert batch["batch"]["flow"] == "mixed"
    assert "<h1>mixed <small>" in Path(result["report"]).read_text(encoding="utf-8")
    cells = {
        str(cell.value) for sheet in load_workbook(result["workbook"]) for row in sheet.iter_rows() for cell in row
    }
    assert {"mixed", *FLOWS} <= cells
    assert " mixed, started " in fapiao("status", result["batch"], "--store", str(fapiao.store))


def test_mixed_file_is_planned_approved_and_applied(fapiao: Command, jobs: Path) -> None:
    line = fapiao("approvers", "new", "Li Wei", "--key-file", str(fapiao.folder / "key.pem")).splitlines()[-1]
    (fapiao.config / "approvers.toml").write_text(f"[approvers]\n{line}\n", encoding="utf-8")
    plan = fapiao.folder / "plan.json"
    made = fapiao.json("plan", *where(fapiao), "--jobs", str(jobs), "-o", str(plan))
    assert (made["totals"]["to_send"], fapiao.standin.received()) == (2, [])
    assert '"flow": "mixed"' in plan.read_text(encoding="utf-8")
    fapiao("approve", str(plan), "--by", "Li Wei", "--key", f"file:{fapiao.folder / 'key.pem'}")
    applied = fapiao.json("apply", str(plan), *where(fapiao))
    assert (applied["counts"], flows_of(applied)) == ({"settled": 2}, JOBS)


def test_flow_that_reads_stands_beside_one_that_writes(fapiao: Command) -> None:
    jobs = filled(fapiao, {}, MAILBOX, flows=("list-invoices", "set-mailbox"))
    result = fapiao.json("run", *where(fapiao), "--jobs", str(jobs))
    assert (result["counts"], list(flows_of(result).values())) == ({"settled": 2}, ["list-invoices", "set-mailbox"])


def test_flow_that_reads_is_not_planned_and_its_line_is_named(fapiao: Command) -> None:
    jobs = filled(fapiao, {}, MAILBOX, flows=("list-invoices", "set-mailbox"))
    plan = ("plan", *where(fapiao), "--jobs", str(jobs), "-o", str(fapiao.folder / "plan.json"))
    (fault,) = fapiao.json(*plan, code=2)["errors"]
    assert (fault["where"], fault["right"]) == ("jobs.csv:2", "use fapiao run list-invoices")
    assert fault["what"] == "flow list-invoices only reads, so there is nothing to plan"
    assert not fapiao.store.exists()


def test_flow_of_the_command_that_a_line_contradicts_is_refused(fapiao: Command, jobs: Path) -> None:
    (fault,) = fapiao.json("run", "request-invoice", *where(fapiao), "--jobs", str(jobs), code=2)["errors"]
    assert fault["where"] == "jobs.csv:3:流程"
    assert fault["what"] == "the line is for set-mailbox, the command for request-invoice"


def test_command_that_names_no_flow_and_no_file_says_what_is_missing(fapiao: Command) -> None:
    (fault,) = fapiao.json("run", *where(fapiao), code=2)["errors"]
    assert (fault["where"], fault["what"]) == ("FLOW", "no flow is named")


def test_option_of_a_flow_without_the_flow_is_told_as_such(fapiao: Command) -> None:
    (fault,) = fapiao.json("run", *where(fapiao), "--month", "2026-10", code=2)["errors"]
    assert (fault["where"], fault["right"]) == ("--month", "write the flow first")


def test_accounts_without_a_line_are_told(fapiao: Command, jobs: Path) -> None:
    chosen = ("--account", "acc-0002")
    (fault,) = fapiao.json("run", *where(fapiao), "--jobs", str(jobs), *chosen, code=2)["errors"]
    assert fault["what"] == "has no line for these accounts"
