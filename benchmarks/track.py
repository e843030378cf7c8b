"""``python -m benchmarks.track``: look-ups of parcels against a bare loop of httpx, and a book of many due parcels.

Both ask the stand-in's gateway of EMS about the same parcels for the first time, with as many questions at a time, in
interleaved rounds of processes of their own. The bare loop (``benchmarks/track_bare.py``) makes the questions and reads
the JSON of the answers, and keeps nothing; ours is a sweep of ``fapiao track watch``, on a file.
"""

from __future__ import annotations

import asyncio
import gc
import json
import os
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated, ParamSpec, TypeVar

import psutil
import typer
from rich.console import Console

from agent.app.carrier import chosen_carrier, opened_transport
from agent.cli.main import GC_EVERY
from agent.database import ready_database
from agent.settings import Settings
from agent.tracking.access import Access, access_id
from agent.tracking.book import Book
from agent.tracking.event import Event
from agent.tracking.pace import Pace
from agent.tracking.poller import Poller
from agent.tracking.result import Results, tracked
from agent.tracking.state import ParcelState
from benchmarks.goal import Goal
from benchmarks.machine import BenchmarkError, clean_env, describe
from benchmarks.report import goal_table
from benchmarks.standin import Standin, start_standin
from benchmarks.track_bare import numbers
from sandbox.courier_view import CREDENTIALS

AT_ONCE = 5
EVENTS = 6
"""Events of each parcel of the large book."""
_PATH = "/courier/ems/amp-prod-api/f/amp/api"
P = ParamSpec("P")
T = TypeVar("T")


@dataclass(frozen=True)
class Took:
    """What it took to look up all parcels: wall time, CPU time of the asking process, events that were told."""

    seconds: float
    cpu_s: float
    events: int


def main(
    lookups: Annotated[int, typer.Option(min=1, help="Parcels that are looked up in each round.")] = 5_000,
    rounds: Annotated[int, typer.Option(min=1, help="How often each side looks all of them up.")] = 3,
    due: Annotated[int, typer.Option(min=1, help="Parcels of the large book, all of them due.")] = 50_000,
) -> None:
    """Measure look-ups against a bare loop, and a sweep through many parcels."""
    for name, value in describe().items():
        print(f"{name}: {value}")
    goals = [*_against_bare(lookups, rounds), *_large_book(due)]
    goal_table(goals).show(Console(width=130))
    if any(not goal.is_aim and goal.verdict.startswith("missed") for goal in goals):
        raise typer.Exit(1)


def _against_bare(lookups: int, rounds: int) -> list[Goal]:
    took: dict[str, list[Took]] = {"bare": [], "fapiao": []}
    sides: dict[str, Callable[[str, int], Took]] = {"bare": _bare, "fapiao": _ours}
    with start_standin("--accounts", "1", "--seed", "1") as standin:
        _mail(standin, lookups)
        for at in range(rounds):
            for side in list(sides)[:: 1 if at % 2 else -1]:
                before_s = standin.cpu_s()
                took[side].append(sides[side](standin.url + _PATH, lookups))
                print(f"{side}: {took[side][-1]}, the stand-in {standin.cpu_s() - before_s:.1f} s", flush=True)
    if len({one.events for each in took.values() for one in each}) != 1:
        raise BenchmarkError("not everybody was told the same events")
    seconds = {side: statistics.median(one.seconds for one in each) for side, each in took.items()}
    cpu = {side: statistics.median(one.cpu_s for one in each) for side, each in took.items()}
    what = f"{lookups:,} look-ups, {AT_ONCE} at a time ({seconds['fapiao']:.1f} s), against a bare loop of httpx"
    return [
        Goal(f"{what}: time", 1.25, seconds["fapiao"] / seconds["bare"]),
        Goal("the same: CPU time of the asking process", 1.25, cpu["fapiao"] / cpu["bare"], is_aim=True),
    ]


def _large_book(due: int) -> list[Goal]:
    with TemporaryDirectory(prefix="fapiao-bench-") as folder:
        address = f"sqlite:///{Path(folder) / 'fapiao.db'}"
        _elsewhere(_follow, address, due)
        idle, peak, picked_s, swept_s = _elsewhere(_swept, address, due)
    print(f"{due:,} due: {idle / 2**20:.0f} MiB idle, at most {peak / 2**20:.0f} MiB in {swept_s:.0f} s of a sweep")
    return [
        Goal(f"memory of a sweep through {due:,} due parcels, over the idle program", 150, (peak - idle) / 1e6, " MB"),
        Goal(f"claiming the next of {due:,} due parcels", 50, picked_s * 1000, " ms"),
    ]


