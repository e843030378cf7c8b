"""The flow cancel-request: taken back once, while it is being issued, and its orders can be invoiced again."""

from __future__ import annotations

import pytest

from agent.model import JobRecord, State
from tests.editions import EVERY_PAGE
from tests.flows.engine import Engine
from tests.flows.standin import Standin


def requested(standin: Standin, engine: Engine) -> str:
    """Request everything of the first account and return the request's number."""
    engine.run(0)
    number: str = standin.received()[0]["id"]
    return number


def cancel(engine: Engine, number: str) -> JobRecord:
    return engine.do("cancel-request", 0, request=number)[0]


def voids(standin: Standin) -> list[dict[str, str]]:
    return [write["key"] for write in standin.received() if write["kind"] == "void"]


@pytest.mark.parametrize(("locale", "ui"), EVERY_PAGE)
def test_request_is_taken_back_once_and_its_orders_are_free_again(
    standin: Standin, engine: Engine, locale: str, ui: str
) -> None:
    standin.reset(locale=locale, ui=ui)
    before = standin.accounts()[0]["orders"]["invoiceable"]
    number = requested(standin, engine)
    first, second = cancel(engine, number), cancel(engine, number)
    assert (first.state, first.is_already_there, first.drifts) == (State.SETTLED, False, []), first.message
    assert (second.state, second.is_already_there) == (State.SETTLED, True)
    assert voids(standin) == [{"request": number}]
    assert standin.accounts()[0]["orders"]["invoiceable"] == before


def test_invoice_that_is_issued_is_not_taken_back(standin: Standin, engine: Engine) -> None:
    standin.reset()
    number = requested(standin, engine)
    standin.advance(3600)
    record = cancel(engine, number)
    assert (record.state, voids(standin)) == (State.REFUSED, [])
    assert "does not offer void" in record.message


def test_request_that_is_not_listed_is_refused(standin: Standin, engine: Engine) -> None:
    standin.reset()
    record = cancel(engine, "A000000000000")
    assert (record.state, record.message) == (State.REFUSED, "the console does not list A000000000000")


def test_request_that_is_listed_twice_parks_with_nothing_sent(standin: Standin, engine: Engine) -> None:
    standin.reset()
    number = requested(standin, engine)
    standin.fault("double-row", at="records")
    record = cancel(engine, number)
    assert (record.state, voids(standin)) == (State.PARKED, []), record.message


def test_orders_of_a_request_that_was_taken_back_are_requested_anew(standin: Standin, engine: Engine) -> None:
    standin.reset()
    cancel(engine, requested(standin, engine))
    (again,) = engine.run(0)
    assert (again.state, again.is_already_there) == (State.SETTLED, False), again.message
    assert [write["kind"] for write in standin.received()] == ["request-invoice", "void", "request-invoice"]
