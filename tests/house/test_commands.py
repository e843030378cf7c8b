"""Commands: the documents say what the program says."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from tests.house.commands import fault, lines
from tests.house.tree import DOCS, ROOT, blocks, files, name, text


def test_command_page_equals_the_program() -> None:
    environ = {word: value for word, value in os.environ.items() if not word.startswith(("FORCE_", "GITHUB_", "RICH"))}
    command = [sys.executable, "-X", "utf8", "-m", "tests.house.help_texts"]
    said = subprocess.run(command, cwd=ROOT, env=environ, capture_output=True, encoding="utf-8", check=True).stdout
    assert said == text(DOCS / "commands.md"), "run: python -m tests.house.help_texts > docs/commands.md"


def test_every_command_in_the_documents_exists_with_its_options() -> None:
    shown = [(name(path), line) for path in files(".md") for block in blocks(path, "sh") for line in lines(block)]
    assert len([path for path, _ in shown if path == "README.md"]) > 5
    assert [(path, line, fault(line)) for path, line in shown if fault(line)] == []


@pytest.mark.parametrize(
    ("line", "what"),
    [
        ("fapiao rnu request-invoice", "there is no command rnu"),
        ("fapiao accounts chekc a.csv", "there is no command chekc"),
        ("fapiao run request-invoise --accounts a.csv", "there is no flow request-invoise"),
        ("fapiao run request-invoice --acounts a.csv", "there is no option --acounts"),
        ("fapiao run request-invoice --accounts=a.csv --all-invoicable", "there is no option --all-invoicable"),
        ("fapiao run request-invoice --accounts a.csv --all-invoiceable --dry-run", ""),
        ("fapiao sandbox roster -o accounts.csv", ""),
    ],
)
def test_wrong_command_lines_are_seen(line: str, what: str) -> None:
    assert fault(line) == what


def test_command_lines_are_found_behind_variables_and_over_several_lines() -> None:
    block = "# a comment\nA_B=1 fapiao status   # all\nfapiao run x \\\n    --json\nls\n"
    assert lines(block) == ["fapiao status", "fapiao run x --json"]
