"""What the ledger and the gate hold back: counted by the stand-in, whatever fapiao believes."""

from __future__ import annotations

from typing import Any

import pytest

from agent.catalog import Catalogs, Request
from agent.database import ready_database
from agent.errors import LedgerError
from agent.gate import Gate
from agent.ledger import Claim, Holder, Ledger, Permit, SubmissionState
from agent.model import State
from tests.flows.engine import Engine, Records
from tests.flows.standin import Standin

DEAD = Holder(owner="dead-worker", batch="earlier-batch", job="acc-0001.request-invoice.1", account="acc-0001")
HOLD_S = 0.5


class FullLedger(Ledger):
    """A ledger on a full disk."""

    def arm(self, *_: object) -> Permit:
        raise LedgerError("the database cannot be written: database or disk is full")


def claim_of(standin: Standin, engine: Engine) -> Claim:
    """Return the claim of the request for everything that the first account can invoice."""
    (record,) = engine.run(0, is_dry_run=True)
    assert record.draft is not None
    items = tuple(f"orders={order}" for order in record.draft.key["orders"])
    return Claim("sandbox", standin.accounts()[0]["uid"], "request-invoice", items)


def left_behind(standin: Standin, engine: Engine, *, tries: int = 1) -> Claim:
    """Write what a worker leaves that dies between its permit and the wire."""
    claim, ledger = claim_of(standin, engine), engine.ledger()
    permit = ledger.arm(claim, DEAD, "draft", HOLD_S)
    for _ in range(tries - 1):
        seen = ledger.read(permit.submission_id)
        permit = ledger.take_over(seen, DEAD, "draft", HOLD_S)
    ledger.send(permit, "request")
    return claim


def state_of(engine: Engine, claim: Claim) -> SubmissionState:
    row = engine.ledger().find(claim)
    assert row is not None
    return row.state


def test_settled_request_is_not_made_again_though_the_console_forgot_it(standin: Standin, engine: Engine) -> None:
    (first,) = engine.run(0)
    standin.reset()
    (second,) = engine.run(0)
    assert (second.state, second.is_already_there, second.receipt) == (State.SETTLED, True, first.receipt)
    assert first.batch in second.message
    assert standin.received() == []


def test_order_that_is_in_another_request_is_named(standin: Standin, engine: Engine) -> None:
    order, other = (item.partition("=")[2] for item in claim_of(standin, engine).items[:2])
    (first,) = engine.run(0, orders=(order,))
    standin.reset()
    (second,) = engine.run(0, orders=(order, other))
    assert (second.state, standin.received()) == (State.REFUSED, []), second.message
    assert order in second.message
    assert other not in second.message
    assert first.batch in second.message


@pytest.mark.parametrize(("ui", "locale"), [("new", "zh-CN"), ("old", "en")])
def test_dead_worker_left_a_request_that_never_arrived(standin: Standin, engine: Engine, ui: str, locale: str) -> None:
    standin.reset(ui=ui, locale=locale)
    claim = left_behind(standin, engine)
    (record,) = engine.run(0)
    assert (record.state, len(standin.received())) == (State.SETTLED, 1), record.message
    assert state_of(engine, claim) is SubmissionState.SETTLED
    history = [event.state for event in engine.ledger().history(engine.ledger().read(1))]
    assert history == ["armed", "sent", "armed", "sent", "settled"]


