"""The address of the database: what is accepted, and how it is shown without its password."""

from __future__ import annotations

from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

from agent.errors import SetupError

SETTING = "FAPIAO_DATABASE_URL"
_RIGHT = f"Set {SETTING} to sqlite:///FILE or to postgresql://USER:PASSWORD@HOST/DATABASE."
_POSTGRES = ("postgresql", "postgresql+psycopg")


def read_address(text: str) -> URL:
    """Return the parsed address, with the driver that this program has.

    Raises:
        SetupError: It is none that this program can use. Its words hold nothing of the text, which may be a secret.
    """
    try:
        url = make_url(text)
    except (ArgumentError, ValueError):
        raise SetupError("the address of the database cannot be read", _RIGHT) from None
    if url.drivername in _POSTGRES:
        return _postgres(url)
    if url.drivername != "sqlite":
        raise SetupError(f"{url.drivername} is no database that fapiao can keep its records in", _RIGHT)
    if url.database in (None, "", ":memory:"):
        raise SetupError("the database has no file, so nothing would be kept", _RIGHT)
    return url


def shown(url: URL) -> str:
    """Return the address for people: a file's path, or a server without password and options."""
    if is_sqlite(url):
        return str(url.database)
    return url.set(query={}).render_as_string(hide_password=True)


def is_sqlite(url: URL) -> bool:
    """Tell whether the database is a file of this machine."""
    return url.get_backend_name() == "sqlite"


def _postgres(url: URL) -> URL:
    if "@" in (url.host or ""):
        # Half of a password would be taken for the host, and shown as one.
        what = "the address of the database has two @"
        raise SetupError(what, f"Write @ as %40, / as %2F and : as %3A in the password of {SETTING}.")
    return url.set(drivername="postgresql+psycopg")
