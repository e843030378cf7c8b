"""What goes into the outbox, written in the transaction of its cause: neither is there without the other."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, Engine, and_, exists, func, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite

from agent.database import database_now, writing
from agent.database.schema import NOTICE_DELIVERY, PARCEL, PARCEL_EVENT, PARCEL_NOTICE
from agent.tracking.occasion import MOVING, Kind, Stay, news, still_so
from agent.tracking.parcel import Parcel
from agent.tracking.private import masked

_UNSENT = ("waiting", "failed")
_PERHAPS_SENT = ("sending", "sent", "uncertain")
_AT_ONCE = 500


@dataclass(frozen=True)
class Notices:
    """Who hears what; nobody hears anything without channels.

    Args:
        channels: What the channels are known by.
        kinds: What is told.
        stuck_days: For how many days nothing new is learned of a parcel that is stuck.
    """

    channels: tuple[str, ...] = ()
    kinds: Collection[str] = tuple(Kind)
    stuck_days: float = 5.0

    def note(self, connection: Connection, row: Any, before: Parcel, after: Parcel, now: datetime) -> None:
        """Write what somebody is to hear of a change of a parcel, and take back what is not so any more.

        Args:
            row: The parcel's row, as it was before.
        """
        if not self.channels or (before.events == after.events and before.state is after.state):
            return
        query = select(PARCEL_NOTICE).where(
            PARCEL_NOTICE.c.carrier == row.carrier, PARCEL_NOTICE.c.number == row.number
        )
        told = connection.execute(query.order_by(PARCEL_NOTICE.c.id)).all()
        holds, is_news = still_so(after), len(after.events) > len(before.events) or after.state.is_end
        for notice in told:
            is_stuck = notice.kind == Kind.STUCK
            is_over = is_news if is_stuck else notice.takes_back is None and _mark(notice) not in holds
            if notice.taken_back_at is None and is_over:
                self._take_back(connection, notice, after, now)
        for stay in news(before, after):
            self._write(connection, _of_parcel(row) | _of_stay(stay, told, after) | {"created_at": now}, self.channels)

    def note_stop(self, connection: Connection, carrier: str, access: str, why: str, now: datetime) -> None:
        """Write that nothing more is asked in a name until a person has acted.

        Args:
            why: What is the matter, as one word.
        """
        occasion = f"{access}@{now.isoformat()}"
        values = {"carrier": carrier, "number": "", "kind": Kind.STOPPED, "occasion": occasion, "said": why}
        values |= {"account": "", "label": "", "state": "", "place": ""}
        self._write(connection, values | {"at": now, "created_at": now}, self.channels)

    def note_restart(self, connection: Connection, carrier: str, access: str, now: datetime) -> None:
        """Write that questions in a name go on; who has not heard of the stop, need not."""
        query = select(PARCEL_NOTICE).where(
            PARCEL_NOTICE.c.carrier == carrier,
            PARCEL_NOTICE.c.number == "",
            PARCEL_NOTICE.c.kind == Kind.STOPPED,
            PARCEL_NOTICE.c.taken_back_at.is_(None),
        )
        for notice in connection.execute(query).all():
            if notice.occasion.startswith(f"{access}@"):
                _drop(connection, notice.id, now)

    def note_stuck(self, engine: Engine, carrier: str, clock: Callable[[Connection], datetime] = database_now) -> int:
        """Write which parcels are stuck since the last news of them; return how many.

        One that nobody got an answer about meanwhile is none: the silence may be ours.

        Raises:
            LedgerError: The database failed.
        """
        if not self.channels or Kind.STUCK not in self.kinds:
            return 0
        count = 0
        while True:
            with writing(engine) as connection:
                now = clock(connection)
                rows = connection.execute(self._stuck(connection, carrier, now)).all()
                for row in rows:
                    last = _last_event(connection, row)
                    values = _of_parcel(row) | last | {"kind": Kind.STUCK, "occasion": row.news_at.isoformat()}
                    values |= {"state": row.state, "said": f"{self.stuck_days:g}", "created_at": now}
                    self._write(connection, values, self.channels)
            count += len(rows)
            if len(rows) < _AT_ONCE:
                return count

    def _stuck(self, connection: Connection, carrier: str, now: datetime) -> Any:
        """Return the query for parcels whose newest event was learned too long ago, and that nobody has heard of."""
        is_told = exists().where(
            PARCEL_NOTICE.c.carrier == PARCEL.c.carrier,
            PARCEL_NOTICE.c.number == PARCEL.c.number,
            PARCEL_NOTICE.c.kind == Kind.STUCK,
            PARCEL_NOTICE.c.created_at > PARCEL.c.news_at,
        )
        return (
            select(PARCEL)
            .where(
                PARCEL.c.carrier == carrier,
                PARCEL.c.state.in_(MOVING),
                PARCEL.c.news_at <= now - timedelta(days=self.stuck_days),
                PARCEL.c.due_at.is_not(None),
                _was_silent_for(connection, self.stuck_days),
                ~is_told,
            )
            .limit(_AT_ONCE)
            .with_for_update(skip_locked=True)
        )

    def _take_back(self, connection: Connection, notice: Any, after: Parcel, now: datetime) -> None:
        """Drop a notice where it was not sent; where it may have been, write that it is not so."""
        heard = _drop(connection, notice.id, now)
        if notice.kind == Kind.STUCK:
            return
        values = {name: getattr(notice, name) for name in ("carrier", "number", "account", "label", "at")}
        values |= {"kind": Kind.TAKEN_BACK, "occasion": f"{notice.kind}:{notice.occasion}", "said": notice.kind}
        values |= {"state": after.state, "place": "", "takes_back": notice.id, "created_at": now}
        self._write(connection, values, heard)

    def _write(self, connection: Connection, values: dict[str, Any], channels: Sequence[str]) -> None:
        """Write a notice for channels; nothing if it is there already, or if nobody wants to hear of it."""
        if not channels or values["kind"] not in self.kinds:
            return
        dialect = sqlite if connection.dialect.name == "sqlite" else postgresql
        new = dialect.insert(PARCEL_NOTICE).on_conflict_do_nothing().returning(PARCEL_NOTICE.c.id).values(values)
        notice_id = connection.execute(new).scalar_one_or_none()
        if notice_id is not None:
            fixed = {"notice_id": notice_id, "state": "waiting", "tries": 0, "owner": "", "why": ""}
            fixed |= {"next_try_at": values["created_at"]}
            connection.execute(insert(NOTICE_DELIVERY), [fixed | {"channel": channel} for channel in channels])


NOBODY = Notices()
"""Nobody hears anything."""


def shown_place(place: str) -> str:
    """Return a carrier's place without what may be a telephone number in it."""
    return masked(place)[:200]


