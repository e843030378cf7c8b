"""Each test of the ledger runs on both databases: a file, and a real Postgres."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine

from agent.database import open_database, ready_database, upgrade
from agent.ledger import Ledger
from tests.postgres import PostgresServer

BOTH = ("sqlite", "postgres")


@pytest.fixture(scope="session")
def template(postgres: PostgresServer) -> str:
    """Return a Postgres database of this version, to be copied."""
    name = postgres.new_database()
    engine = open_database(postgres.url(name))
    upgrade(engine)
    engine.dispose()
    return name


@pytest.fixture(params=BOTH)
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Return the address of a database with nothing in it."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/ledger.db"
    server: PostgresServer = request.getfixturevalue("postgres")
    return server.url(server.new_database())


@pytest.fixture(params=BOTH)
def address(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Return the address of a database of this version."""
    if request.param == "sqlite":
        path = f"sqlite:///{tmp_path}/ledger.db"
        ready_database(path).dispose()
        return path
    server: PostgresServer = request.getfixturevalue("postgres")
    return server.url(server.new_database(request.getfixturevalue("template")))


@pytest.fixture
def opened() -> Iterator[Callable[[str], Engine]]:
    """Return a way to open databases that are closed behind the test."""
    engines: list[Engine] = []

    def opened(address: str) -> Engine:
        engines.append(ready_database(address, wait_s=5))
        return engines[-1]

    yield opened
    for engine in engines:
        engine.dispose()


@pytest.fixture(scope="session")
def served(postgres: PostgresServer, template: str) -> Iterator[Engine]:
    """Return a Postgres database that tests share, one after the other."""
    engine = ready_database(postgres.url(postgres.new_database(template)))
    yield engine
    engine.dispose()


@pytest.fixture(params=BOTH)
def engine(request: pytest.FixtureRequest, tmp_path: Path, opened: Callable[[str], Engine]) -> Engine:
    """Return an open database with empty tables, which the test leaves whole."""
    if request.param == "sqlite":
        return opened(f"sqlite:///{tmp_path}/ledger.db")
    served: Engine = request.getfixturevalue("served")
    with served.begin() as connection:
        connection.exec_driver_sql("TRUNCATE submission, submission_item, submission_event RESTART IDENTITY")
    return served


@pytest.fixture
def ledger(engine: Engine) -> Ledger:
    """Return an empty ledger."""
    return Ledger(engine)
