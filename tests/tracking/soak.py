"""Watch parcels for an hour while the carrier has faults: ``python -m tests.tracking.soak --minutes 60``.

Each minute it prints memory, open files and sockets of the watching process, its looks and the events it wrote. Ends
with 1 if in the last tenth of the time it held more than in the tenth after the warm-up, the first quarter: until then
the largest answers have come, and as many at once as ever do.
"""

from __future__ import annotations

import argparse
import signal
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from itertools import count
from pathlib import Path
from typing import Any

import psutil
from sqlalchemy import Engine, func, select

from agent.database import reading, ready_database
from agent.database.schema import PARCEL, PARCEL_EVENT
from agent.settings import TrackingSettings
from agent.tracking.book import Book
from sandbox.clock import CHINA
from sandbox.courier_number import ems_number
from tests.child import leashed
from tests.flows.standin import Standin, start_standin
from tests.tracking.moved_clock import MovedClock
from tests.tracking.watch_on import Watch, ended

FASTER = 60.0
"""An hour of the soak is two and a half days of the parcels."""
FIRST, EACH_MINUTE = 2000, 10
"""Parcels: more than the pace allows to look at in time, so that some are due all the time."""
PACE = {"call_every_s": 0.3, "timeout_s": 1.5, "idle_s": 1.0}
FAULTS: dict[str, dict[str, Any]] = {
    "http-500": {"rate": 0.02},
    "http-429": {"rate": 0.01, "ms": 2000},
    "slow": {"rate": 0.01, "ms": 2000},
    "cut-json": {"rate": 0.01},
    "empty-body": {"rate": 0.01},
    "block-page": {"rate": 0.01},
    "empty-answer": {"rate": 0.01},
    "double-event": {"rate": 0.005},
    "shuffled-events": {"rate": 0.005},
    "gbk-body": {"rate": 0.005},
    "redirect": {"rate": 0.004},
    "huge-body": {"rate": 0.001},
}
"""Together one question in ten."""
MOST_GROWTH, MOST_MORE = 0.05, 5.0
"""Share by which all may grow; and number by which files and sockets may: one for each question at a time."""
SAMPLE_S = 10.0


@dataclass(frozen=True)
class Sample:
    """What a watching process holds, and has done so far."""

    at_s: float
    rss_mib: float
    files: int
    sockets: int
    cpu_s: float
    looks: int
    events: int

    def __str__(self) -> str:
        """Return one line of the log."""
        return (
            f"{self.at_s / 60:5.1f} min  {self.rss_mib:6.1f} MiB  {self.files:3} files  {self.sockets:2} sockets"
            f"  {self.cpu_s / max(self.at_s, 1):4.0%} CPU  {self.looks:6} looks  {self.events:6} events"
        )


@dataclass(frozen=True)
class Soak:
    """A stand-in, a book and the clock of both."""

    standin: Standin
    book: Book
    clock: MovedClock
    numbers: Iterator[str]

    def mail(self, parcels: int) -> None:
        """Hand in parcels, and follow them: some have been on their way for up to three days."""
        new = [next(self.numbers) for _ in range(parcels)]
        now = self.clock().timestamp()
        since = [now - place * 3 * 86_400 / parcels for place in range(parcels)]
        self.standin.parcels([{"number": number, "since": _china(at)} for number, at in zip(new, since, strict=True)])
        self.book.follow(dict.fromkeys(new, ""))

    def sample(self, process: psutil.Process, at_s: float) -> Sample:
        """Look at the watching process, and into the book."""
        with process.oneshot():
            rss, times = process.memory_info().rss, process.cpu_times()
        looks, events = _written(self.book.engine)
        sockets = len(process.net_connections())
        return Sample(at_s, rss / 2**20, process.num_fds(), sockets, times.user + times.system, looks, events)

    def run(self, watch: Watch, minutes: float) -> list[Sample]:
        """Watch for so long; return what was seen, in steps of some seconds."""
        samples: list[Sample] = []
        with leashed(watch.start()) as watching:
            process, started = psutil.Process(watching.pid), time.monotonic()
            while (at_s := time.monotonic() - started) < minutes * 60:
                self.standin.put_forward(at_s * (FASTER - 1))
                self.clock.move_to(at_s * (FASTER - 1))
                if at_s >= SAMPLE_S * (len(samples) + 1):
                    samples.append(self.sample(process, at_s))
                    if len(samples) % round(60 / SAMPLE_S) == 0:
                        print(samples[-1], flush=True)
                        self.mail(EACH_MINUTE)
                time.sleep(0.5)
            if code := ended(watching, signal.SIGTERM):
                print(f"the watch ended with {code}", file=sys.stderr)
        return samples


def growth(samples: Sequence[Sample]) -> list[str]:
    """Print what was held after the warm-up and at the end; return what grew too much."""
    tenth = max(1, len(samples) // 10)
    warm = len(samples) // 4
    early, late = samples[warm : warm + tenth] or samples[:1], samples[-tenth:]
    grown = []
    for name in ("rss_mib", "files", "sockets"):
        before, after = (statistics.median(getattr(one, name) for one in group) for group in (early, late))
        print(f"{name}: {before:.1f} after the warm-up, {after:.1f} in the last tenth ({after / before - 1:+.1%})")
        if after > before * (1 + MOST_GROWTH) and (name == "rss_mib" or after > before + MOST_MORE):
            grown.append(name)
    return grown


@contextmanager
def opened_soak(folder: Path) -> Iterator[tuple[Soak, Watch]]:
    """Give a soak with parcels, faults switched on, and what the watching process is told."""
    address, file = f"sqlite:///{folder / 'soak.db'}", folder / "clock"
    clock = MovedClock(file)
    clock.move_to(0.0)
    engine = ready_database(address)
    with start_standin("--accounts", "1", "--seed", "7") as standin:
        book = Book(engine, "ems", TrackingSettings(), clock)
        soak = Soak(standin, book, clock, (ems_number(7_919 * serial) for serial in count(1)))
        soak.mail(FIRST)
        for name, values in FAULTS.items():
            standin.fault(name, at="ems", **values)
        url = f"{standin.url}/courier/ems/amp-prod-api/f/amp/api"
        yield soak, Watch(address, "ems", url, str(file), PACE)
        print({name: fault["acted"] for name, fault in standin.faults().items()})
    engine.dispose()


def main() -> int:
    """Soak for as long as asked for, and return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m tests.tracking.soak", description=__doc__.splitlines()[0])
    parser.add_argument("--minutes", type=float, default=60.0)
    minutes: float = parser.parse_args().minutes
    with tempfile.TemporaryDirectory(prefix="fapiao-soak-") as folder, opened_soak(Path(folder)) as (soak, watch):
        grown = growth(soak.run(watch, minutes))
    print(f"grew too much: {', '.join(grown)}" if grown else "nothing grew")
    return 1 if grown else 0


def _written(engine: Engine) -> tuple[int, int]:
    with reading(engine) as connection:
        looks: int = connection.execute(select(func.coalesce(func.sum(PARCEL.c.claim), 0))).scalar_one()
        events: int = connection.execute(select(func.count()).select_from(PARCEL_EVENT)).scalar_one()
    return looks, events


def _china(at_s: float) -> str:
    return datetime.fromtimestamp(at_s, CHINA).isoformat()


if __name__ == "__main__":
    sys.exit(main())
