"""Runs jobs for many accounts, here or by whatever worker takes it; goes on with what is left of a batch."""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

from agent.app.build import find_flow, load_catalogs, load_roster
from agent.app.work import Result, Watcher, finish, new_jobs, open_queue, run_jobs, working
from agent.batch import make_jobs, new_batch
from agent.errors import InputError
from agent.flow import check_flow, load_flows
from agent.jobs import input_from_options, read_jobs
from agent.model import Account, BatchRecord, Job, Mode, State, utc_now
from agent.queue.book import BatchEntry
from agent.queue.queue import Queue
from agent.settings import Settings

_LOOK_EVERY_S = 0.5


@dataclass(frozen=True)
class RunRequest:
    """What ``fapiao run`` was asked for."""

    flow: str
    """May be empty where the jobs file says it for each line."""
    roster: Path
    jobs: Path | None = None
    options: Sequence[str] = ()
    """The flow's own options, as written: ``--month 2026-10 --remark "year end"``."""
    accounts: Sequence[str] = ()
    """Only these accounts of the roster; all if empty."""
    site_url: str = ""
    mode: Mode = Mode.RUN

    @property
    def name(self) -> str:
        """Return what people know it by before there is a batch."""
        return self.flow or (self.jobs.name if self.jobs else "")


async def run(request: RunRequest, settings: Settings, watcher: Watcher) -> Result:
    """Run jobs for many accounts in this process, and write the reports.

    Raises:
        InputError: Something the user gave is wrong; nothing started.
        SetupError: The machine or the site is not ready; nothing started.
    """
    batch, jobs = asked_batch(request, settings)
    return await run_batch(batch, jobs, settings, watcher, site_url=request.site_url)


async def run_batch(
    batch: BatchRecord, jobs: Sequence[Job], settings: Settings, watcher: Watcher, *, site_url: str
) -> Result:
    """Run the jobs of a new batch in this process, and write the reports.

    Raises:
        SetupError: The machine or the site is not ready; nothing started.
    """
    accounts, on_change = [job.account for job in jobs], watcher.on_change
    with open_queue(settings) as queue:
        async with working(queue, accounts, settings, on_change=on_change, site_url=site_url) as worker:
            with watcher.on_start(len(jobs), worker.stop):
                return await run_jobs(worker, queue, batch, new_jobs(jobs, batch), settings)


def enqueue(request: RunRequest, settings: Settings) -> BatchRecord:
    """Put a batch into the queue for whatever worker takes it, and return its record.

    Raises:
        InputError: Something the user gave is wrong; nothing was enqueued.
        SetupError: The database cannot be used.
    """
    batch, jobs = asked_batch(request, settings)
    with open_queue(settings) as queue:
        queue.put(batch, new_jobs(jobs, batch))
    return batch


@dataclass(frozen=True)
class ResumeRequest:
    """What ``fapiao resume`` was asked for; what is not given is as when the batch was started."""

    batch: str
    again: Collection[State] = ()
    """Jobs that have ended so are tried again too."""
    roster: Path | None = None
    store: Path | None = None
    site_url: str = ""


async def resume(request: ResumeRequest, settings: Settings, watcher: Watcher) -> Result | int:
    """Go on with what is left of a batch: here, or if it was enqueued for any worker, by those.

    Returns:
        How the batch ended; or how many jobs were enqueued for the workers.

    Raises:
        InputError: There is no such batch, it is still at work, or its roster is wrong.
        SetupError: The machine or the site is not ready; nothing started.
    """
    name, again = request.batch, request.again
    with open_queue(settings) as queue:
        entry = queue.book.find(name)
        if not entry.bound_to:
            return queue.resume(name, again=again)
        _refuse_at_work(queue, entry)
        options = entry.record.options
        settings = _in_store(settings, request.store or options.get("store"))
        accounts = load_roster(request.roster or Path(options["roster"]), settings)
        url = request.site_url or options.get("site_url", "")
        async with working(queue, accounts, settings, on_change=watcher.on_change, site_url=url) as worker:
            while await asyncio.to_thread(queue.roll.is_live, entry.bound_to):  # noqa: ASYNC110 - another process
                await asyncio.sleep(_LOOK_EVERY_S)  # the worker's own watch finds out whether it is dead
            count = await asyncio.to_thread(queue.resume, name, again=again, bound_to=worker.id)
            with watcher.on_start(count, worker.stop):
                await worker.wait(name)
                return await asyncio.to_thread(finish, queue, entry.record, settings)


