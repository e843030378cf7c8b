"""Secrets that stand in the wrong place, or cannot be had: refused in words that never show one."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook

from tests.e2e.desk import EAST, HEADER, PASSWORD, Desk

pytestmark = pytest.mark.xdist_group("bad-secrets")

LITERAL = "Tr0ub4dor"
NOT_SHOWN = "holds something else than a reference (not shown: it may be a secret)"

posix_only = pytest.mark.skipif(os.name != "posix", reason="modes of files are not checked on Windows")

REFERENCES = [
    ("env:NOT_THERE", "env:NOT_THERE: the environment variable is not set (set it where fapiao is started)"),
    ("env:EMPTY", "env:EMPTY: the secret is empty (fill it in)"),
    ("file:no.env#A", "no.env (check the path; it counts from the roster's folder)"),
    ("file:own.env#B", "no line B=... in"),
    ("file:own.env#Q", "the value of Q stands in quotes"),
    ("env:NOT A NAME", "after env: there is no name of a variable"),
    ("keyring:fapiao/east", "keyring: is not built yet (write env:NAME, file:PATH or file:PATH#KEY)"),
    pytest.param("file:open.env#A", "mode 0644) (run: chmod 600 '", marks=posix_only),
]


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def line_of(reference: object, number: int = 1) -> str:
    return EAST.replace("env:EAST_PASSWORD", str(reference)).replace("01", f"{number:02}")


def test_literal_secrets_are_refused_with_their_places_and_not_shown(desk: Desk) -> None:
    literals = (LITERAL, f"env:{LITERAL} 1", f"https://clerk:{LITERAL}@host", f"{LITERAL}#env:A")
    lines = "".join(line_of(literal, at) for at, literal in enumerate(literals, start=2))
    desk.write("accounts.csv", HEADER.replace("\n", ",totp\n") + EAST.replace("\n", f",{LITERAL}\n") + lines)
    said = desk.run("--all-invoiceable", "--json")
    places = [(fault["line"], fault["column"]) for fault in said.data["errors"]]
    assert places == [(2, "totp"), *((line, "secret") for line in (3, 4, 5, 6))]
    assert all("env:NAME" in fault["right"] for fault in said.data["errors"])
    assert LITERAL not in said.text


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("no-header.csv", line_of(LITERAL)),
        ("shifted.csv", HEADER + EAST.strip() + f",{LITERAL}\n"),
        ("quote.csv", HEADER + line_of(f'"{LITERAL}')),
        ("alias.yaml", f"- account: east-01\n  secret: *{LITERAL}\n"),
        ("anchor.yaml", f"- account: &{LITERAL} east-01\n  secret: &{LITERAL} x\n  totp: *{LITERAL}\n"),
    ],
)
def test_secret_in_a_broken_table_is_not_shown_either(desk: Desk, name: str, content: str) -> None:
    desk.write(name, content)
    said = desk.refused("accounts", "check", name)
    assert name in said.out
    assert LITERAL not in said.text


@pytest.fixture(scope="module")
def unresolved(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Return what is said of a roster with one reference of each kind that leads nowhere."""
    desk = Desk(tmp_path_factory.mktemp("references"))
    desk.write("own.env", f"A={PASSWORD}\nQ='{PASSWORD}'\n")
    desk.write("open.env", f"A={PASSWORD}\n", mode=0o644)
    references = [getattr(case, "values", case)[0] for case in REFERENCES]
    desk.write("accounts.csv", HEADER + "".join(line_of(one, at) for at, one in enumerate(references)))
    return desk.run(EMPTY="").err


@pytest.mark.parametrize(("reference", "words"), REFERENCES)
def test_reference_that_leads_nowhere_says_why_and_what_to_do(unresolved: str, reference: str, words: str) -> None:
    at = [getattr(case, "values", case)[0] for case in REFERENCES].index(reference)
    (line,) = [line for line in unresolved.splitlines() if f"accounts.csv:{at + 2}:secret: " in line]
    assert words in line
    assert PASSWORD not in unresolved


@posix_only
def test_secrets_file_that_others_may_use_is_refused_with_the_remedy(desk: Desk) -> None:
    path = desk.write("own.env", f"A={PASSWORD}\n", mode=0o640)
    desk.write("accounts.csv", HEADER + line_of("file:own.env#A"))
    said = desk.run()
    assert f"accounts.csv:2:secret: file:{path}#A: others on this machine may use the file" in said.err
    assert f"run: chmod 600 '{path}'" in said.err
    assert PASSWORD not in said.text


def test_marked_copy_of_a_workbook_holds_no_secret(desk: Desk) -> None:
    book = Workbook()
    for line in (HEADER, line_of(LITERAL), line_of("env:EAST_PASSWORD", 2)):
        book.worksheets[0].append(line.strip().split(","))
    book.save(desk.folder / "accounts.xlsx")
    said = desk.refused("accounts", "check", "accounts.xlsx", "--json")
    cells = [
        cell for (cell,) in load_workbook(desk.folder / said.data["marked_copy"]).worksheets[0].iter_rows(2, 3, 6, 6)
    ]
    assert [cell.value for cell in cells] == ["(left out)", "env:EAST_PASSWORD"]
    assert NOT_SHOWN in str(cells[0].comment and cells[0].comment.text)
    assert LITERAL not in said.text


def test_literal_password_of_the_proxy_is_refused_and_not_shown(desk: Desk) -> None:
    desk.write("accounts.csv", HEADER + EAST)
    proxy = {"FAPIAO_NETWORK__PROXY": "http://127.0.0.1:9", "FAPIAO_NETWORK__PROXY_USER": "env:EAST_PASSWORD"}
    said = desk.run(**proxy, FAPIAO_NETWORK__PROXY_PASSWORD=LITERAL)
    assert f"FAPIAO_NETWORK__PROXY_PASSWORD: {NOT_SHOWN}" in said.err
    assert LITERAL not in said.text


PLUGIN = """
import os
from pydantic import BaseModel, field_validator
from agent.flow import Flow, Submit

class Word(BaseModel):
    word: str
    @field_validator("word")
    @classmethod
    def _fall(cls, word):
        raise KeyError(f"{word} {os.environ['EAST_PASSWORD']}")

class Stumble(Flow[Word]):
    name = "stumble"
    key = ("word",)
    submit = Submit(click="invoice_confirm.submit", settled="invoice_confirm.done")
    async def probe(self, console, job): ...
    async def fill(self, console, job): ...
"""


def test_error_that_nobody_foresaw_masks_what_was_read_as_a_secret(desk: Desk) -> None:
    desk.write("accounts.csv", HEADER + EAST)
    desk.write("stumble.py", PLUGIN)
    (desk.folder / "stumble-1.dist-info").mkdir()
    desk.write("stumble-1.dist-info/METADATA", "Metadata-Version: 2.1\nName: stumble\nVersion: 1\n")
    desk.write("stumble-1.dist-info/entry_points.txt", "[fapiao.flows]\nstumble = stumble:Stumble\n")
    paths = os.pathsep.join([str(desk.folder), os.environ.get("PYTHONPATH", "")])
    said = desk("run", "stumble", "--accounts", "accounts.csv", "--word", "over", PYTHONPATH=paths)
    assert said.code == 1
    assert "KeyError: 'over ***'" in said.err
    assert "error: this is a fault of fapiao itself" in said.err
    assert PASSWORD not in said.text
