"""Where the ledger is: as the settings say, else a file in the user's state folder."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from platformdirs import user_state_path

from agent.database import ready_database
from agent.ledger.ledger import Ledger
from agent.log import redact
from agent.settings import Settings


def database_address(settings: Settings) -> str:
    """Return the address of the database; its password, if any, is kept out of logs and evidence from now on."""
    if settings.database_url is None:
        return f"sqlite:///{user_state_path('fapiao') / 'fapiao.db'}"
    address = settings.database_url.get_secret_value()
    redact.add(address)
    return address


@contextmanager
def open_ledger(settings: Settings) -> Iterator[Ledger]:
    """Give the ledger.

    Raises:
        SetupError: The database cannot be used.
    """
    engine = ready_database(database_address(settings))
    try:
        yield Ledger(engine)
    finally:
        engine.dispose()
