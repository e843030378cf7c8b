"""The book of parcels, on both databases, with several processes at once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from agent.tracking.due import Halt
from agent.tracking.state import ParcelState
from tests.tracking.shelf import NUMBER, OTHER, START, Shelf, entry, failed, look, told

MANY = {f"{1012345678000 + serial}": "" for serial in range(200)}


def test_number_is_entered_once(shelf: Shelf) -> None:
    assert shelf.book().follow({NUMBER: "papers", OTHER: ""}) == [NUMBER, OTHER]
    assert shelf.book().follow({NUMBER: "other papers"}) == []
    assert entry(shelf.book()).label == "papers"


def test_first_looks_are_spread_and_each_number_keeps_its_place(shelf: Shelf) -> None:
    shelf.book().follow(MANY, spread_s=3600)
    shelf.book("kdniao").follow(MANY, spread_s=3600)
    places = [each.due_at for each in shelf.book().entries()]
    assert places == [each.due_at for each in shelf.book("kdniao").entries()]
    quarters = [
        sum(1 for at in places if at and START <= at - timedelta(minutes=15 * q) < START + timedelta(minutes=15))
        for q in range(4)
    ]
    assert sum(quarters) == len(MANY)
    assert min(quarters) > 30


def test_due_number_is_claimed_once_until_its_lease_is_over(shelf: Shelf) -> None:
    shelf.book().follow({NUMBER: ""})
    (first,) = shelf.book().claim_due(10, "ems-1")
    assert shelf.book().claim_due(10, "ems-1") == []
    shelf.later(minutes=16)
    (second,) = shelf.book().claim_due(10, "ems-1")
    assert (first.number, second.claim) == (NUMBER, first.claim + 1)


def test_processes_at_once_claim_every_number_once(shelf: Shelf) -> None:
    shelf.book().follow(MANY)

    def take(_worker: int) -> list[str]:
        taken: list[str] = []
        while claims := shelf.book().claim_due(7, "ems-1"):
            taken += [claimed.number for claimed in claims]
        return taken

    with ThreadPoolExecutor(4) as pool:
        taken = [number for each in pool.map(take, range(4)) for number in each]
    assert sorted(taken) == sorted(MANY)


def test_look_writes_events_state_and_next_look(shelf: Shelf) -> None:
    shelf.book().follow({NUMBER: ""})
    found = look(shelf.book(), told("picked_up", "in_transit"))
    assert (found.parcel.state, len(found.parcel.events)) == (ParcelState.IN_TRANSIT, 2)
    assert found.parcel.events == told("picked_up", "in_transit").events
    assert found.due_at == START + timedelta(hours=4)
    assert (found.asked_at, found.answered_at, found.news_at) == (START, START, START)


def test_what_is_told_again_is_written_once(shelf: Shelf) -> None:
    shelf.book().follow({NUMBER: ""})
    look(shelf.book(), told("picked_up"))
    news_at = look(shelf.book(), told("picked_up", "in_transit")).news_at
    shelf.later(hours=1)
    found = look(shelf.book(), told("picked_up", "in_transit"))
    assert (shelf.events(), found.news_at) == (2, news_at)


def test_number_that_was_claimed_anew_is_not_written_by_the_older_look(shelf: Shelf) -> None:
    book = shelf.book()
    book.follow({NUMBER: ""})
    old, _ = book.claim([NUMBER], "ems-1")
    new, _ = book.claim([NUMBER], "ems-1")
    assert book.record(old, {NUMBER: told("picked_up")}) == []
    assert shelf.events() == 0
    assert [change.events for change in book.record(new, {NUMBER: told("picked_up")})] == [1]


def test_unwritten_answer_leaves_nothing_half(shelf: Shelf) -> None:
    book = shelf.book()
    book.follow({NUMBER: "", OTHER: ""})
    claims, _ = book.claim([NUMBER, OTHER], "ems-1")
    with pytest.raises(KeyError):
        book.record(claims, {NUMBER: told("picked_up")})
    assert (shelf.events(), entry(book).parcel.state) == (0, ParcelState.NO_RECORD)


def test_number_put_back_is_due_at_once(shelf: Shelf) -> None:
    book = shelf.book()
    book.follow({NUMBER: ""})
    claims = book.claim_due(10, "ems-1")
    book.put_back(claims)
    assert [claimed.number for claimed in book.claim_due(10, "ems-1")] == [NUMBER]


def test_carrier_that_locks_numbers_is_asked_every_35_minutes_whoever_asks(shelf: Shelf) -> None:
    shelf.book("kuaidi100").follow({NUMBER: ""})
    assert len(shelf.book("kuaidi100").claim([NUMBER], "k")[0]) == 1
    shelf.later(minutes=34)
    assert shelf.book("kuaidi100").claim([NUMBER], "k") == ([], {NUMBER: START + timedelta(minutes=35)})
    assert shelf.book("kuaidi100").claim_due(10, "k") == []
    shelf.later(minutes=1)
    assert len(shelf.book("kuaidi100").claim_due(10, "k")) == 1


def test_carrier_that_locks_numbers_is_asked_40_times_a_day(shelf: Shelf) -> None:
    shelf.book("kuaidi100").follow({NUMBER: ""})
    count = 0
    while shelf.now < START + timedelta(hours=24):
        count += len(shelf.book("kuaidi100").claim([NUMBER], "k")[0])
        shelf.later(minutes=5)
    assert count == 40
    assert len(shelf.book("kuaidi100").claim([NUMBER], "k")[0]) == 1


def test_error_keeps_what_is_known_and_waits_longer_each_time(shelf: Shelf) -> None:
    shelf.book().follow({NUMBER: ""})
    look(shelf.book(), told("picked_up"))
    waits = []
    for _ in range(3):
        found = look(shelf.book(), failed("carrier_down"))
        waits.append((found.due_at or START) - shelf.now)
    assert waits == [timedelta(minutes=minutes) for minutes in (15, 30, 60)]
    assert (found.parcel.state, found.fault) == (ParcelState.PICKED_UP, "carrier_down")
    assert look(shelf.book(), told("picked_up")).fault == ""


def test_number_that_the_carrier_refuses_waits_for_a_person(shelf: Shelf) -> None:
    shelf.book().follow({NUMBER: ""})
    found = look(shelf.book(), failed("bad_number"))
    assert (found.due_at, found.halt) == (None, Halt.BAD_NUMBER)
    assert look(shelf.book(), told("picked_up")).halt == ""


def test_end_is_confirmed_a_day_later_and_then_looked_at_no_more(shelf: Shelf) -> None:
    shelf.book().follow({NUMBER: ""})
    assert look(shelf.book(), told("delivered")).due_at == START + timedelta(hours=24)
    shelf.later(hours=24)
    found = look(shelf.book(), told("delivered"))
    assert (found.due_at, found.parcel.is_confirmed, found.halt) == (None, True, "")
    assert shelf.book().next_due() == (0, None)


def test_what_a_person_misses_is_kept(shelf: Shelf) -> None:
    shelf.book().follow({NUMBER: ""})
    shelf.book().miss(NUMBER, "Wang Fang")
    found = look(shelf.book(), told("delivered"))
    assert (found.missed_at, found.missed_by) == (START, "Wang Fang")


def test_everything_that_is_followed_is_due_at_once_but_not_what_is_looked_at_now_nor_what_is_over(
    shelf: Shelf,
) -> None:
    other, over = f"{1012345678000}", f"{1012345678001}"
    shelf.book().follow({NUMBER: "", OTHER: "", over: "", other: ""}, spread_s=3600)
    look(shelf.book(), told("in_transit"))
    look(shelf.book(), failed("bad_number", over))
    (busy,), _ = shelf.book().claim([OTHER], "ems-1")
    assert shelf.book().hasten() == 2
    assert sorted(claimed.number for claimed in shelf.book().claim_due(10, "ems-1")) == sorted([NUMBER, other])
    assert shelf.book().record([busy], {OTHER: told("picked_up", number=OTHER)})


def test_number_that_the_carrier_would_lock_is_not_asked_about_early(shelf: Shelf) -> None:
    book = shelf.book("kuaidi100")
    book.follow({NUMBER: ""})
    (claimed,) = book.claim_due(10, "k-1")
    book.record([claimed], {NUMBER: told("in_transit")})
    shelf.later(minutes=34)
    assert book.hasten() == 1
    assert book.claim_due(10, "k-1") == []
    shelf.later(minutes=1)
    assert len(book.claim_due(10, "k-1")) == 1
