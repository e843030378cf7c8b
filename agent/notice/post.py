"""The post: a thread for each channel, so that none keeps another one waiting, or whoever follows parcels."""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Iterable

import structlog

from agent.errors import AgentError
from agent.notice.sender import Sender

_LEAST_S, _MOST_S = 0.2, 60.0
_log = structlog.get_logger()


class Post:
    """Sends notices while it is open: at once when woken, else when the channel may be used again.

    Args:
        end_within_s: Longest time for sending what is due at the end, in seconds.
    """

    def __init__(self, senders: Iterable[Sender], end_within_s: float) -> None:
        self._carriers = [_Carrying(sender) for sender in senders]
        self._end_within_s = end_within_s
        self._told: Counter[str] = Counter()

    def open(self) -> None:
        """Begin; a channel that hangs does not keep the process from ending."""
        for each in self._carriers:
            each.start()

    def wake(self) -> None:
        """Let every channel look what is due."""
        for each in self._carriers:
            each.look.set()

    def close(self) -> None:
        """Send what is due, in bounded time, and end; what is left waits in the outbox. May be called twice."""
        for each in self._carriers:
            each.end(self._end_within_s)
        until = time.monotonic() + self._end_within_s + max((each.call_s for each in self._carriers), default=0.0)
        for each in self._carriers:
            each.join(max(0.0, until - time.monotonic()))

    def total(self) -> Counter[str]:
        """Return how many notices came into each state since it was opened."""
        return sum((each.counts for each in self._carriers), Counter[str]())

    def counts(self) -> Counter[str]:
        """Return how many notices came into each state since this was asked the last time."""
        total = self.total()
        told, self._told = self._told, total
        return total - told


class _Carrying(threading.Thread):
    """Takes what waits for one channel to it, until it is told to end."""

    def __init__(self, sender: Sender) -> None:
        super().__init__(daemon=True, name=f"notices to {sender.channel.name}")
        self._sender = sender
        self.look = threading.Event()
        self.counts: Counter[str] = Counter()
        self.call_s = sender.settings.timeout_s + 1
        self._until = float("inf")
        self._is_ending = threading.Event()

    def end(self, within_s: float) -> None:
        """Make one more round, and end."""
        if self._is_ending.is_set():
            return
        self._until = time.monotonic() + within_s
        self._is_ending.set()
        self.look.set()

    def run(self) -> None:
        """Make round after round."""
        while True:
            self.look.wait(max(_LEAST_S, min(self._sender.settings.every_s, _MOST_S)))
            self.look.clear()
            is_last = self._is_ending.is_set()
            try:
                self.counts = self.counts + self._sender.round(self._is_over)
            except AgentError as error:
                _log.warning("notices wait", channel=self._sender.channel.name, why=error.message)
            if is_last:
                return

    def _is_over(self) -> bool:
        return time.monotonic() >= self._until
