"""Migrations: a database of the first release opens with all that it held; the steps make what the schema says."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import psycopg
import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext

from agent.database import check_version, open_database, reading, upgrade
from agent.database.schema import METADATA
from agent.database.version import VERSION_TABLE
from agent.errors import SetupError
from agent.ledger import Ledger, Submission, SubmissionState, TakenError
from tests.ledger.cases import RECEIPT, REQUEST, arm, claim

HERE = Path(__file__).parent


@pytest.fixture
def first_release(empty: str) -> str:
    """Return the address of a database as the first release left it."""
    if empty.startswith("sqlite"):
        connection = sqlite3.connect(empty.removeprefix("sqlite:///"))
        connection.executescript((HERE / "first_release.sqlite.sql").read_text(encoding="utf-8"))
        connection.close()
    else:
        with psycopg.connect(empty) as server:
            server.execute((HERE / "first_release.postgres.sql").read_bytes())
    return empty


def _of(ledger: Ledger, state: SubmissionState) -> Submission:
    found = ledger.find(claim(f"{state}-1", f"{state}-2"))
    assert found is not None
    return found


def test_database_of_the_first_release_opens_with_all_it_held(first_release: str) -> None:
    engine = open_database(first_release)
    assert "0001" not in upgrade(engine)
    check_version(engine)
    ledger = Ledger(engine)
    rows = {state: _of(ledger, state) for state in SubmissionState}
    assert [rows[state].state for state in SubmissionState] == list(SubmissionState)
    assert [rows[state].receipt for state in SubmissionState if rows[state].receipt] == [RECEIPT]
    assert len(ledger.open_submissions()) == 3
    assert [len(ledger.history(rows[state])) for state in SubmissionState] == [1, 4, 3, 3, 4, 3]
    proposal = rows[SubmissionState.UNKNOWN].proposal
    assert proposal is not None
    assert (proposal.by, proposal.reason) == ("Li Lei", "不在列表中")
    engine.dispose()


def test_database_of_the_first_release_goes_on(first_release: str) -> None:
    engine = open_database(first_release)
    upgrade(engine)
    ledger = Ledger(engine)
    with pytest.raises(TakenError):
        arm(ledger, "settled-1")
    again = arm(ledger, "refused-1", "refused-2")
    assert (again.fence, again.attempt) == (2, 2)
    ledger.send(again, REQUEST)
    assert arm(ledger, "new").submission_id == 7
    engine.dispose()


def test_older_database_asks_for_its_upgrade(first_release: str) -> None:
    engine = open_database(first_release)
    newest = upgrade(engine)
    with engine.begin() as connection:
        connection.exec_driver_sql(f"UPDATE {VERSION_TABLE} SET version_num = '0001'")
    if newest:
        with pytest.raises(SetupError, match="has version 0001 of its tables") as caught:
            check_version(engine)
        assert "fapiao database upgrade" in caught.value.next_step
    engine.dispose()


def test_steps_make_what_the_schema_says(address: str) -> None:
    engine = open_database(address)
    with reading(engine) as connection:
        context = MigrationContext.configure(connection, opts={"version_table": VERSION_TABLE})
        assert compare_metadata(context, METADATA) == []
    engine.dispose()