def _mail(standin: Standin, count: int) -> None:
    since = (datetime.now(UTC) - timedelta(days=4)).isoformat()
    standin.mail([{"number": number, "since": since, "life": "delivered"} for number in numbers(count)])


def _elsewhere(do: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Do something in a new process."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        return pool.submit(do, *args, **kwargs).result()


def _settings(url: str) -> Settings:
    keys = CREDENTIALS["ems"]
    os.environ |= {"BENCH_CUSTOMER": keys["sender_no"], "BENCH_AUTHORIZATION": keys["authorization"]}
    os.environ["BENCH_KEY"] = keys["sign_key"]
    references = {f"ems_{part}": f"env:BENCH_{part.upper()}" for part in ("customer", "authorization", "key")}
    return Settings(tracking={**references, "ems_url": url, "call_every_s": 0, "concurrency": AT_ONCE})


def _bare(url: str, count: int) -> Took:
    command = [sys.executable, "-m", "benchmarks.track_bare", url, str(count), str(AT_ONCE)]
    done = subprocess.run(command, env=clean_env(), stdout=subprocess.PIPE, text=True, check=True)
    return Took(**json.loads(done.stdout))


def _ours(url: str, count: int) -> Took:
    return _elsewhere(_sweep, url, count)


def _sweep(url: str, count: int) -> Took:
    gc.set_threshold(GC_EVERY)  # as the program does at its start
    with TemporaryDirectory(prefix="fapiao-bench-") as folder:
        address = f"sqlite:///{Path(folder) / 'fapiao.db'}"
        _elsewhere(_follow, address, count)
        return asyncio.run(_our_sweep(url, address, count))


async def _our_sweep(url: str, address: str, count: int) -> Took:
    settings = _settings(url)
    chosen = chosen_carrier(settings)
    engine = ready_database(address)
    book, access = Book(engine, "ems", settings.tracking), Access(engine, "ems", access_id("ems", chosen.credentials))
    async with opened_transport(chosen, settings) as transport:
        poller = Poller(book, access, transport, Pace(AT_ONCE, 0), 1)
        started, cpu_s = time.perf_counter(), time.process_time()
        sweep = await poller.run_once()
        took = Took(time.perf_counter() - started, time.process_time() - cpu_s, sweep.events)
    engine.dispose()
    if (sweep.looks, sum(sweep.faults.values())) != (count, 0):
        raise BenchmarkError(f"{sweep.looks} of {count} looked up, {dict(sweep.faults)}")
    return took


def _follow(address: str, count: int) -> None:
    engine = ready_database(address)
    Book(engine, "ems", Settings().tracking).follow(dict.fromkeys(numbers(count), ""))
    engine.dispose()


class _Told:
    """A carrier in memory: no network, so that only the book is measured."""

    def __init__(self) -> None:
        first = datetime(2026, 11, 3, 2, tzinfo=UTC)
        self._events = [
            Event(
                first + timedelta(hours=hour), "954", f"邮件到达【第{hour}处理中心】", "杭州市", ParcelState.IN_TRANSIT
            )
            for hour in range(EVENTS)
        ]

    async def ask(self, numbers: Sequence[str]) -> Results:
        """Return the same events for each number."""
        return {number: tracked(number, self._events) for number in numbers}


def _swept(address: str, due: int) -> tuple[int, int, float, float]:
    """Return idle and highest memory in bytes, the median time of a claim, and that of the sweep, in seconds."""
    engine = ready_database(address)
    book = Book(engine, "ems", Settings().tracking)
    access = Access(engine, "ems", "ems-bench")
    book.next_due()
    idle, picks = psutil.Process().memory_info().rss, []
    for _ in range(21):
        started = time.perf_counter()
        claims = book.claim_due(20, access.id)
        picks.append(time.perf_counter() - started)
        book.put_back(claims)
    started = time.perf_counter()
    with _watched() as most:
        sweep = asyncio.run(Poller(book, access, _Told(), Pace(AT_ONCE, 0), 1).run_once())
    swept_s = time.perf_counter() - started
    engine.dispose()
    if (sweep.looks, sweep.events) != (due, due * EVENTS):
        raise BenchmarkError(f"{sweep.looks} of {due} looked up, {sweep.events} events")
    return idle, max(most), statistics.median(picks), swept_s


@contextmanager
def _watched() -> Iterator[list[int]]:
    """Give what this process holds, looked at again and again."""
    seen, over, process = [0], threading.Event(), psutil.Process()

    def look() -> None:
        while not over.wait(0.05):
            seen.append(max(seen.pop(), process.memory_info().rss))

    watcher = threading.Thread(target=look)
    watcher.start()
    try:
        yield seen
    finally:
        over.set()
        watcher.join()


if __name__ == "__main__":
    typer.run(main)
