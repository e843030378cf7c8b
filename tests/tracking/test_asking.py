"""Many numbers asked about by a person: in rounds, and no further than the carrier lets."""

from __future__ import annotations

from pathlib import Path

from pydantic import SecretStr

from agent.app.parcels import ROUND, ask_parcels, read_numbers
from agent.settings import Settings
from tests.own_loop import alone
from tests.tracking.gateways import Gateways

MANY = [f"{1012345678000 + serial}" for serial in range(2 * ROUND + 5)]


def settings(gateways: Gateways, folder: Path) -> Settings:
    address = SecretStr(f"sqlite:///{folder / 'book.db'}")
    return gateways.settings().model_copy(update={"database_url": address})


def test_all_of_many_numbers_are_asked_about(gateways: Gateways, tmp_path: Path) -> None:
    gateways.parcel(MANY[-1], "203")
    asked = alone(ask_parcels, read_numbers(MANY), settings(gateways, tmp_path))
    assert [each.entry.number for each in asked] == MANY
    assert (asked[-1].entry.parcel.state, {each.held for each in asked}) == ("picked_up", {""})


def test_rest_is_not_asked_about_once_a_person_must_act(gateways: Gateways, tmp_path: Path) -> None:
    gateways.standin.fault("no-quota", at="ems")
    asked = alone(ask_parcels, read_numbers(MANY), settings(gateways, tmp_path))
    assert [bool(each.held) for each in asked] == [False] * ROUND + [True] * (ROUND + 5)
    assert {each.entry.asked_at is None for each in asked[ROUND:]} == {True}
    assert asked[-1].held.startswith("a person must act: ")
