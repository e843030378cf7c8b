"""The book of parcels: which numbers are followed, when each is looked at next, and every event that was told.

Safe for several processes. A look claims its numbers, asks, and writes events and the next look in one transaction;
only the newest claim of a number may write. What a killed process had claimed is due again when its lease is over.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from sqlalchemy import Connection, Engine, and_, bindparam, func, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite

from agent.database import database_now, reading, writing
from agent.database.schema import PARCEL, PARCEL_EVENT
from agent.settings import TrackingSettings
from agent.tracking.due import ACCESS_KINDS, DAY, LIMITS, Looked, next_look
from agent.tracking.entry import (
    Change,
    Claimed,
    Entry,
    by_hash,
    entry_of,
    event_of_row,
    event_values,
    parcel_of,
    standing_values,
)
from agent.tracking.event import Event
from agent.tracking.heard import Heard, can_be_kept
from agent.tracking.result import Result, Tracked, TrackingError

Clock = Callable[[Connection], datetime]
"""Gives the time within a transaction."""

LEASE = timedelta(minutes=15)
"""Longer than any look takes, its retries included."""
_AT_ONCE = 500
_NEW = {
    "state": "no_record",
    "is_confirmed": False,
    "wait_s": 0.0,
    "fails": 0,
    "fault": "",
    "fault_text": "",
    "halt": "",
    "access": "",
    "claim": 0,
    "asked": [],
    "missed_by": "",
}


@dataclass(frozen=True)
class Book:
    """What is followed with one carrier.

    Args:
        clock: Gives the time within a transaction.
    """

    engine: Engine
    carrier: str
    settings: TrackingSettings
    clock: Clock = database_now

    def follow(self, labels: Mapping[str, str], *, spread_s: float = 0.0) -> list[str]:
        """Enter numbers that are not in the book; return those.

        Args:
            labels: What is in each parcel, by its number.
            spread_s: Their first looks are spread over so many seconds, each number always at the same place.
        """
        with writing(self.engine) as connection:
            now = self.clock(connection)
            known = {row.number for row in self._rows(connection, labels)}
            new = sorted(number for number in labels if number not in known)
            rows = [
                _NEW
                | {"carrier": self.carrier, "number": number, "label": labels[number][:300], "added_at": now}
                | {"due_at": now + timedelta(seconds=spread_s * _place(number))}
                for number in new
            ]
            if rows:
                connection.execute(_insert_missing(connection), rows)
        return new

    def claim_due(self, most: int, access: str) -> list[Claimed]:
        """Claim numbers that are due, those that have waited longest first.

        Args:
            access: As whom they are going to be asked about.
        """
        due = select(PARCEL).where(PARCEL.c.carrier == self.carrier)
        while True:
            with writing(self.engine) as connection:
                now = self.clock(connection)
                query = due.where(PARCEL.c.due_at <= now).order_by(PARCEL.c.due_at, PARCEL.c.number).limit(most)
                rows = connection.execute(query.with_for_update(skip_locked=True)).all()
                claims, early = self._claim(connection, rows, now, access)
            if claims or not early:
                return claims

    def claim(self, numbers: Collection[str], access: str) -> tuple[list[Claimed], dict[str, datetime]]:
        """Claim numbers of the book, due or not; return those that the carrier would lock with the time to wait for."""
        with writing(self.engine) as connection:
            return self._claim(
                connection, self._rows(connection, numbers, is_locked=True), self.clock(connection), access
            )

    def put_back(self, claims: Iterable[Claimed]) -> None:
        """Let numbers be due at once that nobody was asked about."""
        with writing(self.engine) as connection:
            now = self.clock(connection)
            for claimed in claims:
                connection.execute(update(PARCEL).where(self._is(claimed)).values(due_at=now))

    def record(self, claims: Iterable[Claimed], results: Mapping[str, Result]) -> list[Change]:
        """Write what a look brought: events, state and the next look, all in one transaction.

        What was claimed anew in the meantime is left to the newer look, which is told the same.
        """
        with writing(self.engine) as connection:
            # By number: two looks that lock the same rows do it in the same order.
            ordered = sorted(claims, key=lambda claimed: claimed.number)
            changes = [self._record(connection, claimed, results[claimed.number]) for claimed in ordered]
        return [change for change in changes if change]

    def tell(self, answers: Sequence[Tracked]) -> list[Change | None]:
        """Write what the carrier told by itself, all in one transaction.

        A look that is under way meanwhile writes what it brings beside it.

        Returns:
            For each answer, what came of it; None if its number is not followed.
        """
        asked = {answer.number for answer in answers if can_be_kept(answer.number)}
        with writing(self.engine) as connection:
            rows = {row.number: row for row in self._rows(connection, asked, is_locked=True)}
            events, now = self._events(connection, list(rows)), self.clock(connection)
            heard = {number: Heard(parcel_of(row, events.get(number, ()))) for number, row in rows.items()}
            changes = [heard[answer.number].hear(answer, now) if answer.number in heard else None for answer in answers]
            self._write_heard(connection, rows, heard, now)
        return changes

    def miss(self, number: str, who: str) -> None:
        """Write down that a person says that a parcel has not come."""
        with writing(self.engine) as connection:
            values = {"missed_at": self.clock(connection), "missed_by": who[:200]}
            connection.execute(update(PARCEL).where(self._at(number)).values(values))

    def entries(self, numbers: Collection[str] | None = None) -> list[Entry]:
        """Return numbers with all that is known of them; the whole book if none are given."""
        with reading(self.engine) as connection:
            rows = self._rows(connection, numbers)
            events = self._events(connection, [row.number for row in rows])
        return [entry_of(row, events.get(row.number, ())) for row in rows]

    def next_due(self) -> tuple[int, datetime | None]:
        """Return how many numbers are still looked at, and when the first of them is due."""
        query = select(func.count(), func.min(PARCEL.c.due_at)).where(
            PARCEL.c.carrier == self.carrier, PARCEL.c.due_at.is_not(None)
        )
        with reading(self.engine) as connection:
            count, at = connection.execute(query).one()
        return count, at

    def _claim(
        self, connection: Connection, rows: Sequence[Any], now: datetime, access: str
    ) -> tuple[list[Claimed], dict[str, datetime]]:
        claims, early = [], dict[str, datetime]()
        for row in rows:
            times = [at for at in map(datetime.fromisoformat, row.asked) if at > now - DAY]
            limit = LIMITS.get(self.carrier)
            allowed = limit.allowed_at(times, now) if limit else now
            if allowed > now:
                early[row.number] = allowed
                values: dict[str, Any] = {"due_at": allowed} if row.due_at and row.due_at < allowed else {}
            else:
                claims.append(Claimed(row.number, row.claim + 1))
                asked = [at.isoformat() for at in (*times, now)] if limit else []
                values = {"due_at": now + LEASE, "asked_at": now, "claim": row.claim + 1, "halt": ""}
                values |= {"access": access, "asked": asked}
            if values:
                connection.execute(update(PARCEL).where(self._at(row.number)).values(values))
        return claims, early

    def _record(self, connection: Connection, claimed: Claimed, result: Result) -> Change | None:
        row = connection.execute(select(PARCEL).where(self._is(claimed)).with_for_update()).one_or_none()
        if row is None:
            return None
        now = self.clock(connection)
        known = self._events(connection, [row.number]).get(row.number, [])
        before, error = parcel_of(row, known), result if isinstance(result, TrackingError) else None
        after = before if isinstance(result, TrackingError) else before.after(result, now)
        new = self._write_events(connection, row.number, known, after.events, now)
        is_counted = error is not None and error.kind not in ACCESS_KINDS
        looked = Looked(
            after, row.added_at, now, row.wait_s, row.fails + 1 if is_counted else 0, is_news=new > 0, error=error
        )
        then = next_look(looked, self.settings, self.carrier, random.uniform(-1, 1))  # noqa: S311 - no secret
        values = standing_values(after) | {"due_at": then.at, "wait_s": then.wait_s, "halt": then.halt}
        values |= {
            "fails": looked.fails,
            "fault": error.kind if error else "",
            "fault_text": error.text if error else "",
        }
        values |= {} if error else {"answered_at": now}
        values |= {"news_at": now} if new else {}
        connection.execute(update(PARCEL).where(self._is(claimed)).values(values))
        return Change(row.number, before.state, after.state, new, values["fault"], values["fault_text"], then.halt)

    def _write_heard(
        self, connection: Connection, rows: Mapping[str, Any], heard: Mapping[str, Heard], now: datetime
    ) -> None:
        """Write what pushes have told; what is new moves the next look, as if the number had been asked about."""
        fixed = {"carrier": self.carrier, "told_at": now}
        new = [
            event_values(e) | fixed | {"number": number} for number, each in heard.items() for e in each.new.values()
        ]
        if new:
            connection.execute(insert(PARCEL_EVENT), new)
        for number, each in heard.items():
            for key, event in each.reread.items():
                self._reread(connection, number, key, event)
        moved = [
            each.moved(rows[number], self.settings, now, random.uniform(-1, 1))  # noqa: S311 - no secret
            for number, each in heard.items()
            if each.is_moved
        ]
        if moved:
            this = (PARCEL.c.carrier == self.carrier) & (PARCEL.c.number == bindparam("this"))
            connection.execute(update(PARCEL).where(this), moved)

    def _write_events(
        self, connection: Connection, number: str, known: Iterable[Event], told: Iterable[Event], now: datetime
    ) -> int:
        """Write the events that are not known, and what is read otherwise now; return how many are new."""
        before, after = by_hash(known), by_hash(told)
        fixed = {"carrier": self.carrier, "number": number, "told_at": now}
        new = [event_values(event) | fixed for key, event in after.items() if key not in before]
        if new:
            connection.execute(insert(PARCEL_EVENT), new)
        for key, event in after.items():
            if key in before and (before[key].state, before[key].voids) != (event.state, event.voids):
                self._reread(connection, number, key, event)
        return len(new)

    def _reread(self, connection: Connection, number: str, key: str, event: Event) -> None:
        """Write how an event is read now that was written before."""
        this = self._at(number, PARCEL_EVENT) & (PARCEL_EVENT.c.content_hash == key)
        values = {"state": event.state or "", "voids": list(event.voids)}
        connection.execute(update(PARCEL_EVENT).where(this).values(values))

    def _rows(self, connection: Connection, numbers: Collection[str] | None, *, is_locked: bool = False) -> list[Any]:
        query = select(PARCEL).where(PARCEL.c.carrier == self.carrier).order_by(PARCEL.c.number)
        query = query.with_for_update() if is_locked else query
        if numbers is None:
            return list(connection.execute(query))
        wanted, rows = sorted(numbers), list[Any]()
        for at in range(0, len(wanted), _AT_ONCE):
            rows += connection.execute(query.where(PARCEL.c.number.in_(wanted[at : at + _AT_ONCE])))
        return rows

    def _events(self, connection: Connection, numbers: Sequence[str]) -> dict[str, list[Event]]:
        events: dict[str, list[Event]] = {}
        for at in range(0, len(numbers), _AT_ONCE):
            query = select(PARCEL_EVENT).where(
                PARCEL_EVENT.c.carrier == self.carrier, PARCEL_EVENT.c.number.in_(numbers[at : at + _AT_ONCE])
            )
            for row in connection.execute(query.order_by(PARCEL_EVENT.c.at, PARCEL_EVENT.c.id)):
                events.setdefault(row.number, []).append(event_of_row(row))
        return events

    def _at(self, number: str, table: Any = PARCEL) -> Any:
        return and_(table.c.carrier == self.carrier, table.c.number == number)

    def _is(self, claimed: Claimed) -> Any:
        return self._at(claimed.number) & (PARCEL.c.claim == claimed.claim)


def _insert_missing(connection: Connection) -> Any:
    """Return an insert that leaves alone what another process has entered meanwhile."""
    dialect = sqlite if connection.dialect.name == "sqlite" else postgresql
    return dialect.insert(PARCEL).on_conflict_do_nothing()


def _place(number: str) -> float:
    """Return where in a spread a number has its place, from 0 to 1."""
    return int.from_bytes(sha256(number.encode()).digest()[:4], "big") / 2**32
