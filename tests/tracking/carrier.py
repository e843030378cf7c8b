"""A carrier in memory: it tells what it is told to, and notes who asked."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence

from agent.tracking.result import Result, Results


class MemoryCarrier:
    """Answers by a function of the number; counts how many ask at once."""

    def __init__(self, answer: Callable[[str], Result]) -> None:
        self.answer = answer
        self.asked: list[tuple[str, ...]] = []
        self.most_at_once = 0
        self._now = 0

    async def ask(self, numbers: Sequence[str]) -> Results:
        """Return a result for each number, after the others had a chance to ask too."""
        self.asked.append(tuple(numbers))
        self._now += 1
        self.most_at_once = max(self.most_at_once, self._now)
        for _ in range(5):
            await asyncio.sleep(0)
        self._now -= 1
        return {number: self.answer(number) for number in numbers}
