"""The watch as a process with a channel: killed in the middle of a message, or with a channel that does not work."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import update

from agent.app.notices import listed_notices, send_again
from agent.database import ready_database, writing
from agent.database.schema import NOTICE_DELIVERY, PARCEL
from agent.model import utc_now
from agent.settings import Settings
from agent.tracking.book import Book
from tests.child import leashed
from tests.notice.receiver import PASSWORD, Receiver
from tests.tracking.gateways import NUMBER, Gateways
from tests.tracking.shelf import STEADY
from tests.tracking.test_poller_kill import NUMBERS

WATCH = Path(__file__).parent / "watch_told.py"


class Watched:
    """One database, and processes that watch on it."""

    def __init__(self, address: str, gateways: Gateways) -> None:
        self.address, self._gateways = address, gateways
        self._url = f"{gateways.standin.url}/courier/ems/amp-prod-api/f/amp/api"

    def follow(self, *numbers: str) -> None:
        """Follow parcels that were delivered."""
        for number in numbers:
            self._gateways.parcel(number, "203", "702", "704")
        engine = ready_database(self.address)
        Book(engine, "ems", STEADY).follow(dict.fromkeys(numbers, "papers"))
        engine.dispose()

    def start(self, url: str, timeout_s: float = 5) -> subprocess.Popen[str]:
        """Start a process with a channel."""
        line = [sys.executable, str(WATCH), self.address, self._url, str(timeout_s)]
        environ = os.environ | ({"NOTICE_URL": url} if url else {})
        return subprocess.Popen(line, env=environ, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)

    def watch(self, url: str, timeout_s: float = 5) -> Any:
        """Run a process to its end and return what it says."""
        with leashed(self.start(url, timeout_s)) as process:
            said, complaint = process.communicate(timeout=60)
        assert process.returncode == 0, complaint
        assert PASSWORD not in said + complaint
        return json.loads(said)

    def change(self, table: Any, **values: Any) -> None:
        """Let time go by, in rows."""
        engine = ready_database(self.address)
        with writing(engine) as connection:
            connection.execute(update(table).values(values))
        engine.dispose()


@pytest.fixture
def watched(address: str, gateways: Gateways) -> Watched:
    return Watched(address, gateways)


@pytest.fixture
def settings(address: str, channel: Receiver, monkeypatch: pytest.MonkeyPatch) -> Settings:
    monkeypatch.setenv("NOTICE_URL", channel.url)
    return Settings(database_url=address, notice={"channels": ["env:NOTICE_URL"]})


def test_killed_while_the_channel_holds_the_message_it_is_uncertain_and_not_repeated(
    watched: Watched, channel: Receiver, settings: Settings
) -> None:
    watched.follow(NUMBER)
    channel.answer = "hang"
    with leashed(watched.start(channel.url, timeout_s=30)) as process:
        assert channel.has_one.wait(30)
        process.send_signal(signal.SIGKILL)
    assert process.returncode == -signal.SIGKILL
    channel.answer = 200
    assert watched.watch(channel.url)["notices"] == {}
    assert [each.state for each in listed_notices(settings)] == ["sending"]
    watched.change(NOTICE_DELIVERY, lease_until=utc_now())
    assert watched.watch(channel.url)["notices"] == {"uncertain": 1}
    watched.change(PARCEL, due_at=utc_now())
    assert watched.watch(channel.url)["notices"] == {}
    assert [(each.state, each.notice.number) for each in listed_notices(settings)] == [("uncertain", NUMBER)]
    assert len(channel.messages) == 1
    assert send_again(settings) == {"sent": 1}
    assert (len(channel.messages), listed_notices(settings), send_again(settings)) == (2, [], {})


def test_notices_are_sent_once_over_restarts(watched: Watched, channel: Receiver) -> None:
    watched.follow(*NUMBERS)
    assert watched.watch(channel.url)["notices"] == {"sent": len(NUMBERS)}
    watched.change(PARCEL, due_at=utc_now())
    assert watched.watch(channel.url)["notices"] == {}
    assert sorted(line.split()[1] for line in channel.lines()) == sorted(NUMBERS)


def test_two_watches_at_once_send_each_notice_once(watched: Watched, channel: Receiver) -> None:
    watched.follow(*NUMBERS)
    with leashed(watched.start(channel.url)) as one, leashed(watched.start(channel.url)) as two:
        said = [json.loads(process.communicate(timeout=60)[0]) for process in (one, two)]
    watched.watch(channel.url)
    assert sum(each["looks"] for each in said) == len(NUMBERS)
    assert sorted(line.split()[1] for line in channel.lines()) == sorted(NUMBERS)


@pytest.mark.parametrize("answer", [500, "cut", "hang", "refused"])
def test_channel_that_fails_does_not_slow_the_watch(watched: Watched, channel: Receiver, answer: int | str) -> None:
    watched.follow(*NUMBERS)
    channel.answer = answer
    url = "json://127.0.0.1:1/" if answer == "refused" else channel.url
    said = watched.watch(url, timeout_s=8)
    assert said["looks"] == len(NUMBERS)
    assert said["swept_s"] < 8
    assert said["total_s"] < said["swept_s"] + 11
    assert len(channel.messages) <= 1
    assert set(said["notices"]) == ({"waiting"} if answer in (500, "refused") else {"uncertain"})
