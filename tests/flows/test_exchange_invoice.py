"""The flow exchange-invoice: returned, and requested anew in a later job; each once."""

from __future__ import annotations

from typing import Any

import pytest

from agent.model import JobRecord, State
from tests.editions import EVERY_PAGE
from tests.flows.engine import Engine
from tests.flows.reading import issued
from tests.flows.standin import Standin


def exchange(engine: Engine, number: str, **inputs: Any) -> JobRecord:
    return engine.do(
        "exchange-invoice", 0, number=number, **{"reason": "issue-error", "type": "digital-general"} | inputs
    )[0]


def kinds(standin: Standin) -> list[str]:
    return [write["kind"] for write in standin.received()]


@pytest.mark.parametrize(("locale", "ui"), EVERY_PAGE)
def test_invoice_is_exchanged_in_two_jobs_that_nothing_holds_between(
    standin: Standin, engine: Engine, locale: str, ui: str
) -> None:
    standin.reset(locale=locale, ui=ui)
    number = issued(standin, engine)
    standin.calm()
    first, early = exchange(engine, number), exchange(engine, number)
    assert (first.state, first.reason, early.state) == (State.PARKED, "to-be-continued", State.PARKED), first.message
    assert kinds(standin) == ["request-invoice", "return-invoice"]
    standin.advance(3600)
    second, third = exchange(engine, number), exchange(engine, number)
    assert (second.state, second.is_already_there, second.drifts) == (State.SETTLED, False, []), second.message
    assert (third.state, third.is_already_there) == (State.SETTLED, True)
    assert kinds(standin) == ["request-invoice", "return-invoice", "request-invoice"]
    old, _, new = standin.received()
    assert (new["key"], new["type"], f"EX-{number}" in new["remark"]) == (old["key"], "digital-general", True)
    assert second.draft is not None
    assert second.draft.fields["replaces"] == number
