"""The queue at its promised size, on a file.

A large batch is put in and looked at, a job starts among many old ones, a worker holds the jobs that wait.
"""

from __future__ import annotations

import asyncio
import csv
import json
import logging
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import ParamSpec, TypeVar

import psutil
import structlog
from sqlalchemy import Engine, update

from agent.database import ready_database
from agent.database.schema import JOB
from agent.model import BatchRecord, JobRecord, Outcome, State, utc_now
from agent.queue.limits import Limits
from agent.queue.queue import NewJob, Queue
from agent.queue.ticket import JobTicket
from agent.queue.worker import Worker
from benchmarks.machine import BenchmarkError, clean_env
from benchmarks.standin import Standin
from benchmarks.variant import RUN
from sandbox.roster import write_roster

EACH = 3
"""Jobs of each account."""
STARTS = 20
FEW = 60
P = ParamSpec("P")
T = TypeVar("T")
_SITE = "sandbox"


def large_batch(standin: Standin, accounts: int) -> dict[str, float]:
    """Return the seconds that whole commands take: to enqueue a batch, to list the batches, to show the large one."""
    standin.reset(accounts)
    with TemporaryDirectory(prefix="fapiao-bench-") as name:
        folder = Path(name)
        env = clean_env(FAPIAO_DATABASE_URL=f"sqlite:///{folder / 'fapiao.db'}")
        roster, jobs = folder / "accounts.csv", folder / "jobs.csv"
        lines = standin.accounts()
        write_roster(lines, roster)
        with jobs.open("w", encoding="utf-8", newline="") as file:
            table = csv.writer(file)
            table.writerow(("account", "amount", "reference"))
            table.writerows((line["account"], "100.00", f"REF-{number}") for line in lines for number in range(EACH))
        put = [*RUN, "--detach", "--accounts", str(roster), "--jobs", str(jobs), "--json"]
        put_s, said = _timed(put, env)
        batch = json.loads(said)["batch"]
        listed_s, _ = _timed(["-m", "agent", "status"], env)
        shown_s, said = _timed(["-m", "agent", "status", batch, "--json"], env)
        if json.loads(said)["counts"] != {"queued": accounts * EACH}:
            raise BenchmarkError(f"the queue does not hold {accounts * EACH} jobs")
    return {"put": put_s, "list": listed_s, "show": shown_s}


def waiting_kib(jobs: int) -> float:
    """Return how much more memory a worker has for each job that waits, in KiB: with so many against a few."""
    few, many = (_worker_bytes(count) for count in (FEW, jobs))
    return (many - few) / 1024 / (jobs - FEW)


def _worker_bytes(jobs: int) -> int:
    """Return the memory of a worker that is at work while so many jobs wait."""
    with TemporaryDirectory(prefix="fapiao-bench-") as name:
        address = f"sqlite:///{Path(name) / 'fapiao.db'}"
        _elsewhere(_put_waiting, address, jobs)
        return _elsewhere(_bytes_at_work, address)


def _quiet() -> None:
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))


def _elsewhere(do: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Do something in a new process."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        return pool.submit(do, *args, **kwargs).result()


def _put_waiting(address: str, jobs: int) -> None:
    _quiet()
    engine = ready_database(address)
    queue = Queue(engine)
    queue.put(_batch("waiting"), [_job(number) for number in range(jobs)])
    queue.close()
    engine.dispose()


def _bytes_at_work(address: str) -> int:
    _quiet()
    return asyncio.run(_at_work(address))


async def _at_work(address: str) -> int:
    engine = ready_database(address)
    queue = Queue(engine)
    begun, over = asyncio.Semaphore(0), asyncio.Event()

    async def work(_ticket: JobTicket) -> None:
        begun.release()
        await over.wait()

    async with Worker(queue, work, lambda _ticket, _what: over.set(), sites=[_SITE]):
        for _ in range(queue.limits.concurrency):
            await begun.acquire()
        await asyncio.sleep(5 * queue.limits.poll_s)  # it looks for more meanwhile
        used: int = psutil.Process().memory_info().rss
    queue.close()
    engine.dispose()
    return used


def start_s(old_jobs: int) -> float:
    """Return the median time from putting a job in to its beginning, in seconds, with so many old jobs."""
    _quiet()
    with TemporaryDirectory(prefix="fapiao-bench-") as name:
        engine = ready_database(f"sqlite:///{Path(name) / 'fapiao.db'}")
        queue = Queue(engine, Limits())
        try:
            if old_jobs:
                _put_old(queue, engine, old_jobs)
            return asyncio.run(_starts(queue))
        finally:
            queue.close()
            engine.dispose()


async def _starts(queue: Queue) -> float:
    begun: asyncio.Queue[float] = asyncio.Queue()

    async def work(ticket: JobTicket) -> None:
        begun.put_nowait(time.perf_counter())
        done = ticket.record.ended(Outcome(state=State.SETTLED))
        await asyncio.to_thread(worker.keep, ticket, done)

    times = []
    worker = Worker(queue, work, lambda _ticket, _what: None, sites=[_SITE])
    async with worker:
        for number in range(STARTS + 1):
            started = time.perf_counter()
            await asyncio.to_thread(queue.put, _batch(f"new-{number}"), [_job(number)])
            times.append(await begun.get() - started)
    return statistics.median(times[1:])


def _put_old(queue: Queue, engine: Engine, count: int) -> None:
    queue.put(_batch("old"), [_job(number) for number in range(count)])
    with engine.begin() as connection:
        connection.execute(update(JOB).values(state=State.SETTLED))
        connection.exec_driver_sql(
            "UPDATE workflow_status SET status = 'SUCCESS', completed_at = created_at, executor_id = 'old'"
        )


def _batch(name: str) -> BatchRecord:
    return BatchRecord(batch=name, flow="request-invoice", version="1", started_at=utc_now())


def _job(number: int) -> NewJob:
    record = JobRecord(
        job=f"acc-{number}.request-invoice.1",
        batch="",
        flow="request-invoice",
        account=f"acc-{number}",
        uid=f"1{number:09}",
        site=_SITE,
        input={"amount": 100_00, "reference": f"REF-{number}"},
    )
    return NewJob(record, "jobs.csv:2")


def _timed(words: Sequence[str], env: dict[str, str]) -> tuple[float, str]:
    """Return how long a command took, in seconds, and what it said."""
    started = time.perf_counter()
    done = subprocess.run([sys.executable, *words], env=env, capture_output=True, text=True, check=False)
    seconds = time.perf_counter() - started
    if done.returncode:
        raise BenchmarkError(f"{' '.join(words)} ended with {done.returncode}: {done.stderr[:2000]}")
    return seconds, done.stdout
