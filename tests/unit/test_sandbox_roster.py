"""The roster that fits a running stand-in."""

from __future__ import annotations

import csv
import os
import socket
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from sandbox.cli import app
from tests.unit.sandbox_site import Site, running_site


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    with running_site() as site:
        yield site


def port_of(site: Site) -> str:
    return site.console.rpartition(":")[2]


def write(site: Site, path: Path) -> None:
    result = CliRunner().invoke(app, ["roster", "-o", str(path), "--port", port_of(site)])
    assert result.exit_code == 0, result.output


def test_roster_holds_references_and_the_file_beside_it_the_secrets(site: Site, tmp_path: Path) -> None:
    write(site, tmp_path / "new" / "accounts.csv")
    text = (tmp_path / "new" / "accounts.secrets.env").read_text(encoding="utf-8")
    secrets = dict(line.split("=", 1) for line in text.splitlines())
    with (tmp_path / "new" / "accounts.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    truth = site.control("GET", "/accounts")
    assert [row["uid"] for row in rows] == [account["uid"] for account in truth]
    assert [(row["secret"], row["totp"]) for row in rows[:2]] == [
        ("file:accounts.secrets.env#ACC_0001_PASSWORD", ""),
        ("file:accounts.secrets.env#ACC_0002_PASSWORD", "file:accounts.secrets.env#ACC_0002_TOTP"),
    ]
    assert {(row["site"], row["sign_in"]) for row in rows} == {("sandbox", "ram")}
    assert secrets["ACC_0002_TOTP"] == truth[1]["totp"]
    assert all(secrets[f"ACC_{index:04d}_PASSWORD"] == account["password"] for index, account in enumerate(truth, 1))


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such modes")
def test_secrets_are_for_their_owner_even_in_a_file_that_was_open_to_all(site: Site, tmp_path: Path) -> None:
    secrets = tmp_path / "accounts.secrets.env"
    secrets.touch(mode=0o644)
    write(site, tmp_path / "accounts.csv")
    assert stat.S_IMODE(secrets.stat().st_mode) == 0o600


def test_stand_in_that_does_not_run_is_named_with_the_command_to_start_it(tmp_path: Path) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = str(free.getsockname()[1])
        result = CliRunner().invoke(app, ["roster", "-o", str(tmp_path / "accounts.csv"), "--port", port])
    assert result.exit_code == 2
    assert f"fapiao sandbox serve --port {port}" in result.output
    assert list(tmp_path.iterdir()) == []
