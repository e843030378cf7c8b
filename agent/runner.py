"""Runs one job: probe, fill, prove, click, look. The only place that submits, and the only broad ``except``.

Three outcomes follow a submitting click, not two: settled, refused, unknown. After it nothing is tried again.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable
from typing import Any

import structlog
from pydantic import BaseModel

from agent.catalog import Found
from agent.console import Console
from agent.errors import (
    AgentError,
    NeedsPersonError,
    RefusedError,
    RetryableError,
    SubmitUnknownError,
    TargetMissingError,
)
from agent.flow import Flow, NothingToDoError
from agent.model import Draft, Outcome, Receipt, State, yuan_text
from agent.retry import until_there, with_retries

_LOOK_EVERY_S = 1.0
_log = structlog.get_logger(__name__)


class Runner:
    """One job on one console."""

    def __init__(self, flow: Flow[Any], job: BaseModel, console: Console, *, is_dry_run: bool = False) -> None:
        self._flow = flow
        self._job = job
        self._console = console
        self._is_dry_run = is_dry_run
        self._draft: Draft | None = None
        self._submission: asyncio.Task[Outcome] | None = None
        self.attempts = 0

    @property
    def is_clicked(self) -> bool:
        """Tell whether the submitting click may have been made."""
        return self._submission is not None

    async def run(self) -> Outcome:
        """Return how the job ended. A cancellation is obeyed at once before the click, and after the look behind it."""
        try:
            return await self._outlived(with_retries(self._attempt, self._console.limits))
        except AgentError as error:
            return await self._stopped(error)
        except Exception as error:  # noqa: BLE001 - the one place: it becomes a failed or unknown job
            _log.exception("a job broke", flow=self._flow.name, account=self._console.account.account)
            return await self._stopped(_defect(error, is_clicked=self.is_clicked))

    async def _outlived(self, work: Awaitable[Outcome]) -> Outcome:
        """Let a submission come to its end although the job was cancelled."""
        try:
            return await work
        except asyncio.CancelledError:
            if self._submission is None:
                raise
            return await self._submission

    async def _attempt(self) -> Outcome:
        self.attempts += 1
        receipt = await self._flow.probe(self._console, self._job)
        if receipt is not None:
            await self._picture("found", receipt.number)
            message = f"already there: {receipt.number}"
            return Outcome(state=State.SETTLED, message=message, receipt=receipt, is_already_there=True)
        self._draft = await self._flow.fill(self._console, self._job)
        found = await self._console.aim(self._flow.submit.click)
        if self._is_dry_run:
            message = "filled up to the last page; nothing was sent"
            return Outcome(state=State.PLANNED, message=message, draft=self._draft)
        self._submission = asyncio.ensure_future(self._submit(found, self._draft))
        return await asyncio.shield(self._submission)

    async def _submit(self, found: Found, draft: Draft) -> Outcome:
        """Click once, then find out what came of it. From here on nothing is tried again."""
        answer: AgentError | None = None
        try:
            await self._console.submit(self._flow.submit.click, found, self._flow.submit.settled)
        except AgentError as error:
            answer = error
            await self._picture("answer", error.message)
        try:
            # A no is looked up too: the browser may have sent the request twice, and only the second was refused.
            receipt = await self._look(draft)
        except AgentError as error:
            return await self._stopped(_unknown(f"the list could not be read: {error.message}"))
        if receipt is not None:
            return await self._found(receipt, draft)
        if isinstance(answer, RefusedError | NeedsPersonError):
            return await self._stopped(answer)
        said = answer.message if answer else "the console said it was taken"
        return await self._stopped(
            _unknown(f"{said}; the list does not show it after {self._console.site.list_lag_s:g} s")
        )

    async def _found(self, receipt: Receipt, draft: Draft) -> Outcome:
        await self._picture("found", receipt.number)
        if None not in (receipt.fen, draft.fen) and receipt.fen != draft.fen:
            shown, sent = yuan_text(receipt.fen), yuan_text(draft.fen)
            return await self._stopped(_unknown(f"the list shows {receipt.number} with {shown} in place of {sent}"))
        return Outcome(state=State.SETTLED, message=f"found: {receipt.number}", draft=draft, receipt=receipt)

    async def _look(self, draft: Draft) -> Receipt | None:
        """Read the console's list on a fresh page, until it shows the request or its known lag is over."""
        job = self._flow.narrowed(self._job, draft)

        async def look() -> Receipt | None:
            await self._console.renew()
            return await self._flow.probe(self._console, job)

        return await until_there(look, within_s=self._console.site.list_lag_s, every_s=_LOOK_EVERY_S)

    async def _stopped(self, error: AgentError) -> Outcome:
        """Return the outcome that an error means, with a last picture."""
        if isinstance(error, NothingToDoError):
            await self._picture("found", error.message)
            return Outcome(
                state=State.SETTLED,
                reason=error.reason,
                message=error.message,
                receipt=error.receipt,
                is_already_there=True,
            )
        if not self.is_clicked or isinstance(error, SubmitUnknownError):
            await self._picture("stopped", error.message)
        return Outcome(
            state=_end(error),
            reason=error.reason,
            message=error.message,
            next_step=error.next_step,
            draft=self._draft,
        )

    async def _picture(self, verb: str, note: str) -> None:
        try:
            await self._console.picture(verb, note)
        except AgentError as error:
            _log.info("no last picture", why=error.message)


def _end(error: AgentError) -> State:
    match error:
        case SubmitUnknownError():
            return State.UNKNOWN
        case NeedsPersonError() | TargetMissingError():
            return State.PARKED
        case RefusedError():
            return State.REFUSED
        case _:
            return State.FAILED


def _unknown(what: str) -> SubmitUnknownError:
    return SubmitUnknownError(f"the submitting click was made, but {what}")


def _defect(error: Exception, *, is_clicked: bool) -> AgentError:
    """Return an unforeseen error as one of ours, by what happens next."""
    what = f"fapiao itself broke: {type(error).__name__}"
    return _unknown(what) if is_clicked else RetryableError(what)
