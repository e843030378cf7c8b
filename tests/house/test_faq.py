"""The coverage of the vendor's FAQ names tests that exist, and leaves no cell empty."""

from __future__ import annotations

import re

from tests.house.tree import DOCS, files, table, text

ROWS = table(DOCS / "faq-coverage.md", "## Coverage")
MISSING = "not in this version"


def test_no_cell_of_the_coverage_is_empty() -> None:
    assert len(ROWS) > 20
    assert [row for row in ROWS if not all(cell.strip() for cell in row.values())] == []


def test_every_test_of_the_coverage_exists() -> None:
    known = {
        test for path in files(".py", "tests") for test in re.findall(r"^def (test_\w+)", text(path), re.MULTILINE)
    }
    for row in ROWS:
        named = re.findall(r"`(test_\w+)`", row["held by"])
        assert named or row["held by"] == MISSING, row["the FAQ says"]
        assert [test for test in named if test not in known] == [], row["the FAQ says"]
