"""A batch: the jobs of one run, and their records before anything has happened."""

from __future__ import annotations

import getpass
import secrets
from collections.abc import Mapping, Sequence
from typing import Any

from agent import __version__
from agent.model import Account, BatchRecord, Job, JobRecord, Mode, shared_flow, utc_now


def new_batch(jobs: Sequence[Job], mode: Mode, options: Mapping[str, Any]) -> BatchRecord:
    """Return the record of a batch that starts now; it has at least one job."""
    started_at = utc_now()
    return BatchRecord(
        batch=f"{started_at:%Y%m%d-%H%M%S}-{secrets.token_hex(3)}",
        flow=shared_flow(job.flow for job in jobs),
        version=__version__,
        started_at=started_at,
        mode=mode,
        who=user_name(),
        jobs=len(jobs),
        accounts=len({(job.account.site, job.account.account) for job in jobs}),
        options=dict(options),
    )


def make_jobs(inputs: Sequence[tuple[Account, str, Any, str]]) -> list[Job]:
    """Return one job for each account, flow, input and source; ids count within an account."""
    counts: dict[str, int] = {}
    jobs = []
    for account, flow, job_input, source in inputs:
        counts[account.account] = counts.get(account.account, 0) + 1
        job_id = f"{account.account}.{flow}.{counts[account.account]}"
        jobs.append(Job(id=job_id, account=account, flow=flow, input=job_input, source=source))
    return jobs


def queued(job: Job, batch: str) -> JobRecord:
    """Return the record of a job of which nothing is done yet."""
    return JobRecord(
        job=job.id,
        batch=batch,
        flow=job.flow,
        account=job.account.account,
        uid=job.account.uid,
        site=job.account.site,
        source=job.source,
        input=job.input.model_dump(mode="json", exclude_defaults=True),
        folder=f"{job.account.account}/{job.id}",
    )


def user_name() -> str:
    """Return the name of whoever started this process, as this machine knows them."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # a container may know no name for its user
        return ""
