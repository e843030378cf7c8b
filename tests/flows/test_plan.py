"""Plans on the stand-in: the click is made and nothing arrives; what was approved arrives, and nothing else."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from agent.catalog import Found
from agent.console import Console
from agent.gate import Gate
from agent.model import Approved, Draft, HeldRequest, JobRecord, Mode, State
from tests.flows.engine import Engine
from tests.flows.standin import Standin

AGAIN_AND_AGAIN = """
const again = () => fetch("/data/api.json?action=ApplyInvoice", { method: "POST", body: "x" }).catch(() => null);
document.addEventListener("click", () => setInterval(again, 5), { capture: true, once: true });
"""
LONG_ENOUGH_S = 0.3


def planned(engine: Engine, **inputs: Any) -> JobRecord:
    (record,) = engine.run(0, mode=Mode.PLAN, **inputs)
    assert record.state is State.PLANNED, record.message
    return record


def approved(record: JobRecord, **changes: Any) -> Approved:
    """Return the approval of a planned job; ``draft`` and ``request`` may be others than planned."""
    return Approved.model_validate({"plan": "0" * 12, "draft": record.draft, "request": record.request} | changes)


@pytest.mark.parametrize(("ui", "locale"), [("new", "en"), ("old", "zh-CN")])
def test_plan_holds_the_request_and_its_approval_sends_the_same(
    standin: Standin, engine: Engine, ui: str, locale: str
) -> None:
    standin.reset(ui=ui, locale=locale)
    record = planned(engine)
    assert (standin.received(), engine.ledger().open_submissions()) == ([], [])
    assert record.request is not None
    assert record.request.query["action"] == "ApplyInvoice"
    assert "sec_token" not in str(record.request)
    (done,) = engine.run(0, approved=approved(record))
    assert done.state is State.SETTLED, done.message
    (write,) = standin.received()
    assert record.draft is not None
    assert write["fen"] == record.draft.fen


def test_two_plans_of_the_same_say_the_same(standin: Standin, engine: Engine) -> None:
    assert planned(engine).request == planned(engine).request
    assert standin.received() == []


def test_amount_that_is_another_by_now_parks_with_both_values(standin: Standin, engine: Engine) -> None:
    record = planned(engine)
    standin.correct(standin.accounts()[0]["orders"]["invoiceable"][0]["order"], fen=1_00)
    (done,) = engine.run(0, approved=approved(record))
    assert (done.state, done.reason) == (State.PARKED, "changed"), done.message
    assert done.draft is not None
    assert record.draft is not None
    was, now = (f"{(draft.fen or 0) / 100:,.2f}" for draft in (record.draft, done.draft))
    assert f"amount was {was}, is {now}" in done.message
    assert standin.received() == []


def test_request_that_says_something_else_than_approved_is_held_at_the_gate(standin: Standin, engine: Engine) -> None:
    record = planned(engine)
    assert record.request is not None
    other = record.request.model_dump() | {"method": "PUT"}
    (done,) = engine.run(0, approved=approved(record, request=HeldRequest.model_validate(other)))
    assert (done.state, done.reason) == (State.PARKED, "changed"), done.message
    assert "method was PUT, is POST" in done.message
    assert standin.received() == []
    assert engine.ledger().open_submissions() == []


def test_what_is_requested_already_is_planned_as_that(standin: Standin, engine: Engine) -> None:
    orders: dict[str, Any] = {"orders": [standin.accounts()[0]["orders"]["invoiceable"][0]["order"]]}
    (first,) = engine.run(0, **orders)
    standin.reset()
    (record,) = engine.run(0, mode=Mode.PLAN, **orders)
    assert (record.state, record.is_already_there, record.request) == (State.SETTLED, True, None), record.message
    assert first.batch in record.message
    assert standin.received() == []


def test_page_that_asks_again_and_again_gets_nothing_out(
    standin: Standin, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def hold(console: Console, name: str, found: Found, gate: Gate) -> None:
        await console.page.evaluate(AGAIN_AND_AGAIN)
        await whole(console, name, found, gate)
        await asyncio.sleep(LONG_ENOUGH_S)  # what the page would still do, it does now

    whole = Console.hold
    monkeypatch.setattr(Console, "hold", hold)
    planned(engine)
    assert "ApplyInvoice" not in standin.requests()
    engine.run(0)
    assert standin.requests()["ApplyInvoice"]["accepted"] == 1


def test_plan_of_a_click_that_leads_to_no_request_fails_with_nothing_sent(standin: Standin, engine: Engine) -> None:
    standin.fault("session-expired", at="PrepareInvoice", count=9)
    (record,) = engine.run(0, mode=Mode.PLAN)
    assert record.state is State.FAILED, record.message
    assert standin.received() == []


def test_dry_run_and_plan_read_the_same_draft(standin: Standin, engine: Engine) -> None:
    (dry,) = engine.run(0, is_dry_run=True)
    assert isinstance(dry.draft, Draft)
    assert planned(engine).draft == dry.draft
    assert standin.received() == []
