"""The watches of a simulated month: killed in the middle of a look, frozen, and started anew."""

from __future__ import annotations

import random
import signal
import subprocess
import time
from collections import Counter
from dataclasses import dataclass

from tests.tracking.month_world import Lease, World

MOST = 2
"""Watches of one carrier at once."""
_LOOK_S, _JUMP_S, _MOST_JUMPS = 0.3, 1200.0, 20
"""Longest wait for a look to be killed in, before the time moves on; and how often it does."""
_PATIENCE_S = 30.0
_INTO_S = 0.025
"""How far into a round of looks a blow may fall."""
_LAST_LOOKS_S = 3.0
"""After that the looks of those that live are over."""
_FROZEN_S = 3000.0


@dataclass
class Worker:
    """A watching process."""

    carrier: str
    process: subprocess.Popen[bytes]
    frozen_until_s: float = 0.0


class Crew:
    """Starts watches, and strikes them."""

    def __init__(self, world: World, draw: random.Random) -> None:
        self._world, self._random = world, draw
        self._workers: list[Worker] = []
        self._dead: set[Lease] = set()
        self.counted = Counter(kills=0, orphaned=0, frozen=0, pairs=0)

    def start(self) -> None:
        """Start one watch of each carrier."""
        for carrier in self._world.watches:
            self._add(carrier)

    def work(self) -> None:
        """Let the watches do what is due; thaw those that have been frozen for long enough."""
        if any(one.frozen_until_s and one.frozen_until_s <= self._world.at_s for one in self._workers):
            self.thaw()
        self._world.wait()

    def jump(self, seconds: float) -> None:
        """Move the time on as soon as no look is under way."""
        self._dead &= self._world.leases()
        self._world.wait_for_notices()
        ends_at = time.monotonic() + _PATIENCE_S
        while not self._world.jump(seconds, self._dead):
            assert time.monotonic() < ends_at, f"looks take longer than {_PATIENCE_S} s"
            time.sleep(0.006)

    def strike(self) -> None:
        """Kill a watch in the middle of a look, if one comes; or freeze it first, and kill another one."""
        victim = self._random.choice([one for one in self._workers if not one.frozen_until_s])
        others = [one for one in self._of(victim.carrier) if one is not victim]
        if self._random.random() < 1 / 2:
            # Killed while it waits for an answer; else wherever it happens to be.
            self._world.standin.fault("slow", at=victim.carrier, count=4, ms=100)
        self._await_look(victim.carrier)
        if victim.carrier == "ems" and not others and self._random.random() < 1 / 2:
            self._freeze(victim)
            self._add(victim.carrier)
            return self.strike()
        victim.process.kill()
        victim.process.wait()
        self._workers.remove(victim)
        self.counted["kills"] += 1
        orphans = self._orphans(victim.carrier, has_others=bool(others)) - self._dead
        self._dead |= orphans
        self.counted["orphaned"] += len(orphans)
        self.fill_up()
        if len(self._of(victim.carrier)) < MOST and self._random.random() < 1 / 2:
            self._add(victim.carrier)
            self.counted["pairs"] += 1
        return None

    def thaw(self) -> None:
        """Let frozen watches go on, with answers in hand that are old by now."""
        for one in self._workers:
            if one.frozen_until_s:
                one.process.send_signal(signal.SIGCONT)
                one.frozen_until_s = 0.0

    def fill_up(self) -> None:
        """See to it that each carrier has a watch that is not frozen."""
        for carrier in self._world.watches:
            if all(one.frozen_until_s for one in self._of(carrier)):
                self._add(carrier)

    def end(self) -> None:
        """End all watches."""
        self.thaw()
        for one in self._workers:
            one.process.terminate()
        codes = [one.process.wait(60) for one in self._workers]
        # One that was about to start has not yet asked to be told of the signal.
        assert set(codes) <= {0, -signal.SIGTERM}, f"watches ended with {codes}"

    def _freeze(self, victim: Worker) -> None:
        """Stop a watch, though not while it holds the database: then nobody could go on, which is another matter."""
        victim.process.send_signal(signal.SIGSTOP)
        while not self._world.can_write():
            victim.process.send_signal(signal.SIGCONT)
            time.sleep(0.002)
            victim.process.send_signal(signal.SIGSTOP)
        victim.frozen_until_s = self._world.at_s + _FROZEN_S
        self._dead |= self._world.leases(victim.carrier)
        self.counted["frozen"] += 1

    def _await_look(self, carrier: str) -> None:
        """Wait until a look of this carrier is under way; let time go on if none comes."""
        for _ in range(_MOST_JUMPS):
            ends_at = time.monotonic() + _LOOK_S
            while time.monotonic() < ends_at:
                if self._world.leases(carrier) - self._dead:
                    time.sleep(self._random.uniform(0, _INTO_S))
                    return
                time.sleep(0.001)
            self.jump(_JUMP_S)

    def _orphans(self, carrier: str, *, has_others: bool) -> set[Lease]:
        """Return the looks that nobody goes on with: those that are left when the others have ended theirs."""
        left = self._world.leases(carrier)
        ends_at = time.monotonic() + (_LAST_LOOKS_S if has_others else 0.0)
        while left - self._dead and time.monotonic() < ends_at:
            time.sleep(0.02)
            left &= self._world.leases(carrier)
        return left

    def _of(self, carrier: str) -> list[Worker]:
        return [one for one in self._workers if one.carrier == carrier]

    def _add(self, carrier: str) -> None:
        self._workers.append(Worker(carrier, self._world.watches[carrier].start()))
