"""The world of a simulated month: a stand-in, a database with two books, and the clock that all of them go by."""

from __future__ import annotations

import sqlite3
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import Connection, Engine, func, select

from agent.database import reading, ready_database, writing
from agent.database.schema import NOTICE_DELIVERY, PARCEL, PARCEL_EVENT
from agent.settings import TrackingSettings
from agent.tracking.book import LEASE, Book
from agent.tracking.outbox import Outbox
from sandbox.clock import CHINA
from tests.flows.standin import Standin
from tests.notice.receiver import Receiver, receiver
from tests.tracking.month_check import Truth
from tests.tracking.month_parcels import NEVER, Mailed
from tests.tracking.moved_clock import MovedClock
from tests.tracking.watch_on import Watch

PATHS = {"ems": "/courier/ems/amp-prod-api/f/amp/api", "kuaidi100": "/courier/kuaidi100"}
HASTY = {"arrived_h": 0.1, "out_for_delivery_s": 300.0, "awaiting_pickup_h": 0.5}
"""So often would kuaidi100 be asked if it did not lock numbers: only the rule about that holds these back."""
SETTINGS = {"ems": {}, "kuaidi100": HASTY}
_DUE_S = 0.25
_SEND_S = 0.3
"""Longest wait for a message that is under way."""
_LOG = (
    "CREATE TABLE wrote (carrier TEXT, number TEXT, claim INTEGER)",
    """CREATE TRIGGER look_wrote AFTER UPDATE OF fails ON parcel
    BEGIN INSERT INTO wrote VALUES (NEW.carrier, NEW.number, NEW.claim); END""",
)
"""Only what a look brings changes ``fails``: so each look that writes leaves the claim that the row has then."""

Lease = tuple[str, str, int]
"""Carrier, number, claim."""


@dataclass(frozen=True)
class Plan:
    """How much happens."""

    seed: int
    days: float = 30.0
    kills: int = 50
    ems: int = 200
    kuaidi100: int = 60


