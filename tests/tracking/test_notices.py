"""What goes into the outbox, on both databases: each thing once, with its cause, and taken back when it is not so."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import event

from agent.notice_settings import NOTICE_KINDS
from agent.tracking.book import Book
from agent.tracking.event import Event
from agent.tracking.notices import Notices, shown_place
from agent.tracking.occasion import Kind
from agent.tracking.outbox import Outcome, Sent
from agent.tracking.result import Tracked, tracked
from agent.tracking.state import ParcelState
from tests.tracking.shelf import NUMBER, OTHER, START, Shelf, failed, look, told

BOTH = Notices(("env:A", "env:B"))
ONE = Notices(("env:A",))


def heard(shelf: Shelf, channel: str = "env:A") -> list[str]:
    """Return what is in the outbox for a channel: kind and state of each."""
    every = shelf.outbox().deliveries(is_all=True)
    return [f"{each.notice.kind} {each.state}" for each in every if each.channel == channel]


def send(shelf: Shelf, outcome: Outcome = Outcome.SENT, channel: str = "env:A") -> None:
    """Send all that waits for a channel."""
    claim = shelf.outbox().claim([notice.id for notice in shelf.outbox().due(channel, None)], 60)
    shelf.outbox().settle(claim, Sent(outcome, "because"))


def happened(*events: tuple[int, str], voids: str = "", number: str = NUMBER) -> Tracked:
    """Return an answer with events at hours; the last one takes back the latest of a code, if one is given."""
    made = [
        Event(START + timedelta(hours=at), state[:3], state, "somewhere", ParcelState(state)) for at, state in events
    ]
    if voids:
        at, *_ = events[-1]
        made[-1] = Event(START + timedelta(hours=at), "743", "not so", "somewhere", None, (voids,))
    return tracked(number, made)


@pytest.fixture
def book(shelf: Shelf) -> Book:
    """Return a book of one number that is known to be on its way, whose notices go by one channel."""
    book = shelf.book(notices=ONE)
    book.follow({NUMBER: "papers"}, accounts={NUMBER: "acc-1"})
    look(book, happened((0, "picked_up")))
    return book


def test_settings_know_every_kind() -> None:
    assert tuple(Kind) == NOTICE_KINDS


@pytest.mark.parametrize("state", ["delivered", "attempt_failed", "returning", "returned", "lost"])
def test_each_kind_is_written_once_for_each_channel(shelf: Shelf, state: str) -> None:
    book = shelf.book(notices=BOTH)
    book.follow({NUMBER: "papers"})
    for answer in (told("picked_up"), told("picked_up", state), told("picked_up", state), told()):
        look(book, answer)
    assert heard(shelf) == heard(shelf, "env:B") == [f"{state} waiting"]


@pytest.mark.parametrize("state", ["in_transit", "out_for_delivery", "awaiting_pickup", "cancelled"])
def test_other_states_are_not_told(book: Book, shelf: Shelf, state: str) -> None:
    look(book, happened((0, "picked_up"), (1, state)))
    assert heard(shelf) == []


def test_notice_holds_what_its_line_says(book: Book, shelf: Shelf) -> None:
    look(book, happened((0, "picked_up"), (5, "delivered")))
    (notice,) = shelf.outbox().due("env:A", 0)
    about = (notice.carrier, notice.number, notice.account, notice.label, notice.state, notice.place)
    assert about == ("ems", NUMBER, "acc-1", "papers", "delivered", "somewhere")
    assert notice.at == START + timedelta(hours=5)


def test_nobody_hears_without_channels_or_of_kinds_that_are_not_wanted(shelf: Shelf) -> None:
    for notices in (Notices(), Notices(("env:A",), ("lost",))):
        book = shelf.book(notices=notices)
        book.follow({NUMBER: "", OTHER: ""})
        look(book, told("delivered", number=NUMBER))
        look(book, told("delivered", number=OTHER))
    assert heard(shelf) == []


def test_way_before_a_parcel_was_followed_is_not_told(shelf: Shelf) -> None:
    book = shelf.book(notices=ONE)
    book.follow({NUMBER: "", OTHER: ""})
    look(book, told("attempt_failed", "out_for_delivery", "delivered"))
    look(book, told("attempt_failed", "out_for_delivery", number=OTHER))
    assert heard(shelf) == ["delivered waiting"]


def test_what_was_known_before_there_were_channels_is_not_told(shelf: Shelf) -> None:
    shelf.book().follow({NUMBER: ""})
    look(shelf.book(), told("delivered"))
    shelf.later(days=1)
    look(shelf.book(notices=ONE), told("delivered"))
    assert heard(shelf) == []


def test_attempt_that_is_over_by_the_next_look_is_told(book: Book, shelf: Shelf) -> None:
    look(book, happened((0, "picked_up"), (1, "attempt_failed"), (2, "arrived_at_destination")))
    assert heard(shelf) == ["attempt_failed waiting"]


def test_attempts_of_two_days_are_two_and_of_one_day_one(book: Book, shelf: Shelf) -> None:
    look(book, happened((0, "picked_up"), (1, "attempt_failed")))
    look(book, happened((0, "picked_up"), (1, "attempt_failed"), (2, "attempt_failed")))
    assert heard(shelf) == ["attempt_failed waiting"]
    look(book, happened((0, "picked_up"), (1, "attempt_failed"), (26, "attempt_failed")))
    assert heard(shelf) == ["attempt_failed waiting"] * 2


def test_attempts_that_one_look_brings_are_each_told_unless_the_parcel_has_come(shelf: Shelf) -> None:
    book = shelf.book(notices=ONE)
    book.follow({NUMBER: "", OTHER: ""})
    events = [(0, "picked_up"), (1, "attempt_failed"), (25, "out_for_delivery"), (26, "attempt_failed")]
    for number in (NUMBER, OTHER):
        look(book, happened(*events[:1], number=number))
    look(book, happened(*events))
    assert heard(shelf) == ["attempt_failed waiting"] * 2
    look(book, happened(*events, (27, "delivered"), number=OTHER))
    assert heard(shelf)[2:] == ["delivered waiting"]


def test_same_delivery_told_earlier_or_in_other_words_is_one(book: Book, shelf: Shelf) -> None:
    look(book, happened((0, "picked_up"), (5, "delivered")))
    look(book, happened((4, "delivered"), (5, "delivered")))
    other = Event(START + timedelta(hours=5), "del", "signed for", "elsewhere", ParcelState.DELIVERED)
    look(book, tracked(NUMBER, [other]))
    assert heard(shelf) == ["delivered waiting"]


def test_delivery_taken_back_before_it_was_told_is_dropped(book: Book, shelf: Shelf) -> None:
    look(book, happened((0, "picked_up"), (5, "delivered")))
    look(book, happened((0, "picked_up"), (5, "delivered"), (6, "delivered"), voids="del"))
    assert heard(shelf) == ["delivered dropped"]


@pytest.mark.parametrize("outcome", [Outcome.SENT, Outcome.UNCERTAIN])
def test_delivery_taken_back_after_it_may_have_been_told_is_told_as_taken_back(
    book: Book, shelf: Shelf, outcome: Outcome
) -> None:
    look(book, happened((0, "picked_up"), (5, "delivered")))
    send(shelf, outcome)
    look(book, happened((0, "picked_up"), (5, "delivered"), (6, "delivered"), voids="del"))
    assert heard(shelf) == [f"delivered {outcome}", "taken_back waiting"]
    (notice,) = shelf.outbox().due("env:A", None)
    assert (notice.said, notice.state, notice.at) == ("delivered", "picked_up", START + timedelta(hours=5))


def test_channel_that_has_not_heard_hears_nothing_of_what_was_taken_back(shelf: Shelf) -> None:
    book = shelf.book(notices=BOTH)
    book.follow({NUMBER: ""})
    look(book, happened((0, "picked_up"), (5, "delivered")))
    send(shelf, channel="env:B")
    look(book, happened((0, "picked_up"), (5, "delivered"), (6, "delivered"), voids="del"))
    assert heard(shelf) == ["delivered dropped"]
    assert heard(shelf, "env:B") == ["delivered sent", "taken_back waiting"]


def test_second_delivery_after_a_reversal_is_told_again(book: Book, shelf: Shelf) -> None:
    answer = happened((0, "picked_up"), (5, "delivered"))
    look(book, answer)
    send(shelf)
    look(book, happened((5, "delivered"), (6, "delivered"), voids="del"))
    send(shelf)
    for _ in range(2):
        look(book, happened((30, "delivered")))
    assert heard(shelf) == ["delivered sent", "taken_back sent", "delivered waiting"]


def test_delivery_that_holds_again_though_it_was_told_as_taken_back_is_told_again(book: Book, shelf: Shelf) -> None:
    look(book, happened((0, "picked_up"), (5, "delivered")))
    send(shelf)
    look(book, happened((8, "delivered"), voids="del"))
    send(shelf)
    look(book, happened((7, "delivered")))
    assert heard(shelf) == ["delivered sent", "taken_back sent", "delivered waiting"]


def test_failed_try_of_what_was_taken_back_meanwhile_ends_it_for_both(book: Book, shelf: Shelf) -> None:
    look(book, happened((0, "picked_up"), (5, "delivered")))
    claim = shelf.outbox().claim([notice.id for notice in shelf.outbox().due("env:A", 0)], 60)
    look(book, happened((5, "delivered"), (6, "delivered"), voids="del"))
    assert heard(shelf) == ["delivered sending", "taken_back waiting"]
    shelf.outbox().settle(claim, Sent(Outcome.FAILED))
    assert heard(shelf) == ["delivered dropped", "taken_back dropped"]


def test_state_without_an_event_is_told_once_and_its_event_later_adds_nothing(book: Book, shelf: Shelf) -> None:
    look(book, Tracked(NUMBER, (), ParcelState.DELIVERED))
    look(book, happened((0, "picked_up"), (5, "delivered")))
    assert heard(shelf) == ["delivered waiting"]


def test_notice_is_there_only_with_its_cause(book: Book, shelf: Shelf) -> None:
    def fail(*_args: object) -> None:
        raise KeyboardInterrupt

    (claimed,), _ = book.claim([NUMBER], "ems-1")
    event.listen(shelf.engine, "commit", fail)
    with pytest.raises(KeyboardInterrupt):
        book.record([claimed], {NUMBER: happened((0, "picked_up"), (5, "delivered"))})
    event.remove(shelf.engine, "commit", fail)
    assert (heard(shelf), shelf.events()) == ([], 1)


def test_processes_at_once_write_each_notice_once(shelf: Shelf) -> None:
    numbers = [f"{1012345678000 + serial}" for serial in range(20)]
    shelf.book().follow(dict.fromkeys(numbers, ""))

    def follow(_process: int) -> None:
        book = shelf.book(notices=ONE)
        for number in numbers:
            claims, _ = book.claim([number], "ems-1")
            book.record(claims, {number: told("picked_up", "delivered", number=number)})
            book.notices.note_stuck(book.engine, "ems", book.clock)

    with ThreadPoolExecutor(3) as pool:
        list(pool.map(follow, range(3)))
    assert heard(shelf) == ["delivered waiting"] * len(numbers)


def test_places_hold_no_telephone_numbers() -> None:
    places = ["杭州 13800138000", "Hangzhou +86 138-0013-8000", "0571-86238015 office", "Station 12, 310000"]
    assert [shown_place(place) for place in places] == ["杭州 ***", "Hangzhou ***", "*** office", "Station 12, 310000"]


def test_stopped_access_is_told_once_for_each_halt(shelf: Shelf) -> None:
    access = shelf.access(notices=ONE)
    for _ in range(3):
        access.note([failed("auth")])
    assert heard(shelf) == ["stopped waiting"]
    send(shelf)
    access.note([told()], is_person=True)
    shelf.later(hours=1)
    access.note([failed("quota")])
    access.note([failed("carrier_down"), failed("quota")])
    assert heard(shelf) == ["stopped sent", "stopped waiting"]
    (notice,) = shelf.outbox().due("env:A", 0)
    assert (notice.number, notice.said, notice.carrier) == ("", "quota", "ems")


def test_halt_that_is_over_before_it_was_told_is_dropped(shelf: Shelf) -> None:
    shelf.access(notices=ONE).note([failed("auth")])
    shelf.access("ems-2", notices=ONE).note([failed("auth")])
    shelf.access(notices=ONE).note([told()], is_person=True)
    assert heard(shelf) == ["stopped dropped", "stopped waiting"]
