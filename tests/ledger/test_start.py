"""The start: what is wrong with the database shows before anything is sent, in words that say what to do."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from pathlib import Path
from threading import Barrier

import psycopg
import pytest
from sqlalchemy import Engine, inspect

from agent.database import check_version, open_database, ready_database, upgrade
from agent.errors import SetupError
from agent.ledger import Ledger
from tests.ledger.cases import arm
from tests.postgres import PASSWORD, PostgresServer

SECRET = "hunter2-never-shown"


def refused(address: str, *, wait_s: float = 2.0) -> SetupError:
    """Return why an address cannot be used, with the error's whole chain free of the password."""
    with pytest.raises(SetupError) as caught:
        ready_database(address, wait_s=wait_s)
    text = f"{caught.value} {caught.value.next_step} {caught.value.__cause__!r} {caught.value.__context__!r}"
    assert SECRET not in text
    assert PASSWORD not in text
    assert caught.value.next_step
    return caught.value


def run(address: str, *statements: str) -> None:
    """Do something to a database behind the program's back."""
    if address.startswith("sqlite"):
        connection = sqlite3.connect(address.removeprefix("sqlite:///"))
        for statement in statements:
            connection.execute(statement)
        connection.commit()
        connection.close()
        return
    with psycopg.connect(address, autocommit=True) as server:
        for statement in statements:
            server.execute(statement.encode())


def content(address: str) -> object:
    """Return what a database holds: a file's digest, or a server's tables."""
    if address.startswith("sqlite"):
        return sha256(Path(address.removeprefix("sqlite:///")).read_bytes()).hexdigest()
    with psycopg.connect(address) as server:
        return server.execute(
            "SELECT schemaname, relname, n_live_tup FROM pg_stat_user_tables ORDER BY 1, 2"
        ).fetchall()


@pytest.mark.parametrize(
    "address",
    [
        "",
        SECRET,
        f"mysql://user:{SECRET}@127.0.0.1/ledger",
        f"postgresql+psycopg2://user:{SECRET}@127.0.0.1/ledger",
        f"postgresql://user:half@{SECRET}@127.0.0.1/ledger",
        f"postgresql://user:{SECRET}@127.0.0.1:port/ledger",
        "sqlite://",
        "sqlite:///:memory:",
    ],
)
def test_address_that_cannot_be_used_says_what_would_be_right(address: str) -> None:
    assert "FAPIAO_DATABASE_URL" in refused(address).next_step


def test_new_database_is_empty_and_then_usable(empty: str) -> None:
    engine = open_database(empty)
    assert inspect(engine).get_table_names() == []
    assert upgrade(engine)[0] == "0001"
    assert upgrade(engine) == []
    check_version(engine)
    arm(Ledger(engine), "1")
    engine.dispose()


def test_file_is_upgraded_at_the_start_and_its_folder_made(tmp_path: Path) -> None:
    engine = ready_database(f"sqlite:///{tmp_path}/new/folder/ledger.db")
    arm(Ledger(engine), "1")
    engine.dispose()


def test_server_is_upgraded_by_its_command_only(postgres: PostgresServer) -> None:
    address = postgres.url(postgres.new_database())
    error = refused(address)
    assert "is empty" in error.message
    assert "fapiao database upgrade" in error.next_step
    assert content(address) == []


def test_both_spellings_of_a_postgres_address_are_taken(postgres: PostgresServer, template: str) -> None:
    address = postgres.url(template)
    for spelling in (address, address.replace("postgresql://", "postgresql+psycopg://")):
        ready_database(spelling).dispose()


def test_file_survives_the_loss_of_power_and_lets_others_read(opened: Callable[[str], Engine], tmp_path: Path) -> None:
    with opened(f"sqlite:///{tmp_path}/ledger.db").connect() as connection:
        pragmas = ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        assert [connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in pragmas] == ["wal", 2, 1, 5000]


def test_starts_at_once_on_a_new_database_do_not_trip_over_each_other(empty: str) -> None:
    start = Barrier(4)

    def open_and_upgrade(_number: int) -> list[str]:
        start.wait(30)
        engine = open_database(empty)
        applied = upgrade(engine)
        engine.dispose()
        return applied

    with ThreadPoolExecutor(4) as threads:
        results = list(threads.map(open_and_upgrade, range(4)))
    assert sorted(map(bool, results)) == [False, False, False, True]


