"""Every flow that writes, at every fault of its last click: how the job ends, and what the stand-in received.

Killed between click and answer: ``tests/chaos``.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from itertools import cycle
from typing import Any, NamedTuple

import pytest

from agent.flow import Flow, load_flows
from agent.model import JobRecord, State
from tests.flows.engine import Engine
from tests.flows.reading import newest_digital, seeded
from tests.flows.standin import Standin

ADDRESS = {
    "recipient": "王芳",
    "mobile": "13800138000",
    "province": "浙江省",
    "city": "杭州市",
    "district": "余杭区",
    "detail": "文一西路 969 号",
}
TICKET = {"reference": "SSC-2026-001", "subject": "Bill of October", "description": "Which bill is it?"}
IN_REVIEW = 7
"""The account whose application for a title waits for its review."""
STILL_LISTED = 4
"""An account the orders of whose newest digital invoice are still listed, so that they can be requested anew."""


class Asked(NamedTuple):
    """A job: whose, and its inputs."""

    account: int
    inputs: dict[str, Any]


@dataclass(frozen=True)
class Case:
    """One submission of a flow."""

    action: str
    """What it is on the wire."""
    kind: str
    """What the stand-in calls it once it is received."""
    ready: Callable[[Standin, Engine], Asked]
    """Makes what it goes on from, and returns the job."""
    ends: State = State.SETTLED

    def count(self, standin: Standin) -> int:
        """Return how often it was received."""
        return [write["kind"] for write in standin.received()].count(self.kind)

    def tries(self, standin: Standin) -> int:
        """Return how often it was asked for."""
        return int(standin.requests().get(self.action, {"tries": 0})["tries"])


def plain(**inputs: Any) -> Callable[[Standin, Engine], Asked]:
    """Return the job of a flow that goes on from nothing."""
    return lambda _standin, _engine: Asked(0, inputs)


def being_issued(standin: Standin, engine: Engine) -> Asked:
    """Request an invoice, and take it back."""
    engine.run(0)
    return Asked(0, {"request": standin.received()[0]["id"]})


def renamed(_standin: Standin, engine: Engine) -> Asked:
    """Change a title's name."""
    proof = engine.folder / "proof.pdf"
    proof.write_bytes(b"%PDF-1.7\n%%EOF\n")
    return Asked(0, {"new_title": "杭州新星数据有限公司", "proof": str(proof)})


def approved(standin: Standin, _engine: Engine) -> Asked:
    """Let a title's review end, and put it into force."""
    newest = standin.accounts()[IN_REVIEW]["titles"][0]
    standin.pass_title(newest["id"])
    return Asked(IN_REVIEW, {"title": newest["title"]})


def digital(standin: Standin, _engine: Engine) -> Asked:
    """Give an invoice back that was issued before."""
    return Asked(0, {"number": newest_digital(standin), "reason": "issue-error"})


def reversed_before(standin: Standin, engine: Engine) -> Asked:
    """Give an invoice back for another one, and let it be reversed."""
    asked = Asked(STILL_LISTED, {"number": newest_digital(standin, STILL_LISTED), "reason": "issue-error"})
    engine.do("exchange-invoice", asked.account, **asked.inputs)
    standin.advance(3600)
    return asked


def lost(standin: Standin, _engine: Engine) -> Asked:
    """Report an invoice that is too old for anything but a copy."""
    account, line = seeded(standin, "paper-special", range(181, 400))
    return Asked(account, {"number": line["number"]})


