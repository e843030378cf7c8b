"""Runs a job that writes: look, probe, fill, prove, click, look. The only place that submits.

Three outcomes follow a submitting click, not two: settled, refused, unknown. After it nothing is tried again.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from typing import Any

from pydantic import BaseModel

from agent.catalog import Found
from agent.clerk import Clerk, key_of
from agent.console import Console
from agent.ending import taken, there_already, to_be_continued, unknown, why_unsent
from agent.errors import (
    AgentError,
    ChangedError,
    DraftMismatchError,
    NeedsPersonError,
    RefusedError,
    RetryableError,
    StoreError,
    SubmitUnknownError,
    TransitionError,
)
from agent.flow import Flow, NothingToDoError
from agent.gate import Gate
from agent.ledger import Permit, Submission, SubmissionState, TakenError
from agent.letter import Letter
from agent.model import Approved, Draft, Mode, Outcome, Receipt, State, yuan_text
from agent.plan import Difference, differences, request_differences, words
from agent.retry import until_there
from agent.runner.runner import Runner

_LOOK_EVERY_S = 1.0


class Submitter(Runner):
    """One job that writes, on one console."""

    def __init__(
        self,
        flow: Flow[Any],
        job: BaseModel,
        console: Console,
        clerk: Clerk,
        mode: Mode = Mode.RUN,
        approved: Approved | None = None,
    ) -> None:
        super().__init__(flow.name, console)
        self._flow = flow
        self._job = job
        self._clerk = clerk
        self._mode = mode
        self._approved = approved
        self._left: list[Submission] = []
        """Sent, perhaps, by a worker before this one, and not in the console's list."""

    async def _attempt(self) -> Outcome:
        if self._mode not in (Mode.DRY_RUN, Mode.PLAN):
            found_open = await self._look_for_left()
        if self._mode is Mode.LOOK:
            return await self._looked(found_open)
        try:
            return await self._tried()
        except TakenError as error:
            if self.is_clicked or not await self._reopened(error):
                raise
            return await self._tried()

    async def _tried(self) -> Outcome:
        """Probe, fill, and click, or whatever the mode asks for in place of the click.

        Raises:
            TakenError: What would be sent is in another submission.
        """
        receipt = await self._flow.probe(self._console, self._job)
        if receipt is not None:
            await self._picture("found", receipt.number)
            return there_already(f"already there: {receipt.number}", receipt)
        self._draft = await self._flow.fill(self._console, self._job)
        if self._approved is not None:
            _refuse_change(differences(self._approved.draft, self._draft))
        found = await self._console.aim(self._flow.submit_of(self._draft).click)
        if self._mode is Mode.DRY_RUN:
            message = "filled up to the last page; nothing was sent"
            return Outcome(state=State.PLANNED, message=message, draft=self._draft)
        if self._mode is Mode.PLAN:
            return await self._planned(found, self._draft)
        permit = await self._clerk.permit(self._draft, self._left)
        self._submission = asyncio.ensure_future(self._submit(found, self._draft, permit))
        return await asyncio.shield(self._submission)

    async def _reopened(self, taken: TakenError) -> bool:
        """Free what is in the way if the console says of all of it that it was taken back since."""
        undone = []
        for row in taken.submissions:
            if row.receipt is None:
                return False
            word = await self._flow.undone(self._console, row.receipt)
            if not word:
                return False
            undone.append((row, word))
        for row, word in undone:
            await self._clerk.reopen(row, f"the console's list says of {row.claim.items[0]}: {word}")
        return True

    async def _look_for_left(self) -> list[Receipt]:
        """Look for what an earlier worker may have sent, for as long as it could still come to light."""
        self._left, receipts = [], []
        for row in await self._clerk.left_open():
            within_s = 0.0
            if row.state is not SubmissionState.UNKNOWN:
                within_s = row.hold_s + self._console.site.list_lag_s
                await self._console.step("look", "", note=f"for {row.words()}, up to {within_s:g} s")
            receipt = await self._look(key_of(row.claim), within_s)
            if receipt is not None:
                await self._clerk.adopt(row, receipt)
                receipts.append(receipt)
            elif await self._clerk.stands_still(row):
                self._left.append(row)
        return receipts

    async def _looked(self, receipts: list[Receipt]) -> Outcome:
        """End a look: settled with what was found, unknown while anything is missing."""
        if self._left:
            return await self._undecided(RetryableError("a look does not show everything"))
        numbers = ", ".join(receipt.number for receipt in receipts)
        if receipts:
            await self._picture("found", numbers)
        receipt = receipts[-1] if receipts else None
        return there_already(f"found: {numbers}" if numbers else "nothing is open any more", receipt)

    async def _planned(self, found: Found, draft: Draft) -> Outcome:
        """Go to the last wire without a permit, and write down what would have left."""
        letters: list[Letter] = []

        async def ask(letter: Letter) -> float:
            letters.append(letter)
            self._hold_against(draft, letter)
            raise RefusedError("a plan sends nothing")

        await self._clerk.look(draft)
        click = self._flow.submit_of(draft).click
        gate = self._console.gate(click, ask)
        await self._console.hold(click, found, gate)
        if isinstance(gate.refusal, DraftMismatchError):
            raise gate.refusal
        message = "held at the last wire; nothing was sent"
        return Outcome(state=State.PLANNED, message=message, draft=draft, request=letters[0].held())

    async def _submit(self, found: Found, draft: Draft, permit: Permit) -> Outcome:
        """Click once, then find out what came of it. From here on nothing is tried again."""

        async def ask(letter: Letter) -> float:
            self._hold_against(draft, letter)
            return await self._clerk.send(permit, letter)

        answer: AgentError | None = None
        submit = self._flow.submit_of(draft)
        gate = self._console.gate(submit.click, ask)
        try:
            await self._console.submit(submit.click, found, submit.settled, gate)
        except AgentError as error:
            answer = gate.refusal or error
        try:
            return await self._verdict(draft, permit, gate, answer)
        except StoreError as error:
            self.broken = error
            return await self._stopped(unknown(f"that could not be recorded: {error.message}"))
        except TransitionError as error:
            return await self._stopped(unknown(f"somebody else has moved its row of the ledger: {error.message}"))

    def _hold_against(self, draft: Draft, letter: Letter) -> None:
        """Refuse a request whose amount is not the draft's, or that is not what was approved."""
        if self._approved is not None:
            _refuse_change(request_differences(self._approved.request, letter.held()))
        request = self._console.catalogs.target(self._flow.submit_of(draft).click).request
        if request is None or not request.fen or draft.fen is None:
            return
        fen = letter.value(request.fen)
        if str(fen) != str(draft.fen):
            raise DraftMismatchError(f"{request.fen} of the request", str(draft.fen), str(fen))

    async def _verdict(self, draft: Draft, permit: Permit, gate: Gate, answer: AgentError | None) -> Outcome:
        """Find out what came of the click, and write it into the ledger."""
        try:
            # A no is looked up too: the browser may have sent the request twice, and only the second was refused.
            receipt = await self._look(draft.key, self._console.site.list_lag_s)
        except AgentError as error:
            return await self._doubted(permit, f"the list could not be read: {error.message}")
        if receipt is not None:
            return await self._found(receipt, draft, permit)
        if isinstance(answer, RefusedError):
            await self._clerk.refuse(permit, answer.message)
            return await self._stopped(answer)
        if not gate.is_sent:
            return await self._released(permit, why_unsent(gate, answer))
        if isinstance(answer, NeedsPersonError) or not gate.is_processed:
            return await self._released(permit, answer or RetryableError("the console did not look at the request"))
        said = answer.message if answer else "the console said it was taken"
        return await self._doubted(
            permit, f"{said}; the list does not show it after {self._console.site.list_lag_s:g} s"
        )

    async def _found(self, receipt: Receipt, draft: Draft, permit: Permit) -> Outcome:
        await self._picture("found", receipt.number)
        if None not in (receipt.fen, draft.fen) and receipt.fen != draft.fen:
            shown, sent = yuan_text(receipt.fen), yuan_text(draft.fen)
            return await self._doubted(permit, f"the list shows {receipt.number} with {shown} in place of {sent}")
        await self._clerk.settle(permit, receipt)
        if receipt.rest:
            return to_be_continued(receipt, draft)
        return Outcome(state=State.SETTLED, message=f"found: {receipt.number}", draft=draft, receipt=receipt)

    async def _released(self, permit: Permit, why: AgentError) -> Outcome:
        """End with nothing sent, or nothing done for certain: the same may be asked for again."""
        await self._clerk.release(permit, why.message)
        self._submission = None
        return await self._stopped(why)

    async def _doubted(self, held: Permit | Submission, what: str) -> Outcome:
        await self._clerk.doubt(held, what)
        return await self._stopped(unknown(what))

    async def _look(self, key: Any, within_s: float) -> Receipt | None:
        """Read the console's list on a fresh page, until it shows the request or the time is over."""
        job = self._flow.narrowed(self._job, key)

        async def look() -> Receipt | None:
            await self._console.renew()
            return await self._flow.probe(self._console, job)

        return await until_there(look, within_s=within_s, every_s=_LOOK_EVERY_S)

    async def _stopped(self, error: AgentError) -> Outcome:
        """Return the outcome that an error means; what an earlier worker may have sent comes first."""
        if isinstance(error, TakenError | TransitionError | NothingToDoError) and self._left:
            return await self._undecided(error)
        return taken(error) if isinstance(error, TakenError) else await super()._stopped(error)

    async def _undecided(self, error: AgentError) -> Outcome:
        """End with what an earlier worker may have sent: the list does not show it, so a person decides."""
        for row in self._left:
            if row.state is not SubmissionState.UNKNOWN:
                with suppress(TransitionError):
                    await self._clerk.doubt(row, "the list did not show it in time, and it cannot be sent again")
        await self._picture("stopped", error.message)
        rows = "; ".join(row.words() for row in self._left)
        message = f"sent earlier, perhaps, and not in the console's list: {rows}"
        reason, next_step = SubmitUnknownError.reason, SubmitUnknownError.next_step
        return Outcome(state=State.UNKNOWN, reason=reason, message=message, next_step=next_step, draft=self._draft)


def _refuse_change(found: Sequence[Difference]) -> None:
    if found:
        raise ChangedError(words(found))
