"""The stand-in as a process: how it starts, says where it is, and stops."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from sandbox.bundle import SOURCES, pages_folder
from sandbox.serve import listen

Start = Callable[..., subprocess.Popen[str]]


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    """Start the command with pages that are built already."""
    pages_folder(SOURCES, tmp_path).mkdir()
    environment = {**os.environ, "STANDIN_CACHE": str(tmp_path)}
    started: list[subprocess.Popen[str]] = []

    def begin(*options: str) -> subprocess.Popen[str]:
        command = [sys.executable, "-m", "sandbox", "serve", *options]
        process = subprocess.Popen(
            command,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            encoding="utf-8",
        )
        started.append(process)
        return process

    yield begin
    for process in started:
        process.kill()
        process.communicate()


def said(process: subprocess.Popen[str]) -> dict[str, Any]:
    assert process.stdout is not None
    line: dict[str, Any] = json.loads(process.stdout.readline())
    return line


def test_one_line_says_where_it_is_and_it_answers_at_once(start: Start) -> None:
    process = start("--port", "0", "--json", "--accounts", "2", "--seed", "3", "--locale", "en", "--ui", "old")
    where = said(process)
    assert where["pid"] == process.pid
    with httpx.Client(trust_env=False) as client:
        settings = client.get(f"{where['console']}/_sandbox/settings").json()
        assert client.get(f"{where['passport']}/login.htm").status_code == 200
    assert (settings["accounts"], settings["seed"], settings["locale"], settings["ui"]) == (2, 3, "en", "old")


def test_it_stops_with_its_parent_even_while_it_is_busy(start: Start) -> None:
    process = start("--port", "0", "--json", "--exit-with-parent", "--fault", "slow:at=login:ms=60000")
    where = said(process)
    host, port = where["passport"].removeprefix("http://").split(":")
    with socket.create_connection((host, int(port))) as waiting:
        waiting.sendall(b"GET /login.htm HTTP/1.1\r\nHost: x\r\n\r\n")
        _, errors = process.communicate(timeout=10)
    assert (process.returncode, errors) == (0, "")


@pytest.mark.skipif(os.name == "nt", reason="Windows ends a process without asking it")
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_it_stops_on_a_signal(start: Start, number: signal.Signals) -> None:
    process = start("--port", "0", "--json")
    said(process)
    process.send_signal(number)
    _, errors = process.communicate(timeout=10)
    assert (process.returncode, errors) == (0, "")


def test_people_are_told_where_to_go(start: Start) -> None:
    process = start("--port", "0", "--exit-with-parent")
    text, _ = process.communicate(timeout=10)
    assert "modelled on documents" in text
    assert "fapiao sandbox roster -o accounts.csv --port" in text


def test_taken_port_is_an_error_with_a_way_out(start: Start) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        process = start("--port", str(taken.getsockname()[1]))
        _, errors = process.communicate(timeout=10)
    assert (process.returncode, "--port 0" in errors) == (2, True)


def test_unknown_fault_is_an_error_that_lists_the_known_ones(start: Start) -> None:
    process = start("--port", "0", "--fault", "nonsense")
    _, errors = process.communicate(timeout=10)
    assert (process.returncode, "answer-lost-after" in errors) == (2, True)


def test_answers_are_not_held_back() -> None:
    sockets = listen(0)
    # What asyncio looks at before it switches Nagle's algorithm off.
    assert {bound.proto for bound in sockets} == {socket.IPPROTO_TCP}
    for bound in sockets:
        bound.close()


def test_commands_are_imported_without_their_libraries() -> None:
    code = "import sandbox.cli, sys; print({'starlette', 'uvicorn', 'httpx', 'jinja2'} & set(sys.modules))"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "set()\n"
