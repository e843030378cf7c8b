"""A person's verdict on a submission that the console's list could not decide."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from agent.database.schema import SUBMISSION
from agent.errors import InputError
from agent.ledger import row
from agent.ledger.step import Ending, end, has_receipt
from agent.ledger.submission import Proposal, Submission, SubmissionState
from agent.model import Receipt

_UNKNOWN = {SubmissionState.UNKNOWN}


@dataclass(frozen=True)
class Verdict:
    """What a person found in the console.

    Args:
        landed: The proof; none if the console did not get the request.
        by: The person's name.
        reason: Where the person looked, for the auditor.

    Raises:
        InputError: Name or reason is missing.
    """

    landed: Receipt | None
    by: str
    reason: str

    def __post_init__(self) -> None:
        for name in ("by", "reason"):
            if not getattr(self, name).strip():
                raise InputError(f"--{name}", "is empty", "a verdict is kept with name and reason")

    @property
    def words(self) -> str:
        """Return what happens to the submission by it."""
        return f"landed as {self.landed.number}" if self.landed else "did not land"


def resolve(connection: Connection, at: datetime, seen: Submission, verdict: Verdict, *, four_eyes: bool) -> Submission:
    """Carry a verdict out, or keep it until a second person says the same.

    Raises:
        TransitionError: The submission is not unknown any more, or somebody moved it.
    """
    now = row.read(connection, seen.id, is_locked=True)
    if verdict.landed and has_receipt(connection, seen.id, verdict.landed):
        return now
    proposal = now.proposal
    if four_eyes and not (proposal and _agree(proposal, verdict)):
        return _propose(connection, at, seen, verdict)
    said = f"proposed by {proposal.by} ({proposal.reason}), confirmed" if proposal and four_eyes else "said"
    note = f"{verdict.words}, {said} by {verdict.by}: {verdict.reason}"
    state = SubmissionState.SETTLED if verdict.landed else SubmissionState.RELEASED
    return end(connection, at, seen, _UNKNOWN, Ending(state, verdict.by, note, verdict.landed))


def _agree(proposal: Proposal, verdict: Verdict) -> bool:
    """Tell whether two persons say the same."""
    are_two = proposal.by.strip().casefold() != verdict.by.strip().casefold()
    numbers = [receipt.number if receipt else None for receipt in (proposal.landed, verdict.landed)]
    return are_two and numbers[0] == numbers[1]


def _propose(connection: Connection, at: datetime, seen: Submission, verdict: Verdict) -> Submission:
    proposal = row.proposal_json(Proposal(verdict.by, verdict.reason, verdict.landed))
    if not row.move(connection, row.is_unmoved(seen), _UNKNOWN, {SUBMISSION.c.proposal.name: proposal}):
        raise row.explain(row.read(connection, seen.id), f"a verdict of {verdict.by}")
    note = f"{verdict.words}, proposed by {verdict.by}: {verdict.reason}; a second person must say the same"
    return row.record(connection, seen.id, at, verdict.by, note)
