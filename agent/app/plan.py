"""Plans: made without a permit, compared with older ones, and carried out as they were approved."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError

from agent.app.approval import approved_plan
from agent.app.build import find_flow, load_catalogs, load_roster, reached_sites
from agent.app.run import RunRequest, asked_batch, batch_options, run_batch
from agent.app.work import Result, Watcher, open_queue, run_jobs, working
from agent.batch import new_batch, queued
from agent.errors import InputError, InputErrors
from agent.evidence.archive import steps
from agent.flow import ReadFlow
from agent.model import Account, Approved, BatchRecord, Job, JobRecord, Mode
from agent.plan import (
    Picture,
    Plan,
    PlanChange,
    PlannedJob,
    compare_plans,
    is_name,
    new_plan,
    planned_job,
    read_plan,
    write_plan,
)
from agent.queue.queue import NewJob
from agent.settings import Settings

_SHOWN = ("draft", "submit")
"""Steps whose pictures a plan names: the last page before the click."""


@dataclass(frozen=True)
class Planned:
    """A plan that was made just now."""

    path: Path
    sha256: str
    plan: Plan
    result: Result
    change: PlanChange | None = None
    """Against the older plan that was named."""


async def plan(
    request: RunRequest, path: Path, settings: Settings, watcher: Watcher, *, by: str = "", old: Path | None = None
) -> Planned | Result:
    """Drive each account to the last wire, send nothing, and write down what would be sent.

    Args:
        by: Who plans; the name on this machine if not given.
        old: An earlier plan to compare with.

    Returns:
        The plan; or only how the batch ended, if it was stopped: half a plan is none.

    Raises:
        InputError: Something the user gave is wrong; nothing started.
        SetupError: The machine or the site is not ready, or the plan cannot be written.
    """
    _check_output(path, by)
    batch, jobs = asked_batch(request, settings)
    _refuse_reading(jobs)
    before = _older(old, batch.flow)
    accounts = load_roster(request.roster, settings)
    sites = await _addresses(accounts, settings, request.site_url)
    result = await run_batch(batch, jobs, settings, watcher, site_url=request.site_url)
    if result.is_stopped:
        return result
    used = {record.site for record in result.jobs}
    made = new_plan(
        batch,
        [
            planned_job(record, source=record.source, pictures=_pictures(settings.evidence.store, record))
            for record in result.jobs
        ],
        made_by=by or batch.who,
        sites={name: address for name, address in sites.items() if name in used},
        report=str(result.report),
    )
    change = None if before is None else compare_plans(before, made)
    return Planned(path, write_plan(path, made), made, result, change)


async def apply(path: Path, roster: Path, settings: Settings, watcher: Watcher, *, site_url: str = "") -> Result:
    """Carry out an approved plan: send what it says, and park each job whose page says something else by now.

    Raises:
        InputError: The plan, its approval or the roster will not do; nothing was sent.
        SetupError: The machine or the site is not ready; nothing was sent.
    """
    made, sha256 = approved_plan(path, settings)
    jobs = _jobs(path, made, load_roster(roster, settings))
    whose = [job.account for job, _ in jobs]
    await _refuse_moved(path, made, whose, settings, site_url)
    options = batch_options(roster, site_url, settings) | {"plan": sha256}
    batch, new = _batch(jobs, options)
    with open_queue(settings) as queue:
        async with working(queue, whose, settings, on_change=watcher.on_change, site_url=site_url) as worker:
            with watcher.on_start(len(new), worker.stop):
                return await run_jobs(worker, queue, batch, new, settings)


def _refuse_reading(jobs: Sequence[Job]) -> None:
    faults = []
    for flow, source in dict.fromkeys((job.flow, job.source) for job in jobs):
        if issubclass(find_flow(flow), ReadFlow):
            what = f"flow {flow} only reads, so there is nothing to plan"
            faults.append(InputError(source, what, f"use fapiao run {flow}"))
    if faults:
        raise InputErrors(faults)


def _older(path: Path | None, flow: str) -> Plan | None:
    if path is None:
        return None
    older = read_plan(path)[0]
    if older.flow != flow:
        raise InputError(f"--diff {path}", f"is a plan of {older.flow}, not of {flow}", "name one of the same flow")
    return older


def _check_output(path: Path, by: str) -> None:
    """Refuse a plan that could not be written, before hours are spent on it."""
    if by and not is_name(by):
        raise InputError("--by", "is no name of a person", "up to 100 visible characters")
    folder = path.absolute().parent
    if path.is_dir() or not folder.is_dir() or not os.access(folder, os.W_OK):
        what = "is a folder" if path.is_dir() else f"cannot be written into {folder}"
        raise InputError(f"--output {path}", what, "name a file in a folder that may be written to")


async def _addresses(accounts: list[Account], settings: Settings, site_url: str) -> dict[str, str]:
    """Return where each site's console is; a stand-in names its life too."""
    used = {account.site for account in accounts}
    sites = await reached_sites(used, load_catalogs(settings), settings, site_url)
    return {name: f"{site.url('console')} {site.realm}".strip() for name, site in sites.items()}


