"""A database from before there were notices opens with all it held, and nobody is told of what lies behind."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config

import agent.database
from agent.database import open_database, upgrade
from tests.ledger.conftest import empty
from tests.notice.receiver import Receiver
from tests.notice.test_sender import Delivered
from tests.tracking.shelf import NUMBER, OTHER, Shelf, entry, look, told
from tests.tracking.test_notices import ONE, heard

__all__ = ["empty"]

NAMES = (
    "carrier, number, label, state, is_confirmed, added_at, due_at, wait_s, fails, fault, fault_text, halt, access, "
    "claim, asked, missed_by"
)
VALUES = "'ems', '{}', 'papers', '{}', false, '{}', '{}', 0, 0, '', '', '', '', 0, '[]', ''"
TIMES = ("2026-11-01 02:00:00", "2026-11-02 02:00:00")


def before_notices(address: str) -> None:
    """Make a database of the version before."""
    engine = open_database(address)
    config = Config()
    config.set_main_option("script_location", str(Path(agent.database.__file__).parent / "migrations"))
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0005")
        for number, state in ((NUMBER, "delivered"), (OTHER, "in_transit")):
            values = VALUES.format(number, state, *TIMES)
            connection.exec_driver_sql(f"INSERT INTO parcel ({NAMES}) VALUES ({values})")
    engine.dispose()


def test_database_from_before_notices_opens_and_goes_on(empty: str, channel: Receiver) -> None:
    before_notices(empty)
    engine = open_database(empty)
    assert upgrade(engine) == ["0006", "0007"]
    shelf = Shelf(engine)
    book = shelf.book(notices=ONE)
    assert [each.label for each in book.entries()] == ["papers", "papers"]
    assert book.follow({NUMBER: "", OTHER: ""}, accounts={OTHER: "acc-1"}) == []
    look(book, told("delivered"))
    assert heard(shelf) == []
    look(book, told("in_transit", "delivered", number=OTHER))
    assert Delivered(shelf, channel).sender().round() == {"sent": 1}
    assert channel.messages[0]["title"] == "Parcels of acc-1: 1 delivered"
    assert entry(book, OTHER).label == "papers"
    engine.dispose()
