"""The watch that every worker keeps: over its own heart, over its batches, and over the other workers' hearts."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from itertools import count

import structlog

from agent.errors import StoreError
from agent.queue.queue import Queue
from agent.queue.roll import WorkerEntry

_FORGET_AT_ONCE = 1000
_FORGET_EVERY = 20
_log = structlog.get_logger(__name__)


class Watch:
    """A thread that goes its round every few seconds, whatever the caller's loop is busy with."""

    def __init__(self, queue: Queue, worker: str, on_round: Callable[[], None]) -> None:
        self._queue = queue
        self._worker = worker
        self._on_round = on_round
        self._seen: dict[str, _Heart] = {}
        self._is_gone = False
        self._beaten_at = steady_s()
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._go, name="fapiao-watch", daemon=True)

    @property
    def is_fenced(self) -> bool:
        """Tell whether this worker was taken for dead, or must be by now: it may have slept, or lost the database."""
        return self._is_gone or steady_s() - self._beaten_at > self._queue.limits.dead_after_s

    def start(self) -> None:
        """Begin the rounds."""
        self._thread.start()

    def end(self) -> None:
        """End the rounds."""
        self._ended.set()
        self._thread.join(self._queue.limits.heartbeat_s)

    def recover_here(self) -> None:
        """Take over at once from the workers of this machine whose process is no more."""
        for dead in self._queue.roll.dead_here():
            self._bury(dead)

    def _go(self) -> None:
        for turn in count():
            if self._ended.wait(self._queue.limits.heartbeat_s):
                return
            try:
                self._round()
                if turn % _FORGET_EVERY == 0:
                    self._queue.runs.forget(self._queue.limits.keep_days, _FORGET_AT_ONCE)
            except StoreError as error:
                _log.warning("the database did not answer the watch", why=error.message)
            self._on_round()

    def _round(self) -> None:
        started_at = steady_s()
        self._is_gone = self._is_gone or not self._queue.roll.beat(self._worker)
        if self._is_gone:
            return
        self._beaten_at = started_at
        # Runs first: whoever holds one of them has signed on before.
        taken = self._queue.runs.taken()
        others = [one for one in self._queue.roll.live() if one.id != self._worker]
        for one in others:
            if self._heart(one).stood_still_s > self._queue.limits.dead_after_s:
                self._bury(one)
        living = {one.id for one in others} | {self._worker}
        for worker in {run.worker for run in taken} - living:
            self._inherit(worker)

    def _heart(self, one: WorkerEntry) -> _Heart:
        heart = self._seen.setdefault(one.id, _Heart(one.beat))
        heart.look(one.beat, longest_s=2 * self._queue.limits.heartbeat_s)
        return heart

    def _bury(self, dead: WorkerEntry) -> None:
        if self._queue.roll.declare_gone(dead, self._worker):
            _log.warning("a worker is gone, its jobs are taken over", worker=dead.id)
            self._inherit(dead.id)

    def _inherit(self, worker: str) -> None:
        if self._queue.roll.inherit(worker, self._worker):
            self._queue.take_over(worker, self._queue.runs.taken(worker))


class _Heart:
    """Another worker's heartbeat, timed by this process's clock: the times of two machines need not agree."""

    def __init__(self, beat: int) -> None:
        self._beat = beat
        self._looked_at = time.monotonic()
        self.stood_still_s = 0.0

    def look(self, beat: int, *, longest_s: float) -> None:
        """Take note of a heartbeat.

        Args:
            longest_s: What one look can add at most: if this process slept, the other may have slept too.
        """
        now = time.monotonic()
        gap_s = min(now - self._looked_at, longest_s)
        self._looked_at = now
        self.stood_still_s = 0.0 if beat != self._beat else self.stood_still_s + gap_s
        self._beat = beat


def steady_s() -> float:
    """Return seconds of a clock that nobody sets, and that goes on while the machine sleeps, if there is such a one."""
    boot = getattr(time, "CLOCK_BOOTTIME", None)
    return time.monotonic() if boot is None else time.clock_gettime(boot)