async def _refuse_moved(path: Path, made: Plan, accounts: list[Account], settings: Settings, site_url: str) -> None:
    for name, address in (await _addresses(accounts, settings, site_url)).items():
        if made.sites.get(name) != address:
            what = f"was made for {name} at {made.sites.get(name)}, which is at {address} now"
            raise InputError(str(path), what, "apply it where it was made for, or plan again")


def _jobs(path: Path, made: Plan, roster: Sequence[Account]) -> list[tuple[Job, PlannedJob]]:
    """Return the jobs that the plan sends something for.

    Raises:
        InputErrors: An account is not in the roster, or is another one there; an input does not fit the flow.
    """
    accounts = {(account.site, account.account): account for account in roster}
    jobs, faults = [], []
    for planned in made.jobs:
        if not planned.is_to_send:
            continue
        account = accounts.get((planned.site, planned.account))
        if account is None or account.uid != planned.uid:
            known = f"is {account.uid} in it" if account else "is not in it"
            what = f"the roster does not fit the plan: {planned.account} ({planned.uid}) of {planned.site} {known}"
            faults.append(InputError(f"{path}:{planned.job}", what, "give the roster that was planned with"))
            continue
        try:
            job_input = find_flow(planned.flow).input.model_validate(planned.input)
        except ValidationError as error:
            faults.append(InputError(f"{path}:{planned.job}", error.errors()[0]["msg"], "plan again"))
            continue
        jobs.append((Job(planned.job, account, planned.flow, job_input, planned.source or str(path)), planned))
    if faults:
        raise InputErrors(faults)
    if not jobs:
        raise InputError(str(path), "holds nothing to send", "see why: fapiao status and the plan's messages")
    return jobs


def _batch(jobs: Sequence[tuple[Job, PlannedJob]], options: Mapping[str, str]) -> tuple[BatchRecord, list[NewJob]]:
    batch = new_batch([job for job, _ in jobs], Mode.RUN, options)
    return batch, [NewJob(_approved(job, planned, batch.batch, options["plan"]), job.source) for job, planned in jobs]


def _approved(job: Job, planned: PlannedJob, batch: str, sha256: str) -> JobRecord:
    if planned.draft is None or planned.request is None:
        raise InputError(planned.job, "is planned without a draft or a request", "plan again")
    approved = Approved(plan=sha256[:12], draft=planned.draft, request=planned.request)
    return queued(job, batch).model_copy(update={"approved": approved})


def _pictures(store: Path, record: JobRecord) -> list[Picture]:
    taken = [step for step in steps(store, record.batch, record) if step.picture and step.sha256]
    return [
        Picture(path=f"{record.folder}/{step.picture}", sha256=step.sha256 or "")
        for step in taken
        if step.verb in _SHOWN
    ]