def _refuse_at_work(queue: Queue, entry: BatchEntry) -> None:
    """Refuse a batch whose process shows signs of life; one that has been silent for long is about to be buried."""
    dead = {worker.id for worker in queue.roll.dead_here()}
    for worker in queue.roll.live():
        silent_s = (utc_now() - worker.heartbeat_at).total_seconds()
        if worker.id == entry.bound_to and worker.id not in dead and silent_s < queue.limits.dead_after_s:
            what = f"is still at work ({worker.id} showed life {silent_s:.0f} s ago)"
            raise InputError(
                entry.id, what, f"wait for it, or stop it; if it is dead: in {queue.limits.dead_after_s:g} s"
            )


def _in_store(settings: Settings, store: Path | str | None) -> Settings:
    if store is None:
        return settings
    return settings.model_copy(update={"evidence": settings.evidence.model_copy(update={"store": Path(store)})})


def cancel(name: str, settings: Settings) -> int:
    """Let no queued job of a batch start any more; return how many there were.

    Raises:
        InputError: There is no such batch.
    """
    with open_queue(settings) as queue:
        queue.book.find(name)
        return queue.cancel(name)


async def serve(
    roster: Path, settings: Settings, watcher: Watcher, *, site_url: str = "", is_once: bool = False
) -> None:
    """Take jobs from the queue until told to stop.

    Args:
        is_once: Stop when nothing is left to do.

    Raises:
        InputError: The roster is wrong.
        SetupError: The machine or the site is not ready.
    """
    accounts = load_roster(roster, settings)
    with open_queue(settings) as queue:
        worker_of = working(queue, accounts, settings, on_change=watcher.on_change, site_url=site_url, is_bound=False)
        async with worker_of as worker:
            with watcher.on_start(0, worker.stop):
                if is_once:
                    await worker.until_idle()
                else:
                    await worker.until_stopped()


def asked_batch(request: RunRequest, settings: Settings) -> tuple[BatchRecord, list[Job]]:
    """Return the batch that is asked for, and its jobs; nothing is kept of it yet.

    Raises:
        InputError: Something the user gave is wrong.
    """
    jobs = _jobs(request, settings)
    catalogs = load_catalogs(settings)
    for name in sorted({job.flow for job in jobs}):
        check_flow(find_flow(name), catalogs)
    return new_batch(jobs, request.mode, batch_options(request.roster, request.site_url, settings)), jobs


def batch_options(roster: Path, site_url: str, settings: Settings) -> dict[str, str]:
    """Return what a batch must know to be gone on with later."""
    return {
        "roster": str(roster.absolute()),
        "site_url": site_url,
        "store": str(settings.evidence.store.absolute()),
    }


def _jobs(request: RunRequest, settings: Settings) -> list[Job]:
    model = find_flow(request.flow).input if request.flow else None
    roster = load_roster(request.roster, settings)
    accounts = {account.account: account for account in chosen(roster, request.accounts)}
    if request.jobs is not None:
        return _jobs_of_file(request, request.jobs, [account.account for account in roster], accounts)
    if model is None:
        right = "name one (fapiao flows list), or give --jobs a file with a column flow"
        raise InputError("FLOW", "no flow is named", right)
    item = input_from_options(request.options, model)
    return make_jobs([(account, request.flow, item, "options") for account in accounts.values()])


def _jobs_of_file(
    request: RunRequest, path: Path, roster: Collection[str], accounts: Mapping[str, Account]
) -> list[Job]:
    if request.options:
        raise InputError(request.options[0], "cannot stand beside --jobs", "say it in the jobs file, for each account")
    models = {name: flow.input for name, flow in load_flows().items()}
    lines = [line for line in read_jobs(path, models, roster, request.flow) if line.account in accounts]
    if not lines:
        raise InputError(str(path), "has no line for these accounts", "correct --account, or add lines to the file")
    return make_jobs([(accounts[line.account], line.flow, line.input, line.where) for line in lines])


def chosen(roster: Sequence[Account], names: Sequence[str]) -> list[Account]:
    """Return the accounts of these names; all of them for none.

    Raises:
        InputError: The roster has no such account; names the nearest.
    """
    unknown = [name for name in names if name not in {account.account for account in roster}]
    if unknown:
        near = get_close_matches(unknown[0], [account.account for account in roster], n=1)
        raise InputError(f"--account {unknown[0]}", "is not in the roster", f"did you mean {near[0]}?" if near else "")
    return [account for account in roster if not names or account.account in names]