def test_database_of_a_newer_version_is_refused_and_left_as_it_was(address: str) -> None:
    run(address, "UPDATE fapiao_version SET version_num = '9999'")
    before = content(address)
    error = refused(address)
    assert "was made by a newer fapiao (version 9999, this program knows 0" in error.message
    assert "Install that fapiao or a newer one" in error.next_step
    assert content(address) == before


def test_database_of_another_program_is_refused_and_left_as_it_was(empty: str) -> None:
    run(empty, "CREATE TABLE customers (id INTEGER)", "INSERT INTO customers VALUES (1)")
    before = content(empty)
    error = refused(empty)
    assert "belongs to another program (it has a table 'customers' and none of ours)" in error.message
    assert "this one was left as it is" in error.next_step
    assert content(empty) == before


def test_upgrade_refuses_what_has_become_another_programs(empty: str) -> None:
    engine = open_database(empty)
    run(empty, "CREATE TABLE customers (id INTEGER)")
    with pytest.raises(SetupError, match="another program"):
        upgrade(engine)
    engine.dispose()


def test_file_that_is_no_database_is_refused_and_left_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "accounts.csv"
    path.write_text("account,site\n" * 100)
    before = path.read_bytes()
    assert "is no SQLite database" in refused(f"sqlite:///{path}").message
    assert path.read_bytes() == before


def test_file_that_is_read_only_is_refused(address: str) -> None:
    if address.startswith("sqlite"):
        path = address.removeprefix("sqlite:///")
        error = refused(f"sqlite:///file:{path}?mode=ro&uri=true")
    else:
        name = address.rpartition("/")[2]
        run(address, f"ALTER DATABASE {name} SET default_transaction_read_only = on")
        error = refused(address)
    assert "cannot be written" in error.message or "is read-only" in error.message


def test_folder_that_cannot_be_made_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    assert "cannot be made" in refused(f"sqlite:///{tmp_path}/file/ledger.db").message


def test_path_that_is_a_folder_is_refused(tmp_path: Path) -> None:
    assert "cannot be opened" in refused(f"sqlite:///{tmp_path}").message


@pytest.fixture
def locked(tmp_path: Path) -> Iterator[str]:
    """Return the address of a file that another program has locked."""
    path = tmp_path / "ledger.db"
    ready_database(f"sqlite:///{path}").dispose()
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    yield f"sqlite:///{path}"
    other.close()


def test_file_that_stays_locked_is_refused_in_time(locked: str) -> None:
    error = refused(locked, wait_s=0.2)
    assert "is locked by another program" in error.message
    assert "fuser" in error.next_step


def test_server_that_stays_locked_by_an_upgrade_is_refused_in_time(postgres: PostgresServer) -> None:
    address = postgres.url(postgres.new_database())
    engine = open_database(address, wait_s=2)
    with psycopg.connect(address) as other:
        other.execute("SELECT pg_advisory_lock(%s)", [0x66617069616F])
        with pytest.raises(SetupError, match="is being upgraded by another program"):
            upgrade(engine)
    engine.dispose()


def test_unreachable_server_is_refused_without_its_password() -> None:
    error = refused(f"postgresql://fapiao:{SECRET}@127.0.0.1:9/ledger")
    assert "postgresql+psycopg://fapiao:***@127.0.0.1:9/ledger cannot be used" in error.message
    assert "Start the server" in error.next_step


def test_wrong_password_is_refused_and_not_shown(postgres: PostgresServer, template: str) -> None:
    error = refused(postgres.url(template, password=SECRET))
    assert "refuses user or password" in error.message
    assert "FAPIAO_DATABASE_URL" in error.next_step


def test_password_in_the_options_of_an_address_is_not_shown(postgres: PostgresServer) -> None:
    error = refused(f"postgresql://fapiao@127.0.0.1:{postgres.port}/ledger?password={SECRET}")
    assert "refuses user or password" in error.message


def test_database_that_does_not_exist_is_refused(postgres: PostgresServer) -> None:
    error = refused(postgres.url("no_such_database"))
    assert "does not exist" in error.message
    assert "createdb" in error.next_step
