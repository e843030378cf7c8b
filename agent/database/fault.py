"""The border to SQLAlchemy's errors: at the start they say what to set right, in the middle they stop the batch."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.engine import URL
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from agent.database.address import SETTING, is_sqlite, shown
from agent.errors import LedgerError, SetupError

_SQLITE = {
    "SQLITE_READONLY": ("cannot be written", "Make the file and its folder writable, then start again."),
    "SQLITE_BUSY": ("is locked by another program", "Close what has it open (fuser FILE shows it), then start again."),
    "SQLITE_CANTOPEN": ("cannot be opened", f"Make its folder readable and writable, or set {SETTING}."),
    "SQLITE_NOTADB": ("is no SQLite database", f"Set {SETTING} to another file; this one was left as it is."),
    "SQLITE_CORRUPT": ("is damaged", "Put the last copy of it back; nothing was changed."),
    "SQLITE_FULL": ("has no room on its disk", "Make room, then start again."),
}
_POSTGRES = {
    "password authentication failed": ("refuses user or password", f"Correct user and password in {SETTING}."),
    "no password supplied": ("asks for a password", f"Write the password into {SETTING}."),
    "no pg_hba.conf entry": ("does not let this machine in", "Add this machine to the server's pg_hba.conf."),
    "does not exist": ("does not exist", f"Make database and user (createdb, createuser), or correct {SETTING}."),
    "permission denied": ("does not let this user make tables", "Grant CREATE on its schema to this user."),
    "lock timeout": ("is being upgraded by another program", "Wait until it has ended, then start again."),
}
_UNREACHABLE = ("cannot be used", f"Start the server, or correct host, port and database in {SETTING}.")


@contextmanager
def at_start(url: URL) -> Iterator[None]:
    """Raise what the database refuses as a SetupError that says what to do."""
    try:
        yield
    except SQLAlchemyError as error:
        cause = _cause(error)
        what, next_step = _sqlite(error) if is_sqlite(url) else _postgres(cause)
        raise SetupError(f"the database {shown(url)} {what}: {cause}", next_step) from error


@contextmanager
def in_the_middle(url: URL) -> Iterator[None]:
    """Raise what the database refuses as a LedgerError.

    A commit whose answer was lost is one of them: it may have been carried out. Nothing is sent then, and the row is
    looked up like any other that stays open.
    """
    try:
        yield
    except SQLAlchemyError as error:
        raise LedgerError(f"the database {shown(url)} failed: {_cause(error)}") from error


def _cause(error: SQLAlchemyError) -> str:
    """Return the database's own first line, without statement and values."""
    source = error.orig if isinstance(error, DBAPIError) else error
    lines = str(source).strip().splitlines()
    return lines[0] if lines else type(error).__name__


def _sqlite(error: SQLAlchemyError) -> tuple[str, str]:
    code = str(getattr(getattr(error, "orig", None), "sqlite_errorname", ""))
    found = [words for name, words in _SQLITE.items() if code.startswith(name)]
    return found[0] if found else _UNREACHABLE


def _postgres(cause: str) -> tuple[str, str]:
    found = [words for part, words in _POSTGRES.items() if part in cause]
    return found[0] if found else _UNREACHABLE
