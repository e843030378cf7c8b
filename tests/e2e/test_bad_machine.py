"""A machine that is not ready: no store, no browser, no stand-in, no port; said in words, with what to do."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.desk import EAST, HEADER, Desk
from tests.flows.standin import Standin

CHOOSE_STORE = "Choose another folder with --store or FAPIAO_EVIDENCE__STORE, or correct its permissions."
START = "Start the stand-in with `fapiao sandbox serve`; name another port with --site-url http://127.0.0.1:PORT."


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    desk = Desk(tmp_path)
    desk.write("accounts.csv", HEADER + EAST)
    return desk


@pytest.fixture
def taken_port() -> Iterator[int]:
    """Hold a port at which nobody answers, with a free one before it."""
    for _ in range(50):
        with socket.socket() as first, socket.socket() as second:
            first.bind(("127.0.0.1", 0))
            port = first.getsockname()[1] + 1
            try:
                second.bind(("127.0.0.1", port))
            except (OSError, OverflowError):
                continue
            first.close()
            yield port
            return
    pytest.fail("no two free ports in a row were found")


@pytest.mark.parametrize(("store", "why"), [("accounts.csv", "File exists"), ("accounts.csv/store", "Not a directory")])
def test_store_that_cannot_be_written_is_said_before_the_console_is_asked(desk: Desk, store: str, why: str) -> None:
    said = desk.refused("run", "request-invoice", "--accounts", "accounts.csv", "--all-invoiceable", "--store", store)
    assert f"error: the store folder {store} cannot be written: {why}" in said.err
    assert CHOOSE_STORE in said.err
    assert (desk.folder / "accounts.csv").read_text(encoding="utf-8") == HEADER + EAST


def test_store_that_cannot_be_written_is_a_finding_of_the_doctor(desk: Desk) -> None:
    said = desk("doctor", "--json", FAPIAO_EVIDENCE__STORE="accounts.csv/store", FAPIAO_BROWSER__EXECUTABLE="nowhere")
    failed = {finding["name"]: finding for finding in said.data if finding["grade"] == "fail"}
    assert (said.code, sorted(failed)) == (1, ["browser", "store"])
    assert "accounts.csv is a file" in failed["store"]["found"]
    assert failed["store"]["todo"] == "Name another folder."
    assert failed["browser"]["found"] == "the browser nowhere does not exist"
    assert "FAPIAO_BROWSER__EXECUTABLE" in failed["browser"]["todo"]


def test_stand_in_that_is_not_running_is_said_with_the_command_that_starts_it(desk: Desk, taken_port: int) -> None:
    said = desk.run(site=f"http://127.0.0.1:{taken_port}")
    assert said.err == f"error: nothing answers at http://127.0.0.1:{taken_port}/_sandbox/site\n  {START}\n"
    assert said.out == ""


def test_stand_in_that_is_not_running_is_said_to_programs(desk: Desk, taken_port: int) -> None:
    said = desk.run("--all-invoiceable", "--json", site=f"http://127.0.0.1:{taken_port}")
    (fault,) = said.data["errors"]
    assert fault == {
        "where": "",
        "what": f"nothing answers at http://127.0.0.1:{taken_port}/_sandbox/site",
        "right": START,
    }


def test_roster_of_a_stand_in_that_is_not_running_is_refused(desk: Desk, taken_port: int) -> None:
    said = desk.refused("sandbox", "roster", "-o", "new.csv", "--port", str(taken_port))
    assert f"No stand-in answers on port {taken_port}" in said.err
    assert f"fapiao sandbox serve --port {taken_port}" in said.err
    assert not (desk.folder / "new.csv").exists()


@pytest.mark.parametrize("before", [0, 1])
def test_taken_port_is_said_with_a_way_out(desk: Desk, taken_port: int, before: int) -> None:
    said = desk.refused("sandbox", "serve", "--port", str(taken_port - before))
    assert f"Port {taken_port} cannot be used" in said.err
    assert "choose others with --port, or --port 0 for any that are free." in said.err


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("FAPIAO_RUN__TRIES", "many", "setting FAPIAO_RUN__TRIES: Input should be a valid integer"),
        ("FAPIAO_NETWORK__PROXY", "socks5://127.0.0.1", "FAPIAO_NETWORK__PROXY: socks5:// is not supported (an HTTP"),
    ],
)
def test_setting_that_does_not_fit_is_named(desk: Desk, name: str, value: str, words: str) -> None:
    assert f"error: {words}" in desk.run(**{name: value}).err


def no_browser(desk: Desk, standin: Standin, executable: Path) -> str:
    """Run with a browser that does not start, on a stand-in that answers; return what was said."""
    standin.reset()
    said = desk.run(site=standin.url, FAPIAO_BROWSER__EXECUTABLE=str(executable)).err
    assert (standin.received(), standin.requests()) == ([], {})
    return said


@pytest.mark.parametrize(("name", "problem"), [("nowhere", "does not exist"), ("accounts.csv", "may not be executed")])
def test_browser_that_is_none_is_said_with_the_setting_to_correct(
    desk: Desk, four_accounts: Standin, name: str, problem: str
) -> None:
    said = no_browser(desk, four_accounts, desk.folder / name)
    assert f"error: the browser {desk.folder / name} {problem}\n" in said
    assert "Correct FAPIAO_BROWSER__EXECUTABLE (in settings.toml: [browser] executable), or remove it" in said


def test_browser_that_does_not_start_is_said_with_the_command_that_looks_closer(
    desk: Desk, four_accounts: Standin
) -> None:
    broken = desk.write("chromium", "#!/bin/sh\nexit 3\n", mode=0o700)
    said = no_browser(desk, four_accounts, broken)
    assert f"error: the browser {broken} does not start: " in said
    assert "Run `fapiao doctor`; another browser can be named with FAPIAO_BROWSER__EXECUTABLE." in said
