"""What the tests of the queue put in, and how they look at what comes out."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from agent.model import BatchRecord, JobRecord, Outcome, State, utc_now
from agent.queue.limits import Limits
from agent.queue.queue import NewJob, Queue

FAST = Limits(concurrency=4, poll_s=0.05, heartbeat_s=0.2, dead_after_s=3.0, stop_within_s=5.0)
SITE = "sandbox"


def a_batch(name: str = "b1", **facts: Any) -> BatchRecord:
    """Return the record of a batch that starts now."""
    return BatchRecord(batch=name, flow="order-tea", version="1", started_at=utc_now(), **facts)


def some_jobs(accounts: int, each: int = 1, *, site: str = SITE) -> list[NewJob]:
    """Return jobs, those of one account one after the other."""
    return [_job(account, number, site) for account in range(1, accounts + 1) for number in range(1, each + 1)]


def _job(account: int, number: int, site: str) -> NewJob:
    record = JobRecord(
        job=f"tea-{account}.order-tea.{number}",
        batch="",
        flow="order-tea",
        account=f"tea-{account}",
        uid=f"10{account:04}",
        site=site,
        input={"orders": [f"{account}-{number}"]},
    )
    return NewJob(record, f"jobs.csv:{number}")


def settled(record: JobRecord) -> JobRecord:
    """Return the record of a job that went well."""
    return record.ended(Outcome(state=State.SETTLED, message="found: 1"))


def until(condition: Callable[[], bool], within_s: float = 120.0) -> None:
    """Wait for a condition that becomes true in another process."""
    deadline = time.monotonic() + within_s
    while not condition():
        assert time.monotonic() < deadline, "it did not come true in time"
        time.sleep(0.02)


def all_settled(queue: Queue, batch: str = "b1") -> bool:
    """Tell whether each job of a batch went well."""
    counts = queue.book.counts(batch)
    return counts.total > 0 and counts.states == {State.SETTLED: counts.total}
