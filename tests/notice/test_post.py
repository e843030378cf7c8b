"""The post beside a watch: no channel holds up another one or the watch, and it ends in time."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest

from agent.errors import LedgerError
from agent.notice.post import Post
from agent.notice.sender import Sender
from agent.notice_settings import NoticeSettings
from tests.notice.receiver import Receiver
from tests.notice.test_sender import NUMBERS, Delivered
from tests.tracking.shelf import Shelf

SOON_S = 15.0


def until(is_so: Callable[[], bool]) -> None:
    """Return when something is so."""
    deadline = time.monotonic() + SOON_S
    while not is_so():
        assert time.monotonic() < deadline, "it did not come about in time"
        time.sleep(0.02)


@pytest.fixture
def delivered(shelf: Shelf, channel: Receiver) -> Delivered:
    return Delivered(shelf, channel)


def test_hanging_channel_holds_up_neither_another_one_nor_the_end(delivered: Delivered, other: Receiver) -> None:
    delivered.parcels(*NUMBERS, channels=("env:A", "env:B"))
    delivered.channel.answer = "hang"
    post = Post([delivered.sender(timeout_s=2), delivered.sender(other, "env:B")], end_within_s=1)
    post.open()
    post.wake()
    until(lambda: len(other.messages) == 1 and len(delivered.channel.messages) == 1)
    began = time.monotonic()
    post.close()
    assert time.monotonic() - began < 30
    assert (delivered.states(), delivered.states("env:B")) == ({"uncertain": 6}, {"sent": 6})
    assert post.total() == {"uncertain": 6, "sent": 6}


def test_end_sends_what_waits_and_its_time_is_bounded(delivered: Delivered) -> None:
    delivered.parcels(*NUMBERS)
    post = Post([delivered.sender(digest="each")], end_within_s=0)
    post.open()
    post.close()
    assert delivered.states() == {"waiting": 6}
    post = Post([delivered.sender(digest="each")], end_within_s=10)
    post.open()
    post.close()
    post.close()
    assert (delivered.states(), post.counts(), post.counts()) == ({"sent": 6}, {"sent": 6}, {})


def test_database_that_fails_ends_no_post(delivered: Delivered) -> None:
    delivered.parcels(NUMBERS[0])
    sender = delivered.sender()
    failing = Sender(Broken(sender.outbox), sender.channel, NoticeSettings(every_s=0))  # type: ignore[arg-type]
    post = Post([failing], end_within_s=5)
    post.open()
    until(lambda: bool(delivered.channel.messages))
    post.close()
    assert delivered.states() == {"sent": 1}


class Broken:
    """An outbox that fails the first time."""

    def __init__(self, outbox: object) -> None:
        self._outbox, self._is_first = outbox, True

    def __getattr__(self, name: str) -> object:
        if self._is_first:
            self._is_first = False
            raise LedgerError("the database is locked")
        return getattr(self._outbox, name)
