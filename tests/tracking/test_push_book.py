"""What pushes do to the book, on both databases: in any order, any number of times, beside looks."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from itertools import permutations

import pytest

from agent.tracking.book import Book
from agent.tracking.due import Halt
from agent.tracking.entry import Change, Entry
from agent.tracking.event import Event
from agent.tracking.result import Tracked, tracked
from agent.tracking.state import ParcelState
from tests.tracking.shelf import NUMBER, OTHER, START, Shelf, entry, failed, look, told

WAY = told("picked_up", "in_transit", "out_for_delivery", "delivered")


def one(place: int) -> Tracked:
    """Return a push about one event, as EMS sends it."""
    return tracked(NUMBER, WAY.events[place : place + 1])


def until(place: int) -> Tracked:
    """Return a push about all events up to one."""
    return tracked(NUMBER, WAY.events[: place + 1])


def push(book: Book, *answers: Tracked) -> Entry:
    book.tell(answers)
    return entry(book)


@pytest.fixture
def book(shelf: Shelf) -> Book:
    book = shelf.book()
    book.follow({NUMBER: ""}, spread_s=0)
    return book


def test_push_writes_events_state_and_next_look(shelf: Shelf, book: Book) -> None:
    shelf.later(hours=1)
    assert book.tell([until(1)]) == [Change(NUMBER, ParcelState.NO_RECORD, ParcelState.IN_TRANSIT, 2)]
    found = entry(book)
    assert found.parcel.events == until(1).events
    assert found.due_at == shelf.now + timedelta(hours=4)
    assert (found.news_at, found.answered_at, found.asked_at) == (shelf.now, shelf.now, None)


def test_number_that_is_not_followed_is_not_entered(shelf: Shelf, book: Book) -> None:
    strange = [replace(until(1), number=number) for number in (OTHER, "\0", "邮", "\ud800", "x" * 5000, "")]
    assert book.tell(strange) == [None] * len(strange)
    assert [each.number for each in book.entries()] == [NUMBER]
    assert shelf.events() == 0


def test_push_is_written_into_the_book_of_its_carrier_alone(shelf: Shelf, book: Book) -> None:
    other = shelf.book("17track")
    other.follow({NUMBER: ""})
    other.tell([until(3)])
    assert (entry(other).parcel.state, entry(book).parcel.state) == (ParcelState.DELIVERED, ParcelState.NO_RECORD)


def test_what_is_pushed_again_changes_nothing_and_moves_no_look(shelf: Shelf, book: Book) -> None:
    before = push(book, until(2))
    shelf.later(minutes=30)
    assert [change and change.events for change in book.tell([until(2), one(0), until(0)])] == [0, 0, 0]
    assert entry(book) == before


@pytest.mark.parametrize("make", [one, until])
def test_order_of_pushes_changes_nothing(shelf: Shelf, make: object) -> None:
    assert callable(make)
    for name, order in enumerate(permutations(range(4))):
        book = shelf.book(f"carrier-{name}")
        book.follow({NUMBER: ""})
        for place in order:
            book.tell([make(place)])
        found = entry(book)
        assert (found.parcel.state, found.parcel.events) == (ParcelState.DELIVERED, WAY.events), order


def test_pushes_of_one_transaction_are_as_those_of_many(shelf: Shelf) -> None:
    together, apart = shelf.book("a"), shelf.book("b")
    for book in (together, apart):
        book.follow({NUMBER: "", OTHER: ""})
    pushes = [one(2), until(0), one(2), replace(one(3), number=OTHER), one(0)]
    changes = together.tell(pushes)
    assert changes == [change for each in pushes for change in apart.tell([each])]
    assert [change and change.events for change in changes] == [1, 1, 0, 1, 0]
    for number in (NUMBER, OTHER):
        assert entry(together, number).parcel == entry(apart, number).parcel


def test_delivery_that_is_taken_back_stays_taken_back_when_it_is_pushed_again(book: Book) -> None:
    back = Event(START + timedelta(hours=9), "743", "taken back", voids=("del",))
    push(book, until(3))
    assert push(book, tracked(NUMBER, [back])).parcel.state is ParcelState.OUT_FOR_DELIVERY
    assert push(book, until(3), one(3)).parcel.state is ParcelState.OUT_FOR_DELIVERY


def test_older_push_does_not_read_known_events_otherwise(book: Book) -> None:
    mistaken = Tracked(NUMBER, (replace(WAY.events[1], state=ParcelState.DELIVERED),), ParcelState.DELIVERED)
    assert push(book, mistaken).parcel.state is ParcelState.DELIVERED
    assert push(book, until(2)).parcel.state is ParcelState.OUT_FOR_DELIVERY
    assert push(book, mistaken).parcel.state is ParcelState.OUT_FOR_DELIVERY


def test_end_of_a_watch_moves_no_state_back_and_an_older_one_does_not_come_again(book: Book) -> None:
    given_up = replace(until(1), state=ParcelState.EXPIRED)
    assert push(book, given_up).parcel.state is ParcelState.EXPIRED
    assert push(book, until(2)).parcel.state is ParcelState.OUT_FOR_DELIVERY
    for late in (given_up, Tracked(NUMBER, (), ParcelState.EXPIRED), Tracked(NUMBER)):
        assert push(book, late).parcel.state is ParcelState.OUT_FOR_DELIVERY


def test_state_without_events_counts_while_nothing_else_is_known(book: Book) -> None:
    assert push(book, Tracked(NUMBER, (), ParcelState.INFO_RECEIVED)).parcel.state is ParcelState.INFO_RECEIVED
    assert push(book, until(1), Tracked(NUMBER, (), ParcelState.DELIVERED)).parcel.state is ParcelState.IN_TRANSIT


def test_only_a_look_makes_an_end_certain(shelf: Shelf, book: Book) -> None:
    assert push(book, until(3)).due_at == shelf.now + timedelta(hours=24)
    shelf.later(hours=30)
    late = Event(shelf.now, "704", "delivered again", state=ParcelState.DELIVERED)
    found = push(book, until(3), tracked(NUMBER, [late]))
    assert (found.parcel.is_confirmed, found.due_at is None) == (False, False)
    assert look(book, until(3)).parcel.is_confirmed


def test_carrier_that_gives_up_twice_is_asked_still(shelf: Shelf, book: Book) -> None:
    push(book, replace(until(0), state=ParcelState.EXPIRED))
    shelf.later(hours=30)
    found = push(book, replace(until(1), state=ParcelState.EXPIRED))
    assert (found.parcel.state, found.parcel.is_confirmed) == (ParcelState.EXPIRED, False)
    assert found.due_at is not None


def test_news_starts_again_what_was_given_up(shelf: Shelf, book: Book) -> None:
    assert look(book, failed("bad_number")).halt == Halt.BAD_NUMBER
    found = push(book, until(0))
    assert (found.halt, found.fault, found.due_at) == ("", "", shelf.now + timedelta(hours=4))


def test_look_that_is_under_way_writes_beside_a_push(shelf: Shelf, book: Book) -> None:
    claims, _ = book.claim([NUMBER], "ems-1")
    push(book, one(3))
    assert [change.events for change in book.record(claims, {NUMBER: until(1)})] == [2]
    found = entry(book)
    assert (found.parcel.state, len(found.parcel.events)) == (ParcelState.DELIVERED, 3)


def test_event_is_written_as_both_databases_can_keep_it(shelf: Shelf, book: Book) -> None:
    odd = Event(START, "2\0", "half \ud800 of a letter\0", "\0", ParcelState.IN_TRANSIT)
    for _ in range(2):
        push(book, tracked(NUMBER, [odd]))
    assert shelf.events() == 1


def test_pushes_and_looks_at_once_lose_nothing(shelf: Shelf) -> None:
    numbers = [f"{1012345678000 + serial}" for serial in range(20)]
    shelf.book().follow(dict.fromkeys(numbers, ""))

    def work(place: int) -> None:
        book = shelf.book()
        answers = [tracked(number, WAY.events[place : place + 1]) for number in numbers]
        if place == 3:
            claims, _ = book.claim(numbers, "ems-1")
            book.record(claims, {answer.number: answer for answer in answers})
        else:
            book.tell(answers if place % 2 else answers[::-1])

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(work, range(4)))
    assert shelf.events() == 4 * len(numbers)
    assert {found.parcel.state for found in shelf.book().entries()} == {ParcelState.DELIVERED}
