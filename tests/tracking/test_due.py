"""When a parcel is looked at next."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from agent.settings import TrackingSettings
from agent.tracking.due import Halt, Looked, next_look
from agent.tracking.parcel import Parcel
from agent.tracking.state import ParcelState
from tests.tracking.shelf import NUMBER, START, STEADY, failed

AT = START  # ten in the morning in Shanghai
LOOKED = Looked(Parcel(NUMBER), added_at=AT, at=AT, wait_s=0, fails=0, is_news=False)


def looked(state: str, **more: object) -> Looked:
    parcel = Parcel(NUMBER, state=ParcelState(state), ended_at=AT if ParcelState(state).is_end else None)
    return replace(LOOKED, parcel=parcel, **more)  # type: ignore[arg-type]


def wait(of: Looked, shift: float = 0, carrier: str = "ems", settings: TrackingSettings = STEADY) -> timedelta:
    at = next_look(of, settings, carrier, shift).at
    assert at is not None
    return at - of.at


@pytest.mark.parametrize(
    ("state", "hours"),
    [
        ("no_record", 4),
        ("info_received", 4),
        ("in_transit", 4),
        ("arrived_at_destination", 2),
        ("attempt_failed", 2),
        ("awaiting_pickup", 6),
        ("exception", 6),
        ("returning", 8),
        ("delivered", 24),
        ("lost", 24),
    ],
)
def test_each_state_has_its_wait(state: str, hours: int) -> None:
    assert wait(looked(state)) == timedelta(hours=hours)


def test_parcel_without_news_is_looked_at_less_and_less_and_news_begin_anew() -> None:
    waits, wait_s = [], 0.0
    for _ in range(5):
        then = next_look(looked("in_transit", wait_s=wait_s), STEADY, "ems", 0)
        wait_s = then.wait_s
        waits.append(wait_s / 3600)
    assert waits == [4, 6, 9, 12, 12]
    assert wait(looked("in_transit", wait_s=wait_s, is_news=True)) == timedelta(hours=4)


@pytest.mark.parametrize(
    ("hour", "expected"), [(10, "10:50"), (20, "20:50"), (21, "07:00"), (3, "07:00"), (6, "07:00")]
)
def test_parcel_out_for_delivery_is_looked_at_by_day(hour: int, expected: str) -> None:
    at = AT + timedelta(hours=hour - 10)
    then = next_look(looked("out_for_delivery", at=at), STEADY, "ems", 0).at or AT
    assert f"{then + timedelta(hours=8):%H:%M}" == expected
    assert timedelta(0) < then - at < timedelta(hours=11)


def test_unknown_number_is_looked_at_less_after_three_days_and_given_up_after_fifteen() -> None:
    assert wait(looked("no_record", at=AT + timedelta(days=3))) == timedelta(hours=12)
    then = next_look(looked("no_record", at=AT + timedelta(days=15)), STEADY, "ems", 0)
    assert (then.at, then.halt) == (None, Halt.UNKNOWN)


def test_nothing_is_followed_for_longer_than_sixty_days() -> None:
    then = next_look(looked("in_transit", at=AT + timedelta(days=60)), STEADY, "ems", 0)
    assert (then.at, then.halt) == (None, Halt.LONGEST)


def test_confirmed_end_is_looked_at_no_more() -> None:
    of = looked("delivered")
    then = next_look(replace(of, parcel=replace(of.parcel, is_confirmed=True)), STEADY, "ems", 0)
    assert (then.at, then.halt) == (None, "")


def test_end_that_was_not_confirmed_in_time_is_asked_for_again() -> None:
    assert wait(looked("delivered", at=AT + timedelta(hours=30))) == timedelta(hours=24)


@pytest.mark.parametrize("kind", ["auth", "quota", "rate_limited"])
def test_what_is_wrong_with_the_access_is_not_held_against_the_number(kind: str) -> None:
    then = next_look(looked("in_transit", wait_s=7, error=failed(kind)), STEADY, "ems", 0)
    assert (then.at, then.wait_s) == (AT, 7)


def test_not_found_is_an_answer() -> None:
    assert wait(looked("no_record", error=failed("not_found"), fails=1)) == timedelta(hours=4)


def test_waits_are_spread_by_fifteen_percent() -> None:
    settings = TrackingSettings()
    assert wait(looked("in_transit"), 1, settings=settings) == timedelta(hours=4) * 1.15
    assert wait(looked("in_transit"), -1, settings=settings) == timedelta(hours=4) * 0.85


def test_carrier_that_asks_by_itself_is_not_asked_more_often_than_it_does() -> None:
    assert wait(looked("arrived_at_destination"), carrier="17track") == timedelta(hours=6)


def test_failures_wait_up_to_a_day() -> None:
    down = failed("carrier_down")
    waits = [wait(looked("in_transit", error=down, fails=fails)) for fails in (1, 7, 50)]
    assert waits == [timedelta(minutes=15), timedelta(hours=24), timedelta(hours=24)]


def test_time_is_kept_aware() -> None:
    assert isinstance(next_look(looked("out_for_delivery"), STEADY, "ems", 0).at, datetime)
