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
from types import MappingProxyType
from typing import Any

from sqlalchemy import Connection, Engine, and_, bindparam, func, select, update
from sqlalchemy.dialects import postgresql, sqlite

from agent.database import database_now, reading, writing
from agent.database.bulk import count_rows, insert_rows
from agent.database.schema import PARCEL, PARCEL_EVENT
from agent.settings import TrackingSettings
from agent.tracking.brought import Brought, brought
from agent.tracking.due import DAY, LIMITS
from agent.tracking.entry import (
    NEW,
    Change,
    Claimed,
    Entry,
    by_content,
    entry_of,
    event_of_row,
    event_values,
    parcel_of,
)
from agent.tracking.event import Event
from agent.tracking.heard import Heard, can_be_kept
from agent.tracking.notices import NOBODY, Notices
from agent.tracking.result import Result, Tracked
from agent.tracking.texts import MASKED, Texts

Clock = Callable[[Connection], datetime]
"""Gives the time within a transaction."""

LEASE = timedelta(minutes=15)
"""Longer than any look takes, its retries included."""
_AT_ONCE = 500


@dataclass(frozen=True)
class Book:
    """What is followed with one carrier.

    Args:
        clock: Gives the time within a transaction.
        texts: How the carriers' words are kept.
        notices: Who hears what of the parcels.
    """

    engine: Engine
    carrier: str
    settings: TrackingSettings
    clock: Clock = database_now
    texts: Texts = MASKED
    notices: Notices = NOBODY

    def follow(
        self, labels: Mapping[str, str], *, spread_s: float = 0.0, accounts: Mapping[str, str] = MappingProxyType({})
    ) -> list[str]:
        """Enter numbers that are not in the book; return those.

        Args:
            labels: What is in each parcel, by its number.
            accounts: Whose each parcel is, where that is known.
            spread_s: Their first looks are spread over so many seconds, each number always at the same place.
        """
        with writing(self.engine) as connection:
            now = self.clock(connection)
            known = {row.number: row.account for row in self._rows(connection, labels)}
            new = sorted(number for number in labels if number not in known)
            rows = [
                NEW
                | {"carrier": self.carrier, "number": number, "label": labels[number][:300], "added_at": now}
                | {"account": accounts.get(number, "")[:200]}
                | {"due_at": now + timedelta(seconds=spread_s * _place(number))}
                for number in new
            ]
            if rows:
                connection.execute(_insert_missing(connection), rows)
            for number in accounts.keys() & known.keys():
                if not known[number]:
                    this = update(PARCEL).where(self._at(number))
                    connection.execute(this.values(account=accounts[number][:200]))
        count_rows(self.engine, PARCEL.name, len(new))
        return new

    def claim_due(self, most: int, access: str) -> list[Claimed]:
        """Claim numbers that are due, those that have waited longest first.

        Args:
            access: As whom they are going to be asked about.
        """
        wanted = (PARCEL.c.number, PARCEL.c.claim, PARCEL.c.due_at, PARCEL.c.asked)
        due = select(*wanted).where(PARCEL.c.carrier == self.carrier)
        while True:
            with writing(self.engine) as connection:
                now = self.clock(connection)
                query = due.where(PARCEL.c.due_at <= now).order_by(PARCEL.c.due_at).limit(most)
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

    def hasten(self) -> int:
        """Let every number that is followed be due now; return how many were not. What is looked at now stays so."""
        later = select(PARCEL.c.number, PARCEL.c.claim, PARCEL.c.asked_at, PARCEL.c.due_at)
        with writing(self.engine) as connection:
            now = self.clock(connection)
            rows = connection.execute(later.where(PARCEL.c.carrier == self.carrier, PARCEL.c.due_at > now)).all()
            waiting = [row for row in rows if row.asked_at is None or row.due_at != row.asked_at + LEASE]
            for row in waiting:
                still = self._is(Claimed(row.number, row.claim)) & (PARCEL.c.due_at == row.due_at)
                connection.execute(update(PARCEL).where(still).values(due_at=now))
        return len(waiting)

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
            return list(self.record_in(connection, {claimed: results[claimed.number] for claimed in claims}).values())

    def record_in(self, connection: Connection, results: Mapping[Claimed, Result]) -> dict[Claimed, Change]:
        """Write what looks brought within a transaction, and return it; left out is what was claimed anew meanwhile."""
        newest = {claimed.number: claimed for claimed in sorted(results, key=lambda claimed: claimed.claim)}
        rows = [row for row in self._rows(connection, newest, is_locked=True) if row.claim == newest[row.number].claim]
        known, now = self._events(connection, [row.number for row in rows]), self.clock(connection)
        looks = {}
        for row in rows:
            claimed, shift = newest[row.number], random.uniform(-1, 1)  # noqa: S311 - no secret
            events = known.get(row.number, ())
            looks[claimed] = brought(row, events, results[claimed], now, self.settings, shift)
        self._write(connection, {claimed.number: look for claimed, look in looks.items()}, now)
        self._move(connection, [look.moved for look in looks.values()])
        for row, look in zip(rows, looks.values(), strict=True):
            self.notices.note(connection, row, look.before, look.after, now)
        return {claimed: look.change for claimed, look in looks.items()}

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
            self._write(connection, heard, now)
            # What is new moves the next look, as if the number had been asked about.
            moved = [
                each.moved(rows[number], self.settings, now, random.uniform(-1, 1))  # noqa: S311 - no secret
                for number, each in heard.items()
                if each.is_moved
            ]
            self._move(connection, moved)
            for number, each in heard.items():
                if each.is_moved:
                    self.notices.note(connection, rows[number], each.before, each.parcel, now)
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
        claims, early, taken = [], dict[str, datetime](), []
        limit = LIMITS.get(self.carrier)
        for row in rows:
            times = [at for at in map(datetime.fromisoformat, row.asked) if at > now - DAY]
            allowed = limit.allowed_at(times, now) if limit else now
            if allowed > now:
                early[row.number] = allowed
                if row.due_at and row.due_at < allowed:
                    connection.execute(update(PARCEL).where(self._at(row.number)).values(due_at=allowed))
                continue
            claims.append(Claimed(row.number, row.claim + 1))
            asked = [at.isoformat() for at in (*times, now)] if limit else []
            taken.append({"this": row.number, "claim": row.claim + 1, "asked": asked, "access": access})
        fixed = {"due_at": now + LEASE, "asked_at": now, "halt": ""}
        self._move(connection, [fixed | each for each in taken])
        return claims, early

    def _write(self, connection: Connection, told: Mapping[str, Heard | Brought], now: datetime) -> None:
        """Write the events of numbers that are not known, and what is read otherwise now."""
        new = [
            event_values(event, self.texts) | {"number": number}
            for number, each in told.items()
            for event in each.new.values()
        ]
        insert_rows(connection, PARCEL_EVENT, new, carrier=self.carrier, told_at=now)
        for number, each in told.items():
            known = by_content(each.before.events) if each.reread else {}
            for key, event in each.reread.items():
                self._reread(connection, number, known[key], event)

    def _move(self, connection: Connection, moved: Sequence[dict[str, Any]]) -> None:
        """Write columns of numbers; ``this`` is which number, and all have the same columns."""
        if moved:
            this = (PARCEL.c.carrier == self.carrier) & (PARCEL.c.number == bindparam("this"))
            connection.execute(update(PARCEL).where(this), moved)

    def _reread(self, connection: Connection, number: str, before: Event, now: Event) -> None:
        """Write how an event is read now that was written before."""
        this = self._at(number, PARCEL_EVENT) & (PARCEL_EVENT.c.content_hash == before.stored)
        connection.execute(update(PARCEL_EVENT).where(this).values(self._changed(before, now)))

    def _changed(self, before: Event, now: Event) -> dict[str, Any]:
        """Return what changes of an event that is told again; one of an older version is kept as it is kept now."""
        if before.stored != before.content and not now.stored:
            return event_values(now, self.texts)
        return {"state": now.state or "", "voids": list(now.voids)}

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
                events.setdefault(row.number, []).append(event_of_row(row, self.texts))
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
