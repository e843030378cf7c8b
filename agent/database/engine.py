"""Connections: how each database is spoken to, and the two kinds of transaction. Safe to use from several threads."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, func, select
from sqlalchemy.engine import URL

from agent.database.address import is_sqlite
from agent.database.fault import in_the_middle
from agent.model import utc_now

_READ_ONLY = "fapiao_read_only"
_IDLE_MS = 60_000
"""A worker that freezes inside a transaction holds its rows no longer than this."""


def build_engine(url: URL, wait_s: float) -> Engine:
    """Return an engine that has not connected yet.

    Args:
        wait_s: Longest wait for a connection, and for a lock that another worker holds, in seconds.
    """
    return _build_sqlite(url, wait_s) if is_sqlite(url) else _build_postgres(url, wait_s)


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """Give a transaction that is committed at the end, or rolled back by an error.

    Raises:
        LedgerError: The database failed.
    """
    with in_the_middle(engine.url), engine.begin() as connection:
        yield connection


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """Give a transaction that waits for no writer.

    Raises:
        LedgerError: The database failed.
    """
    with in_the_middle(engine.url), engine.connect() as plain:
        yield plain.execution_options(**{_READ_ONLY: True})


def database_now(connection: Connection) -> datetime:
    """Return the database's time: the server's, or this machine's for a file."""
    if connection.dialect.name == "sqlite":
        return utc_now()
    now: datetime = connection.execute(select(func.clock_timestamp())).scalar_one()
    return now.astimezone(UTC)


def _build_sqlite(url: URL, wait_s: float) -> Engine:
    engine = create_engine(url, hide_parameters=True, connect_args={"timeout": wait_s, "check_same_thread": False})

    @event.listens_for(engine, "connect")
    def connected(connection: Any, _record: object) -> None:
        # The driver begins no transaction by itself: "begin" below does, with the right kind of lock.
        connection.isolation_level = None
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA foreign_keys = ON")

    @event.listens_for(engine, "begin")
    def begun(connection: Connection) -> None:
        # A write lock taken late fails at once in place of waiting.
        is_read_only = connection.get_execution_options().get(_READ_ONLY, False)
        connection.exec_driver_sql("BEGIN" if is_read_only else "BEGIN IMMEDIATE")

    return engine


def _build_postgres(url: URL, wait_s: float) -> Engine:
    seconds = max(2, round(wait_s))
    alive = {"keepalives_idle": 10, "keepalives_interval": 5, "keepalives_count": 3, "tcp_user_timeout": 30_000}
    defaults = {"connect_timeout": seconds, "application_name": "fapiao"} | alive
    engine = create_engine(
        url,
        hide_parameters=True,
        pool_pre_ping=True,
        isolation_level="READ COMMITTED",
        connect_args={name: value for name, value in defaults.items() if name not in url.query},
    )

    @event.listens_for(engine, "connect")
    def connected(connection: Any, _record: object) -> None:
        connection.execute(f"SET lock_timeout = {seconds * 1000}")
        connection.execute(f"SET idle_in_transaction_session_timeout = {_IDLE_MS}")
        # What was written stays written when the server loses power.
        connection.execute(
            "SELECT set_config('synchronous_commit', 'on', false) WHERE current_setting('synchronous_commit') = 'off'"
        )
        connection.commit()

    return engine
