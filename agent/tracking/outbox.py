"""The outbox: which notices wait for a channel, who sends them now, and what came of it.

A notice is marked as being sent, and that is on disk, before its channel is called. So one that a killed process had in
hand stays so; when its lease is over it is uncertain, and no machine sends it again.
"""

from __future__ import annotations

import os
import secrets
import socket
from collections import Counter
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Connection, Engine, and_, func, literal, select, update

from agent.database import database_now, reading, writing
from agent.database.column import UtcDateTime
from agent.database.schema import NOTICE_DELIVERY, PARCEL_NOTICE

GIVEN_UP_AFTER = timedelta(hours=24)
_DOUBT = timedelta(minutes=15)
_MOST = 5000
_WAIT_S, _WAIT_MOST_S = 60.0, 3600.0
_LEFT = "the process that was sending it has ended; nobody knows whether it arrived"


class Outcome(StrEnum):
    """What came of a message."""

    SENT = "sent"
    FAILED = "failed"
    """It certainly did not arrive."""
    UNCERTAIN = "uncertain"
    """It may have arrived."""


@dataclass(frozen=True)
class Sent:
    """What came of a message, and why, in words that hold no address."""

    outcome: Outcome
    why: str = ""


@dataclass(frozen=True)
class Notice:
    """What somebody is to hear on one channel.

    Args:
        id: Of this notice on this channel.
        number: Empty if it is about the watch itself.
        at: When it happened, as the carrier tells it; None if it does not.
        said: The kind that is taken back, why the watch stands still, or for how many days nothing new was learned.
    """

    id: int
    kind: str
    carrier: str
    number: str
    account: str
    label: str
    state: str
    at: datetime | None
    place: str = ""
    said: str = ""


@dataclass(frozen=True)
class Claim:
    """Notices that are being sent in one message.

    Args:
        owner: What this sending is known by, and no other.
    """

    owner: str
    notices: tuple[Notice, ...]


@dataclass(frozen=True)
class Delivery:
    """A notice on one channel, and how far it has come."""

    notice: Notice
    channel: str
    state: str
    tries: int
    created_at: datetime
    next_try_at: datetime | None
    """None unless it waits."""
    ended_at: datetime | None
    why: str
    is_taken_back: bool


