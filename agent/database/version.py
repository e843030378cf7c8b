"""Versions of the schema: whose database this is, whether it fits this program, and how it is brought up to it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

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
    names = set(inspect(connection).get_table_names())
    version: str | None = None
    if VERSION_TABLE in names:
        version = connection.execute(text(f"SELECT version_num FROM {VERSION_TABLE}")).scalar()  # noqa: S608 - ours
    if version is None:
        tables = sorted(names - {VERSION_TABLE})
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
        if before != _newest():
            _apply(connection)
        return [revision for revision in _known() if revision > (before or "")]


def _apply(connection: Connection) -> None:
    from alembic import command  # noqa: PLC0415 - slow to load, and rarely needed
    from alembic.config import Config  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


def _keys(connection: Connection, *, is_checked: bool) -> None:
    """Switch SQLite's check of foreign keys, which would empty the tables that hang on one that is made anew."""
    if is_sqlite(connection.engine.url):
        driver: Any = connection.connection.driver_connection
        driver.execute(f"PRAGMA foreign_keys = {'ON' if is_checked else 'OFF'}")


def _known() -> list[str]:
    """Return the revisions of this program, oldest first: each file's name begins with its number."""
    return sorted(path.name.partition("_")[0] for path in (_MIGRATIONS / "versions").glob("[0-9]*.py"))


def _newest() -> str:
    return _known()[-1]
