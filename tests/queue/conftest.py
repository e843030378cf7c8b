"""Each test of the queue runs on both databases: a file, and a real Postgres."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from agent.database import open_database, ready_database, upgrade
from agent.queue.limits import Limits
from agent.queue.queue import Queue
from tests.postgres import PostgresServer
from tests.queue.crew import Crew
from tests.queue.orders import FAST

BOTH = ("sqlite", "postgres")


@pytest.fixture(scope="session")
def template(postgres: PostgresServer) -> str:
    """Return a Postgres database of this version, DBOS's tables included, to be copied."""
    name = postgres.new_database()
    engine = open_database(postgres.url(name))
    upgrade(engine)
    Queue(engine).close()
    engine.dispose()
    return name


@pytest.fixture(params=BOTH)
def address(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Return the address of a database of this version."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/queue.db"
    server: PostgresServer = request.getfixturevalue("postgres")
    return server.url(server.new_database(request.getfixturevalue("template")))


@pytest.fixture
def opened(address: str) -> Iterator[Callable[[Limits], Queue]]:
    """Return a way to open queues that are closed behind the test."""
    queues: list[Queue] = []

    def opened(limits: Limits) -> Queue:
        queues.append(Queue(ready_database(address), limits))
        return queues[-1]

    yield opened
    for queue in queues:
        queue.close()
        queue.engine.dispose()


@pytest.fixture
def queue(opened: Callable[[Limits], Queue]) -> Queue:
    """Return an empty queue with short times."""
    return opened(FAST)


@pytest.fixture
def crew(address: str, queue: Queue, tmp_path: Path) -> Iterator[Crew]:
    """Return a way to start workers as processes of their own; they end with the test."""
    crew = Crew(address, tmp_path)
    yield crew
    crew.end()
