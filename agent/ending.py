"""How a job ends: the outcome that an error, or a find, means."""

from __future__ import annotations

from agent.errors import (
    AgentError,
    DriftError,
    NeedsPersonError,
    RefusedError,
    RetryableError,
    SubmitUnknownError,
    TargetMissingError,
)
from agent.gate import Gate
from agent.ledger import SubmissionState, TakenError
from agent.model import Draft, Outcome, Receipt, State


def why_unsent(gate: Gate, answer: AgentError | None) -> AgentError:
    """Return why nothing left, as the error that it means."""
    if gate.refusal is None and gate.held:
        return DriftError(f"the click sent something else than its catalog says, and it was held: {gate.held[0]}")
    return answer or RetryableError("the click led to no request")


def there_already(message: str, receipt: Receipt | None, reason: str = "") -> Outcome:
    """Return the outcome of a job whose effect was there before."""
    if receipt is not None and receipt.rest:
        return to_be_continued(receipt)
    return Outcome(state=State.SETTLED, reason=reason, message=message, receipt=receipt, is_already_there=True)


def to_be_continued(receipt: Receipt, draft: Draft | None = None) -> Outcome:
    """Return the outcome of a job whose first part is done, while the rest has to wait."""
    return Outcome(
        state=State.PARKED,
        reason="to-be-continued",
        message=f"found: {receipt.number} ({receipt.state}); {receipt.rest}",
        next_step="Later: fapiao resume BATCH --parked, or the same run once more.",
        draft=draft,
        receipt=receipt,
    )


def taken(error: TakenError) -> Outcome:
    """Return the outcome for what is in another submission already."""
    same = error.same
    if same is not None and same.receipt is not None:
        return there_already(f"already there: {same.words()}", same.receipt)
    is_settled = all(row.state is SubmissionState.SETTLED for row in error.submissions)
    state = State.REFUSED if is_settled else State.PARKED
    return Outcome(state=state, reason=error.reason, message=error.message, next_step=error.next_step)


def end_of(error: AgentError) -> State:
    """Return the state in which an error ends a job."""
    match error:
        case SubmitUnknownError():
            return State.UNKNOWN
        case NeedsPersonError() | TargetMissingError():
            return State.PARKED
        case RefusedError():
            return State.REFUSED
        case _:
            return State.FAILED


def unknown(what: str) -> SubmitUnknownError:
    """Return the error of a click of which nobody knows what came."""
    return SubmitUnknownError(f"the submitting click was made, but {what}")


def defect(error: Exception, *, is_clicked: bool) -> AgentError:
    """Return an unforeseen error as one of ours, by what happens next."""
    what = f"fapiao itself broke: {type(error).__name__}"
    return unknown(what) if is_clicked else RetryableError(what)
