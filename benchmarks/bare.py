"""The engine without ledger, gate and queue: ``python -m benchmarks.bare``. It shows what these cost, and no more.

Takes the words of ``fapiao run`` that the benchmark uses, does the same jobs with the same flow, pictures, looks and
reports, and may submit twice: never use it.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from agent.app import load_settings
from agent.app.build import find_flow, load_roster
from agent.app.work import open_desk
from agent.batch import make_jobs, new_batch, queued
from agent.evidence.recorder import keep_batch, make_folder
from agent.evidence.report import write_report
from agent.evidence.workbook import write_workbook
from agent.gate import Gate
from agent.ledger import Claim, Holder, Ledger, Permit, Submission
from agent.model import Account, JobRecord, Mode, Receipt, utc_now
from agent.queue.ticket import JobTicket, Run
from agent.settings import Settings

FLOW = "request-invoice"


class NoLedger(Ledger):
    """Gives a permit to everybody and remembers nothing."""

    def __init__(self) -> None:
        """Need no database."""

    def in_the_way(self, claim: Claim) -> list[Submission]:
        """Know of nothing."""
        return []

    def open_submissions(self, batch: str | None = None) -> list[Submission]:
        """Know of nothing."""
        return []

    def arm(self, claim: Claim, holder: Holder, draft_hash: str, hold_s: float) -> Permit:
        """Give a permit."""
        return Permit(1, holder.owner, 1, 1, hold_s, time.monotonic())

    def send(self, permit: Permit, request_hash: str) -> None:
        """Forget it."""

    def settle(self, permit: Permit, receipt: Receipt) -> Any:
        """Forget it."""


class NoQueue:
    """Keeps records in memory."""

    is_fenced = False

    def __init__(self) -> None:
        self.records: dict[str, JobRecord] = {}

    def keep(self, ticket: JobTicket, record: JobRecord) -> bool:
        """Keep a record."""
        self.records[ticket.run.job] = record
        return True

    def is_gone(self, worker: str) -> bool:
        """Know of no other worker."""
        return True


async def _stand_aside(gate: Gate, *_error: object) -> Gate:
    return gate


async def run(accounts: Sequence[Account], settings: Settings, url: str) -> dict[str, object]:
    """Do a job for each account, some at a time; return how they ended and how long that took."""
    for name in ("__aenter__", "__aexit__"):
        setattr(Gate, name, _stand_aside)
    flow = find_flow(FLOW)
    jobs = make_jobs([(account, FLOW, flow.input(all_invoiceable=True), "") for account in accounts])
    batch, keeper = new_batch(jobs, Mode.RUN, {}), NoQueue()
    make_folder(settings.evidence.store)
    keep_batch(settings.evidence.store, batch)
    places = asyncio.Semaphore(settings.run.concurrency)
    async with open_desk(accounts, settings, NoLedger(), site_url=url) as desk:
        started = time.monotonic()

        async def do(record: JobRecord) -> None:
            async with places:
                await desk.do(JobTicket(Run(batch.batch, record.job, 1), "bare", 1, record, "", batch), keeper)

        await asyncio.gather(*(do(queued(job, batch.batch)) for job in jobs))
        seconds = time.monotonic() - started
    folder = settings.evidence.store / batch.batch
    keep_batch(settings.evidence.store, batch.model_copy(update={"ended_at": utc_now()}))
    write_report(folder)
    write_workbook(folder)
    return {"seconds": seconds, "counts": Counter(record.state for record in keeper.records.values())}


def main() -> None:
    """Read the command line, do the work, print one line of JSON."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.bare", description=__doc__.splitlines()[0])
    parser.add_argument("--accounts", required=True, type=Path)
    parser.add_argument("--site-url", required=True)
    parser.add_argument("--store", required=True, type=Path)
    parser.add_argument("--concurrency", type=int, default=4)
    options = parser.parse_args()
    settings = load_settings(evidence={"store": options.store}, run={"concurrency": options.concurrency})
    accounts = load_roster(options.accounts, settings)
    print(json.dumps(asyncio.run(run(accounts, settings, options.site_url))))


if __name__ == "__main__":
    main()