@dataclass
class World:
    """What everybody shares, and what the stand-in has told so far of those who asked it."""

    standin: Standin
    engine: Engine
    clock: MovedClock
    watches: dict[str, Watch]
    channel: Receiver
    at_s: float = 0.0
    _began: datetime = field(default_factory=lambda: datetime.now(CHINA))
    _abandoned: int = 0
    _waiting: list[Mailed] = field(default_factory=list)
    _asked: dict[str, Counter[datetime]] = field(default_factory=lambda: defaultdict(Counter))

    def book(self, carrier: str) -> Book:
        """Return a carrier's book."""
        return Book(self.engine, carrier, TrackingSettings(), self.clock)

    def mail(self, parcels: list[Mailed]) -> None:
        """Let the stand-in know all parcels, the future ones too; they are followed when their time comes."""
        known = [one for one in parcels if one.life != NEVER]
        self.standin.parcels(
            [{"number": one.number, "life": one.life, "since": self._when(one.since)} for one in known]
        )
        self._waiting = sorted(parcels, key=lambda one: one.followed)

    def wait_for_notices(self) -> None:
        """Wait until no notice is being sent, though not for long: whoever sent it may be killed or frozen."""
        ends_at = time.monotonic() + _SEND_S
        while self._count("sending") > self._abandoned:
            if time.monotonic() > ends_at:
                self._abandoned = self._count("sending")
                return
            time.sleep(0.006)
        self._abandoned = self._count("sending")

    def jump(self, seconds: float, dead: set[Lease]) -> bool:
        """Move the time on, unless a look is under way: an answer does not take longer than a lease.

        Args:
            dead: Looks that nobody goes on with.
        """
        with writing(self.engine) as connection:  # nobody begins a look meanwhile
            if self._leases(connection) - dead:
                return False
            self.at_s += seconds
            # The stand-in's first: nothing is told before it has happened.
            self.standin.put_forward(self.at_s)
            self.clock.move_to(self.at_s)
        now = timedelta(seconds=self.at_s)
        new = [one for one in self._waiting if one.followed <= now]
        self._waiting = self._waiting[len(new) :]
        for carrier in self.watches if new else ():
            self.book(carrier).follow({one.number: "" for one in new if carrier in one.carriers})
        return True

    def leases(self, carrier: str | None = None) -> set[Lease]:
        """Return the looks that are under way, or were when whoever had them was killed."""
        with reading(self.engine) as connection:
            return {lease for lease in self._leases(connection) if carrier in (None, lease[0])}

    def wait(self) -> None:
        """Wait until nothing is due, though not for long: it may be that nobody is there to look."""
        ends_at = time.monotonic() + _DUE_S
        while self._due() and time.monotonic() < ends_at:
            time.sleep(0.006)

    def can_write(self) -> bool:
        """Return whether nobody holds the database."""
        connection = sqlite3.connect(str(self.engine.url.database), timeout=0.3, isolation_level=None)
        try:
            connection.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError:
            return False
        else:
            return True
        finally:
            connection.close()

    def read_asked(self) -> None:
        """Note when kuaidi100 was asked; it forgets after two days."""
        for number, times in self.standin.asked()["kuaidi100"]["numbers"].items():
            # What was read before is in both: the larger number of questions in a second counts.
            self._asked[number] |= Counter(datetime.fromisoformat(at) for at in times)

    def truth(self, until: datetime) -> Truth:
        """Return what the stand-in knows, and what the books hold."""
        parcels = {parcel["number"]: parcel for parcel in self.standin.mailed()}
        books = {carrier: self.book(carrier).entries() for carrier in self.watches}
        locked = self.standin.asked()["kuaidi100"]["locked"]
        heard = Counter((message["title"], message["message"]) for message in self.channel.messages)
        notices = Outbox(self.engine, self.clock).deliveries(is_all=True)
        return Truth(parcels, books, self._asked, locked, self._writes(), until, heard, notices)

    def counted(self) -> dict[str, int]:
        """Return looks, events, parcels, and questions to kuaidi100."""
        with reading(self.engine) as connection:
            looks, parcels = connection.execute(
                select(func.sum(PARCEL.c.claim), func.count()).select_from(PARCEL)
            ).one()
            events = connection.execute(select(func.count()).select_from(PARCEL_EVENT)).scalar_one()
        asked = sum(times.total() for times in self._asked.values())
        told = {"notices heard": len(self.channel.messages), "uncertain": self._count("uncertain")}
        return {"parcels": parcels, "looks": looks or 0, "events": events, "kuaidi100 asked": asked, **told}

    def _leases(self, connection: Connection) -> set[Lease]:
        query = select(PARCEL.c.carrier, PARCEL.c.number, PARCEL.c.claim, PARCEL.c.due_at, PARCEL.c.asked_at)
        rows = connection.execute(query.where(PARCEL.c.due_at > self.clock(connection))).all()
        return {
            (row.carrier, row.number, row.claim) for row in rows if row.asked_at and row.due_at - row.asked_at == LEASE
        }

    def _due(self) -> bool:
        query = select(func.count()).select_from(PARCEL).where(PARCEL.c.due_at <= self.clock())
        with reading(self.engine) as connection:
            return bool(connection.execute(query).scalar_one())

    def _count(self, state: str) -> int:
        """Return how many notices are in a state."""
        query = select(func.count()).select_from(NOTICE_DELIVERY).where(NOTICE_DELIVERY.c.state == state)
        with reading(self.engine) as connection:
            return int(connection.execute(query).scalar_one())

    def _writes(self) -> Counter[Lease]:
        with reading(self.engine) as connection:
            rows = connection.exec_driver_sql("SELECT carrier, number, claim FROM wrote").all()
        return Counter((row.carrier, row.number, row.claim) for row in rows)

    def _when(self, since: timedelta) -> str:
        return (self._began + since).replace(microsecond=0).isoformat()


@contextmanager
def opened_world(standin: Standin, folder: Path) -> Iterator[World]:
    """Give a world at the beginning of its month."""
    address, file = f"sqlite:///{folder / 'month.db'}", folder / "clock"
    clock = MovedClock(file)
    clock.move_to(0.0)
    engine = ready_database(address)
    with engine.begin() as connection:
        for statement in _LOG:
            connection.exec_driver_sql(statement)
    pace = {"call_every_s": 0, "idle_s": 0.06, "timeout_s": 10.0}
    with receiver() as channel:
        watches = {
            carrier: Watch(address, carrier, standin.url + path, str(file), pace | SETTINGS[carrier], channel.url)
            for carrier, path in PATHS.items()
        }
        yield World(standin, engine, clock, watches, channel)
    engine.dispose()
