"""Two workers on one queue against one, on a console that takes its time to answer."""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.machine import BenchmarkError, clean_env
from benchmarks.standin import Standin, wanted_of
from benchmarks.variant import RUN
from sandbox.roster import write_roster

LATENCY_MS = 300
CONCURRENCY = 1
"""Of each worker: with more, two cores and not the console's answers would be what all wait for."""
WITHIN_S = 900.0
_PRESSURE = Path("/proc/pressure/cpu")


@dataclass(frozen=True)
class Pair:
    """What a second worker brings.

    Args:
        gain: How many times as many jobs a minute two workers do as one.
        queued: By number of workers, the share of time in which something waited for a processor, 0 to 1; empty where
            the system does not tell.
    """

    gain: float
    queued: dict[int, float]


def pair(standin: Standin, accounts: int, rounds: int, say: Callable[[str], None]) -> Pair:
    """Return what a second worker brings; medians of interleaved rounds."""
    taken_s: dict[int, list[float]] = {1: [], 2: []}
    queued: dict[int, list[float]] = {1: [], 2: []}
    for at in range(rounds):
        for workers in (1, 2) if at % 2 == 0 else (2, 1):
            begun, queued_s = time.monotonic(), _queued_s()
            taken_s[workers].append(_seconds(standin, accounts, workers))
            queued[workers].append((_queued_s() - queued_s) / (time.monotonic() - begun))
            a_minute = 60 * accounts / taken_s[workers][-1]
            say(f"{LATENCY_MS} ms, {workers} of 2 workers: {a_minute:.1f} jobs a minute, {accounts} accounts")
    shares = {workers: statistics.median(each) for workers, each in queued.items()} if _PRESSURE.exists() else {}
    return Pair(statistics.median(taken_s[1]) / statistics.median(taken_s[2]), shares)


def _queued_s() -> float:
    """Return for how long, since the system started, something has waited for a processor, in seconds."""
    if not _PRESSURE.exists():
        return 0.0
    return int(_PRESSURE.read_text(encoding="ascii").split("total=")[1].split()[0]) / 1e6


def _seconds(standin: Standin, accounts: int, workers: int) -> float:
    """Return how long so many workers take from the beginning of the first job to the end of the last."""
    standin.reset(accounts, latency_ms=LATENCY_MS)
    lines = standin.accounts()
    with TemporaryDirectory(prefix="fapiao-bench-") as name:
        folder = Path(name)
        env = clean_env(
            FAPIAO_DATABASE_URL=f"sqlite:///{folder / 'fapiao.db'}",
            FAPIAO_SESSION__FOLDER=str(folder / "sessions"),
            FAPIAO_RUN__CONCURRENCY=str(CONCURRENCY),
        )
        roster = folder / "accounts.csv"
        write_roster(lines, roster)
        put = [*RUN, "--detach", "--accounts", str(roster), "--all-invoiceable", "--json"]
        batch = json.loads(_ended(_start(put, env)))["batch"]
        work = ["-m", "agent", "worker", "--once", "--accounts", str(roster), "--site-url", standin.url]
        for process in [_start([*work, "--store", str(folder / "store")], env) for _ in range(workers)]:
            _ended(process)
        jobs = json.loads(_ended(_start(["-m", "agent", "status", batch, "--json"], env)))["jobs"]
    standin.check_received(wanted_of(lines))
    begun = min(datetime.fromisoformat(job["started_at"]) for job in jobs)
    return (max(datetime.fromisoformat(job["ended_at"]) for job in jobs) - begun).total_seconds()


def _start(words: list[str], env: dict[str, str]) -> subprocess.Popen[str]:
    pipe = subprocess.PIPE
    return subprocess.Popen([sys.executable, *words], env=env, stdout=pipe, stderr=pipe, text=True)


def _ended(process: subprocess.Popen[str]) -> str:
    said, errors = process.communicate(timeout=WITHIN_S)
    if process.returncode:
        raise BenchmarkError(f"a process ended with {process.returncode}: {said}{errors}"[-2000:])
    return said