def _drop(connection: Connection, notice_id: int, now: datetime) -> list[str]:
    """Mark a notice as not so any more, drop it where it was not sent, and return the channels that may have it."""
    connection.execute(update(PARCEL_NOTICE).where(PARCEL_NOTICE.c.id == notice_id).values(taken_back_at=now))
    this = NOTICE_DELIVERY.c.notice_id == notice_id
    unsent = update(NOTICE_DELIVERY).where(this, NOTICE_DELIVERY.c.state.in_(_UNSENT))
    connection.execute(unsent.values(state="dropped", ended_at=now))
    heard = select(NOTICE_DELIVERY.c.channel).where(this, NOTICE_DELIVERY.c.state.in_(_PERHAPS_SENT))
    return list(connection.execute(heard.order_by(NOTICE_DELIVERY.c.id)).scalars())


def _mark(notice: Any) -> tuple[str, str]:
    return notice.kind, notice.occasion.partition("~")[0]


def _of_parcel(row: Any) -> dict[str, Any]:
    return {"carrier": row.carrier, "number": row.number, "account": row.account, "label": row.label}


def _of_stay(stay: Stay, told: Sequence[Any], after: Parcel) -> dict[str, Any]:
    """Return a stay as columns; one that was taken back and holds again is another occasion."""
    key = stay.keys[0]
    again = sum(1 for notice in told if _mark(notice) == (stay.kind, key))
    occasion = f"{key}~{again}" if again else key
    values = {"kind": stay.kind, "occasion": occasion, "at": stay.at, "place": shown_place(stay.place)}
    return values | {"state": after.state, "said": ""}


def _last_event(connection: Connection, row: Any) -> dict[str, Any]:
    this = and_(PARCEL_EVENT.c.carrier == row.carrier, PARCEL_EVENT.c.number == row.number)
    query = select(PARCEL_EVENT.c.at, PARCEL_EVENT.c.place).where(this).order_by(PARCEL_EVENT.c.at.desc()).limit(1)
    last = connection.execute(query).one_or_none()
    return {"at": last.at if last else None, "place": shown_place(last.place) if last else ""}


def _was_silent_for(connection: Connection, days: float) -> ColumnElement[bool]:
    """Return the condition that an answer came so many days after the last news, and had none."""
    if connection.dialect.name == "sqlite":
        return func.julianday(PARCEL.c.answered_at) - func.julianday(PARCEL.c.news_at) >= days
    return PARCEL.c.answered_at - PARCEL.c.news_at >= timedelta(days=days)
