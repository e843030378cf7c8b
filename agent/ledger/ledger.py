"""The submission ledger: one row for each thing that may be sent once, and the permits to send it.

armed -> sent -> settled | refused | unknown | released. Every step checks in SQL that the row stands where the caller
believes, and writes its line of history in the same transaction. All methods block (call them by a thread) and are safe
to call from several threads, processes and machines at once.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Collection
from contextlib import suppress
from datetime import datetime, timedelta

from sqlalchemy import Connection, Engine, select

from agent.database import database_now, reading, writing
from agent.database.address import shown
from agent.database.schema import SUBMISSION
from agent.errors import FencedError, LedgerError, TransitionError
from agent.ledger import row
from agent.ledger.step import Ending, Held, OvertakenError, armed, end, write_armed
from agent.ledger.submission import HELD, OPEN, Claim, Event, Holder, Permit, Submission, SubmissionState, TakenError
from agent.ledger.verdict import Verdict, resolve
from agent.model import Receipt

MAX_ATTEMPTS = 2
"""Permits for one claim without a verdict in between; after that only a doubt is left."""
_RACES = 5
"""How often arming starts anew because another worker was faster and has left again."""

_ARMED, _SENT = SubmissionState.ARMED, SubmissionState.SENT
_SETTLED, _RELEASED = SubmissionState.SETTLED, SubmissionState.RELEASED


class Ledger:
    """The book of one database.

    Args:
        engine: A database of this program's version.
        now: The database's time, for tests of clocks that jump.

    Raises:
        LedgerError: By every method: the database failed, and the step may or may not be written. What was armed or
            sent then shows among the open submissions; nothing may be sent.
    """

    def __init__(self, engine: Engine, *, now: Callable[[Connection], datetime] = database_now) -> None:
        self._engine = engine
        self._now = now

    @property
    def place(self) -> str:
        """Return where the ledger is, without password."""
        return shown(self._engine.url)

    def find(self, claim: Claim) -> Submission | None:
        """Return the submission of exactly this key."""
        with reading(self._engine) as connection:
            return row.of_claim(connection, claim)

    def read(self, submission_id: int) -> Submission:
        """Return a submission by its number.

        Raises:
            TransitionError: There is none.
        """
        with reading(self._engine) as connection:
            return row.read(connection, submission_id)

    def in_the_way(self, claim: Claim) -> list[Submission]:
        """Return the submissions that hold a part of the key, oldest first; none means that it could be armed."""
        with reading(self._engine) as connection:
            return row.in_the_way(connection, claim)

    def open_submissions(self, batch: str | None = None) -> list[Submission]:
        """Return all that the console may have while the ledger holds no proof, oldest first."""
        states = select(SUBMISSION).where(SUBMISSION.c.state.in_(sorted(OPEN))).order_by(SUBMISSION.c.id)
        with reading(self._engine) as connection:
            return row.submissions(connection, states if batch is None else states.where(SUBMISSION.c.batch == batch))

    def of_batch(self, batch: str, job: str | None = None) -> list[Submission]:
        """Return the submissions that a batch, or one job of it, was the last to arm; oldest first."""
        of_batch = select(SUBMISSION).where(SUBMISSION.c.batch == batch).order_by(SUBMISSION.c.id)
        with reading(self._engine) as connection:
            return row.submissions(connection, of_batch if job is None else of_batch.where(SUBMISSION.c.job == job))

    def history(self, submission: Submission) -> list[Event]:
        """Return all that ever happened to a submission, in order."""
        with reading(self._engine) as connection:
            return row.history(connection, submission.id)

    def arm(self, claim: Claim, holder: Holder, draft_hash: str, hold_s: float) -> Permit:
        """Write the intent to send, and return the permit for it.

        Args:
            hold_s: How long the request may at most be alive from now on, in seconds.

        Raises:
            TakenError: A part of the key is in a submission that is settled, or not decided yet.
        """
        for _race in range(_RACES):
            with suppress(OvertakenError):
                return self._arm(claim, holder, draft_hash, hold_s)
        raise LedgerError(f"other workers claim the same at every try: {', '.join(claim.items)}")

    def send(self, permit: Permit, request_hash: str) -> None:
        """Use the permit: from here on the request may have reached the console. Works once for each permit.

        The caller sends nothing after ``permit.left_s`` seconds, and gives up its request by then.

        Raises:
            FencedError: Another worker took over; or the time is over, and the submission is released. Nothing may be
                sent.
            TransitionError: The permit was used, or the submission was settled by a look.
        """
        if permit.left_s <= 0 or not self._is_sent(permit, request_hash):
            self._run_out(permit, _ARMED)
        if permit.left_s <= 0:
            self._run_out(permit, _SENT)

    def settle(self, permit: Permit, receipt: Receipt) -> Submission:
        """Write the proof that was found in the console's list. A fenced owner that found one uses ``adopt``.

        Raises:
            FencedError: Another worker took over.
            TransitionError: It ended otherwise, or with another receipt.
        """
        return self._end(permit, HELD, Ending(_SETTLED, permit.owner, f"found: {receipt.number}", receipt))

    def refuse(self, permit: Permit, words: str) -> Submission:
        """Write the console's business no; what was claimed is free again.

        Raises:
            FencedError: Another worker took over.
            TransitionError: It ended otherwise.
        """
        return self._end(permit, HELD, Ending(SubmissionState.REFUSED, permit.owner, words))

    def release(self, permit: Permit, why: str) -> Submission:
        """Write that it was not done for certain; what was claimed is free again.

        Only for a connection that was never opened, a request that was never sent, or an answer that means "not
        processed" with an empty list afterwards. Anything else is a doubt.

        Raises:
            FencedError: Another worker took over.
            TransitionError: It ended otherwise.
        """
        return self._end(permit, HELD, Ending(_RELEASED, permit.owner, why))

    def doubt(self, held: Permit | Submission, why: str, by: str = "") -> Submission:
        """Write that the list cannot tell; a person decides. What was claimed stays taken.

        Args:
            held: The own permit; or a submission of another worker as it was last seen, after the wait that
                ``take_over`` asks for.
            by: Who doubts another worker's submission.

        Raises:
            FencedError: Another worker took over.
            TransitionError: Somebody moved it.
        """
        return self._end(held, HELD, Ending(SubmissionState.UNKNOWN, by or held.owner, why))

    def adopt(self, submission: Submission, receipt: Receipt, by: str) -> Submission:
        """Write the proof that a look of anybody found; whoever still holds a permit can no longer use it.

        Raises:
            TransitionError: It ended otherwise, or with another receipt.
        """
        return self._end(submission.id, OPEN, Ending(_SETTLED, by, f"found by a look: {receipt.number}", receipt))

    def reopen(self, seen: Submission, why: str, by: str) -> Submission:
        """Write that what was settled is undone, as the console's own list says; what was claimed is free again.

        Raises:
            TransitionError: It is not settled, or somebody moved it since it was seen.
        """
        return self._end(seen, {_SETTLED}, Ending(_RELEASED, by, why))

    def resolve(self, seen: Submission, verdict: Verdict, *, four_eyes: bool) -> Submission:
        """Carry out a person's verdict on an unknown submission: settled if it landed, released if not.

        With four eyes the first call is kept as a proposal (the submission stays unknown) and a second call, by another
        name and with the same verdict, carries it out; another verdict takes the proposal's place.

        Raises:
            TransitionError: It is not unknown, or somebody moved it since it was seen.
        """
        with writing(self._engine) as connection:
            return resolve(connection, self._now(connection), seen, verdict, four_eyes=four_eyes)

    def take_over(self, seen: Submission, holder: Holder, draft_hash: str, hold_s: float) -> Permit:
        """Fence the former owner and return a permit for one more try.

        Clocks are not asked here, they may be wrong by an hour. The caller must have read the submission (armed or
        sent), waited ``seen.hold_s`` and the list's known lag by its own monotonic clock, looked in the console's list
        on a fresh page, found nothing, and read the same again (``is_same_as``).

        Raises:
            TransitionError: Somebody moved it since it was seen, or its tries are used up: only a doubt is left.
        """
        if seen.tries >= MAX_ATTEMPTS:
            raise TransitionError(f"{seen.words()} was tried {seen.tries} times; a person must decide")
        granted = time.monotonic()
        with writing(self._engine) as connection:
            now = self._now(connection)
            counts = {"fence": seen.fence + 1, "attempt": seen.attempt + 1, "tries": seen.tries + 1}
            values = counts | armed(holder, draft_hash, hold_s, now)
            if not row.move(connection, row.is_unmoved(seen), HELD, values):
                raise row.explain(row.read(connection, seen.id), "a take-over")
            row.record(connection, seen.id, now, holder.owner, f"taken over from {seen.owner}, which is fenced")
        return Permit(seen.id, holder.owner, seen.fence + 1, seen.attempt + 1, hold_s, granted)

    def _arm(self, claim: Claim, holder: Holder, draft_hash: str, hold_s: float) -> Permit:
        granted = time.monotonic()
        with writing(self._engine) as connection:
            taken = row.in_the_way(connection, claim)
            if taken:
                raise TakenError(claim, taken)
            now = self._now(connection)
            number = write_armed(connection, claim, armed(holder, draft_hash, hold_s, now))
            written = row.record(connection, number, now, holder.owner, "armed")
        return Permit(written.id, holder.owner, written.fence, written.attempt, hold_s, granted)

    def _is_sent(self, permit: Permit, request_hash: str) -> bool:
        """Tell whether the permit could be used; not, if its time is over by the database's clock."""
        with writing(self._engine) as connection:
            now = self._now(connection)
            # A clock that was set back proves nothing either.
            is_in_time = SUBMISSION.c.armed_at.between(now - timedelta(seconds=permit.hold_s), now)
            values = {"state": _SENT, "sent_at": now, "request_hash": request_hash}
            if row.move(connection, row.is_held_by(permit) & is_in_time, {_ARMED}, values):
                row.record(connection, permit.submission_id, now, permit.owner, "sent")
                return True
            seen = row.read(connection, permit.submission_id)
            if (seen.state, seen.fence, seen.owner) != (_ARMED, permit.fence, permit.owner):
                raise row.explain(seen, "sending", permit=permit)
            return False

    def _run_out(self, permit: Permit, state: SubmissionState) -> None:
        why = "the time of the permit was over before anything was sent"
        self._end(permit, {state}, Ending(_RELEASED, permit.owner, why))
        raise FencedError(f"{why} (submission {permit.submission_id})")

    def _end(self, held: Held, states: Collection[SubmissionState], ending: Ending) -> Submission:
        with writing(self._engine) as connection:
            return end(connection, self._now(connection), held, states, ending)
