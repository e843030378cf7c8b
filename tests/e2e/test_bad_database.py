"""A database that cannot be used: said in words before anything starts, and no password with it."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from tests.e2e.desk import EAST, HEADER, Desk

SECRET = "hunter2-never-shown"


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    desk = Desk(tmp_path)
    desk.write("accounts.csv", HEADER + EAST)
    return desk


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("nonsense", "the address of the database cannot be read"),
        (f"mysql://fapiao:{SECRET}@127.0.0.1/x", "mysql is no database"),
        ("sqlite://", "nothing would be kept"),
        (f"postgresql://fapiao:{SECRET}@127.0.0.1:1/x", "127.0.0.1:1"),
        (f"postgresql://fapiao:{SECRET}@word@127.0.0.1:1/x", "two @"),
    ],
)
def test_address_that_cannot_be_used_is_said_without_its_password(desk: Desk, address: str, words: str) -> None:
    said = desk.run(FAPIAO_DATABASE_URL=address)
    assert words in said.err
    assert "FAPIAO_DATABASE_URL" in said.err
    assert SECRET not in said.text


def test_database_of_another_program_is_left_as_it_was(desk: Desk) -> None:
    path = desk.folder / "theirs.db"
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE payroll (name TEXT)")
    connection.close()
    before = path.read_bytes()
    said = desk.run(FAPIAO_DATABASE_URL=f"sqlite:///{path}")
    assert "belongs to another program" in said.err
    assert "'payroll'" in said.err
    assert path.read_bytes() == before


def test_file_that_is_no_database_is_said(desk: Desk) -> None:
    path = desk.write("fapiao.txt", b"minutes of the meeting" * 100)
    said = desk.run(FAPIAO_DATABASE_URL=f"sqlite:///{path}")
    assert str(path) in said.err


def test_folder_that_cannot_be_made_is_said(desk: Desk) -> None:
    said = desk.run(FAPIAO_DATABASE_URL=f"sqlite:///{desk.folder / 'accounts.csv' / 'fapiao.db'}")
    assert "cannot be made" in said.err


def test_upgrade_says_what_it_did(desk: Desk) -> None:
    address = f"sqlite:///{desk.folder / 'new.db'}"
    first = desk("database", "upgrade", FAPIAO_DATABASE_URL=address)
    second = desk("database", "upgrade", FAPIAO_DATABASE_URL=address)
    assert (first.code, second.code) == (0, 0), first.text + second.text
    assert first.out.startswith("upgraded: ")
    assert second.out == "nothing to do: the tables are of this version\n"
