"""The steps of a submission, inside a transaction of the caller."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection
from sqlalchemy.exc import IntegrityError

from agent.database.schema import SUBMISSION
from agent.ledger import row
from agent.ledger.submission import FREE, OPEN, Claim, Holder, Permit, Submission, SubmissionState
from agent.model import Receipt

Held = Permit | Submission | int
"""What names the row: the newest permit, the row as it was seen, or its number whatever became of it."""


class OvertakenError(Exception):
    """Another worker was faster; the transaction starts anew."""


@dataclass(frozen=True)
class Ending:
    """What a step leads to, who takes it and why."""

    state: SubmissionState
    who: str
    note: str
    receipt: Receipt | None = None


def end(
    connection: Connection, at: datetime, held: Held, states: Collection[SubmissionState], ending: Ending
) -> Submission:
    """Move a row out of the states, with its line of history.

    Raises:
        FencedError: The permit is not the newest.
        TransitionError: The row is in another state, or was moved since it was seen.
    """
    number, condition = _aim(held)
    if ending.receipt and has_receipt(connection, number, ending.receipt):
        return row.read(connection, number)
    changes = {
        "state": ending.state,
        "receipt": row.receipt_json(ending.receipt),
        "proposal": None,
        "note": ending.note,
        "ended_at": None if ending.state in OPEN else at,
    }
    if not row.move(connection, condition, states, changes):
        permit = held if isinstance(held, Permit) else None
        raise row.explain(row.read(connection, number), f"{ending.state} by {ending.who}", permit=permit)
    if ending.state in FREE:
        row.free_items(connection, number)
    return row.record(connection, number, at, ending.who, ending.note)


def has_receipt(connection: Connection, number: int, receipt: Receipt) -> bool:
    """Tell whether a submission is settled by this receipt already, so that writing it again changes nothing."""
    now = row.read(connection, number)
    return now.receipt is not None and now.receipt.number == receipt.number


def armed(holder: Holder, draft_hash: str, hold_s: float, at: datetime) -> dict[str, Any]:
    """Return the values of a row that a permit is given for, but for its counts."""
    whose = {"owner": holder.owner, "batch": holder.batch, "job": holder.job, "account": holder.account}
    empty = {"request_hash": "", "receipt": None, "proposal": None, "sent_at": None, "ended_at": None, "note": ""}
    return whose | empty | {"state": SubmissionState.ARMED, "draft_hash": draft_hash, "hold_s": hold_s, "armed_at": at}


def write_armed(connection: Connection, claim: Claim, values: dict[str, Any]) -> int:
    """Write the row of a claim that was free a moment ago, and return its number.

    Raises:
        OvertakenError: It is not free any more.
    """
    try:
        number = _write_row(connection, claim, values)
        row.hold_items(connection, claim, number)
    except IntegrityError as error:
        raise OvertakenError from error
    return number


def _write_row(connection: Connection, claim: Claim, values: dict[str, Any]) -> int:
    former = row.of_claim(connection, claim)
    if former is None:
        return row.add(connection, claim, values | {"fence": 1, "attempt": 1, "tries": 1})
    counts = {"fence": former.fence + 1, "attempt": former.attempt + 1, "tries": 1}
    if not row.move(connection, row.is_unmoved(former), FREE, values | counts):
        raise OvertakenError
    return former.id


def _aim(held: Held) -> tuple[int, ColumnElement[bool]]:
    match held:
        case Permit():
            return held.submission_id, row.is_held_by(held)
        case Submission():
            return held.id, row.is_unmoved(held)
        case _:
            return held, SUBMISSION.c.id == held
