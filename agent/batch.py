"""A batch: the jobs of one run.

Accounts run side by side, the jobs of one account one after the other in one context.
"""

from __future__ import annotations

import asyncio
import os
import secrets
import socket
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from playwright.async_api import BrowserContext
from playwright.async_api import Error as PlaywrightError

from agent.accounts.keys import Keys
from agent.accounts.session import Sessions
from agent.browser import Browser
from agent.catalog import Catalogs
from agent.clerk import Clerk
from agent.console import Console
from agent.console.verb import border
from agent.errors import AgentError, SignedOutError, StoreError
from agent.evidence.recorder import Recorder, make_folder, write_record, write_text
from agent.evidence.trace import Trace
from agent.flow import Flow, SignIn
from agent.ledger import Holder, Ledger
from agent.model import Account, BatchRecord, Job, JobRecord, Mode, Outcome, State, utc_now
from agent.runner import Runner
from agent.settings import Settings
from agent.site import Site

SIGN_INS_MAX = 2
"""How often one job may sign in: at its start, and once more when the session ends under it."""


def owner_name() -> str:
    """Return a name for this process that no other one has had or will have."""
    return f"{socket.gethostname()[:100]}-{os.getpid()}-{secrets.token_hex(3)}"


@dataclass(frozen=True)
class House:
    """What a batch works with."""

    settings: Settings
    browser: Browser
    sites: Mapping[str, Site]
    catalogs: Catalogs
    sessions: Sessions
    sign_ins: Mapping[str, SignIn]
    ledger: Ledger
    owner: str = field(default_factory=owner_name)
    """This process among all that share the ledger."""