@dataclass(frozen=True)
class Outbox:
    """The notices of all carriers on one database.

    Args:
        clock: Gives the time within a transaction.
    """

    engine: Engine
    clock: Callable[[Connection], datetime] = database_now

    def due(self, channel: str, every_s: float | None) -> list[Notice]:
        """Return what waits for a channel, what was never tried first; nothing while the channel is left alone.

        Args:
            every_s: How long it is left alone after a message that may have arrived, in seconds; after one without an
                answer a quarter of an hour, and after one that did not arrive until that one's next try. None: nothing
                of this holds, as a person waits.
        """
        here, waits = NOTICE_DELIVERY.c.channel == channel, NOTICE_DELIVERY.c.state == "waiting"
        with reading(self.engine) as connection:
            if every_s is not None and self.clock(connection) < _free_at(connection, channel, every_s):
                return []
            query = _joined().where(here, waits)
            rows = connection.execute(query.order_by(NOTICE_DELIVERY.c.tries, NOTICE_DELIVERY.c.id).limit(_MOST))
            return [_notice(row) for row in rows]

    def claim(self, ids: Collection[int], lease_s: float) -> Claim:
        """Mark those that still wait as being sent, and return them.

        Args:
            lease_s: After so many seconds nobody knows any more what came of them.
        """
        owner = f"{socket.gethostname()[:60]}:{os.getpid()}:{secrets.token_hex(8)}"
        with writing(self.engine) as connection:
            now = self.clock(connection)
            values = {"state": "sending", "owner": owner, "claimed_at": now, "tries": NOTICE_DELIVERY.c.tries + 1}
            values |= {"lease_until": now + timedelta(seconds=lease_s)}
            values |= {"first_try_at": func.coalesce(NOTICE_DELIVERY.c.first_try_at, literal(now, UtcDateTime))}
            free = _held(connection, NOTICE_DELIVERY.c.id.in_(ids), NOTICE_DELIVERY.c.state == "waiting")
            connection.execute(update(NOTICE_DELIVERY).where(free).values(values))
            rows = connection.execute(_joined().where(free).order_by(NOTICE_DELIVERY.c.id))
            return Claim(owner, tuple(_notice(row) for row in rows))

    def settle(self, claim: Claim, sent: Sent) -> Counter[str]:
        """Write what came of a message; return how many of its notices are in each state now.

        What certainly did not arrive waits for the next try, and is given up after a day. What is uncertain is left to
        a person.
        """
        with writing(self.engine) as connection:
            now = self.clock(connection)
            these = NOTICE_DELIVERY.c.id.in_([notice.id for notice in claim.notices])
            known = NOTICE_DELIVERY.c.state.in_(("sending", "uncertain"))
            mine = and_(these, known, NOTICE_DELIVERY.c.owner == claim.owner)
            if sent.outcome is not Outcome.FAILED:
                values = {"state": sent.outcome, "ended_at": now, "lease_until": None, "why": sent.why[:200]}
                done = connection.execute(update(NOTICE_DELIVERY).where(mine).values(values))
                return Counter({sent.outcome.value: done.rowcount})
            rows = connection.execute(_joined().where(mine).order_by(NOTICE_DELIVERY.c.id)).all()
            return Counter(_failed(connection, row, now, sent.why) for row in rows)

    def expire(self, channel: str = "") -> int:
        """Mark what is being sent beyond its lease as uncertain; return how many.

        Args:
            channel: Only on this one.
        """
        here = [NOTICE_DELIVERY.c.state == "sending"]
        here += [NOTICE_DELIVERY.c.channel == channel] if channel else []
        with reading(self.engine) as connection:
            # Nearly always there is none, and nobody who writes need be kept waiting.
            if not connection.execute(select(func.count()).where(*here)).scalar_one():
                return 0
        with writing(self.engine) as connection:
            now = self.clock(connection)
            late = _held(connection, *here, NOTICE_DELIVERY.c.lease_until < now)
            left = update(NOTICE_DELIVERY).where(late).values(state="uncertain", ended_at=now, why=_LEFT)
            return connection.execute(left).rowcount

    def again(self, channels: Sequence[str]) -> int:
        """Let what is uncertain or given up wait anew, because a person says so; return how many.

        What is not so any more is dropped.
        """
        with writing(self.engine) as connection:
            now = self.clock(connection)
            wanted = NOTICE_DELIVERY.c.state.in_(("uncertain", "failed"))
            this = _held(connection, NOTICE_DELIVERY.c.channel.in_(channels), wanted)
            gone = select(PARCEL_NOTICE.c.id).where(PARCEL_NOTICE.c.taken_back_at.is_not(None))
            over = update(NOTICE_DELIVERY).where(this, NOTICE_DELIVERY.c.notice_id.in_(gone))
            connection.execute(over.values(state="dropped", ended_at=now))
            values = {"state": "waiting", "tries": 0, "next_try_at": now, "owner": ""}
            values |= {"first_try_at": None, "claimed_at": None, "lease_until": None, "ended_at": None}
            return connection.execute(update(NOTICE_DELIVERY).where(this, wanted).values(values)).rowcount

    def deliveries(self, *, is_all: bool = False) -> list[Delivery]:
        """Return what is not sent yet, or not certainly; on wish all that ever was, oldest first."""
        query = _joined().order_by(NOTICE_DELIVERY.c.id)
        if not is_all:
            query = query.where(NOTICE_DELIVERY.c.state.not_in(("sent", "dropped")))
        with reading(self.engine) as connection:
            return [_delivery(row) for row in connection.execute(query)]


