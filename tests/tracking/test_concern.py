"""Why a person must see to a parcel."""

from __future__ import annotations

from datetime import timedelta

import pytest

from agent.tracking.concern import concern
from tests.tracking.shelf import NUMBER, START, Shelf, failed, look, told

DAYS = 5.0
SOON, LATE = START + timedelta(days=1), START + timedelta(days=9)


@pytest.mark.parametrize("state", ["exception", "lost", "returned", "expired"])
def test_state_that_is_trouble_needs_a_person_at_once(shelf: Shelf, state: str) -> None:
    shelf.book().follow({NUMBER: ""})
    assert concern(look(shelf.book(), told("in_transit", state)), SOON, DAYS) == state


def test_parcel_on_its_way_is_stuck_after_days_without_news_and_an_arrived_one_never(shelf: Shelf) -> None:
    shelf.book().follow({NUMBER: ""})
    moving = look(shelf.book(), told("picked_up", "in_transit"))
    assert (concern(moving, SOON, DAYS), concern(moving, LATE, DAYS)) == ("", "stuck")
    assert (concern(moving, SOON, 0.5), concern(moving, LATE, 10)) == ("stuck", "")
    arrived = look(shelf.book(), told("picked_up", "in_transit", "delivered"))
    assert concern(arrived, LATE, DAYS) == ""


@pytest.mark.parametrize(("kind", "why"), [("auth", "auth"), ("quota", "quota"), ("carrier_down", "")])
def test_error_needs_a_person_only_if_asking_again_does_not_mend_it(shelf: Shelf, kind: str, why: str) -> None:
    shelf.book().follow({NUMBER: ""})
    assert concern(look(shelf.book(), failed(kind)), SOON, DAYS) == why


def test_number_that_is_given_up_says_why(shelf: Shelf) -> None:
    shelf.book().follow({NUMBER: ""})
    assert concern(look(shelf.book(), failed("bad_number")), SOON, DAYS) == "bad_number"


def test_parcel_that_a_person_misses_needs_one_until_a_later_delivery_is_told(shelf: Shelf) -> None:
    shelf.book().follow({NUMBER: ""})
    look(shelf.book(), told("delivered"))
    shelf.later(minutes=90)
    shelf.book().miss(NUMBER, "Wang Fang")
    missed = look(shelf.book(), told("delivered"))
    assert concern(missed, SOON, DAYS) == "not_received"
    # Events of an answer are an hour apart: the last of these happened after those words.
    arrived = look(shelf.book(), told("picked_up", "out_for_delivery", "delivered"))
    assert concern(arrived, SOON, DAYS) == ""


def test_nothing_known_of_a_parcel_needs_nobody_yet(shelf: Shelf) -> None:
    shelf.book().follow({NUMBER: ""})
    assert concern(shelf.book().entries()[0], LATE, DAYS) == ""
