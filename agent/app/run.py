"""Runs one flow for many accounts."""

from __future__ import annotations

import secrets
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from agent import __version__
from agent.accounts.roster import read_roster
from agent.accounts.session import Sessions
from agent.app.build import known_sites, known_uids, load_catalogs, reached_sites, way_out
from agent.batch import Batch, House, make_jobs, new_batch
from agent.browser import Browser
from agent.errors import InputError, SetupError, StoreError
from agent.evidence.recorder import make_folder
from agent.evidence.report import write_report
from agent.evidence.workbook import write_workbook
from agent.flow import Flow, check_flow, load_flows, load_sign_ins
from agent.jobs import input_from_options, read_jobs
from agent.ledger import Ledger
from agent.ledger.place import open_ledger
from agent.model import Account, Job, JobRecord, Mode, State, utc_now
from agent.settings import Settings


@dataclass(frozen=True)
class RunRequest:
    """What ``fapiao run`` was asked for."""

    flow: str
    roster: Path
    jobs: Path | None = None
    options: Sequence[str] = ()
    """The flow's own options, as written: ``--month 2026-10 --remark "year end"``."""
    accounts: Sequence[str] = ()
    """Only these accounts of the roster; all if empty."""
    site_url: str = ""
    is_dry_run: bool = False


@dataclass(frozen=True)
class Result:
    """How a batch ended."""

    batch: str
    folder: Path
    report: Path
    workbook: Path
    jobs: list[JobRecord]
    seconds: float
    is_stopped: bool = False
    counts: Mapping[State, int] = field(default_factory=dict)

    @property
    def exit_code(self) -> int:
        """Return 0 all settled, 1 some refused or failed, 3 some need a person, 130 stopped by Ctrl-C."""
        if self.is_stopped:
            return 130
        if self.counts[State.PARKED] or self.counts[State.UNKNOWN]:
            return 3
        return 1 if self.counts[State.REFUSED] or self.counts[State.FAILED] else 0


def find_flow(name: str) -> type[Flow[Any]]:
    """Return the flow of that name.

    Raises:
        InputError: There is none; names the nearest.
    """
    flows = load_flows()
    if name not in flows:
        near = get_close_matches(name, flows, n=1)
        right = f"did you mean {near[0]}?" if near else f"known: {', '.join(flows)}"
        raise InputError(f"flow {name}", "there is no such flow", right)
    return flows[name]


@dataclass(frozen=True)
class Watcher:
    """Who is told of a batch while it runs.

    Args:
        on_change: Told of each job's record whenever it changes.
        on_start: Told of the batch before it runs; its context is held while it runs (progress, Ctrl-C).
    """

    on_change: Callable[[JobRecord], None]
    on_start: Callable[[Batch], AbstractContextManager[object]]


async def run(request: RunRequest, settings: Settings, watcher: Watcher) -> Result:
    """Run one flow for many accounts, and write the reports.

    Raises:
        InputError: Something the user gave is wrong; nothing started.
        SetupError: The machine or the site is not ready; nothing started.
    """
    flow = find_flow(request.flow)
    check_flow(flow, load_catalogs(settings))
    jobs = _jobs(request, flow, settings)
    mode = Mode.DRY_RUN if request.is_dry_run else Mode.RUN
    with open_ledger(settings) as ledger:
        return await run_jobs(flow, jobs, ledger, settings, watcher, site_url=request.site_url, mode=mode)


async def run_jobs(  # noqa: PLR0913 - a batch has this many sides
    flow: type[Flow[Any]],
    jobs: Sequence[Job],
    ledger: Ledger,
    settings: Settings,
    watcher: Watcher,
    *,
    site_url: str,
    mode: Mode,
) -> Result:
    """Run jobs of one flow as a batch, and write the reports."""
    _make_store(settings.evidence.store)
    catalogs = load_catalogs(settings)
    sites = await reached_sites({job.account.site for job in jobs}, catalogs, settings, site_url)
    hosts = sorted({host for site in sites.values() for host in site.hosts})
    async with Browser(settings.browser, way_out(settings.network), hosts) as browser:
        house = House(settings, browser, sites, catalogs, Sessions(settings.session), load_sign_ins(), ledger)
        record = new_batch(flow.name, jobs, version=__version__, mode=mode, batch=_batch_id())
        batch = Batch(record, flow, jobs, house, watcher.on_change)
        with watcher.on_start(batch):
            records = await batch.run()
    return _result(batch, records)


def _make_store(folder: Path) -> None:
    try:
        make_folder(folder)
    except StoreError as error:
        advice = "Choose another folder with --store or FAPIAO_EVIDENCE__STORE, or correct its permissions."
        raise SetupError(error.message, advice) from error


def _jobs(request: RunRequest, flow: type[Flow[Any]], settings: Settings) -> list[Job]:
    roster = read_roster(request.roster, sites=known_sites(settings), uids=known_uids(settings))
    accounts = {account.account: account for account in _chosen(roster, request.accounts)}
    if request.jobs is not None:
        if request.options:
            raise InputError(
                request.options[0], "cannot stand beside --jobs", "say it in the jobs file, for each account"
            )
        given = read_jobs(request.jobs, flow.input, [account.account for account in roster])
        return make_jobs(flow.name, [(accounts[name], item, at) for name, item, at in given if name in accounts])
    item = input_from_options(request.options, flow.input)
    return make_jobs(flow.name, [(account, item, "options") for account in accounts.values()])


def _chosen(roster: Sequence[Account], names: Sequence[str]) -> list[Account]:
    unknown = [name for name in names if name not in {account.account for account in roster}]
    if unknown:
        near = get_close_matches(unknown[0], [account.account for account in roster], n=1)
        raise InputError(f"--account {unknown[0]}", "is not in the roster", f"did you mean {near[0]}?" if near else "")
    return [account for account in roster if not names or account.account in names]


def _result(batch: Batch, records: list[JobRecord]) -> Result:
    counts = Counter(record.state for record in records)
    started, ended = batch.record.started_at, batch.record.ended_at or utc_now()
    try:
        report, workbook = write_report(batch.folder), write_workbook(batch.folder)
    except (OSError, SetupError) as error:
        raise StoreError(f"all jobs are recorded in {batch.folder}, but its report is not: {error}") from error
    return Result(
        batch=batch.record.batch,
        folder=batch.folder,
        report=report,
        workbook=workbook,
        jobs=records,
        seconds=(ended - started).total_seconds(),
        is_stopped=batch.is_stopping,
        counts=counts,
    )


def _batch_id() -> str:
    return f"{utc_now():%Y%m%d-%H%M%S}-{secrets.token_hex(3)}"
