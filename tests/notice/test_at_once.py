"""Looks that tell and take back, senders and persons, all at once on one database: no deadlock, nothing twice."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor, wait
from datetime import timedelta

import pytest

from agent.database import ready_database
from agent.notice.sender import Sender
from agent.notice.text import Message
from agent.notice_settings import NoticeSettings
from agent.tracking.event import Event
from agent.tracking.notices import Notices
from agent.tracking.outbox import Outcome, Sent
from agent.tracking.result import Tracked, tracked
from agent.tracking.state import ParcelState
from tests.tracking.shelf import START, Shelf

NUMBERS = [f"{1012345678000 + serial}" for serial in range(12)]
NOTICES = Notices(("env:A", "env:B"))
ROUNDS = 12


class Careless:
    """A channel that says what comes to its mind, and notes what it was given."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.lines: Counter[str] = Counter()

    def most_chars(self) -> int:
        return 1000

    def send(self, message: Message) -> Sent:
        outcome = random.choice([Outcome.SENT, Outcome.SENT, Outcome.FAILED, Outcome.UNCERTAIN])
        if outcome is not Outcome.FAILED:
            self.lines.update(line for line in message.body.splitlines() if line.startswith("- "))
        return Sent(outcome)


def so_far(number: str, rounds: int) -> Tracked:
    """Return what happened up to a round: delivered, not so, delivered, and so on."""
    events = []
    for at in range(rounds + 1):
        when, is_back = START + timedelta(minutes=at), at % 2
        state = None if is_back else ParcelState.DELIVERED
        events.append(Event(when, "743" if is_back else "704", "", "", state, ("704",) if is_back else ()))
    return tracked(number, events)


@pytest.fixture
def patient(address: str) -> Iterator[Shelf]:
    """Return a way to books whose processes wait long for a lock: only a ring of those who wait is a fault."""
    engine = ready_database(address, wait_s=60)
    yield Shelf(engine)
    engine.dispose()


def test_everybody_at_once(patient: Shelf) -> None:
    shelf = patient
    shelf.book().follow(dict.fromkeys(NUMBERS, ""))
    channels = [Careless("env:A"), Careless("env:B")]
    settings = NoticeSettings(every_s=0)

    def look(_worker: int) -> None:
        book = shelf.book(notices=NOTICES)
        for at in range(ROUNDS + 1):
            numbers = random.sample(NUMBERS, len(NUMBERS))
            claims, _ = book.claim(numbers, "ems-1")
            book.record(claims, {number: so_far(number, at) for number in numbers})

    def send(worker: int) -> None:
        channel = channels[worker % 2]
        while not all(each.done() for each in looking) or shelf.outbox().due(channel.name, None):
            Sender(shelf.outbox(), channel, settings).round(is_now=True)
            # SQLite hands its one lock to anybody: who asks for it all the time keeps others from it.
            wait(looking, timeout=0.05)

    with ThreadPoolExecutor(4) as pool:
        looking = [pool.submit(look, at) for at in range(2)]
        sending = [pool.submit(send, at) for at in range(2)]
        for each in (*looking, *sending):
            each.result(timeout=90)
    for channel in channels:
        assert {line.split()[1].rstrip(":") for line in channel.lines} == set(NUMBERS)
    twice = [line for channel in channels for line, count in channel.lines.items() if count > 1]
    assert twice == []