class Batch:
    """Runs jobs and keeps a record of each, from the moment it is queued."""

    def __init__(
        self,
        record: BatchRecord,
        flow: type[Flow[Any]],
        jobs: Sequence[Job],
        house: House,
        on_change: Callable[[JobRecord], None],
    ) -> None:
        self._flow = flow
        self._house = house
        self._on_change = on_change
        self.is_stopping = False
        self._runners: dict[str, Runner] = {}
        self._tasks: dict[str, asyncio.Task[Outcome]] = {}
        self.record = record
        self.folder = house.settings.evidence.store / record.batch
        self._jobs = jobs
        self.records = {job.id: _queued(job, record.batch) for job in jobs}

    async def run(self) -> list[JobRecord]:
        """Run all jobs and return their records, in the order they were given."""
        self._keep_batch()
        for record in self.records.values():
            self._keep(record)
        lanes: dict[tuple[str, str], list[Job]] = {}
        for job in self._jobs:
            lanes.setdefault((job.account.site, job.account.account), []).append(job)
        places = asyncio.Semaphore(self._house.settings.run.concurrency)
        ends = await asyncio.gather(*(self._lane(jobs, places) for jobs in lanes.values()), return_exceptions=True)
        for broken in filter(None, ends):
            raise broken
        self.record.ended_at = utc_now()
        self._keep_batch()
        return list(self.records.values())

    def stop(self) -> None:
        """Start no new job; stop those before their click at once, let the others finish their look."""
        self.is_stopping = True
        for job, task in self._tasks.items():
            if not self._runners[job].is_clicked:
                task.cancel()

    async def _lane(self, jobs: Sequence[Job], places: asyncio.Semaphore) -> None:
        account = jobs[0].account
        async with places:
            if self.is_stopping:
                return
            site = self._house.sites[account.site]
            state = self._house.sessions.load(account, site.url("console"))
            try:
                async with self._house.browser.context(state, site.timezone) as context:
                    for job in jobs:
                        if not self.is_stopping:
                            await self._job(job, context)
            except StoreError:
                # The store cannot be written: nothing more is begun, what was clicked is looked up.
                self.stop()
                raise
            except AgentError as error:
                self._give_up(jobs, error)

    async def _job(self, job: Job, context: BrowserContext) -> None:
        started = time.monotonic()
        record = self.records[job.id]
        self._keep(record.model_copy(update={"state": State.RUNNING, "started_at": utc_now()}))
        folder = self.folder / record.folder
        trace = Trace(context, folder, is_on=self._house.settings.browser.has_trace)
        console = await self._console(job, context, Recorder(folder, self._house.settings.evidence), trace)
        runner = Runner(self._flow(), job.input, console, self._clerk(job), self._mode())
        async with border("the trace", console.locale):
            await trace.start()
        task = asyncio.ensure_future(runner.run())
        self._runners[job.id], self._tasks[job.id] = runner, task
        try:
            outcome = await task
        except asyncio.CancelledError:
            self._keep(record.model_copy(update={"message": "stopped before anything was sent"}))
            return
        finally:
            del self._runners[job.id], self._tasks[job.id]
            with suppress(PlaywrightError):  # the browser died: the job's end says so
                await trace.stop()
            await console.leave()
        facts = {
            "attempts": runner.attempts,
            "drifts": console.drifts,
            "catalogs": console.pages_used,
            "locale": console.locale,
            "seconds": round(time.monotonic() - started, 3),
        }
        self._keep(self.records[job.id].ended(outcome).model_copy(update=facts))
        if runner.broken is not None:
            raise runner.broken

    def _mode(self) -> Mode:
        if self.record.is_look:
            return Mode.LOOK
        return Mode.DRY_RUN if self.record.is_dry_run else Mode.RUN

    def _clerk(self, job: Job) -> Clerk:
        house, account = self._house, job.account
        holder = Holder(house.owner, self.record.batch, job.id, account.account)
        hold_s = house.settings.run.settle_timeout_s
        return Clerk(house.ledger, house.sites[account.site], account.uid, job.flow, holder, hold_s)

    async def _console(self, job: Job, context: BrowserContext, recorder: Recorder, trace: Trace) -> Console:
        house, account = self._house, job.account
        site = house.sites[account.site]
        keys = Keys(account)
        sign_ins = 0

        async def sign_in() -> None:
            nonlocal sign_ins
            if sign_ins == SIGN_INS_MAX:
                raise SignedOutError("the console ended the session again and again")
            async with trace.off():
                await house.sign_ins[account.sign_in](console, account, keys)
            sign_ins += 1
            # A session is its cookies; asking for local storage too would open a page for each origin.
            house.sessions.save(account, site.url("console"), {"cookies": await context.cookies(), "origins": []})

        async with border("a new page", "zh-CN"):
            page = await context.new_page()
        console = Console(page, account, site, house.catalogs, recorder, house.settings.run, sign_in)
        return console

    def _give_up(self, jobs: Sequence[Job], error: AgentError) -> None:
        """End what is left of a lane whose browser window could not be had."""
        failed = Outcome(state=State.FAILED, reason=error.reason, message=error.message, next_step=error.next_step)
        for job in jobs:
            if not self.records[job.id].state.is_end:
                self._keep(self.records[job.id].ended(failed))

    def _keep(self, record: JobRecord) -> None:
        self.records[record.job] = record
        folder = self.folder / record.folder
        make_folder(folder)
        write_record(folder, record)
        self._on_change(record)

    def _keep_batch(self) -> None:
        make_folder(self.folder)
        write_text(self.folder / "batch.json", self.record.model_dump_json(indent=1))


def new_batch(flow: str, jobs: Sequence[Job], *, version: str, batch: str, mode: Mode = Mode.RUN) -> BatchRecord:
    """Return the record of a batch that starts now."""
    accounts = {(job.account.site, job.account.account) for job in jobs}
    return BatchRecord(
        batch=batch,
        flow=flow,
        version=version,
        started_at=utc_now(),
        is_dry_run=mode is Mode.DRY_RUN,
        is_look=mode is Mode.LOOK,
        jobs=len(jobs),
        accounts=len(accounts),
    )


def make_jobs(flow: str, inputs: Sequence[tuple[Account, Any, str]]) -> list[Job]:
    """Return one job for each account and input; ids count within an account."""
    counts: dict[str, int] = {}
    jobs = []
    for account, job_input, source in inputs:
        counts[account.account] = counts.get(account.account, 0) + 1
        job_id = f"{account.account}.{flow}.{counts[account.account]}"
        jobs.append(Job(id=job_id, account=account, flow=flow, input=job_input, source=source))
    return jobs


def _queued(job: Job, batch: str) -> JobRecord:
    return JobRecord(
        job=job.id,
        batch=batch,
        flow=job.flow,
        account=job.account.account,
        uid=job.account.uid,
        site=job.account.site,
        input=job.input.model_dump(mode="json", exclude_defaults=True),
        folder=f"{job.account.account}/{job.id}",
    )
