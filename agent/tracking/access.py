"""The access to a carrier: a carrier, and whom it knows us as. When it is left alone, and when a person must act first.

Kept in the database, so that it holds for every process and over restarts. A carrier that says for how long it wants
to be left alone is obeyed; one that fails again and again is left alone too, then asked once; where key, signature or
quota is the matter, nothing is asked until a person's own question is answered, or the credentials are others.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from types import SimpleNamespace
from typing import Any

from sqlalchemy import Connection, Engine, select, update
from sqlalchemy.dialects import postgresql, sqlite

from agent.database import database_now, reading, writing
from agent.database.schema import CARRIER_ACCESS
from agent.tracking.carrier import Credentials
from agent.tracking.notices import NOBODY, Notices
from agent.tracking.private import masked
from agent.tracking.result import ErrorKind, Result, TrackingError

MOST_FAILS = 5
"""After so many failed questions in a row, the carrier is left alone."""
_DOWN = (ErrorKind.CARRIER_DOWN, ErrorKind.UNREADABLE)
_COOL_S, _COOL_MOST_S = 60.0, 900.0
_PROBE = timedelta(seconds=120)
"""Longer than one question takes: nobody else asks meanwhile."""
_REST_S = 60.0
"""How long a carrier is left alone that says that it is asked too often, and not for how long."""
_LONGEST_S = 24 * 3600.0


@dataclass(frozen=True)
class Turn:
    """Whether to ask now.

    Args:
        most: How many questions; 0: none; None: as many as there are.
        until: When to come back; None if a person must act first.
    """

    most: int | None = None
    why: str = ""
    until: datetime | None = None
    is_stopped: bool = False


@dataclass(frozen=True)
class Access:
    """One carrier as one customer.

    Args:
        notices: Who hears of it when nothing more is asked until a person has acted.
    """

    engine: Engine
    carrier: str
    id: str
    clock: Callable[[Connection], datetime] = database_now
    notices: Notices = NOBODY

    def turn(self, *, is_person: bool = False) -> Turn:
        """Return whether to ask now; after a row of failures only one process gets leave for one question.

        Args:
            is_person: A person waits for the answer: asked in spite of failures, though not in spite of a pause.
        """
        with writing(self.engine) as connection:
            row, now = self._row(connection, is_locked=True), self.clock(connection)
            is_failing = row.fails >= MOST_FAILS
            if row.is_stopped and not is_person:
                return Turn(0, row.why, None, is_stopped=True)
            if row.paused_until and row.paused_until > now and not (is_person and is_failing):
                return Turn(0, row.why, row.paused_until)
            if is_failing and not is_person:
                self._set(connection, paused_until=now + _PROBE)
                return Turn(1)
        return Turn()

    def note(self, results: Collection[Result], *, is_person: bool = False) -> Turn:
        """Write down how a question was answered; return how it stands now."""
        with writing(self.engine) as connection:
            return self.note_in(connection, [(results, is_person)])

    def note_in(self, connection: Connection, answers: Iterable[tuple[Collection[Result], bool]]) -> Turn:
        """Write down within a transaction how questions were answered, in their sequence; return how it stands now.

        Args:
            answers: The results of each question, and whether a person asked it.
        """
        row, now = self._row(connection, is_locked=True), self.clock(connection)
        before, after = dict(row._mapping), SimpleNamespace(**row._mapping)
        turned_by: list[TrackingError] = []
        for results, is_person in answers:
            errors = [result for result in results if isinstance(result, TrackingError)]
            values = _after(errors, after, now, is_person=is_person, is_all=len(errors) == len(results))
            turned_by = errors if values.get("is_stopped", after.is_stopped) != after.is_stopped else turned_by
            vars(after).update(values)
        if changed := {name: value for name, value in vars(after).items() if value != before[name]}:
            self._set(connection, changed_at=now, **changed)
        if after.is_stopped != before["is_stopped"]:
            self._tell(connection, turned_by, now)
        return _standing(after, now)

    def standing(self) -> Turn:
        """Return how it stands, without a leave to ask."""
        with reading(self.engine) as connection:
            row = connection.execute(select(CARRIER_ACCESS).where(CARRIER_ACCESS.c.id == self.id)).one_or_none()
            now = self.clock(connection)
        return _standing(row, now) if row else Turn()

    def _row(self, connection: Connection, *, is_locked: bool = False) -> Any:
        query = select(CARRIER_ACCESS).where(CARRIER_ACCESS.c.id == self.id)
        query = query.with_for_update() if is_locked else query
        row = connection.execute(query).one_or_none()
        if row is not None:
            return row
        values = {"id": self.id, "carrier": self.carrier, "fails": 0, "is_stopped": False, "why": ""}
        dialect = sqlite if connection.dialect.name == "sqlite" else postgresql
        new = dialect.insert(CARRIER_ACCESS).on_conflict_do_nothing()
        connection.execute(new.values(values | {"changed_at": self.clock(connection)}))
        return connection.execute(query).one()

    def _tell(self, connection: Connection, errors: list[TrackingError], now: datetime) -> None:
        """Let people hear that it stands still, or need not hear of that any more."""
        why = next((error.kind for error in errors if error.kind.needs_person), None)
        if why:
            self.notices.note_stop(connection, self.carrier, self.id, why, now)
        else:
            self.notices.note_restart(connection, self.carrier, self.id, now)

    def _set(self, connection: Connection, **values: Any) -> None:
        connection.execute(update(CARRIER_ACCESS).where(CARRIER_ACCESS.c.id == self.id).values(values))


def access_id(carrier: str, credentials: Credentials) -> str:
    """Return what an access is known by: other credentials are another one. No secret can be read back from it."""
    parts = (carrier, credentials.customer, credentials.key, credentials.authorization, str(credentials.is_trial))
    return f"{carrier}-{sha256(chr(0).join(parts).encode()).hexdigest()[:16]}"


def _standing(row: Any, now: datetime) -> Turn:
    """Return how an access stands, by its row."""
    if row.is_stopped:
        return Turn(0, row.why, None, is_stopped=True)
    is_paused = row.paused_until and row.paused_until > now
    return Turn(0, row.why, row.paused_until) if is_paused else Turn()


def _after(errors: list[TrackingError], row: Any, now: datetime, *, is_person: bool, is_all: bool) -> dict[str, Any]:
    """Return what changes of an access after a question that brought these errors."""
    for error in errors:
        if error.kind.needs_person:
            return {"is_stopped": True, "why": masked(error.text)}
        if error.kind is ErrorKind.RATE_LIMITED:
            return {"paused_until": _later(row, now, error.retry_after_s or _REST_S), "why": masked(error.text)}
    down = [error for error in errors if error.kind in _DOWN]
    if not (is_all and down):
        opened = {"is_stopped": False} if is_person and not errors else {}
        return opened | ({"fails": 0, "paused_until": None} if row.fails >= MOST_FAILS else {"fails": 0})
    fails = row.fails + 1
    asked_s = max((error.retry_after_s or 0.0 for error in down), default=0.0)
    cool_s = min(_COOL_S * 2 ** (fails - MOST_FAILS), _COOL_MOST_S) if fails >= MOST_FAILS else 0.0
    wait_s = max(asked_s, cool_s)
    return {"fails": fails, "why": masked(down[0].text)} | (
        {"paused_until": _later(row, now, wait_s)} if wait_s else {}
    )


def _later(row: Any, now: datetime, wait_s: float) -> datetime:
    until = now + timedelta(seconds=min(wait_s, _LONGEST_S))
    return until if row.paused_until is None else max(until, row.paused_until)
