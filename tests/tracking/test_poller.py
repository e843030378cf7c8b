"""The poller: everything that is due, each number once, and no more than the carrier bears; on both databases."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from anyio.from_thread import BlockingPortal

from agent.tracking.access import MOST_FAILS
from agent.tracking.pace import Pace
from agent.tracking.poller import Poller, Sweep
from agent.tracking.result import Result
from tests.tracking.carrier import MemoryCarrier
from tests.tracking.shelf import Shelf, entry, failed, told

MANY = {f"{1012345678000 + serial}": "" for serial in range(50)}

Sweeping = Callable[..., Sweep]


@pytest.fixture
def sweep(portal: BlockingPortal, shelf: Shelf) -> Sweeping:
    """Return a way to sweep once with a carrier."""

    async def once(carrier: MemoryCarrier, batch_size: int, at_once: int) -> Sweep:
        return await Poller(shelf.book(), shelf.access(), carrier, Pace(at_once, 0), batch_size).run_once()

    return lambda carrier, batch_size=1, at_once=5: portal.call(once, carrier, batch_size, at_once)


def on_its_way(number: str) -> Result:
    return told("in_transit", number=number)


def test_everything_due_is_asked_once(shelf: Shelf, sweep: Sweeping) -> None:
    shelf.book().follow(MANY)
    carrier = MemoryCarrier(on_its_way)
    done = sweep(carrier)
    assert (done.looks, done.events, done.states["in_transit"], done.held) == (50, 50, 50, None)
    assert sorted(carrier.asked) == [(number,) for number in sorted(MANY)]
    assert sweep(carrier).looks == 0


def test_carrier_of_batches_is_asked_in_batches(shelf: Shelf, sweep: Sweeping) -> None:
    shelf.book().follow(MANY)
    carrier = MemoryCarrier(on_its_way)
    sweep(carrier, batch_size=40)
    assert sorted(map(len, carrier.asked)) == [10, 40]


def test_no_more_ask_at_once_than_may(shelf: Shelf, sweep: Sweeping) -> None:
    shelf.book().follow(MANY)
    carrier = MemoryCarrier(on_its_way)
    sweep(carrier, at_once=3)
    assert carrier.most_at_once == 3


def test_wrong_key_stops_the_sweep_and_nothing_is_held_against_the_numbers(shelf: Shelf, sweep: Sweeping) -> None:
    shelf.book().follow(MANY)
    carrier = MemoryCarrier(lambda number: failed("auth", number=number))
    done = sweep(carrier, at_once=2)
    assert done.held is not None
    assert (done.held.is_stopped, done.held.why) == (True, "this is auth")
    assert len(carrier.asked) <= 3
    shelf.later(days=1)
    assert sweep(carrier).looks == 0
    shelf.access().note([told()], is_person=True)
    assert sweep(MemoryCarrier(on_its_way)).looks == len(MANY)


def test_pause_holds_all_numbers_and_then_they_are_asked(shelf: Shelf, sweep: Sweeping) -> None:
    shelf.book().follow(MANY)
    busy = MemoryCarrier(lambda number: failed("rate_limited", number=number, retry_after_s=90))
    done = sweep(busy, at_once=1)
    assert (len(busy.asked), done.held is not None and done.held.why) == (1, "this is rate_limited")
    shelf.later(seconds=91)
    assert sweep(MemoryCarrier(on_its_way)).looks == len(MANY)


def test_carrier_that_is_down_is_left_alone_then_asked_once(shelf: Shelf, sweep: Sweeping) -> None:
    shelf.book().follow(MANY)
    down = MemoryCarrier(lambda number: failed("carrier_down", number=number))
    sweep(down, at_once=1)
    assert len(down.asked) == MOST_FAILS
    shelf.later(seconds=61)
    sweep(down, at_once=1)
    assert len(down.asked) == MOST_FAILS + 1
    shelf.later(seconds=130)
    assert sweep(MemoryCarrier(on_its_way)).looks == len(MANY) - MOST_FAILS - 1


def test_one_bad_number_does_not_fail_its_batch(shelf: Shelf, sweep: Sweeping) -> None:
    bad, *others = sorted(MANY)
    shelf.book().follow(MANY)
    done = sweep(
        MemoryCarrier(lambda number: failed("bad_number", number=number) if number == bad else on_its_way(number)), 50
    )
    assert (done.halted, done.faults["bad_number"]) == ([bad], 1)
    assert {entry(shelf.book(), number).parcel.state for number in others} == {"in_transit"}


def test_stop_puts_back_what_nobody_was_asked_about(shelf: Shelf, portal: BlockingPortal) -> None:
    shelf.book().follow(MANY)

    async def once() -> Sweep:
        carrier = MemoryCarrier(on_its_way)
        poller = Poller(shelf.book(), shelf.access(), carrier, Pace(1, 0), 1, lambda _changes: poller.stop())
        return await poller.run_once()

    looks = portal.call(once).looks
    assert 1 <= looks <= 15  # others were asked about while the first was written down
    assert len(shelf.book().claim_due(100, "ems-1")) == len(MANY) - looks


def test_bucket_lets_a_burst_out_and_then_one_in_so_many_seconds() -> None:
    pace = Pace(3, 0.5)
    assert [pace.taken(100.0) for _ in range(5)] == [0, 0, 0, 0.5, 1.0]
    assert pace.taken(200.0) == 0