def _held(connection: Connection, *conditions: ColumnElement[bool]) -> ColumnElement[bool]:
    """Lock the rows of these conditions that nobody else has locked, and return the condition for those.

    Who never waits for a row is in no ring of those who wait for each other.
    """
    query = select(NOTICE_DELIVERY.c.id).where(*conditions).order_by(NOTICE_DELIVERY.c.id)
    ids = connection.execute(query.with_for_update(skip_locked=True)).scalars()
    return NOTICE_DELIVERY.c.id.in_(list(ids))


def _free_at(connection: Connection, channel: str, every_s: float) -> datetime:
    """Return until when a channel is left alone."""
    here, state = NOTICE_DELIVERY.c.channel == channel, NOTICE_DELIVERY.c.state
    last = select(func.max(NOTICE_DELIVERY.c.claimed_at)).where(here)
    refused = select(func.max(NOTICE_DELIVERY.c.next_try_at)).where(
        here, state == "waiting", NOTICE_DELIVERY.c.tries > 0
    )
    # What a killed process has left says nothing of the channel; it still has its lease.
    doubted = select(func.max(NOTICE_DELIVERY.c.ended_at)).where(
        here, state == "uncertain", NOTICE_DELIVERY.c.lease_until.is_(None)
    )
    waits = ((last, timedelta(seconds=every_s)), (refused, timedelta(0)), (doubted, _DOUBT))
    times = [(connection.execute(query).scalar_one(), wait) for query, wait in waits]
    return max((at + wait for at, wait in times if at), default=datetime.min.replace(tzinfo=UTC))


def _joined() -> Any:
    """Return the query for notices with what came of them on each channel."""
    what = [PARCEL_NOTICE.c[name] for name in ("kind", "carrier", "number", "account", "label", "at", "place", "said")]
    of_notice = [PARCEL_NOTICE.c.state.label("parcel_state"), PARCEL_NOTICE.c.created_at, PARCEL_NOTICE.c.taken_back_at]
    joined = NOTICE_DELIVERY.join(PARCEL_NOTICE, NOTICE_DELIVERY.c.notice_id == PARCEL_NOTICE.c.id)
    return select(NOTICE_DELIVERY, *what, *of_notice).select_from(joined)


def _failed(connection: Connection, row: Any, now: datetime, why: str) -> str:
    """Write that a notice certainly did not arrive; return its state: what is not so any more need not arrive."""
    state = "failed" if now - row.first_try_at >= GIVEN_UP_AFTER else "waiting"
    values = {"state": state, "next_try_at": now + _wait(row.tries), "owner": "", "why": why[:200]}
    values |= {"claimed_at": None, "lease_until": None, "ended_at": now if state == "failed" else None}
    this = NOTICE_DELIVERY.c.id == row.id
    if row.taken_back_at is not None:
        back = select(PARCEL_NOTICE.c.id).where(PARCEL_NOTICE.c.takes_back == row.notice_id)
        told = and_(NOTICE_DELIVERY.c.notice_id.in_(back), NOTICE_DELIVERY.c.state == "waiting")
        this = this | and_(told, NOTICE_DELIVERY.c.channel == row.channel)
        state = "dropped"
        values = {"state": state, "owner": "", "claimed_at": None, "lease_until": None, "ended_at": now}
    connection.execute(update(NOTICE_DELIVERY).where(this).values(values))
    return state


def _wait(tries: int) -> timedelta:
    return timedelta(seconds=min(_WAIT_S * 2 ** (min(tries, 20) - 1), _WAIT_MOST_S))


def _notice(row: Any) -> Notice:
    what = (row.carrier, row.number, row.account, row.label, row.parcel_state)
    return Notice(row.id, row.kind, *what, row.at, row.place, row.said)


def _delivery(row: Any) -> Delivery:
    next_try_at = row.next_try_at if row.state == "waiting" else None
    return Delivery(
        notice=_notice(row),
        channel=row.channel,
        state=row.state,
        tries=row.tries,
        created_at=row.created_at,
        next_try_at=next_try_at,
        ended_at=row.ended_at,
        why=row.why,
        is_taken_back=row.taken_back_at is not None,
    )
