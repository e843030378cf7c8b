"""What the ledger's tests have in common: claims, holders, and a ledger whose clock a test moves."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import Connection, Engine

from agent.database import database_now
from agent.ledger import Claim, Holder, Ledger, Permit, Submission, SubmissionState
from agent.model import Receipt

HOLD_S = 600.0
DRAFT, REQUEST = "d" * 64, "r" * 64
RECEIPT = Receipt(number="A17", state="issued", fen=12000)
OTHER_RECEIPT = Receipt(number="A18", state="issued", fen=12000)
ONE = Holder("worker-1", "B1", "job-1", "acme")
TWO = Holder("worker-2", "B2", "job-9", "acme")


def claim(*orders: str, uid: str = "1001", flow: str = "request-invoice") -> Claim:
    return Claim("sandbox", uid, flow, tuple(f"orders={order}" for order in orders))


def arm(ledger: Ledger, *orders: str, holder: Holder = ONE, hold_s: float = HOLD_S) -> Permit:
    return ledger.arm(claim(*orders), holder, DRAFT, hold_s)


def row(ledger: Ledger, permit: Permit) -> Submission:
    return ledger.read(permit.submission_id)


def brought_to(ledger: Ledger, state: SubmissionState, *orders: str) -> Permit:
    """Return the permit of a submission that stands in a state."""
    permit = arm(ledger, *(orders or ("1",)))
    if state is not SubmissionState.ARMED:
        ledger.send(permit, REQUEST)
    match state:
        case SubmissionState.SETTLED:
            ledger.settle(permit, RECEIPT)
        case SubmissionState.REFUSED:
            ledger.refuse(permit, "该订单已开票")
        case SubmissionState.UNKNOWN:
            ledger.doubt(permit, "the list does not show it")
        case SubmissionState.RELEASED:
            ledger.release(permit, "the connection was never opened")
    return permit


class MovableClock:
    """The database's clock, set forward or back by a test."""

    def __init__(self) -> None:
        self.shift = timedelta()

    def __call__(self, connection: Connection) -> datetime:
        return database_now(connection) + self.shift


def with_clock(engine: Engine) -> tuple[Ledger, MovableClock]:
    """Return a ledger with its clock."""
    clock = MovableClock()
    return Ledger(engine, now=clock), clock
