"""A world for the ledger's state machine: two workers, a wire, a console whose list lags.

Its time is counted in made-up seconds. The workers' monotonic clock follows it; the database's clock may jump.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any

from sqlalchemy import Engine

from agent.errors import FencedError, TransitionError
from agent.ledger import MAX_ATTEMPTS, Claim, Holder, Ledger, Permit, Submission, SubmissionState, TakenError, Verdict
from agent.model import Receipt
from tests.ledger.cases import DRAFT, REQUEST, claim

HOLD_S, LAG_S = 60.0, 60.0
RECEIPT = Receipt(number="A1", state="issued")


@dataclass(frozen=True)
class Habits:
    """What the workers do; each one left out must show as a double or a loss."""

    waits_for_the_lag: bool = True
    obeys_the_ledger: bool = True
    doubts_a_lost_answer: bool = True


@dataclass
class Request:
    """A request on the wire."""

    items: frozenset[str]
    permit: Permit
    dies_at: float


@dataclass
class Worker:
    """What a worker process knows; a crash loses all of it."""

    holder: Holder
    permit: Permit | None = None
    granted_at: float = 0.0
    seen: Submission | None = None
    seen_at: float = 0.0

    def forget(self) -> None:
        self.permit = self.seen = None


@dataclass
class World:
    """Workers, wire, console and ledger."""

    engine: Engine
    habits: Habits
    orders: list[str]
    now_s: float = 0.0
    clock_shift_s: float = 0.0
    wire: list[Request] = field(default_factory=list)
    effects: Counter[str] = field(default_factory=Counter)
    listed_at: dict[str, float] = field(default_factory=dict)
    uses: Counter[tuple[int, int]] = field(default_factory=Counter)
    every: list[str] = field(default_factory=list)
    """All orders that there ever were."""
    open: list[Submission] = field(default_factory=list)
    taken: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        start = datetime(2026, 1, 15, tzinfo=UTC)
        self.ledger = Ledger(
            self.engine, now=lambda _connection: start + timedelta(seconds=self.now_s + self.clock_shift_s)
        )
        self.every = list(self.orders)
        self.workers = [Worker(Holder(f"worker-{number}", f"B{number}", "job", "acme")) for number in (1, 2)]

    def is_listed(self, claimed: Claim) -> bool:
        """Tell whether the console's list shows a part of the key."""
        return any(self.listed_at.get(item, self.now_s + 1) <= self.now_s for item in claimed.items)

    def idle(self) -> list[Worker]:
        return [worker for worker in self.workers if not worker.permit]

    def with_permit(self, *, is_used: bool | None = None) -> list[Worker]:
        """Return the workers that hold a permit, used or not."""
        held = [(worker, worker.permit) for worker in self.workers if worker.permit]
        return [
            worker
            for worker, permit in held
            if is_used is None or is_used == bool(self.uses[permit.submission_id, permit.fence])
        ]

    def read(self) -> None:
        """Read the ledger once for all that is asked between two steps; settled orders make place for new ones."""
        self.open = self.ledger.open_submissions()
        self.taken = {item for each in self.ledger.in_the_way(claim(*self.every)) for item in each.claim.items}
        if not self.open and self.taken >= set(claim(*self.orders).items):
            self.orders = [str(int(order) + len(self.orders)) for order in self.orders]
            self.every += self.orders

    def keys(self) -> list[Claim]:
        """Return what may be asked for: mostly what is free."""
        every = [claim(order) for order in self.orders] + [claim(*pair) for pair in pairwise(self.orders)]
        free = [key for key in every if not self.taken & set(key.items)]
        return free * 3 + every if free else []

    def unknown(self) -> list[Submission]:
        return [each for each in self.open if each.state is SubmissionState.UNKNOWN]

    def ready_to_take_over(self) -> list[Worker]:
        """Return the workers whose wait for another one's submission is over, by their own clocks."""
        wait_s = HOLD_S + (LAG_S if self.habits.waits_for_the_lag else 0.0)
        return [worker for worker in self.idle() if worker.seen and self.now_s - worker.seen_at >= wait_s]

    def arm(self, worker: Worker, wanted: Claim) -> None:
        if not self.is_listed(wanted):
            with suppress(TakenError):
                worker.permit = self.ledger.arm(wanted, worker.holder, DRAFT, HOLD_S)
                worker.granted_at = self.now_s

    def send(self, worker: Worker) -> None:
        """Use the permit, perhaps for the second time."""
        assert worker.permit
        aged = replace(worker.permit, granted=time.monotonic() - (self.now_s - worker.granted_at))
        try:
            self.ledger.send(aged, REQUEST)
        except TransitionError as error:
            if isinstance(error, FencedError):
                worker.permit = None
            if self.habits.obeys_the_ledger:
                return
        submission = self.ledger.read(aged.submission_id)
        self.uses[aged.submission_id, aged.fence] += 1
        self.wire.append(Request(frozenset(submission.claim.items), aged, worker.granted_at + HOLD_S))

    def land(self, request: Request, lag_s: float) -> None:
        """Let a request reach the console, unless its sender's timeout has ended it."""
        self.wire.remove(request)
        if self.now_s < request.dies_at:
            for item in request.items:
                self.effects[item] += 1
                self.listed_at[item] = self.now_s + lag_s

    def answer_no(self, request: Request, *, is_business: bool) -> None:
        """Let the console say no; whoever sent it hears that, if it still lives."""
        self.wire.remove(request)
        for worker in self.workers:
            if worker.permit and _is_of(worker.permit, request):
                self._end(worker, self.ledger.refuse if is_business else self.ledger.release, "no")

    def look(self, worker: Worker) -> None:
        """Look in the list after a send; settle, or doubt when the lag is over."""
        assert worker.permit
        if self.is_listed(self.ledger.read(worker.permit.submission_id).claim):
            self._end(worker, self.ledger.settle, RECEIPT)
        elif not self.habits.doubts_a_lost_answer:
            self._end(worker, self.ledger.release, "the answer was lost")
        elif self.now_s >= worker.granted_at + HOLD_S + LAG_S:
            self._end(worker, self.ledger.doubt, "the list cannot tell")

    def give_back(self, worker: Worker) -> None:
        """Stop before sending."""
        self._end(worker, self.ledger.release, "the job was cancelled")

    def _end(self, worker: Worker, step: Callable[[Permit, Any], object], why: object) -> None:
        permit, worker.permit = worker.permit, None
        assert permit
        # Another worker or a look may have been faster.
        with suppress(TransitionError):
            step(permit, why)

    def wait(self, watched: Submission, seconds: float) -> None:
        """Let time pass; a worker without work watches a submission meanwhile, from now on if it was moved."""
        for worker in self.idle():
            if not worker.seen or not self.ledger.read(worker.seen.id).is_same_as(worker.seen):
                worker.seen, worker.seen_at = watched, self.now_s
        self.now_s += seconds

    def take_over(self, worker: Worker) -> None:
        """Do what a worker does about another one's submission when the wait is over."""
        seen, worker.seen = worker.seen, None
        assert seen
        if not self.ledger.read(seen.id).is_same_as(seen) or seen.state is SubmissionState.UNKNOWN:
            return
        if self.is_listed(seen.claim):
            self.ledger.adopt(seen, RECEIPT, worker.holder.owner)
        elif seen.tries < MAX_ATTEMPTS:
            worker.permit = self.ledger.take_over(seen, worker.holder, DRAFT, HOLD_S)
            worker.granted_at = self.now_s
        else:
            self.ledger.doubt(seen, "the list cannot tell", worker.holder.owner)

    def reconcile(self) -> None:
        """Adopt whatever the list shows."""
        for submission in self.ledger.open_submissions():
            if self.is_listed(submission.claim):
                self.ledger.adopt(submission, RECEIPT, "reconcile")

    def decide(self, submission: Submission) -> None:
        """Let a person decide who has looked when nothing was under way any more, and the list was complete."""
        items = set(submission.claim.items)
        is_quiet = all(not (items & request.items) or self.now_s >= request.dies_at for request in self.wire)
        is_complete = all(at <= self.now_s for item, at in self.listed_at.items() if item in items)
        if is_quiet and is_complete:
            landed = RECEIPT if self.is_listed(submission.claim) else None
            self.ledger.resolve(submission, Verdict(landed, "Li Lei", "looked"), four_eyes=False)


def _is_of(permit: Permit, request: Request) -> bool:
    return (permit.submission_id, permit.fence) == (request.permit.submission_id, request.permit.fence)
