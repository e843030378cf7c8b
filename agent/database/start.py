"""Opening the database: what is wrong with it shows now, before anything is sent, and nothing of it is changed."""

from __future__ import annotations

import sqlite3
import time
from pathlib import Path
from typing import Any

from sqlalchemy import Engine
from sqlalchemy.engine import URL

from agent.database.address import SETTING, is_sqlite, read_address, shown
from agent.database.engine import build_engine
from agent.database.fault import at_start
from agent.database.version import check_version, refuse_foreign, upgrade
from agent.errors import AgentError, SetupError

WAIT_S = 10.0
_PAUSE_S = 0.02


def ready_database(address: str, *, wait_s: float = WAIT_S) -> Engine:
    """Return an engine on a database of this program's version; a file is upgraded now, a server by its command.

    Raises:
        SetupError: It cannot be used, or a server's tables are not of this version.
    """
    engine = open_database(address, wait_s=wait_s)
    try:
        if is_sqlite(engine.url):
            upgrade(engine)
        else:
            check_version(engine)
    except AgentError:
        engine.dispose()
        raise
    return engine


def open_database(address: str, *, wait_s: float = WAIT_S) -> Engine:
    """Return an engine that has connected once; its tables may be older than this program, or not be there yet.

    Args:
        wait_s: Longest wait for a connection, and for a lock that another worker holds, in seconds.

    Raises:
        SetupError: It cannot be reached or written, or it belongs to another program or to a newer version.
    """
    url = read_address(address)
    engine = build_engine(url, wait_s)
    try:
        with at_start(url):
            _make_folder(url)
            _prove(engine)
            if is_sqlite(url):
                _keep_log(engine, wait_s)
    except AgentError:
        engine.dispose()
        raise
    return engine


def _prove(engine: Engine) -> None:
    """Raise if the database is not ours or cannot be written; what is written for that is taken back."""
    with engine.connect() as connection:
        refuse_foreign(connection)
        if is_sqlite(engine.url):
            connection.exec_driver_sql("CREATE TABLE fapiao_proof (at INTEGER)")
        elif connection.exec_driver_sql("SHOW transaction_read_only").scalar_one() == "on":
            what = f"the database {shown(engine.url)} is read-only (a standby server?)"
            raise SetupError(what, f"Name the primary server in {SETTING}.")
        connection.rollback()


def _make_folder(url: URL) -> None:
    if not is_sqlite(url) or str(url.database).startswith("file:"):
        return
    folder = Path(str(url.database)).absolute().parent
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        what = f"the folder {folder} of the database cannot be made: {error.strerror or error}"
        raise SetupError(what, f"Make it, or set {SETTING} to another place.") from error


def _keep_log(engine: Engine, wait_s: float) -> None:
    """Switch a file to a write-ahead log: readers and one writer at once.

    SQLite does not wait for the lock that this takes, so two first starts at once would trip over each other.
    """
    deadline = time.monotonic() + wait_s
    with engine.connect() as connection:
        driver: Any = connection.connection.driver_connection
        while not _has_log(driver):
            if time.monotonic() > deadline:
                what = f"the database {shown(engine.url)} is locked by another program"
                raise SetupError(what, "Close what has it open (fuser FILE shows it), then start again.")
            time.sleep(_PAUSE_S)


def _has_log(driver: sqlite3.Connection) -> bool:
    """Tell whether the file has its final kind of log; a folder without shared memory keeps SQLite's older one."""
    try:
        driver.execute("PRAGMA journal_mode = WAL")
    except sqlite3.OperationalError as error:
        return not error.sqlite_errorname.startswith("SQLITE_BUSY")
    return True
