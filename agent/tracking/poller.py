"""Looks at what is due: takes numbers from the book, asks the carrier, writes down what it told; over and over."""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from agent.tracking.access import Access, Turn
from agent.tracking.aside import aside
from agent.tracking.book import Book
from agent.tracking.entry import Change, Claimed
from agent.tracking.pace import Pace
from agent.tracking.pen import Pen
from agent.tracking.result import Results, TrackingError
from agent.tracking.transport import Asking


@dataclass
class Sweep:
    """What one sweep through all that was due has brought.

    Args:
        held: Why not everything was asked; None if it was.
    """

    looks: int = 0
    events: int = 0
    states: Counter[str] = field(default_factory=Counter)
    """How many parcels came into each state."""
    faults: Counter[str] = field(default_factory=Counter)
    """How many looks ended with an error, by its kind."""
    halted: list[str] = field(default_factory=list)
    """Numbers that are looked at no more, though they came to no end."""
    held: Turn | None = None
    notices: Counter[str] = field(default_factory=Counter)
    """How many notices came into each state of the outbox meanwhile."""

    def add(self, changes: Sequence[Change]) -> None:
        """Count what a look brought."""
        self.looks += len(changes)
        for change in changes:
            self.events += change.events
            if change.after is not change.before:
                self.states[change.after] += 1
            if change.fault:
                self.faults[change.fault] += 1
            if change.halt:
                self.halted.append(change.number)


_LEAST_AHEAD, _MOST_AHEAD = 15, 60
"""So many questions are claimed when as many or fewer are left: enough to keep all places busy while answers are
written, few enough to be asked long before their leases are over. A carrier that answers fast gets more."""


class Poller:
    """Follows the parcels of a book.

    Args:
        batch_size: How many numbers go into one question.
        told: Hears what each look brought, as soon as it is written down.
    """

    def __init__(
        self,
        book: Book,
        access: Access,
        asking: Asking,
        pace: Pace,
        batch_size: int,
        told: Callable[[Sequence[Change]], None] = lambda _changes: None,
    ) -> None:
        self._book, self._access, self._asking, self._pace = book, access, asking, pace
        self._batch_size, self._told = batch_size, told
        self._pen = Pen(book, access)
        # While answers are written, others are asked for; not so many that much would be asked anew after a kill.
        self._under_way = asyncio.Semaphore(15 * pace.at_once)
        self._stop, self._ended = asyncio.Event(), asyncio.Event()
        # What was just written down says already how the access stands.
        self._may_go_on = False
        self._turn = Turn()

    def stop(self) -> None:
        """End after the questions that are under way; may be called from a signal handler."""
        self._stop.set()

    async def run_once(self) -> Sweep:
        """Look at everything that is due, and return what that brought.

        Raises:
            LedgerError: The database failed; what was asked is due again when its lease is over.
        """
        sweep, groups, begun_s = Sweep(), set[asyncio.Task[None]](), time.monotonic()
        try:
            while not self._stop.is_set():
                if self._turn.most is not None:
                    groups = await self._done(groups)
                if not self._may_go_on:
                    self._turn = await aside(self._access.turn)
                self._may_go_on = False
                if self._turn.most == 0:
                    sweep.held = self._turn
                    break
                ahead = _ahead(sweep.looks / self._batch_size, time.monotonic() - begun_s)
                most = (self._turn.most or ahead) * self._batch_size
                claims = await aside(self._book.claim_due, most, self._access.id)
                if not claims and not groups:
                    break
                groups |= self._begun(claims, sweep)
                groups = await self._done(groups, down_to=ahead if claims else 0)
            await self._done(groups)
        finally:
            for group in groups:
                group.cancel()
        return sweep

    async def run_forever(self, idle_s: float, swept: Callable[[Sweep], None]) -> None:
        """Sweep until stopped.

        Args:
            idle_s: Longest wait between two sweeps, in seconds.
        """
        while not self._stop.is_set():
            sweep = await self.run_once()
            swept(sweep)
            until = sweep.held.until if sweep.held else None
            wait_s = (until - datetime.now(UTC)).total_seconds() if until else idle_s
            try:
                await asyncio.wait_for(self._stop.wait(), min(max(wait_s, 1.0), idle_s))
            except TimeoutError:
                continue

    async def look(self, claims: Sequence[Claimed], *, is_person: bool = False) -> list[Change]:
        """Ask about claimed numbers in one question, and write down what was told."""
        return await self._write(claims, await self._ask(claims), is_person=is_person)

    def _begun(self, claims: Sequence[Claimed], sweep: Sweep) -> set[asyncio.Task[None]]:
        size = self._batch_size
        groups = [claims[at : at + size] for at in range(0, len(claims), size)]
        tasks = {asyncio.create_task(self._group(group, sweep)) for group in groups}
        for task in tasks:
            task.add_done_callback(lambda _: self._ended.set())
        return tasks

    async def _group(self, claims: Sequence[Claimed], sweep: Sweep) -> None:
        """Ask about numbers and write down what was told; those that nobody may be asked about now are put back."""
        async with self._under_way:
            async with self._pace.place():
                if self._stop.is_set() or self._turn.most == 0:
                    await aside(self._book.put_back, claims)
                    return
                results = await self._ask(claims)
                is_good = _is_good(results)
                # After an error the next question waits until it is known whether there may be one.
                changes = [] if is_good else await self._write(claims, results)
            changes = await self._write(claims, results) if is_good else changes
        sweep.add(changes)
        self._told(changes)

    async def _ask(self, claims: Sequence[Claimed]) -> Results:
        return await self._asking.ask([claimed.number for claimed in claims])

    async def _write(self, claims: Sequence[Claimed], results: Results, *, is_person: bool = False) -> list[Change]:
        changes, self._turn = await self._pen.write(claims, results, is_person=is_person)
        self._may_go_on = self._turn.most is None and _is_good(results)
        return changes

    async def _done(self, groups: set[asyncio.Task[None]], down_to: int = 0) -> set[asyncio.Task[None]]:
        """Wait until no more than so many groups are under way; return those."""
        while len(groups) > down_to:
            self._ended.clear()
            ended = {group for group in groups if group.done()}
            for group in ended:
                group.result()
            groups = groups - ended
            if not ended:
                await self._ended.wait()
        return groups


def _ahead(answered: float, in_s: float) -> int:
    """Return how many questions to claim at once: as many as were answered in a second."""
    return int(min(max(answered / max(in_s, 1.0), _LEAST_AHEAD), _MOST_AHEAD))


def _is_good(results: Results) -> bool:
    return not any(isinstance(result, TrackingError) for result in results.values())
