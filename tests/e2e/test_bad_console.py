"""Input that only the console can judge, and input that is put right on its way there."""

from __future__ import annotations

from typing import Any

from openpyxl import Workbook

from tests.e2e.command import Command

COLUMNS = ("account", "orders", "amount", "reference")


def run_lines(fapiao: Command, *lines: tuple[object, ...], options: tuple[str, ...] = (), code: int = 0) -> list[Any]:
    """Run a workbook with these lines and return how its jobs ended."""
    book = Workbook()
    for line in (COLUMNS, *lines):
        book.worksheets[0].append(list(line))
    jobs = fapiao.folder / "jobs.xlsx"
    book.save(jobs)
    records: list[Any] = fapiao.run("--jobs", str(jobs), *options, code=code)["jobs"]
    return records


def test_order_that_the_account_does_not_have_is_refused_with_its_zeros_and_nothing_is_sent(fapiao: Command) -> None:
    (record,) = run_lines(fapiao, ("acc-0001", "0012345"), code=1)
    assert (record["state"], record["reason"]) == ("refused", "refused")
    assert record["message"] == "this account has no order 0012345 that can be invoiced"
    assert record["input"]["orders"] == ["0012345"]
    assert "Settle the cause in the console" in record["next_step"]
    assert fapiao.standin.received() == []


def test_amounts_as_people_write_them_mean_the_same_to_the_console(fapiao: Command) -> None:
    spellings = ("1,234.50", "１２３４．５", 1234.5, "¥1,234.50")
    lines = [(f"acc-000{at}", None, amount, "PO-1000") for at, amount in enumerate(spellings, start=1)]
    records = run_lines(fapiao, *lines, options=("--dry-run",))
    assert [record["input"]["amount"] for record in records] == [123450] * 4
    assert [(record["state"], record["draft"]["fen"]) for record in records] == [("planned", 123450)] * 4
    assert fapiao.standin.received() == []
