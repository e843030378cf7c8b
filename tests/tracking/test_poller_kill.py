"""A poller that is killed in the middle, again and again: no event is lost, none is written twice."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

from sqlalchemy import Engine, func, select, update

from agent.database import reading, ready_database, writing
from agent.database.schema import PARCEL, PARCEL_EVENT
from agent.model import utc_now
from agent.tracking.book import Book
from tests.child import leashed
from tests.tracking.gateways import Gateways
from tests.tracking.shelf import STEADY

CODES = ("203", "305", "389", "954", "702", "704")
NUMBERS = [f"10{10000000 + serial}503" for serial in range(120)]
KILLS = 4
WATCH = Path(__file__).parent / "watch_once.py"


def _due_again(engine: Engine) -> None:
    """Let the leases of the killed be over, and everybody be due."""
    with writing(engine) as connection:
        connection.execute(update(PARCEL).values(due_at=utc_now(), halt=""))


def _count(engine: Engine) -> int:
    with reading(engine) as connection:
        return connection.execute(select(func.count()).select_from(PARCEL_EVENT)).scalar_one()


def _start(address: str, url: str) -> subprocess.Popen[str]:
    command = [sys.executable, str(WATCH), address, url]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


def test_killed_poller_loses_no_event_and_writes_none_twice(address: str, gateways: Gateways) -> None:
    for number in NUMBERS:
        gateways.parcel(number, *CODES)
    engine = ready_database(address)
    Book(engine, "ems", STEADY).follow(dict.fromkeys(NUMBERS, ""))
    url = f"{gateways.standin.url}/courier/ems/amp-prod-api/f/amp/api"
    for lines in range(1, KILLS + 1):
        with leashed(_start(address, url)) as process:
            assert process.stdout is not None
            for _ in range(lines):
                process.stdout.readline()
            process.send_signal(signal.SIGKILL)
        assert process.returncode == -signal.SIGKILL
        _due_again(engine)
    assert 0 < _count(engine) < len(NUMBERS) * len(CODES)
    with leashed(_start(address, url)) as process:
        assert process.wait() == 0
    entries = Book(engine, "ems", STEADY).entries()
    told = {entry.number: [event.code for event in entry.parcel.events] for entry in entries}
    assert told == {number: list(CODES) for number in NUMBERS}
    assert _count(engine) == len(NUMBERS) * len(CODES)
    engine.dispose()
