"""A worker of the queue with a desk behind it: for one batch of its own, or for whatever comes."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from agent.accounts.session import Sessions
from agent.app.build import load_catalogs, load_sites, reached_sites, way_out
from agent.app.report import write_reports
from agent.batch import queued
from agent.browser import Browser
from agent.database import ready_database
from agent.desk import Desk, House
from agent.errors import SetupError, StoreError
from agent.evidence.recorder import keep_batch, keep_record, make_folder
from agent.flow import check_flow, load_flows, load_sign_ins
from agent.ledger import Ledger
from agent.ledger.place import database_address
from agent.model import Account, BatchRecord, Job, JobRecord, State, utc_now
from agent.queue.limits import Limits, Rate
from agent.queue.queue import NewJob, Queue
from agent.queue.ticket import JobTicket
from agent.queue.worker import Worker
from agent.readings import Readings
from agent.settings import Settings


@dataclass(frozen=True)
class Result:
    """How a batch ended."""

    batch: str
    folder: Path
    report: Path
    workbook: Path
    jobs: list[JobRecord]
    seconds: float
    counts: Mapping[State, int] = field(default_factory=dict)

    @property
    def is_stopped(self) -> bool:
        """Tell whether jobs are left that have not come to an end."""
        return any(not state.is_end for state, count in self.counts.items() if count)

    @property
    def exit_code(self) -> int:
        """Return 0 all settled, 1 some refused or failed, 3 some need a person, 130 stopped by Ctrl-C."""
        if self.is_stopped:
            return 130
        if self.counts[State.PARKED] or self.counts[State.UNKNOWN]:
            return 3
        return 1 if self.counts[State.REFUSED] or self.counts[State.FAILED] else 0


@dataclass(frozen=True)
class Watcher:
    """Who is told of batches while they run.

    Args:
        on_change: Told of each job's record whenever it changes.
        on_start: Told of a worker before it works: of how many jobs there are, and how to stop it; its context is held
            meanwhile (progress, Ctrl-C).
    """

    on_change: Callable[[JobRecord], None]
    on_start: Callable[[int, Callable[[], None]], AbstractContextManager[object]]


@contextmanager
def open_queue(settings: Settings) -> Iterator[Queue]:
    """Give the queue.

    Raises:
        SetupError: The database cannot be used.
    """
    engine = ready_database(database_address(settings))
    try:
        queue = Queue(engine, _limits(settings))
        try:
            yield queue
        finally:
            queue.close()
    finally:
        engine.dispose()


@asynccontextmanager
async def working(
    queue: Queue,
    accounts: Sequence[Account],
    settings: Settings,
    *,
    on_change: Callable[[JobRecord], None],
    site_url: str = "",
    is_bound: bool = True,
) -> AsyncIterator[Worker]:
    """Give a worker that can do any job of these accounts.

    Args:
        is_bound: Only batches that are bound to it; otherwise whatever comes, and their reports when they are over.

    Raises:
        SetupError: The machine or a site is not ready.
    """
    store = settings.evidence.store
    _make_store(store)
    async with open_desk(
        accounts, settings, Ledger(queue.engine), Readings(queue.engine), on_change=on_change, site_url=site_url
    ) as desk:

        async def work(ticket: JobTicket) -> None:
            if not is_bound:
                await asyncio.to_thread(_begin, store, ticket.batch)
            await desk.do(ticket, worker)
            if not is_bound and not (await asyncio.to_thread(queue.book.counts, ticket.batch.batch)).open:
                await asyncio.to_thread(finish, queue, ticket.batch, settings)

        worker = Worker(queue, work, desk.tell, sites=desk.sites, is_bound=is_bound)
        async with worker:
            yield worker


@asynccontextmanager
async def open_desk(
    accounts: Sequence[Account],
    settings: Settings,
    ledger: Ledger,
    readings: Readings | None = None,
    *,
    on_change: Callable[[JobRecord], None] = lambda _record: None,
    site_url: str = "",
) -> AsyncIterator[Desk]:
    """Give a desk, with a browser, that can do any job of these accounts.

    Raises:
        SetupError: The machine or a site is not ready.
    """
    catalogs, flows = load_catalogs(settings), load_flows()
    for flow in flows.values():
        check_flow(flow, catalogs)
    sites = await reached_sites({account.site for account in accounts}, catalogs, settings, site_url)
    hosts = sorted({host for site in sites.values() for host in site.hosts})
    async with Browser(settings.browser, way_out(settings.network), hosts) as browser:
        house = House(
            settings=settings,
            browser=browser,
            sites=sites,
            catalogs=catalogs,
            sessions=Sessions(settings.session),
            sign_ins=load_sign_ins(),
            flows=flows,
            accounts={(account.site, account.account): account for account in accounts},
            ledger=ledger,
            readings=readings,
        )
        yield Desk(house, on_change)


def new_jobs(jobs: Sequence[Job], batch: BatchRecord) -> list[NewJob]:
    """Return jobs as the queue takes them."""
    return [NewJob(queued(job, batch.batch), job.source) for job in jobs]


async def run_jobs(
    worker: Worker, queue: Queue, batch: BatchRecord, new: Sequence[NewJob], settings: Settings
) -> Result:
    """Run the jobs of a new batch in this process, and write its reports."""
    keep_batch(settings.evidence.store, batch)
    await asyncio.to_thread(queue.put, batch, new, bound_to=worker.id)
    await worker.wait(batch.batch)
    return await asyncio.to_thread(finish, queue, batch, settings)


def finish(queue: Queue, batch: BatchRecord, settings: Settings) -> Result:
    """Write down that a batch is over, for now or for good, and return how it ended."""
    store = settings.evidence.store
    ended = batch.model_copy(update={"ended_at": utc_now()})
    records = [entry.record for entry in queue.book.jobs(batch.batch)]
    keep_batch(store, ended)
    for record in records:
        if not record.state.is_end:
            keep_record(store, record)
    folder = store / batch.batch
    try:
        written = write_reports(folder, settings)
    except (OSError, SetupError) as error:
        raise StoreError(f"all jobs are recorded in {folder}, but its report is not: {error}") from error
    seconds = (utc_now() - batch.started_at).total_seconds()
    counts = Counter(record.state for record in records)
    return Result(batch.batch, folder, written.report, written.workbook, records, seconds, counts)


def _begin(store: Path, batch: BatchRecord) -> None:
    if not (store / batch.batch / "batch.json").exists():
        keep_batch(store, batch)


def _make_store(folder: Path) -> None:
    try:
        make_folder(folder)
    except StoreError as error:
        advice = "Choose another folder with --store or FAPIAO_EVIDENCE__STORE, or correct its permissions."
        raise SetupError(error.message, advice) from error


def _limits(settings: Settings) -> Limits:
    rates = {
        name: Rate(site.rate.starts, site.rate.within_s) for name, site in load_sites(settings).items() if site.rate
    }
    return Limits(
        concurrency=settings.run.concurrency,
        rates=rates,
        heartbeat_s=settings.queue.heartbeat_s,
        dead_after_s=settings.queue.dead_after_s,
        stop_within_s=settings.queue.stop_within_s,
        keep_days=settings.queue.keep_days,
    )
