"""Faults in the middle: the ledger says so, nothing is half written, and it works again when the cause is gone."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine

from agent.database import open_database, ready_database, upgrade
from agent.errors import LedgerError, StoreError
from agent.ledger import Ledger, SubmissionState
from tests.ledger.cases import ONE, RECEIPT, REQUEST, arm, claim, row
from tests.postgres import PASSWORD, PostgresServer, running_postgres


@pytest.fixture
def file_engine(tmp_path: Path, opened: Callable[[str], Engine]) -> Engine:
    return opened(f"sqlite:///{tmp_path}/ledger.db")


def _limit(engine: Engine, pages: int) -> None:
    """Let the file grow no further than this; kept by the pool's one connection."""
    with engine.connect() as connection:
        connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")


def _fill(ledger: Ledger) -> LedgerError:
    """Arm until nothing goes in any more."""
    for number in range(2000):
        try:
            arm(ledger, *(f"{number}-{part:0200}" for part in range(20)))
        except LedgerError as error:
            return error
    raise AssertionError("the disk was never full")


def test_full_disk_stops_the_step_and_leaves_nothing_half_written(file_engine: Engine) -> None:
    ledger = Ledger(file_engine)
    permit = arm(ledger, "1")
    _limit(file_engine, 60)
    error = _fill(ledger)
    assert "database or disk is full" in error.message
    assert "nothing is sent twice" in error.next_step
    written = len(ledger.open_submissions())
    _limit(file_engine, 100_000)
    ledger.send(permit, REQUEST)
    assert len(ledger.open_submissions()) == written
    assert all(ledger.history(each) for each in ledger.open_submissions())
    with file_engine.connect() as connection:
        items = connection.exec_driver_sql("SELECT count(*) FROM submission_item").scalar()
    assert items == 1 + 20 * (written - 1)


def test_locked_file_stops_the_step_and_the_next_one_works(tmp_path: Path) -> None:
    engine = ready_database(f"sqlite:///{tmp_path}/ledger.db", wait_s=0.2)
    ledger = Ledger(engine)
    other = sqlite3.connect(tmp_path / "ledger.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(LedgerError, match="locked"):
        arm(ledger, "1")
    assert ledger.open_submissions() == []
    other.close()
    arm(ledger, "1")
    engine.dispose()


def test_ledger_error_stops_the_batch_like_any_other_loss_of_the_store() -> None:
    assert issubclass(LedgerError, StoreError)


@pytest.fixture(scope="module")
def own_server() -> Iterator[PostgresServer]:
    """Run a server that this module may stop."""
    with running_postgres() as server:
        yield server


@pytest.fixture
def server_ledger(own_server: PostgresServer) -> Iterator[Ledger]:
    engine = open_database(own_server.url(own_server.new_database()), wait_s=5)
    upgrade(engine)
    yield Ledger(engine)
    engine.dispose()


def test_restart_of_the_server_between_two_steps_is_not_noticed(
    own_server: PostgresServer, server_ledger: Ledger
) -> None:
    permit = arm(server_ledger, "1")
    own_server.restart()
    server_ledger.send(permit, REQUEST)


def test_server_that_is_down_stops_the_step_and_the_next_one_works_again(
    own_server: PostgresServer, server_ledger: Ledger
) -> None:
    permit = arm(server_ledger, "1")
    own_server.stop()
    try:
        with pytest.raises(LedgerError) as caught:
            server_ledger.send(permit, REQUEST)
        assert "***" in caught.value.message
        assert PASSWORD not in f"{caught.value} {caught.value.__cause__!r}"
        with pytest.raises(LedgerError):
            arm(server_ledger, "2")
    finally:
        own_server.start()
    assert row(server_ledger, permit).state is SubmissionState.ARMED
    server_ledger.send(permit, REQUEST)
    server_ledger.settle(permit, RECEIPT)
    assert server_ledger.find(claim("2")) is None


def test_restart_of_the_server_inside_a_step_leaves_nothing_half_written(own_server: PostgresServer) -> None:
    engine = open_database(own_server.url(own_server.new_database()), wait_s=5)
    upgrade(engine)
    whole = Ledger(engine)
    restarts = iter([own_server.restart])

    def restarting(_connection: object) -> None:
        next(restarts, lambda: None)()

    def clock(connection: object) -> object:
        restarting(connection)
        return row_time

    permit = arm(whole, "9")
    row_time = row(whole, permit).armed_at
    broken = Ledger(engine, now=clock)  # type: ignore[arg-type]
    with pytest.raises(LedgerError):
        broken.arm(claim("1"), ONE, "d" * 64, 60.0)
    assert whole.find(claim("1")) is None
    arm(whole, "1")
    engine.dispose()
