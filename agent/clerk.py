"""The clerk: keeps the submission ledger for one job, off the event loop."""

from __future__ import annotations

import asyncio
import hashlib
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import structlog

from agent.errors import FencedError, TransitionError
from agent.ledger import Claim, Holder, Ledger, Permit, Submission, SubmissionState, TakenError
from agent.letter import Letter
from agent.model import Draft, Receipt
from agent.site import Site

_HELD = (SubmissionState.ARMED, SubmissionState.SENT)
_log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Clerk:
    """One job's view of the ledger.

    Args:
        hold_s: How long a request may at most be alive, in seconds.
        is_fenced: Tells whether another worker may have the job by now.
        is_gone: Tells whether the process of a worker is no more, for certain.

    Raises:
        LedgerError: By every method: the database failed; nothing may be sent.
    """

    ledger: Ledger
    site: Site
    uid: str
    flow: str
    holder: Holder
    hold_s: float
    is_fenced: Callable[[], bool]
    is_gone: Callable[[str], bool]

    async def left_open(self) -> list[Submission]:
        """Return the submissions of this account and flow of which nobody knows yet whether the console has them."""
        rows = await asyncio.to_thread(self.ledger.open_submissions)
        whose = (self.site.known_as, self.uid, self.flow)
        return [row for row in rows if (row.claim.site, row.claim.uid, row.claim.flow) == whose]

    async def stands_still(self, seen: Submission) -> bool:
        """Tell whether nobody has moved a submission since it was seen."""
        return (await asyncio.to_thread(self.ledger.read, seen.id)).is_same_as(seen)

    async def look(self, draft: Draft) -> None:
        """Do nothing if what the draft says could be sent.

        Raises:
            TakenError: A part of it is settled, or not decided yet.
        """
        claim = self._claim(draft)
        if rows := await asyncio.to_thread(self.ledger.in_the_way, claim):
            raise TakenError(claim, rows)

    async def permit(self, draft: Draft, left: Sequence[Submission]) -> Permit:
        """Return the permit to send what the draft says, once.

        Args:
            left: Held by workers before this one; looked for in the console's list for long enough, and not found.

        Raises:
            TakenError: A part of it is settled, or not decided yet.
            TransitionError: It was tried too often, or another worker was faster.
        """
        claim, digest = self._claim(draft), _digest(draft)
        try:
            return await asyncio.to_thread(self.ledger.arm, claim, self.holder, digest, self.hold_s)
        except TakenError as taken:
            same = taken.same
            if same is None or same.state not in _HELD or not any(same.is_same_as(row) for row in left):
                raise
            if same.state is SubmissionState.SENT and not await asyncio.to_thread(self.is_gone, same.owner):
                # Its owner may be frozen with the request in its hands: no waiting would tell.
                raise
            return await asyncio.to_thread(self.ledger.take_over, same, self.holder, digest, self.hold_s)

    async def send(self, permit: Permit, letter: Letter) -> float:
        """Use a permit, and return how long the request may be alive from now on, in seconds.

        Raises:
            FencedError: Its time is over, or another worker took over: nothing may be sent.
        """
        await asyncio.to_thread(self.ledger.send, permit, letter.digest)
        if self.is_fenced():
            raise FencedError("this worker was taken for dead before anything was sent; another may have the job")
        left_s = permit.left_s
        if not left_s:
            # The machine slept since: nothing has left, and to be without time is not to be without limit.
            raise FencedError("the time of the permit was over before anything was sent")
        return left_s

    async def settle(self, permit: Permit, receipt: Receipt) -> None:
        """Write down the proof, whoever holds the submission by now."""
        try:
            await asyncio.to_thread(self.ledger.settle, permit, receipt)
        except FencedError:
            await self.adopt(await asyncio.to_thread(self.ledger.read, permit.submission_id), receipt)

    async def adopt(self, row: Submission, receipt: Receipt) -> None:
        """Write down the proof for what somebody else sent."""
        await asyncio.to_thread(self.ledger.adopt, row, receipt, self.holder.owner)

    async def refuse(self, permit: Permit, words: str) -> None:
        """Write down the console's no."""
        await asyncio.to_thread(self.ledger.refuse, permit, words)

    async def release(self, permit: Permit, why: str) -> None:
        """Write down that nothing was done for certain; a permit that was lost, or that ran out, needs no word."""
        try:
            await asyncio.to_thread(self.ledger.release, permit, why)
        except FencedError as error:
            _log.info("the permit was not ours any more", why=error.message)
        except TransitionError:
            row = await asyncio.to_thread(self.ledger.read, permit.submission_id)
            if (row.state, row.fence) != (SubmissionState.RELEASED, permit.fence):
                raise

    async def doubt(self, held: Permit | Submission, why: str) -> None:
        """Write down that the list cannot tell; a person decides."""
        await asyncio.to_thread(self.ledger.doubt, held, why, self.holder.owner)

    async def reopen(self, row: Submission, why: str) -> None:
        """Write down that what a submission had settled was taken back on the console; its key is free again.

        Raises:
            TransitionError: It is not settled, or somebody moved it.
        """
        await asyncio.to_thread(self.ledger.reopen, row, why, self.holder.owner)

    def _claim(self, draft: Draft) -> Claim:
        items = tuple(f"{word}={value}" for word, values in draft.key.items() for value in values)
        return Claim(self.site.known_as, self.uid, self.flow, items)


def key_of(claim: Claim) -> Mapping[str, Sequence[str]]:
    """Return a claim's parts by their fields, as a draft's key has them."""
    key: dict[str, list[str]] = defaultdict(list)
    for item in claim.items:
        word, _, value = item.partition("=")
        key[word].append(value)
    return key


def _digest(draft: Draft) -> str:
    return hashlib.sha256(draft.model_dump_json().encode()).hexdigest()
