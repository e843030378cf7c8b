"""The submission ledger: what may be sent once, who may send it, and what came of it."""

from agent.ledger.ledger import MAX_ATTEMPTS, Ledger
from agent.ledger.submission import Claim, Event, Holder, Permit, Proposal, Submission, SubmissionState, TakenError
from agent.ledger.verdict import Verdict

__all__ = [
    "MAX_ATTEMPTS",
    "Claim",
    "Event",
    "Holder",
    "Ledger",
    "Permit",
    "Proposal",
    "Submission",
    "SubmissionState",
    "TakenError",
    "Verdict",
]
