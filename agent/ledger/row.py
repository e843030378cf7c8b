"""The ledger's rows in SQL: read, inserted, and moved from state to state with a check in the same statement."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, RowMapping, Select, and_, delete, insert, select, update

from agent.database.schema import SUBMISSION, SUBMISSION_EVENT, SUBMISSION_ITEM
from agent.errors import FencedError, TransitionError
from agent.ledger.submission import Claim, Event, Permit, Proposal, Submission, SubmissionState
from agent.model import Receipt

_CHUNK = 500
"""Items asked for in one statement; SQLite takes 32,766 values at most."""


def read(connection: Connection, submission_id: int, *, is_locked: bool = False) -> Submission:
    """Return a submission.

    Args:
        is_locked: Nobody else may change it until the transaction ends.

    Raises:
        TransitionError: There is none of this number.
    """
    query = select(SUBMISSION).where(SUBMISSION.c.id == submission_id)
    found = submissions(connection, query.with_for_update() if is_locked else query)
    if not found:
        raise TransitionError(f"the ledger has no submission {submission_id}")
    return found[0]


def submissions(connection: Connection, query: Select[Any]) -> list[Submission]:
    """Return what a query over the submissions gives."""
    return [_submission(row) for row in connection.execute(query).mappings()]


def of_claim(connection: Connection, claim: Claim) -> Submission | None:
    """Return the submission of exactly this key."""
    found = submissions(connection, select(SUBMISSION).where(*_whose(SUBMISSION.c, claim), _is_key(claim)))
    return found[0] if found else None


def in_the_way(connection: Connection, claim: Claim) -> list[Submission]:
    """Return the submissions that hold a part of the key, oldest first."""
    found: dict[int, Submission] = {}
    for start in range(0, len(claim.items), _CHUNK):
        items = claim.items[start : start + _CHUNK]
        holds = select(SUBMISSION_ITEM.c.submission_id).where(
            *_whose(SUBMISSION_ITEM.c, claim), SUBMISSION_ITEM.c.item.in_(items)
        )
        found |= {
            each.id: each for each in submissions(connection, select(SUBMISSION).where(SUBMISSION.c.id.in_(holds)))
        }
    return [found[number] for number in sorted(found)]


def add(connection: Connection, claim: Claim, values: dict[str, Any]) -> int:
    """Insert a submission and return its number.

    Raises:
        IntegrityError: Another worker was faster.
    """
    names = {"site": claim.site, "uid": claim.uid, "flow": claim.flow}
    key = {"key": list(claim.items), "key_hash": claim.key_hash}
    number: int = connection.execute(
        insert(SUBMISSION).values(**names, **key, **values).returning(SUBMISSION.c.id)
    ).scalar_one()
    return number


def hold_items(connection: Connection, claim: Claim, submission_id: int) -> None:
    """Mark each part of the key as taken, in one order for every worker, so that none waits for the other.

    Raises:
        IntegrityError: Another worker was faster.
    """
    names = {"site": claim.site, "uid": claim.uid, "flow": claim.flow, "submission_id": submission_id}
    connection.execute(insert(SUBMISSION_ITEM), [names | {"item": item} for item in claim.items])


def free_items(connection: Connection, submission_id: int) -> None:
    """Let the parts of the key be claimed again."""
    connection.execute(delete(SUBMISSION_ITEM).where(SUBMISSION_ITEM.c.submission_id == submission_id))


def is_held_by(permit: Permit) -> ColumnElement[bool]:
    """Return the condition that a permit is the newest of its submission."""
    return and_(
        SUBMISSION.c.id == permit.submission_id, SUBMISSION.c.fence == permit.fence, SUBMISSION.c.owner == permit.owner
    )


def is_unmoved(seen: Submission) -> ColumnElement[bool]:
    """Return the condition that nobody moved a submission since it was read."""
    return and_(SUBMISSION.c.id == seen.id, SUBMISSION.c.fence == seen.fence, SUBMISSION.c.state == seen.state)


def move(
    connection: Connection, condition: ColumnElement[bool], states: Collection[SubmissionState], values: dict[str, Any]
) -> bool:
    """Change the one row that meets the condition in one of the states; tell whether there was one."""
    is_there = and_(condition, SUBMISSION.c.state.in_(sorted(states)))
    return connection.execute(update(SUBMISSION).where(is_there).values(**values)).rowcount == 1


def record(connection: Connection, submission_id: int, at: datetime, who: str, note: str) -> Submission:
    """Append what has just happened to the history; return the submission as it is now."""
    now = read(connection, submission_id)
    names = ("state", "owner", "fence", "batch", "job")
    same = {name: getattr(now, name) for name in names}
    connection.execute(insert(SUBMISSION_EVENT).values(submission_id=now.id, at=at, who=who, note=note, **same))
    return now


def history(connection: Connection, submission_id: int) -> list[Event]:
    """Return what happened to a submission, in order."""
    table = SUBMISSION_EVENT
    rows = connection.execute(select(table).where(table.c.submission_id == submission_id).order_by(table.c.id))
    names = [column.name for column in table.columns if column.name not in ("id", "submission_id")]
    return [
        Event(**{name: row[name] for name in names} | {"state": SubmissionState(row["state"])})
        for row in rows.mappings()
    ]


def explain(now: Submission, step: str, *, permit: Permit | None = None) -> TransitionError:
    """Return why a step did not find its row."""
    if permit is not None and (now.fence, now.owner) != (permit.fence, permit.owner):
        what = f"{step} is not allowed: {now.owner} took the submission over ({now.words()})"
        return FencedError(what)
    return TransitionError(f"{step} is not allowed: this is {now.words()} now")


def proposal_json(proposal: Proposal | None) -> dict[str, Any] | None:
    """Return a proposal as it is stored."""
    if proposal is None:
        return None
    return asdict(proposal) | {"landed": receipt_json(proposal.landed)}


def receipt_json(receipt: Receipt | None) -> dict[str, Any] | None:
    """Return a receipt as it is stored."""
    return receipt.model_dump() if receipt else None


def _whose(columns: Any, claim: Claim) -> Sequence[ColumnElement[bool]]:
    return columns.site == claim.site, columns.uid == claim.uid, columns.flow == claim.flow


def _is_key(claim: Claim) -> ColumnElement[bool]:
    return SUBMISSION.c.key_hash == claim.key_hash


def _submission(row: RowMapping) -> Submission:
    values: dict[str, Any] = dict(row)
    claim = Claim(values.pop("site"), values.pop("uid"), values.pop("flow"), tuple(values.pop("key")))
    values.pop("key_hash")
    proposal = values["proposal"]
    parts = {
        "state": SubmissionState(values["state"]),
        "receipt": _receipt(values["receipt"]),
        "proposal": Proposal(**proposal | {"landed": _receipt(proposal["landed"])}) if proposal else None,
    }
    return Submission(claim=claim, **values | parts)


def _receipt(value: dict[str, Any] | None) -> Receipt | None:
    return Receipt.model_validate(value) if value else None