def test_silent_worker_may_be_frozen_with_its_request_in_hand_so_a_person_decides(
    standin: Standin, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    claim = left_behind(standin, engine)
    monkeypatch.setattr(Records, "is_gone", lambda _self, _worker: False)
    (record,) = engine.run(0)
    assert (record.state, standin.received()) == (State.UNKNOWN, []), record.message
    assert state_of(engine, claim) is SubmissionState.UNKNOWN


def test_silent_worker_with_an_unused_permit_is_fenced_so_another_sends(
    standin: Standin, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine.ledger().arm(claim_of(standin, engine), DEAD, "draft", HOLD_S)
    monkeypatch.setattr(Records, "is_gone", lambda _self, _worker: False)
    (record,) = engine.run(0)
    assert (record.state, len(standin.received())) == (State.SETTLED, 1), record.message


def test_dead_worker_left_a_request_that_arrived(standin: Standin, engine: Engine) -> None:
    claim = left_behind(standin, engine)
    elsewhere = Ledger(ready_database(f"sqlite:///{engine.folder / 'elsewhere.db'}"))
    (landed,) = engine.run(0, ledger=elsewhere)
    (record,) = engine.run(0)
    assert (record.state, record.is_already_there, len(standin.received())) == (State.SETTLED, True, 1), record.message
    row = engine.ledger().find(claim)
    assert row is not None
    assert (row.state, row.receipt) == (SubmissionState.SETTLED, landed.receipt)


def test_request_that_was_tried_twice_is_left_to_a_person(standin: Standin, engine: Engine) -> None:
    claim = left_behind(standin, engine, tries=2)
    (record,) = engine.run(0)
    assert (record.state, len(standin.received())) == (State.UNKNOWN, 0), record.message
    assert "earlier-batch" in record.message
    assert state_of(engine, claim) is SubmissionState.UNKNOWN


def test_unknown_request_is_not_sent_again_by_a_later_run(standin: Standin, engine: Engine) -> None:
    standin.fault("answer-lost-before", count=1)
    (first,) = engine.run(0)
    (second,) = engine.run(0)
    assert (first.state, second.state, standin.received()) == (State.UNKNOWN, State.UNKNOWN, []), second.message
    assert first.batch in second.message


@pytest.mark.parametrize(("owner", "name", "value"), [(Records, "is_fenced", True), (Permit, "left_s", 0.0)])
def test_permit_that_was_used_too_late_lets_nothing_out(
    standin: Standin, engine: Engine, owner: type, name: str, value: object
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(owner, name, value)
        (late,) = engine.run(0)
    assert (late.state, "ApplyInvoice" in standin.requests()) == (State.FAILED, False), late.message
    assert "before anything was sent" in late.message
    (again,) = engine.run(0)
    assert (again.state, len(standin.received())) == (State.SETTLED, 1), again.message


def test_request_with_another_amount_than_the_page_does_not_leave(standin: Standin, engine: Engine) -> None:
    (record,) = engine.run(0, catalogs=with_amount_at(engine.catalogs, "params.ProcessWay"))
    assert (record.state, record.reason, standin.received()) == (State.PARKED, "draft-differs", []), record.message
    (again,) = engine.run(0)
    assert (again.state, len(standin.received())) == (State.SETTLED, 1), again.message


def test_request_that_looks_otherwise_is_held(standin: Standin, engine: Engine) -> None:
    catalogs = with_request(engine.catalogs, Request(address="action=SomethingElse"))
    (record,) = engine.run(0, catalogs=catalogs)
    assert (record.state, record.reason, standin.received()) == (State.PARKED, "drift", []), record.message
    assert "action=ApplyInvoice" in record.message
    journal = (engine.folder / "store" / record.batch / record.folder / "journal.jsonl").read_text(encoding="utf-8")
    assert '"verb": "hold"' in journal
    assert "action=ApplyInvoice" in journal


def test_proof_can_fail_without_the_gate_one_click_is_two_requests(
    standin: Standin, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def stand_aside(gate: Gate, *_error: object) -> Gate:
        return gate

    monkeypatch.setattr(Gate, "__aenter__", stand_aside)
    monkeypatch.setattr(Gate, "__aexit__", stand_aside)
    standin.fault("no-server-check")
    standin.fault("answer-lost-after", count=3)
    engine.run(0)
    assert len(standin.received()) > 1
    assert standin.faults()["answer-lost-after"]["reused"] > 0


@pytest.mark.parametrize(("has_ledger", "requests"), [(True, 1), (False, 2)])
def test_proof_can_fail_without_the_ledger_a_second_run_is_a_second_request(
    standin: Standin, engine: Engine, has_ledger: bool, requests: int
) -> None:
    wanted: dict[str, Any] = {"amount": 100_00, "reference": "REF-2026-11"}
    (first,) = engine.run(0, **wanted)
    standin.fault("empty-table", at="records")
    forgetful = Ledger(ready_database(f"sqlite:///{engine.folder / 'forgetful.db'}"))
    engine.run(0, ledger=engine.ledger() if has_ledger else forgetful, **wanted)
    assert first.state is State.SETTLED
    assert len(standin.received()) == requests


def test_without_a_ledger_nothing_is_sent_and_the_batch_stops(standin: Standin, engine: Engine) -> None:
    ledger = FullLedger(ready_database(f"sqlite:///{engine.folder / 'full.db'}"))
    with pytest.raises(LedgerError, match="disk is full"):
        engine.run(0, 2, 3, ledger=ledger)
    assert standin.received() == []


def with_amount_at(catalogs: Catalogs, path: str) -> Catalogs:
    request = catalogs.target("invoice_confirm.submit").request
    assert request is not None
    return with_request(catalogs, request.model_copy(update={"fen": path}))


def with_request(catalogs: Catalogs, request: Request) -> Catalogs:
    """Return the catalogs with another request behind the submitting click."""
    pages = {name: catalogs.page(name) for name in catalogs.pages}
    page = pages["invoice_confirm"]
    submit = page.targets["submit"].model_copy(update={"request": request})
    pages["invoice_confirm"] = page.model_copy(update={"targets": page.targets | {"submit": submit}})
    return Catalogs(pages.values())
