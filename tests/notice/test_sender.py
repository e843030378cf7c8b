"""What waits is sent once, on both databases; what fails is tried again, and what is uncertain is left to a person."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from agent.notice.sender import Sender
from agent.notice.text import trial_message
from agent.notice_settings import NoticeSettings
from agent.tracking.notices import Notices
from tests.notice.receiver import Receiver
from tests.tracking.shelf import START, Shelf, look, told

NUMBERS = tuple(f"{1012345678500 + serial}" for serial in range(6))


class Delivered:
    """Parcels that were delivered, and senders that tell of it."""

    def __init__(self, shelf: Shelf, channel: Receiver) -> None:
        self.shelf, self.channel = shelf, channel

    def parcels(self, *numbers: str, accounts: int = 1, channels: tuple[str, ...] = ("env:A",)) -> None:
        """Let parcels be delivered."""
        book = self.shelf.book(notices=Notices(channels))
        book.follow(
            dict.fromkeys(numbers, "papers"),
            accounts={number: f"acc-{at % accounts}" for at, number in enumerate(numbers)},
        )
        for number in numbers:
            look(book, told("picked_up", number=number))
            look(book, told("picked_up", "delivered", number=number))

    def sender(self, channel: Receiver | None = None, name: str = "env:A", timeout_s: float = 5, **more: str) -> Sender:
        """Return a sender, as another process would make it."""
        settings = NoticeSettings.model_validate({"every_s": 900, "timeout_s": timeout_s, **more})
        return Sender(self.shelf.outbox(), (channel or self.channel).channel(name, timeout_s), settings)

    def states(self, channel: str = "env:A") -> Counter[str]:
        """Return how many notices of a channel are in each state."""
        every = self.shelf.outbox().deliveries(is_all=True)
        return Counter(each.state for each in every if each.channel == channel)


@pytest.fixture
def delivered(shelf: Shelf, channel: Receiver) -> Delivered:
    return Delivered(shelf, channel)


@pytest.mark.parametrize(("digest", "messages"), [("account", 2), ("all", 1), ("each", 6)])
def test_notices_are_put_together(delivered: Delivered, digest: str, messages: int) -> None:
    delivered.parcels(*NUMBERS, accounts=2)
    sender = delivered.sender(digest=digest)
    assert sender.round() == {"sent": 6}
    assert len(delivered.channel.messages) == messages
    assert sorted(line.split()[1] for line in delivered.channel.lines()) == sorted(NUMBERS)


def test_where_no_account_is_known_the_label_puts_together(delivered: Delivered, shelf: Shelf) -> None:
    book = shelf.book(notices=Notices(("env:A",)))
    book.follow({number: f"batch {at % 3}" for at, number in enumerate(NUMBERS)})
    for number in NUMBERS:
        look(book, told("delivered", number=number))
    delivered.sender().round()
    titles = sorted(message["title"] for message in delivered.channel.messages)
    assert titles == [f"Parcels of batch {at}: 2 delivered" for at in range(3)]


def test_second_round_sends_nothing_again(delivered: Delivered) -> None:
    delivered.parcels(*NUMBERS)
    for _ in range(3):
        delivered.sender().round()
        delivered.shelf.later(hours=1)
    assert (len(delivered.channel.messages), delivered.states()) == (1, {"sent": 6})


def test_rounds_keep_their_distance_unless_a_person_waits(delivered: Delivered) -> None:
    delivered.parcels(NUMBERS[0])
    delivered.sender().round()
    delivered.parcels(NUMBERS[1])
    delivered.shelf.later(minutes=14)
    assert delivered.sender().round() == {}
    delivered.shelf.later(minutes=2)
    assert delivered.sender().round() == {"sent": 1}
    delivered.parcels(NUMBERS[2])
    assert delivered.sender().round(is_now=True) == {"sent": 1}


def test_processes_at_once_send_each_notice_once(delivered: Delivered) -> None:
    delivered.parcels(*NUMBERS)
    senders = [delivered.sender(digest="each") for _ in range(4)]
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(Sender.round, senders))
    assert sorted(line.split()[1] for line in delivered.channel.lines()) == sorted(NUMBERS)
    assert delivered.states() == {"sent": 6}


def test_refused_message_is_tried_again_later_and_later(delivered: Delivered) -> None:
    delivered.parcels(NUMBERS[0])
    delivered.channel.answer = 500
    tried: list[int] = []
    for minute in range(16):
        delivered.sender().round()
        tried += [minute] * (len(delivered.channel.messages) - len(tried))
        delivered.shelf.later(minutes=1)
    assert tried == [0, 1, 3, 7, 15]
    delivered.channel.answer = 200
    delivered.shelf.later(minutes=16)
    assert delivered.sender().round() == {"sent": 1}


def test_channel_that_refuses_is_left_alone_with_all_that_waits(delivered: Delivered) -> None:
    delivered.parcels(*NUMBERS)
    delivered.channel.answer = 500
    assert delivered.sender(digest="each").round() == {"waiting": 1}
    assert delivered.sender(digest="each").round() == {}
    assert len(delivered.channel.messages) == 1


def test_refused_message_is_given_up_after_a_day_and_sent_when_a_person_says_so(delivered: Delivered) -> None:
    delivered.parcels(NUMBERS[0])
    delivered.channel.answer = 500
    while delivered.shelf.now < START + timedelta(hours=26):
        delivered.sender().round()
        delivered.shelf.later(minutes=30)
    assert delivered.states() == {"failed": 1}
    assert len(delivered.channel.messages) > 10
    delivered.channel.answer = 200
    delivered.shelf.outbox().again(["env:A"])
    assert delivered.sender().round(is_now=True) == {"sent": 1}


def test_channel_without_an_answer_leaves_it_uncertain_and_is_not_asked_again(delivered: Delivered) -> None:
    delivered.parcels(*NUMBERS, accounts=2)
    delivered.channel.answer = "hang"
    assert delivered.sender(timeout_s=0.3).round() == {"uncertain": 3}
    delivered.channel.answer = 200
    for _ in range(50):
        delivered.shelf.later(hours=1)
        delivered.sender().round()
    assert delivered.states() == {"uncertain": 3, "sent": 3}
    assert len(delivered.channel.messages) == 2


def test_failing_channel_repeats_nothing_on_another(delivered: Delivered, other: Receiver) -> None:
    delivered.parcels(NUMBERS[0], channels=("env:A", "env:B"))
    delivered.channel.answer = 500
    for _ in range(5):
        delivered.sender().round()
        delivered.sender(other, "env:B").round()
        delivered.shelf.later(hours=1)
    assert (len(delivered.channel.messages), len(other.messages)) == (5, 1)
    assert delivered.states("env:B") == {"sent": 1}


def test_what_a_gone_process_was_sending_is_uncertain_when_its_lease_is_over(delivered: Delivered) -> None:
    delivered.parcels(NUMBERS[0])
    outbox = delivered.shelf.outbox()
    outbox.claim([notice.id for notice in outbox.due("env:A", 0)], lease_s=65)
    delivered.shelf.later(seconds=64)
    assert delivered.sender().round() == {}
    delivered.shelf.later(seconds=2)
    assert delivered.sender().round() == {"uncertain": 1}
    delivered.shelf.later(days=2)
    assert (delivered.sender().round(), delivered.channel.messages) == ({}, [])
    (left,) = outbox.deliveries()
    assert (left.state, left.notice.number) == ("uncertain", NUMBERS[0])
    assert "nobody knows" in left.why
    assert [outbox.again(["env:A"]), outbox.again(["env:A"])] == [1, 0]
    assert delivered.sender().round(is_now=True) == {"sent": 1}


def test_outcome_that_comes_after_the_lease_still_counts(delivered: Delivered) -> None:
    delivered.parcels(NUMBERS[0])
    slow = delivered.sender()
    claim = slow.outbox.claim([notice.id for notice in slow.outbox.due("env:A", 0)], lease_s=1)
    delivered.shelf.later(minutes=1)
    assert slow.outbox.expire() == 1
    slow.outbox.settle(claim, slow.channel.send(trial_message("en")))
    assert delivered.states() == {"sent": 1}


def test_long_digest_goes_in_parts_and_a_round_ends_when_its_time_is_up(delivered: Delivered, shelf: Shelf) -> None:
    numbers = [f"{1012345670000 + serial}" for serial in range(120)]
    book = shelf.book(notices=Notices(("env:A",)))
    book.follow(dict.fromkeys(numbers, ""))
    claims, _ = book.claim(numbers, "ems-1")
    book.record(claims, {number: told("delivered", number=number) for number in numbers})
    left = iter([False, True])
    assert delivered.sender().round(lambda: next(left)) == {"sent": 50}
    delivered.shelf.later(hours=1)
    assert delivered.sender().round() == {"sent": 70}
    assert [message["message"].count("- 101") for message in delivered.channel.messages] == [50, 50, 20]
    assert len({*delivered.channel.lines()}) == 120
