"""The plan file: what each job would send, for people to read and to approve."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from agent.letter import Letter
from agent.model import BatchRecord, Draft, HeldRequest, JobRecord, State, shared_flow, utc_now, yuan_text
from agent.plan.document import Kind, all_faults, document_bytes, fault_at, read_document, write_whole

PLAN = Kind("plan", "fapiao_plan", 64, "fapiao plan FLOW --accounts ROSTER -o FILE makes one")

_EDITED = "the file was edited; make the plan anew"

Sha256 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Picture(_Part):
    """A picture that was taken while planning."""

    path: str
    """Below the batch's folder, with forward slashes."""
    sha256: Sha256


class PlannedJob(_Part):
    """What one job would send, or why it would send nothing."""

    job: str
    flow: str
    account: str
    uid: str
    site: str
    source: str
    """Where its input came from, as ``jobs.csv:7``."""
    state: State
    message: str
    next_step: str
    yuan: str
    """The draft's amount for people, as ``1,234.50``; empty if there is none."""
    input: dict[str, Any]
    draft: Draft | None
    request: HeldRequest | None
    pictures: list[Picture]

    @property
    def is_to_send(self) -> bool:
        """Tell whether carrying out the plan submits something for this job."""
        return self.state is State.PLANNED


class Totals(_Part):
    """What the jobs come to; the amount is that of the jobs to send."""

    jobs: int
    to_send: int
    not_to_send: int
    fen: int
    yuan: str


class Plan(_Part):
    """A batch resolved against the consoles; nothing is sent."""

    fapiao_plan: Literal[1] = 1
    """Version of the file's format."""
    made_at: AwareDatetime
    made_by: str
    version: str
    """Of the program that made it."""
    batch: str
    flow: str
    """That of all its jobs, or ``mixed``."""
    sites: dict[str, str]
    """Name of each site to the address of its console, as planned."""
    totals: Totals
    report: str
    """Path of the batch's report."""
    jobs: list[PlannedJob]


def planned_job(record: JobRecord, *, source: str = "", pictures: Sequence[Picture] = ()) -> PlannedJob:
    """Return what a plan tells of a job."""
    return PlannedJob(
        job=record.job,
        flow=record.flow,
        account=record.account,
        uid=record.uid,
        site=record.site,
        source=source,
        state=record.state,
        message=record.message,
        next_step=record.next_step,
        yuan=_yuan(record.draft),
        input=record.input,
        draft=record.draft,
        request=record.request,
        pictures=list(pictures),
    )


def new_plan(
    batch: BatchRecord, jobs: Sequence[PlannedJob], *, made_by: str, sites: Mapping[str, str], report: str = ""
) -> Plan:
    """Return the plan that a batch came to.

    Args:
        sites: Name of each site to the address of its console.
    """
    return Plan(
        made_at=utc_now(),
        made_by=made_by,
        version=batch.version,
        batch=batch.batch,
        flow=batch.flow,
        sites=dict(sites),
        totals=_totals(jobs),
        report=report,
        jobs=list(jobs),
    )


def write_plan(path: Path, plan: Plan) -> str:
    """Write a plan, and return the SHA-256 of the file as hex digits.

    Raises:
        SetupError: The file cannot be written.
    """
    data = document_bytes(plan)
    write_whole(path, data)
    return hashlib.sha256(data).hexdigest()


def read_plan(path: Path) -> tuple[Plan, str]:
    """Return a plan, and the SHA-256 of the file as hex digits.

    Raises:
        InputError: It is no plan, or what it says does not fit together.
    """
    plan, data = read_document(path, PLAN, Plan)
    faults = [fault_at(path, place, what, _EDITED) for place, what in _misfits(plan)]
    if faults:
        raise all_faults(path, faults)
    return plan, hashlib.sha256(data).hexdigest()


def _misfits(plan: Plan) -> Iterator[tuple[str, str]]:
    """Give the dotted place of everything that does not fit together, and why."""
    totals = _totals(plan.jobs)
    for name, counted in totals:
        said = getattr(plan.totals, name)
        if said != counted:
            yield f"totals.{name}", f"says {said}, the jobs come to {counted}"
    flow = shared_flow(job.flow for job in plan.jobs)
    if plan.jobs and plan.flow != flow:
        yield "flow", f"says {plan.flow}, the jobs are of {flow}"
    first: dict[str, int] = {}
    for at, job in enumerate(plan.jobs):
        if first.setdefault(job.job, at) != at:
            yield f"jobs.{at}.job", f"{job.job} stands in jobs.{first[job.job]} already"
        yield from ((f"jobs.{at}.{place}", what) for place, what in _job_misfits(job))


def _job_misfits(job: PlannedJob) -> Iterator[tuple[str, str]]:
    if job.is_to_send and job.draft is None:
        yield "draft", "is missing, though the job is planned"
    if job.is_to_send and job.request is None:
        yield "request", "is missing, though the job is planned"
    if job.yuan != _yuan(job.draft):
        yield "yuan", f"says {job.yuan or 'nothing'}, the draft says {_yuan(job.draft) or 'nothing'}"
    if job.request is not None and job.request.digest != _digest(job.request):
        yield "request.digest", "is not that of the request"


def _digest(request: HeldRequest) -> str:
    return Letter(request.method, request.host, request.path, request.query, request.body).digest


def _totals(jobs: Sequence[PlannedJob]) -> Totals:
    to_send = [job for job in jobs if job.is_to_send]
    fen = sum(job.draft.fen or 0 for job in to_send if job.draft is not None)
    counts = {"jobs": len(jobs), "to_send": len(to_send), "not_to_send": len(jobs) - len(to_send)}
    return Totals(**counts, fen=fen, yuan=yuan_text(fen))


def _yuan(draft: Draft | None) -> str:
    return yuan_text(draft.fen) if draft else ""
