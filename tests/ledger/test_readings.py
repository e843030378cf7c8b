"""What consoles showed last is kept thing by thing, on both databases."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import Engine

from agent.readings import ReadBy, Readings

OLD = ReadBy("sandbox", "17", "acc-0001", "list-things", "b1", "acc-0001.list-things.1")
NEW = ReadBy("sandbox", "17", "acc-0001", "list-things", "b2", "acc-0001.list-things.1")
OTHER = ReadBy("sandbox", "18", "acc-0002", "list-things", "b2", "acc-0002.list-things.1")
ALL = [("sandbox", "17"), ("sandbox", "18")]


@pytest.fixture
def readings(address: str, opened: Callable[[str], Engine]) -> Readings:
    return Readings(opened(address))


def test_newer_line_takes_the_place_of_the_older_one(readings: Readings) -> None:
    readings.keep(OLD, {"A": {"state": "issuing"}, "B": {"state": "issued"}}, is_whole=True)
    readings.keep(NEW, {"A": {"state": "issued"}}, is_whole=False)
    lines = readings.last("list-things", ALL)
    assert [(line.key, line.line["state"], line.batch) for line in lines] == [
        ("A", "issued", "b2"),
        ("B", "issued", "b1"),
    ]
    assert lines[0].at > lines[1].at


def test_whole_reading_forgets_what_is_shown_no_more_and_nothing_of_others(readings: Readings) -> None:
    readings.keep(OLD, {"A": {"n": 1}, "B": {"n": 2}}, is_whole=True)
    readings.keep(OTHER, {"C": {"n": 3}}, is_whole=True)
    readings.keep(NEW, {"B": {"n": 2}}, is_whole=True)
    assert [(line.account, line.key) for line in readings.last("list-things", ALL)] == [
        ("acc-0001", "B"),
        ("acc-0002", "C"),
    ]


def test_empty_reading_of_a_filter_forgets_nothing(readings: Readings) -> None:
    readings.keep(OLD, {"A": {"n": 1}}, is_whole=True)
    readings.keep(NEW, {}, is_whole=False)
    assert [line.key for line in readings.last("list-things", ALL)] == ["A"]


def test_only_the_asked_accounts_of_the_asked_site_and_flow_are_given(readings: Readings) -> None:
    readings.keep(OLD, {"A": {"n": 1}}, is_whole=True)
    assert readings.last("list-things", [("sandbox", "18")]) == []
    assert readings.last("list-things", [("elsewhere", "17")]) == []
    assert readings.last("other-flow", ALL) == []


def test_things_are_found_by_their_keys_whosever_they_are(readings: Readings) -> None:
    readings.keep(OLD, {"A": {"n": 1}, "B": {"n": 2}}, is_whole=True)
    readings.keep(OTHER, {"A": {"n": 3}}, is_whole=True)
    found = readings.by_keys("list-things", {"A", "Z"})
    assert [(line.uid, line.key, line.line["n"]) for line in found] == [("17", "A", 1), ("18", "A", 3)]
    assert readings.by_keys("other-flow", {"A"}) == []
