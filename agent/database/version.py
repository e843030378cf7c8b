"""Versions of the schema: whose database this is, whether it fits this program, and how it is brought up to it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, inspect, text

from agent.database.address import SETTING, is_sqlite, shown
from agent.database.fault import at_start
from agent.errors import SetupError

VERSION_TABLE = "fapiao_version"
_MIGRATIONS = Path(__file__).parent / "migrations"
_UPGRADE_LOCK = 0x66617069616F
"""Key of the server's lock that lets one upgrade run at a time ("fapiao")."""


def upgrade(engine: Engine) -> list[str]:
    """Bring the database to this program's version, in one transaction; return the revisions that were applied.

    Raises:
        SetupError: It belongs to another program or to a newer version of this one, or it cannot be written.
    """
    with at_start(engine.url), engine.connect() as connection:
        _keys(connection, is_checked=False)
        try:
            return _upgrade(connection)
        finally:
            _keys(connection, is_checked=True)


def check_version(engine: Engine) -> None:
    """Do nothing if the database has this program's version.

    Raises:
        SetupError: It is older, newer, empty, or another program's.
    """
    with at_start(engine.url), engine.connect() as connection:
        current = refuse_foreign(connection)
    if current != _newest():
        made_by = f"has version {current} of its tables" if current else "is empty"
        what = f"the database {shown(engine.url)} {made_by}, this program needs {_newest()}"
        raise SetupError(what, "Stop all workers, then run: fapiao database upgrade")


def refuse_foreign(connection: Connection) -> str | None:
    """Return the database's version, or None if it is empty. Nothing is written.

    Raises:
        SetupError: It belongs to another program or to a newer version of this one.
    """
    place = shown(connection.engine.url)
    version = MigrationContext.configure(connection, opts={"version_table": VERSION_TABLE}).get_current_revision()
    if version is None:
        tables = sorted(set(inspect(connection).get_table_names()) - {VERSION_TABLE})
        if tables:
            what = f"the database {place} belongs to another program (it has a table {tables[0]!r} and none of ours)"
            raise SetupError(what, f"Set {SETTING} to a database of its own; this one was left as it is.")
        return None
    if version not in _known():
        what = f"the database {place} was made by a newer fapiao (version {version}, this program knows {_newest()})"
        raise SetupError(what, "Install that fapiao or a newer one; the database was left as it is.")
    return version


def _upgrade(connection: Connection) -> list[str]:
    with connection.begin():
        if not is_sqlite(connection.engine.url):
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _UPGRADE_LOCK})
        before = refuse_foreign(connection)
        config = _config()
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
        after = _scripts().iterate_revisions(_newest(), before)
        return [script.revision for script in after][::-1]


def _keys(connection: Connection, *, is_checked: bool) -> None:
    """Switch SQLite's check of foreign keys, which would empty the tables that hang on one that is made anew."""
    if is_sqlite(connection.engine.url):
        driver: Any = connection.connection.driver_connection
        driver.execute(f"PRAGMA foreign_keys = {'ON' if is_checked else 'OFF'}")


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
    return config


def _scripts() -> ScriptDirectory:
    return ScriptDirectory.from_config(_config())


def _known() -> set[str]:
    return {script.revision for script in _scripts().walk_revisions()}


def _newest() -> str:
    return _scripts().get_current_head() or ""
