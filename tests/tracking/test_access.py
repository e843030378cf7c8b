"""The access to a carrier: paused, left alone after failures, stopped until a person acts; on both databases."""

from __future__ import annotations

from datetime import timedelta

import pytest

from agent.tracking.access import MOST_FAILS, access_id
from agent.tracking.carrier import Credentials
from tests.tracking.shelf import START, Shelf, failed, told


def test_new_access_may_ask(shelf: Shelf) -> None:
    assert shelf.access().turn().most is None


@pytest.mark.parametrize("kind", ["auth", "quota"])
def test_key_or_quota_stops_every_process_until_a_person_is_answered(shelf: Shelf, kind: str) -> None:
    shelf.access().note([told("picked_up"), failed(kind)])
    shelf.later(days=30)
    turn = shelf.access().turn()
    assert (turn.most, turn.until, turn.is_stopped, turn.why) == (0, None, True, f"this is {kind}")
    assert shelf.access("ems-2").turn().most is None
    assert shelf.access().turn(is_person=True).most is None
    shelf.access().note([told("picked_up")])
    assert shelf.access().turn().is_stopped
    shelf.access().note([told("picked_up")], is_person=True)
    assert shelf.access().turn().most is None


def test_retry_after_pauses_the_access_for_persons_too(shelf: Shelf) -> None:
    shelf.access().note([failed("rate_limited", retry_after_s=90)])
    assert shelf.access().turn().until == START + timedelta(seconds=90)
    assert shelf.access().turn(is_person=True).most == 0
    shelf.later(seconds=91)
    assert shelf.access().turn().most is None


def test_shorter_pause_does_not_end_a_longer_one(shelf: Shelf) -> None:
    shelf.access().note([failed("rate_limited", retry_after_s=600)])
    shelf.access().note([failed("rate_limited")])
    assert shelf.access().turn().until == START + timedelta(seconds=600)


def test_carrier_that_fails_again_and_again_is_left_alone_then_asked_once(shelf: Shelf) -> None:
    for _ in range(MOST_FAILS):
        assert shelf.access().turn().most is None
        shelf.access().note([failed("carrier_down"), failed("unreadable")])
    assert shelf.access().turn().until == START + timedelta(seconds=60)
    shelf.later(seconds=61)
    assert [shelf.access().turn().most for _ in range(3)] == [1, 0, 0]
    shelf.access().note([failed("carrier_down")])
    assert shelf.access().turn().until == shelf.now + timedelta(seconds=120)
    shelf.later(seconds=121)
    assert shelf.access().turn().most == 1
    shelf.access().note([told("picked_up")])
    assert shelf.access().turn().most is None


def test_nothing_known_is_no_failure(shelf: Shelf) -> None:
    for _ in range(MOST_FAILS + 1):
        shelf.access().note([told(), failed("not_found"), failed("carrier_down")])
    assert shelf.access().turn().most is None


def test_other_credentials_are_another_access_and_cannot_be_read_back() -> None:
    names = {access_id("ems", Credentials("a", key)) for key in ("secret-1", "secret-2")}
    assert len(names) == 2
    assert not any("secret" in name for name in names)
