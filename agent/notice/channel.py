"""The one importer of apprise: an address of a channel, and one message to it, bounded in time.

apprise says no more than that a message did not go. Whether it may have arrived all the same is seen by what it was
busy with when it logged that: no connection is a certain failure, no answer is none.
"""

from __future__ import annotations

import logging
import re
import sys
import threading
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from multiprocessing.pool import ThreadPool
from typing import Any

from pydantic import SecretStr

from agent.errors import InputError
from agent.notice.text import Message
from agent.tracking.outbox import Outcome, Sent

_QUIET = ("apprise", "urllib3", "requests", "requests_oauthlib", "oauthlib")
"""Loggers of apprise and what it works with; their lines may hold addresses, which are secrets."""
_NOT_SENT = {
    "NewConnectionError",
    "NameResolutionError",
    "ConnectTimeoutError",
    "ConnectTimeout",
    "ConnectionRefusedError",
    "gaierror",
    "SSLCertVerificationError",
    "SMTPResponseException",
    "SMTPRecipientsRefused",
    "SMTPNotSupportedError",
    "InvalidURL",
}
"""Kinds of errors after which certainly nothing was taken by anybody."""
_ANSWERED = re.compile(r"error=([1-5][0-9][0-9])\b")


@dataclass(frozen=True)
class Channel:
    """Where messages go.

    Args:
        name: The reference of its address, which it is known by.
        url: apprise's address of it, with passwords in it.
        timeout_s: Longest wait for it, in seconds.
    """

    name: str
    url: SecretStr = field(repr=False)
    timeout_s: float

    def most_chars(self) -> int:
        """Return how long a message may be."""
        return int(self._plugin().body_maxlen)

    def send(self, message: Message) -> Sent:
        """Send a message once, and wait for what comes of it, though no longer than the timeout."""
        plugin, seen, faults = self._plugin(), _Seen(), list[BaseException]()
        # Its threads end with the process, whatever a channel does; and it hands on whatever is raised.
        pool = ThreadPool(1)
        going = pool.apply_async(_notify, (plugin, message, seen), error_callback=faults.append)
        pool.close()
        going.wait(self.timeout_s)
        if not going.ready():
            return Sent(Outcome.UNCERTAIN, f"no answer in {self.timeout_s:g} seconds")
        if going.successful():
            return Sent(Outcome.SENT) if going.get() else _failed(seen, len(plugin) // (plugin.retry + 1))
        return _by_error(faults[0] if faults else None)

    def check(self) -> None:
        """Do nothing if apprise knows what to do with the address.

        Raises:
            InputError: It does not.
        """
        self._plugin()

    def _plugin(self) -> Any:
        import apprise  # noqa: PLC0415 - slow to load, and needed only where somebody is told

        _silence()
        asset = apprise.AppriseAsset(
            storage_mode=apprise.PersistentStoreMode.MEMORY,
            http_redirects=False,
            interpret_escapes=False,
            image_url_mask="",
        )
        plugin = apprise.Apprise.instantiate(self.url.get_secret_value(), asset=asset)
        if plugin is None:
            right = "see docs/tracking.md, Be told; apprise's own pages list the addresses of each service"
            what = "holds no address that apprise knows (not shown: it is a secret)"
            raise InputError(f"notice channel {self.name}", what, right)
        # One try, and the wait is ours: an answer that comes too late for apprise may stand for an arrived message.
        plugin.retry, plugin.socket_read_timeout = 0, self.timeout_s + 1
        return plugin


class _Seen(logging.Handler):
    """What apprise logs of one message: which error it is handling, and which status was answered."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.errors: list[BaseException] = []
        self.status = ""

    def emit(self, record: logging.LogRecord) -> None:
        """Keep what tells how it went; never the words."""
        error = sys.exc_info()[1]
        if error is not None:
            self.errors.append(error)
        if match := _ANSWERED.search(record.getMessage()):
            self.status = match[1]


class _ByThread(logging.Handler):
    """Hands each line of apprise to whoever listens in that thread, and to nobody else."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.listening: dict[int, _Seen] = {}

    def emit(self, record: logging.LogRecord) -> None:
        """Hand a line on."""
        if seen := self.listening.get(threading.get_ident()):
            seen.emit(record)


_LINES = _ByThread()


def _silence() -> None:
    for name in _QUIET:
        logger = logging.getLogger(name)
        logger.handlers, logger.propagate = [_LINES], False
        logger.setLevel(logging.WARNING)


def _notify(plugin: Any, message: Message, seen: _Seen) -> bool:
    _LINES.listening[threading.get_ident()] = seen
    try:
        return bool(plugin.notify(body=message.body, title=message.title, body_format="text"))
    finally:
        del _LINES.listening[threading.get_ident()]


def _failed(seen: _Seen, targets: int) -> Sent:
    """Return what it means that a channel says that it failed."""
    if targets > 1:
        return Sent(Outcome.UNCERTAIN, f"the channel has {targets} receivers, and not all of them got it")
    if seen.errors:
        return _by_error(seen.errors[-1])
    return Sent(Outcome.FAILED, f"answered HTTP {seen.status}" if seen.status else "the channel refused it")


def _by_error(error: BaseException | None) -> Sent:
    if error is None:
        return Sent(Outcome.UNCERTAIN, "nobody knows what came of it")
    kinds = {kind.__name__ for each in _chain(error) for kind in type(each).__mro__}
    if kinds & _NOT_SENT:
        return Sent(Outcome.FAILED, f"it cannot be reached ({type(error).__name__})")
    return Sent(Outcome.UNCERTAIN, f"no whole answer ({type(error).__name__})")


def _chain(error: object) -> Iterator[BaseException]:
    """Give an error and those it carries, as causes or as arguments."""
    left, seen = [error], set[int]()
    while left:
        each = left.pop()
        if isinstance(each, BaseException) and id(each) not in seen:
            seen.add(id(each))
            yield each
            left += [*each.args, each.__cause__, each.__context__, getattr(each, "reason", None)]


def open_channels(urls: Mapping[str, SecretStr], timeout_s: float) -> Sequence[Channel]:
    """Return the channels of addresses, by what these are known by.

    Raises:
        InputError: apprise does not know an address.
    """
    channels = [Channel(name, url, timeout_s) for name, url in urls.items()]
    for channel in channels:
        channel.check()
    return channels
