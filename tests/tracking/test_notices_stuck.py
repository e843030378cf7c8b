"""Parcels that are stuck: found by one query, told once for each silence, and only if somebody did look."""

from __future__ import annotations

from datetime import timedelta

import pytest

from agent.tracking.notices import Notices
from tests.tracking.shelf import NUMBER, OTHER, START, Shelf, failed, look, told
from tests.tracking.test_notices import heard, send

ONE = Notices(("env:A",), stuck_days=5)


def stuck(shelf: Shelf) -> int:
    """Look for stuck parcels, as a sweep does."""
    book = shelf.book(notices=ONE)
    return book.notices.note_stuck(book.engine, book.carrier, book.clock)


def test_silence_of_days_is_told_once(shelf: Shelf) -> None:
    book = shelf.book(notices=ONE)
    book.follow({NUMBER: "papers"}, accounts={NUMBER: "acc-1"})
    look(book, told("picked_up", "in_transit"))
    shelf.later(days=4, hours=23)
    look(book, told("picked_up", "in_transit"))
    assert stuck(shelf) == 0
    shelf.later(hours=2)
    look(book, told("picked_up", "in_transit"))
    assert [stuck(shelf), stuck(shelf)] == [1, 0]
    (notice,) = shelf.outbox().due("env:A", 0)
    assert (notice.kind, notice.account, notice.state, notice.said) == ("stuck", "acc-1", "in_transit", "5")
    assert notice.at == START + timedelta(hours=1)


def test_news_drop_what_was_not_told_and_the_next_silence_is_another_one(shelf: Shelf) -> None:
    book = shelf.book(notices=ONE)
    book.follow({NUMBER: ""})
    states = ["picked_up"]
    for _ in range(2):
        look(book, told(*states))
        shelf.later(days=6)
        look(book, told(*states))
        assert stuck(shelf) == 1
        states.append("in_transit")
    look(book, told(*states))
    assert heard(shelf) == ["stuck dropped", "stuck dropped"]
    shelf.later(days=6)
    look(book, told(*states))
    stuck(shelf)
    send(shelf)
    look(book, told(*states, "out_for_delivery"))
    assert heard(shelf)[2:] == ["stuck sent"]


@pytest.mark.parametrize("state", ["delivered", "returned", "lost", "awaiting_pickup", "cancelled"])
def test_what_does_not_move_is_not_stuck(shelf: Shelf, state: str) -> None:
    book = shelf.book(notices=ONE)
    book.follow({NUMBER: ""})
    look(book, told(state))
    shelf.later(days=10)
    look(book, told(state))
    assert stuck(shelf) == 0


def test_parcel_that_nobody_answered_for_is_not_stuck(shelf: Shelf) -> None:
    book = shelf.book(notices=ONE)
    book.follow({NUMBER: "", OTHER: ""})
    look(book, told("picked_up"))
    look(book, told("picked_up", number=OTHER))
    shelf.later(days=10)
    look(book, failed("carrier_down"))
    look(book, told("picked_up", number=OTHER))
    assert stuck(shelf) == 1
    assert [each.notice.number for each in shelf.outbox().deliveries()] == [OTHER]


def test_many_are_found_and_each_once(shelf: Shelf) -> None:
    book = shelf.book(notices=ONE)
    numbers = [f"{1012345670000 + serial}" for serial in range(1200)]
    book.follow(dict.fromkeys(numbers, ""))
    for _ in range(2):
        claims, _early = book.claim(numbers, "ems-1")
        book.record(claims, {number: told("picked_up", number=number) for number in numbers})
        shelf.later(days=6)
    shelf.later(days=-6)
    assert [stuck(shelf), stuck(shelf)] == [1200, 0]
