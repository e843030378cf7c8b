"""Tests of parcels: a stand-in with the gateways of all carriers, and books on both databases."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine

from tests.flows.standin import Standin, start_standin
from tests.ledger.conftest import address, opened, served, template
from tests.tracking.gateways import Gateways
from tests.tracking.shelf import Shelf

__all__ = ["address", "opened", "served", "template"]

TABLES = "TRUNCATE parcel, parcel_event, carrier_access, parcel_notice, notice_delivery RESTART IDENTITY"


@pytest.fixture(scope="session")
def one_standin() -> Iterator[Standin]:
    """Run a stand-in for all tests of parcels."""
    with start_standin("--accounts", "1", "--seed", "11") as standin:
        yield standin


@pytest.fixture
def gateways(one_standin: Standin, monkeypatch: pytest.MonkeyPatch) -> Gateways:
    """Return the gateways of a stand-in as new, with their keys in the environment."""
    one_standin.reset()
    return Gateways(one_standin, monkeypatch)


@pytest.fixture(params=("sqlite", "postgres"))
def engine(request: pytest.FixtureRequest) -> Engine:
    """Return an open database with empty tables."""
    if request.param == "sqlite":
        made: Engine = request.getfixturevalue("opened")(f"sqlite:///{request.getfixturevalue('tmp_path')}/book.db")
        return made
    served: Engine = request.getfixturevalue("served")
    with served.begin() as connection:
        connection.exec_driver_sql(TABLES)
    return served


@pytest.fixture
def shelf(engine: Engine) -> Shelf:
    """Return a way to books and accesses whose time stands still until it is moved."""
    return Shelf(engine)
