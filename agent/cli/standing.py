"""Batches and jobs as the database has them: what runs where, what waits for whom."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import typer

from agent.app.status import BatchStanding
from agent.cli.output import print_json, print_table
from agent.cli.records import batch_data, clock, plain, print_facts, state_word
from agent.evidence.summary import fen_of, summarize
from agent.model import State, yuan_text
from agent.queue.book import BatchEntry, JobEntry, Wait, WaitKind
from agent.queue.roll import WorkerEntry

SHOWN = 200
"""How many jobs of a batch are listed, unless all are asked for."""
_QUIET = (State.SETTLED, State.PLANNED, State.QUEUED)
_WAITS = {
    WaitKind.PERSON: "waits for a person: {}",
    WaitKind.RESUME: "waits for fapiao resume: {}",
    WaitKind.ACCOUNT: "waits for its account: {}",
    WaitKind.WORKER: "waits for a worker{}",
    WaitKind.TURN: "waits for its turn{}",
}


def print_newest(entries: Sequence[BatchEntry], workers: Sequence[WorkerEntry], *, is_json: bool) -> None:
    """Print the newest batches, and the workers that are there."""
    if is_json:
        print_json({"batches": [_entry_data(entry) for entry in entries], "workers": [_worker(one) for one in workers]})
        return
    rows = [
        (entry.id, plain(entry.flow), plain(entry.who), clock(entry.started_at), entry.counts.total, _counts(entry))
        for entry in entries
    ]
    print_table(("batch", "flow", "by", "started (UTC+08:00)", "jobs", "states"), rows, right=("jobs",))
    for one in workers:
        typer.echo(f"worker {one.id} since {clock(one.started_at)}, last sign of life {clock(one.heartbeat_at)}")
    typer.echo(f"{len(entries)} newest batches; fapiao status BATCH lists the jobs of one")


def print_standing(standing: BatchStanding, *, is_json: bool, shows_all: bool) -> None:
    """Print the jobs of a batch; those that need a person stand last, beside the prompt."""
    entry, jobs = standing.entry, standing.jobs
    summary = summarize(entry.record, [job.record for job in jobs])
    if is_json:
        rows = [_job_data(job, standing.waits.get(job.record.job)) for job in jobs]
        print_json(batch_data(entry.record, summary) | _entry_data(entry) | {"jobs": rows})
        return
    ordered = sorted(jobs, key=lambda job: job.record.state not in _QUIET)
    shown = ordered if shows_all else ordered[-SHOWN:]
    if len(shown) < len(ordered):
        typer.echo(f"{len(ordered) - len(shown)} jobs are not shown: --all, or --json")
    lines = [_row(job, standing.waits.get(job.record.job)) for job in shown]
    print_table(("job", "state", "amount", "number", "s", "what"), lines, right=("amount", "s"))
    typer.echo(f"{entry.id} {plain(entry.flow)}, started {clock(entry.started_at)} +08:00 by {plain(entry.who)}")
    typer.echo(f"{_counts(entry)}; {yuan_text(summary.fen)} yuan; fapiao show JOB tells more of one job")


def print_entry(entry: JobEntry, *, is_json: bool) -> None:
    """Print a job of which no evidence is in the store."""
    if is_json:
        print_json({"job": _job_data(entry, None), "folder": None, "steps": []})
    else:
        print_facts(entry.record)
        typer.echo("\nno evidence of it is in this store: it has not begun, or its worker keeps another store")


def _row(job: JobEntry, wait: Wait | None) -> tuple[object, ...]:
    record = job.record
    number = record.receipt.number if record.receipt else ""
    seconds = f"{record.seconds:.1f}" if record.seconds else ""
    what = f"on {job.worker}" if record.state is State.RUNNING else plain(record.message)
    if wait is not None:
        words = _WAITS[wait.kind].format(plain(wait.whom))
        what = f"{words}; {what}" if what and wait.kind is WaitKind.PERSON else words
    return record.job, state_word(record.state), yuan_text(fen_of(record)), plain(number), seconds, what


def _counts(entry: BatchEntry) -> str:
    counts = entry.counts
    words = [f"{counts.states[state]} {state}" for state in State if counts.states.get(state)]
    if counts.held:
        words.append(f"{counts.held} of them held: fapiao resume {entry.id}")
    facts = [str(entry.record.mode)] * (entry.record.mode != "run") + ["cancelled"] * (entry.cancelled_at is not None)
    return ", ".join(words + facts)


def _entry_data(entry: BatchEntry) -> dict[str, Any]:
    return {
        "id": entry.id,
        "flow": entry.flow,
        "mode": entry.record.mode,
        "who": entry.who,
        "started_at": entry.started_at,
        "changed_at": entry.changed_at,
        "cancelled_at": entry.cancelled_at,
        "bound_to": entry.bound_to,
        "counts": dict(entry.counts.states),
        "held": entry.counts.held,
    }


def _job_data(job: JobEntry, wait: Wait | None) -> dict[str, Any]:
    waits = None if wait is None else {"for": wait.kind, "whom": wait.whom}
    queue = {"worker": job.worker, "times_enqueued": job.attempt, "is_held": job.is_held, "waits": waits}
    return vars(job.record) | queue


def _worker(one: WorkerEntry) -> dict[str, Any]:
    return {"id": one.id, "host": one.host, "pid": one.pid, "since": one.started_at, "heartbeat_at": one.heartbeat_at}
