"""The roll: what is followed, in short, and what a person has stopped."""

from __future__ import annotations

from datetime import timedelta

from agent.tracking.due import Halt
from agent.tracking.roll import listed, stop_following
from agent.tracking.state import ParcelState
from tests.tracking.shelf import NUMBER, OTHER, START, Shelf, entry, failed, look, told

STATES = ("picked_up", "delivered")


def test_list_shows_each_parcel_with_its_newest_event(shelf: Shelf) -> None:
    book = shelf.book()
    book.follow({NUMBER: "papers", OTHER: ""})
    shelf.book("kdniao").follow({NUMBER: ""})
    look(book, told("picked_up", "in_transit"))
    first, second = listed(book)
    assert (first.number, first.label, first.state) == (NUMBER, "papers", ParcelState.IN_TRANSIT)
    assert first.last == told("picked_up", "in_transit").events[-1]
    assert (second.number, second.last, second.due_at) == (OTHER, None, START)


def test_list_of_states_holds_no_other(shelf: Shelf) -> None:
    book = shelf.book()
    book.follow({f"{1012345678000 + serial}": "" for serial in range(600)})
    look(book, told("picked_up", number="1012345678599"))
    assert [line.number for line in listed(book, ["picked_up", "lost"])] == ["1012345678599"]
    assert len(list(listed(book))) == 600


def test_stopped_parcel_is_looked_at_no_more_and_who_said_so_is_kept(shelf: Shelf) -> None:
    book = shelf.book()
    book.follow({NUMBER: "", OTHER: ""})
    assert stop_following(book, [NUMBER, "EA123456785CN"], "Wang Fang", "sent anew") == {NUMBER: True}
    found = entry(book)
    assert (found.due_at, found.halt, found.stopped_at) == (None, Halt.STOPPED, START)
    assert (found.stopped_by, found.stopped_why) == ("Wang Fang", "sent anew")
    assert [claimed.number for claimed in book.claim_due(10, "ems-1")] == [OTHER]
    assert stop_following(book, [NUMBER], "Li Lei", "") == {NUMBER: False}
    assert entry(book).stopped_by == "Wang Fang"


def test_look_that_is_under_way_does_not_start_it_again(shelf: Shelf) -> None:
    book = shelf.book()
    book.follow({NUMBER: ""})
    claims = book.claim_due(10, "ems-1")
    stop_following(book, [NUMBER], "Wang Fang", "")
    book.put_back(claims)
    assert book.record(claims, {NUMBER: told("picked_up")}) == []
    assert (entry(book).due_at, entry(book).halt) == (None, Halt.STOPPED)


def test_entering_it_again_changes_nothing_and_asking_follows_it_again(shelf: Shelf) -> None:
    book = shelf.book()
    book.follow({NUMBER: ""})
    stop_following(book, [NUMBER], "Wang Fang", "")
    assert book.follow({NUMBER: ""}) == []
    assert entry(book).due_at is None
    found = look(book, told("picked_up"))
    assert (found.halt, found.due_at) == ("", START + timedelta(hours=4))
    assert found.stopped_by == "Wang Fang"


def test_parcel_that_was_given_up_may_be_stopped_and_one_that_arrived_for_certain_stays(shelf: Shelf) -> None:
    book = shelf.book()
    book.follow({NUMBER: "", OTHER: ""})
    look(book, failed("bad_number"))
    look(book, told(*STATES, number=OTHER))
    shelf.later(hours=25)
    look(book, told(*STATES, number=OTHER))
    assert stop_following(book, [NUMBER, OTHER], "Wang Fang", "") == {NUMBER: True, OTHER: False}
    assert (entry(book).halt, entry(book, OTHER).halt) == (Halt.STOPPED, "")
