"""Sends what waits in the outbox for one channel, message by message; what came of each is written down."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from agent.notice.text import Message, digest, fitting, put_together
from agent.notice_settings import NoticeSettings
from agent.tracking.outbox import Notice, Outbox, Outcome, Sent

_LEASE_BEYOND_S = 60.0
"""So much longer than the wait for a channel is what it is being sent kept from being called uncertain."""


class Sending(Protocol):
    """Where messages go: a channel."""

    @property
    def name(self) -> str:
        """Return what it is known by in the outbox."""
        ...

    def most_chars(self) -> int:
        """Return how long a message may be."""
        ...

    def send(self, message: Message) -> Sent:
        """Send a message once, in bounded time, and return what came of it."""
        ...


@dataclass(frozen=True)
class Sender:
    """One channel and the outbox."""

    outbox: Outbox
    channel: Sending
    settings: NoticeSettings

    def round(self, is_over: Callable[[], bool] = lambda: False, *, is_now: bool = False) -> Counter[str]:
        """Send all that waits, each notice in one message; return how many notices came into each state.

        It ends at the first message that does not go: the channel is left alone then.

        Args:
            is_over: Tells before each message whether the time is up.
            is_now: A person waits: a channel that is left alone is tried all the same.

        Raises:
            LedgerError: The database failed; what was being sent is uncertain when its lease is over.
        """
        counts: Counter[str] = Counter()
        if left := self.outbox.expire(self.channel.name):
            counts[Outcome.UNCERTAIN] += left
        due = self.outbox.due(self.channel.name, None if is_now else self.settings.every_s)
        most_chars = self.channel.most_chars() if due else 0
        for about, notices in put_together(due, self.settings.digest):
            left_over = notices
            while left_over:
                if is_over():
                    return counts
                part = fitting(left_over, self.settings.language, about, most_chars)
                left_over = left_over[len(part) :]
                if not self._message(about, part, counts, is_part=bool(left_over)):
                    return counts
        return counts

    def _message(self, about: str, notices: list[Notice], counts: Counter[str], *, is_part: bool) -> bool:
        """Send one message; return whether the channel took it, or nothing was left to be sent."""
        lease_s = self.settings.timeout_s + _LEASE_BEYOND_S
        claim = self.outbox.claim([notice.id for notice in notices], lease_s)
        if not claim.notices:
            return True
        sent = self.channel.send(digest(claim.notices, self.settings.language, about, is_part=is_part))
        counts.update(self.outbox.settle(claim, sent))
        return sent.outcome is Outcome.SENT
