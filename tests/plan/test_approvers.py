"""``approvers.toml``: who may approve; no value of a faulty line is shown."""

from __future__ import annotations

from pathlib import Path

import pytest

from agent.plan import approver_line, read_approvers
from tests.plan.plans import APPROVER, PEM, PUBLIC, refusal

SECRET = PEM.get_secret_value().splitlines()[1]


def test_lines_that_are_printed_are_read(tmp_path: Path) -> None:
    names = [APPROVER, 'O"Neill\\', "a.b=c # d"]
    lines = "\n".join(approver_line(name, PUBLIC) for name in names)
    (tmp_path / "approvers.toml").write_text(f"[approvers]\n{lines}\n", encoding="utf-8")
    assert read_approvers(tmp_path / "approvers.toml") == dict.fromkeys(names, PUBLIC)


def test_without_a_file_or_a_table_nobody_may_approve(tmp_path: Path) -> None:
    assert read_approvers(tmp_path / "approvers.toml") == {}
    (tmp_path / "approvers.toml").write_text("# nobody yet\n[approvers]\n", encoding="utf-8")
    assert read_approvers(tmp_path / "approvers.toml") == {}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (f'[approvers]\nWang = "{SECRET}"', "approvers.toml:approvers.Wang: is no public key (32 bytes"),
        ("[approvers]\nWang = 5", "approvers.toml:approvers.Wang: is no public key"),
        (f'[approvers.Wang]\nkey = "{PUBLIC}"', "approvers.toml:approvers.Wang: is no public key"),
        (f'[approvers]\n"a\\nb" = "{PUBLIC}"', "is no name of a person"),
        (f'[approvers]\nWang = "{PUBLIC[:-2]}h="', "is no public key"),
        (f'[approver]\nWang = "{PUBLIC}"', "holds approver (one table [approvers]; fapiao approvers new"),
        ("approvers = 1", "approvers is no table"),
        (f'[approvers]\nWang = "{SECRET}', "is no TOML ("),
        (f'[approvers]\nWang = "{PUBLIC}"\nWang = "{SECRET}"\n', "is no TOML (Cannot overwrite a value (at line 3"),
        (b"\xff", "is not UTF-8 text"),
    ],
)
def test_file_that_is_wrong_says_where_and_shows_no_value(tmp_path: Path, text: str | bytes, words: str) -> None:
    path = tmp_path / "approvers.toml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    said = refusal(lambda: read_approvers(path))
    assert words in said
    assert SECRET not in said


def test_folder_in_its_place_is_refused(tmp_path: Path) -> None:
    assert "is a folder" in refusal(lambda: read_approvers(tmp_path))