AGAIN = ": the new request"
CASES = {
    "request-invoice": Case("ApplyInvoice", "request-invoice", plain(all_invoiceable=True)),
    "cancel-request": Case("CancelInvoiceApply", "void", being_issued),
    "change-invoice-title": Case("SubmitTitleChange", "title-change", renamed),
    "request-invoice-title": Case("RequestTitle", "title-request", approved),
    "set-mailing-address": Case("AddAddress", "address", plain(**ADDRESS)),
    "set-mailbox": Case("AddMailbox", "mailbox", plain(email="invoices@example.com")),
    "return-invoice": Case("ReturnInvoice", "return-invoice", digital),
    "exchange-invoice": Case("ReturnInvoice", "return-invoice", digital, ends=State.PARKED),
    f"exchange-invoice{AGAIN}": Case("ApplyInvoice", "request-invoice", reversed_before),
    "submit-ticket": Case("CreateTicket", "submit-ticket", plain(**TICKET)),
    "report-lost-invoice": Case("CreateTicket", "submit-ticket", lost),
}


class Ending(NamedTuple):
    """How a job ends that the console does not take."""

    state: State
    reason: str


AT_THE_CLICK = {
    "answer-lost-before": Ending(State.UNKNOWN, "unknown"),
    "refuse": Ending(State.REFUSED, "refused"),
    "risk": Ending(State.PARKED, "risk"),
    "session-expired": Ending(State.UNKNOWN, "unknown"),
}
BEFORE_THE_CLICK = {
    "wrong-account": ({}, Ending(State.PARKED, "wrong-account")),
    "drift-text": ({"at": "submit"}, Ending(State.PARKED, "drift")),
}
every_case = pytest.mark.parametrize("name", CASES)


def at_each(faults: Collection[str]) -> pytest.MarkDecorator:
    """Return every case at every fault; ``make test`` meets each case at one of all, ``make matrix`` the rest."""
    taken = dict(zip(CASES, cycle((*AT_THE_CLICK, *BEFORE_THE_CLICK)), strict=False))
    pairs = [
        pytest.param(name, fault, marks=[] if taken[name] == fault else [pytest.mark.matrix])
        for name in CASES
        for fault in faults
    ]
    return pytest.mark.parametrize(("name", "fault"), pairs)


def done(engine: Engine, name: str, asked: Asked) -> JobRecord:
    """Do the job that a case is about."""
    return engine.do(name.removesuffix(AGAIN), asked.account, **asked.inputs)[0]


def test_every_flow_that_writes_has_a_case() -> None:
    writing = {name for name, flow in load_flows().items() if issubclass(flow, Flow)}
    assert {name.removesuffix(AGAIN) for name in CASES} == writing


@every_case
def test_answer_lost_after_the_click_is_found_and_nothing_is_sent_twice(
    standin: Standin, engine: Engine, name: str
) -> None:
    case = CASES[name]
    asked = case.ready(standin, engine)
    standin.calm()
    before = case.count(standin)
    standin.fault("answer-lost-after", at=case.action)
    record = done(engine, name, asked)
    assert (record.state, record.receipt is not None) == (case.ends, True), record.message
    assert (case.count(standin) - before, case.tries(standin)) == (1, 1)


@at_each(AT_THE_CLICK)
def test_what_is_not_taken_at_the_click_is_asked_for_once(
    standin: Standin, engine: Engine, name: str, fault: str
) -> None:
    case = CASES[name]
    asked = case.ready(standin, engine)
    before = case.count(standin)
    standin.fault(fault, at=case.action)
    record = done(engine, name, asked)
    assert (record.state, record.reason) == AT_THE_CLICK[fault], record.message
    assert (case.count(standin) - before, case.tries(standin)) == (0, 1)


@at_each(BEFORE_THE_CLICK)
def test_what_is_wrong_before_the_click_parks_and_is_never_asked_for(
    standin: Standin, engine: Engine, name: str, fault: str
) -> None:
    case, (options, ending) = CASES[name], BEFORE_THE_CLICK[fault]
    asked = case.ready(standin, engine)
    before = case.count(standin)
    standin.fault(fault, **options)
    record = done(engine, name, asked)
    assert (record.state, record.reason) == ending, record.message
    assert (case.count(standin) - before, case.tries(standin)) == (0, 0)
