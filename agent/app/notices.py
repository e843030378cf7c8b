"""Notices for commands: who hears what by the settings, the post that sends, and what a person sees and does of it."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

from pydantic import SecretStr

from agent.accounts.secret import Reference, parse_reference
from agent.database import database_now, ready_database
from agent.errors import InputError, InputErrors
from agent.ledger.place import database_address
from agent.notice.channel import Channel, open_channels
from agent.notice.post import Post
from agent.notice.sender import Sender
from agent.notice.text import trial_message
from agent.settings import PREFIX, Settings
from agent.tracking.book import Clock
from agent.tracking.notices import Notices
from agent.tracking.outbox import Delivery, Outbox, Sent

_WHERE = f"setting {PREFIX}NOTICE__CHANNELS"
_NONE = "names no channel, so nobody can be told"


def notices_of(settings: Settings) -> Notices:
    """Return who hears what; the channels' addresses are not looked up.

    Raises:
        InputErrors: What stands for a channel is no reference.
    """
    _references(settings)
    notice = settings.notice
    return Notices(tuple(dict.fromkeys(notice.channels)), notice.kinds, notice.stuck_days)


@asynccontextmanager
async def opened_post(settings: Settings, outbox: Outbox) -> AsyncIterator[Post]:
    """Send notices until the end of this; without channels nothing is done.

    Raises:
        InputErrors: A channel's address is not there, or apprise does not know it.
    """
    senders = [Sender(outbox, channel, settings.notice) for channel in _channels(settings)]
    post = Post(senders, settings.notice.end_within_s)
    post.open()
    try:
        yield post
    finally:
        await asyncio.to_thread(post.close)


def listed_notices(settings: Settings, clock: Clock = database_now, *, is_all: bool = False) -> list[Delivery]:
    """Return what is not sent, or not certainly; on wish all that ever was, oldest first.

    Raises:
        SetupError: The database cannot be used.
    """
    with _opened_outbox(settings, clock) as outbox:
        outbox.expire()
        return outbox.deliveries(is_all=is_all)


def send_again(settings: Settings, clock: Clock = database_now) -> Counter[str]:
    """Send now what is uncertain, given up or waits; return how many notices came into each state.

    Raises:
        InputErrors: There is no channel, or an address is not there.
        SetupError: The database cannot be used.
    """
    channels = _needed_channels(settings)
    with _opened_outbox(settings, clock) as outbox:
        outbox.expire()
        outbox.again([channel.name for channel in channels])
        rounds = (Sender(outbox, channel, settings.notice).round(is_now=True) for channel in channels)
        return sum(rounds, Counter[str]())


def try_channels(settings: Settings) -> list[tuple[str, Sent]]:
    """Send a test message to every channel; return what came of each.

    Raises:
        InputErrors: There is no channel, or an address is not there.
    """
    message = trial_message(settings.notice.language)
    return [(channel.name, channel.send(message)) for channel in _needed_channels(settings)]


@contextmanager
def _opened_outbox(settings: Settings, clock: Clock) -> Iterator[Outbox]:
    engine = ready_database(database_address(settings))
    try:
        yield Outbox(engine, clock)
    finally:
        engine.dispose()


def _needed_channels(settings: Settings) -> Sequence[Channel]:
    if not settings.notice.channels:
        raise InputErrors([InputError(_WHERE, _NONE, "name references, as env:NAME; see docs/tracking.md, Be told")])
    return _channels(settings)


def _channels(settings: Settings) -> Sequence[Channel]:
    """Return the channels of the settings, their addresses looked up; all faults at once."""
    urls, errors = dict[str, SecretStr](), list[InputError]()
    for name, reference in _references(settings).items():
        try:
            urls[name] = SecretStr(reference.resolve().get_secret_value().strip())
        except InputError as error:
            errors.append(error)
    if errors:
        raise InputErrors(errors)
    return open_channels(urls, settings.notice.timeout_s)


def _references(settings: Settings) -> dict[str, Reference]:
    references, errors = dict[str, Reference](), list[InputError]()
    for name in settings.notice.channels:
        try:
            references[name] = parse_reference(name, Path(), where=_WHERE)
        except InputError as error:
            errors.append(error)
    if errors:
        raise InputErrors(errors)
    return references
