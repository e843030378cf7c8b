"""Jobs files and options that cannot be used: each is refused in words, with its place, and starts nothing."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest
from openpyxl import Workbook

from tests.e2e.desk import EAST, HEADER, Desk

pytestmark = pytest.mark.xdist_group("bad-jobs")

COLUMNS = ("account", "orders", "month", "amount", "all_invoiceable", "type", "emails", "reference")
SELECTIONS = "give exactly one of orders, month, amount, all-invoiceable"
LONG = ",".join(f"finance-{at:02}@example.com" for at in range(10))
# What a line holds beside the account and, for an amount, the reference; then what is said of it.
LINES: dict[str, tuple[dict[str, str], str]] = {
    "3-decimals": ({"amount": "1.234"}, ":amount: '1.234' has 3 decimals (an amount has at most 2)"),
    "negative": ({"amount": "-5"}, ":amount: '-5' is negative (an invoice is for more than zero)"),
    "negative-wide": ({"amount": "－５"}, ":amount: '-5' is negative (an invoice is for more than zero)"),
    "zero": ({"amount": "0.00"}, ":amount: '0.00' is zero (an invoice is for more than zero)"),
    "comma": ({"amount": "1,23.4"}, ":amount: '1,23.4' has a comma or point in the wrong place (write 1234.50 or 1,23"),
    "words": ({"amount": "12 yuan"}, ":amount: '12 yuan' is no amount (write it in yuan, digits only, as 1234.50)"),
    "large": ({"amount": "9" * 13}, f":amount: '{'9' * 13}' is too large (at most 12 digits before the point)"),
    "no-reference": ({"amount": "5", "reference": ""}, ": an amount needs a reference, by which the request is"),
    "long-emails": ({"orders": "1", "emails": LONG}, ":emails: the e-mail addresses have 229 characters in all (the"),
    "email": ({"orders": "1", "emails": "a@example.com;b@@c.com"}, ":emails: 'b@@c.com' is no e-mail address: The"),
    "month": ({"month": "2026-13"}, ":month: '2026-13' is no month (write it as 2026-10)"),
    "type": ({"orders": "1", "type": "digital"}, ":type: 'digital' does not fit (it should be 'digital-general', 'd"),
    "flag": ({"all_invoiceable": "maybe"}, ":all_invoiceable: 'maybe' does not fit (write yes or no)"),
    "order": ({"orders": "12#4"}, ":orders: '12#4' is no order number (letters, digits and - only, separated by"),
    "twice": ({"orders": "12,12"}, ":orders: order 12 is given more than once (name each once)"),
    "two": ({"orders": "1", "month": "2026-10"}, f": orders and month are given together ({SELECTIONS})"),
    "nothing": ({"type": "digital-special"}, f": nothing to invoice is selected ({SELECTIONS})"),
    "account": ({"account": "est-01", "orders": "1"}, ":account: there is no account 'est-01' in the roster (did you"),
    "no-account": ({"account": "", "orders": "1"}, ":account: is empty (fill it in)"),
}  # fmt: skip


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return with_roster(Desk(tmp_path))


def with_roster(desk: Desk) -> Desk:
    desk.write("accounts.csv", HEADER + EAST)
    return desk


def table(lines: Sequence[dict[str, str]]) -> str:
    text = io.StringIO()
    writer = csv.DictWriter(text, COLUMNS)
    writer.writeheader()
    writer.writerows(
        {"account": "east-01", "reference": "PO-1000" if "amount" in line else ""} | line for line in lines
    )
    return text.getvalue()


@pytest.fixture(scope="module")
def faulty_lines(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """Return what is said of a jobs file whose every line has a fault of its own, but for the first."""
    desk = with_roster(Desk(tmp_path_factory.mktemp("jobs")))
    desk.write("jobs.csv", table([{"orders": "1"}, *(line for line, _ in LINES.values())]))
    return desk.run("--jobs", "jobs.csv").err.splitlines()


@pytest.mark.parametrize("case", LINES)
def test_faulty_line_of_a_jobs_file_is_placed_and_explained(faulty_lines: list[str], case: str) -> None:
    at = f"  jobs.csv:{list(LINES).index(case) + 3}:"
    (line,) = [line for line in faulty_lines if line.startswith(at)]
    assert line.startswith(at[:-1] + LINES[case][1])


def test_all_faulty_lines_of_a_jobs_file_are_told_at_once(faulty_lines: list[str]) -> None:
    assert faulty_lines[0] == f"error: {len(LINES)} things are wrong:"
    assert len(faulty_lines) == len(LINES) + 2
    assert "Nothing was started." in faulty_lines[-1]


OPTIONS = [
    (["--amount", "-5", "--reference", "PO-1000"], "--amount: '-5' is negative (an invoice is for more than zero)"),
    (["--all-invoicable"], "--all-invoicable: there is no such option (did you mean --all-invoiceable?)"),
    (["--all-invoiceable", "--dry-rum"], "--dry-rum: there is no such option (did you mean --dry-run?)"),
    (["--all-invoiceable", "yes"], "yes: belongs to no option (a value stands behind its option"),
    (["--orders"], "--orders: has no value (write --orders VALUE)"),
    (["--jobs", "jobs.csv", "--month", "2026-10"], "--month: cannot stand beside --jobs (say it in the jobs file"),
    (["--all-invoiceable", "--account", "est-01"], "--account est-01: is not in the roster (did you mean east-01?)"),
    (["--all-invoiceable", "--concurrency", "0"], "Invalid value for '--concurrency'"),
    (["--all-invoiceable", "--site-url", "127.0.0.1:8765"], "is no address of a site (write it as http://127.0.0.1:PO"),
    (["--all-invoiceable", "--site-url", "http://127.0.0.1:99999"], "--site-url: 'http://127.0.0.1:99999' is no addr"),
]  # fmt: skip


@pytest.mark.parametrize(("options", "words"), OPTIONS, ids=[" ".join(options)[:40] for options, _ in OPTIONS])
def test_faulty_option_is_named_with_what_would_be_right(desk: Desk, options: list[str], words: str) -> None:
    assert words in desk.run(*options).err
    assert not desk.store.exists()


def test_unknown_flow_is_answered_with_the_nearest_for_people_and_programs(desk: Desk) -> None:
    said = desk.refused("run", "request-invoce", "--accounts", "accounts.csv", "--all-invoiceable", "--json")
    assert said.err.startswith("error: flow request-invoce: there is no such flow (did you mean request-invoice?)\n")
    fault = {"where": "flow request-invoce", "what": "there is no such flow", "right": "did you mean request-invoice?"}
    assert said.data == {"ok": False, "errors": [fault]}


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (None, "jobs.csv: there is no such file (check the name and the folder)"),
        ("", "jobs.csv: is empty (the first line names the columns: account, orders, month"),
        ("account,ordres\neast-01,1\n", "jobs.csv:1:ordres: there is no column 'ordres' (did you mean orders?)"),
        (HEADER + EAST, "jobs.csv:1:site: there is no column 'site' (known: account, address, all_invoiceable"),
    ],
    ids=["missing", "empty", "unknown-column", "roster"],
)
def test_jobs_file_that_is_none_is_refused(desk: Desk, content: str | None, words: str) -> None:
    if content is not None:
        desk.write("jobs.csv", content)
    assert words in desk.run("--jobs", "jobs.csv").err


# One cell each that Excel has made something of: column, value, what is said.
CELLS: list[tuple[str, object, str]] = [
    ("orders", 12345678, "is kept as a number (12345678); Excel may have dropped leading zeros or the last digits"),
    ("orders", "=1+1", "is a formula (copy the column and paste it as values)"),
    ("amount", "=1+1", "is a formula (copy the column and paste it as values)"),
    ("month", date(2026, 10, 1), "was turned into a date or time by Excel (2026-10-01 00:00:00) (format the column"),
    ("reference", 1000, "is kept as a number (1000); Excel may have dropped leading zeros"),
    ("orders", "#N/A", "is an error value, #N/A (type the value)"),
]


@pytest.fixture(scope="module")
def faulty_cells(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Return what is said of a workbook with those cells, and with two cells that are merged."""
    desk = with_roster(Desk(tmp_path_factory.mktemp("workbook")))
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.append(COLUMNS)
    for row, (column, value, _) in enumerate(CELLS, start=2):
        sheet.append(["east-01"])
        sheet.cell(row, COLUMNS.index(column) + 1).value = value  # type: ignore[assignment]
    for order in ("1", "2"):
        sheet.append(["east-01", order])
    sheet.merge_cells(f"A{len(CELLS) + 2}:A{len(CELLS) + 3}")
    book.save(desk.folder / "jobs.xlsx")
    return desk.run("--jobs", "jobs.xlsx").err


@pytest.mark.parametrize("line", range(2, len(CELLS) + 2))
def test_cell_that_excel_has_changed_is_refused_with_the_remedy(faulty_cells: str, line: int) -> None:
    column, _, words = CELLS[line - 2]
    letter = "ABCDEFGH"[COLUMNS.index(column)]
    assert f"jobs.xlsx:{letter}{line}:{column}: {words}" in faulty_cells


def test_merged_cells_of_a_jobs_file_are_named_by_their_area(faulty_cells: str) -> None:
    at = len(CELLS) + 2
    assert (
        f"jobs.xlsx:A{at}:account: cells A{at}:A{at + 1} are merged (unmerge them and fill in each cell)"
        in faulty_cells
    )
