"""The stand-in's state in SQLite: settings, sessions and every write that the console accepted."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path
from typing import Any

from sandbox.nouns import StandInError

_SCHEMA = """
PRAGMA journal_mode = WAL;
PRAGMA synchronous = NORMAL;
CREATE TABLE IF NOT EXISTS setting (name TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS session (ticket TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS write (
    number INTEGER PRIMARY KEY, uid TEXT NOT NULL, received TEXT NOT NULL, invoice TEXT NOT NULL
);
"""


class Store:
    """Keep everything that must outlive a request, in a file or in memory. Each call is committed when it returns.

    Raises:
        StandInError: The file is no database.
    """

    def __init__(self, path: Path | None = None) -> None:
        # Used by one thread at a time: tests build it in one and serve it in another.
        try:
            self._db = sqlite3.connect(path or ":memory:", isolation_level=None, check_same_thread=False)
            self._db.executescript(_SCHEMA)
        except sqlite3.Error as error:
            raise StandInError(f"{path} cannot hold the stand-in's state ({error}): choose another file.") from error

    def setting(self, name: str) -> Any:
        """Return a kept setting, or None."""
        row = self._db.execute("SELECT value FROM setting WHERE name = ?", (name,)).fetchone()
        return None if row is None else json.loads(row[0])

    def keep_setting(self, name: str, value: object) -> None:
        """Keep a setting."""
        self._db.execute("INSERT OR REPLACE INTO setting VALUES (?, ?)", (name, json.dumps(value)))

    def sessions(self) -> list[dict[str, Any]]:
        """Return the kept sessions."""
        return [json.loads(row[0]) for row in self._db.execute("SELECT value FROM session")]

    def keep_session(self, ticket: str, session: dict[str, Any]) -> None:
        """Keep a session."""
        self._db.execute("INSERT OR REPLACE INTO session VALUES (?, ?)", (ticket, json.dumps(session)))

    def drop_session(self, ticket: str) -> None:
        """Forget a session."""
        self._db.execute("DELETE FROM session WHERE ticket = ?", (ticket,))

    def writes(self) -> list[tuple[str, dict[str, Any], dict[str, Any]]]:
        """Return (uid, received, invoice) of every accepted write, oldest first."""
        rows = self._db.execute("SELECT uid, received, invoice FROM write ORDER BY number")
        return [(uid, json.loads(received), json.loads(invoice)) for uid, received, invoice in rows]

    def add_write(self, uid: str, received: dict[str, Any], invoice: dict[str, Any]) -> None:
        """Keep an accepted write."""
        values = (uid, json.dumps(received, ensure_ascii=False), json.dumps(invoice, ensure_ascii=False))
        self._db.execute("INSERT INTO write (uid, received, invoice) VALUES (?, ?, ?)", values)

    def wipe(self) -> None:
        """Forget everything."""
        self._db.execute("BEGIN")
        for table in ("setting", "session", "write"):
            self._db.execute(f"DELETE FROM {table}")  # noqa: S608 - fixed names
        self._db.execute("COMMIT")

    def close(self) -> None:
        """Let go of the file."""
        self._db.close()
