"""The sums over a batch that report, workbook and status show alike, and the words for them in both languages."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from agent.model import BatchRecord, JobRecord, State, utc_now

SHANGHAI = ZoneInfo("Asia/Shanghai")
TEMPLATES = Path(str(files("agent"))) / "evidence" / "templates"


@dataclass(frozen=True)
class Sum:
    """How many jobs, and their amounts."""

    jobs: int
    fen: int


@dataclass(frozen=True)
class Summary:
    """A batch in numbers."""

    states: dict[State, Sum]
    """Only the states that occur."""
    already_there: Sum
    """Settled without a submission of these jobs."""
    jobs: int
    """All jobs of the batch, begun or not."""
    not_begun: int
    accounts: int
    drifted: int
    """Jobs in which a target was found by a later way."""
    fen: int
    """Sum of what was settled; of what was planned, if the batch is a dry run."""
    seconds: float
    """From the start to the end, or to now."""


def summarize(batch: BatchRecord, records: Sequence[JobRecord]) -> Summary:
    """Return the sums over a batch's jobs."""
    states = {state: _sum([job for job in records if job.state is state]) for state in State}
    counted = State.PLANNED if batch.is_dry_run else State.SETTLED
    jobs = max(batch.jobs, len(records))
    return Summary(
        states={state: total for state, total in states.items() if total.jobs},
        already_there=_sum([job for job in records if job.is_already_there]),
        jobs=jobs,
        not_begun=jobs - len(records),
        accounts=max(batch.accounts, len({(job.site, job.account) for job in records})),
        drifted=sum(bool(job.drifts) for job in records),
        fen=states[counted].fen,
        seconds=((batch.ended_at or utc_now()) - batch.started_at).total_seconds(),
    )


def fen_of(job: JobRecord) -> int | None:
    """Return a job's amount: that of the receipt, else that of the last page."""
    if job.receipt and job.receipt.fen is not None:
        return job.receipt.fen
    return job.draft.fen if job.draft else None


def local_time(at: datetime) -> datetime:
    """Return a time as people in China read it."""
    return at.astimezone(SHANGHAI)


@cache
def words() -> dict[str, Any]:
    """Return the words of the report: ``states``, ``reasons`` and ``labels``, each with ``en`` and ``zh-CN``."""
    read: dict[str, Any] = json.loads((TEMPLATES / "words.json").read_text(encoding="utf-8"))
    return read


def _sum(jobs: Sequence[JobRecord]) -> Sum:
    return Sum(len(jobs), sum(fen_of(job) or 0 for job in jobs))
