"""Batches and jobs as people see them in a terminal: tables and JSON made from the store's records."""

from __future__ import annotations

import re
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any

import typer
from rich.text import Text

from agent.cli.output import STYLES, print_json, print_table
from agent.evidence.archive import Step, batches, find_batch, find_job, jobs, steps
from agent.evidence.summary import Summary, fen_of, local_time, summarize
from agent.model import BatchRecord, Draft, JobRecord, State, yuan_text

NEWEST = 10
"""How many batches are listed."""
_QUIET = (State.SETTLED, State.PLANNED, State.QUEUED)
# What could steer a terminal or turn its text round: texts come from web pages.
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


def print_batches(store: Path, *, is_json: bool) -> None:
    """Print the newest batches of a store."""
    found = batches(store)
    told = [(batch, summarize(batch, jobs(store, batch.batch))) for batch in found[:NEWEST]]
    if is_json:
        print_json([batch_data(batch, summary) for batch, summary in told])
        return
    rows = [
        (
            batch.batch,
            plain(batch.flow),
            clock(batch.started_at),
            total.jobs,
            _states(batch, total),
            yuan_text(total.fen),
        )
        for batch, total in told
    ]
    print_table(("batch", "flow", "started (UTC+08:00)", "jobs", "states", "amount"), rows, right=("jobs", "amount"))
    typer.echo(
        f"{len(told)} of {len(found)} batches in {store.absolute()}, newest first; fapiao status BATCH lists one"
    )


def print_batch(store: Path, name: str, *, is_json: bool) -> None:
    """Print the jobs of a batch; those that need a person stand last, beside the prompt."""
    batch, records = find_batch(store, name), jobs(store, name)
    summary = summarize(batch, records)
    folder = (store / batch.batch).absolute()
    if is_json:
        rows = [record.model_dump(mode="json") for record in records]
        print_json(batch_data(batch, summary) | {"folder": str(folder), "jobs": rows})
        return
    ordered = sorted(records, key=lambda job: job.state not in _QUIET)
    print_table(
        ("job", "state", "amount", "number", "s", "message"), [_row(job) for job in ordered], right=("amount", "s")
    )
    typer.echo(
        f"{batch.batch} {plain(batch.flow)}, started {clock(batch.started_at)} +08:00: {_states(batch, summary)}"
    )
    typer.echo(f"amount: {yuan_text(summary.fen)} yuan\nevidence: {folder}\nfapiao show JOB tells more of one job")


def print_job(store: Path, job_id: str, *, is_json: bool) -> None:
    """Print one job with its steps."""
    batch, record = find_job(store, job_id)
    folder = (store / batch.batch / record.folder).absolute()
    taken = steps(store, batch.batch, record)
    if is_json:
        rows = [step.model_dump(mode="json") | {"picture": _picture(folder, step)} for step in taken]
        print_json({"job": record.model_dump(mode="json"), "folder": str(folder), "steps": rows})
        return
    print_facts(record)
    typer.echo(f"\n{len(taken)} steps; their pictures are in {folder}")
    print_table(("", "time (UTC+08:00)", "step", "found by", "note", "picture"), [_step_row(step) for step in taken])


def print_facts(record: JobRecord) -> None:
    """Print what is known of one job, without its steps."""
    facts = [(name, value) for name, value in _facts(record) if str(value)]
    print_table(("fact", "value"), facts)


def _row(job: JobRecord) -> tuple[object, ...]:
    number = job.receipt.number if job.receipt else ""
    seconds = f"{job.seconds:.1f}" if job.seconds else ""
    return job.job, state_word(job.state), yuan_text(fen_of(job)), plain(number), seconds, plain(job.message)


def _step_row(step: Step) -> tuple[object, ...]:
    way = " ".join([step.way, f"(drift: way {step.drift + 1})" if step.drift else ""]).strip()
    return (
        step.seq,
        clock(step.at),
        plain(f"{step.verb} {step.target}"),
        plain(way),
        plain(step.note),
        step.picture or "",
    )


def _facts(job: JobRecord) -> list[tuple[str, object]]:
    receipt = job.receipt
    return [
        ("job", job.job),
        ("batch", job.batch),
        ("state", state_word(job.state)),
        ("reason", job.reason),
        ("message", plain(job.message)),
        ("what to do next", plain(job.next_step)),
        ("account", f"{job.account} {job.uid} {job.site}"),
        *((f"input: {name}", plain(_text(value))) for name, value in job.input.items()),
        *(_draft_facts(job.draft) if job.draft else ()),
        ("receipt", plain(f"{receipt.number} {receipt.state} {yuan_text(receipt.fen)}") if receipt else ""),
        ("already there", "yes; this job sent nothing" if job.is_already_there else ""),
        *((f"drift: {drift.page}.{drift.target}", f"way {drift.rank + 1}: {drift.way}") for drift in job.drifts),
        ("started (UTC+08:00)", clock(job.started_at)),
        ("ended (UTC+08:00)", clock(job.ended_at)),
        ("seconds", job.seconds or ""),
        ("tries", job.attempts or ""),
    ]


def _draft_facts(draft: Draft) -> list[tuple[str, object]]:
    shown = [(f"page: {plain(name)}", plain(value)) for name, value in draft.fields.items()]
    known = [(f"known by {plain(name)}", plain(_text(values))) for name, values in draft.key.items()]
    return [*shown, ("page: sum", yuan_text(draft.fen)), *known]


def batch_data(batch: BatchRecord, summary: Summary) -> dict[str, Any]:
    """Return a batch and its sums as JSON data."""
    return {"batch": batch.model_dump(mode="json"), "summary": asdict(summary)}


def _states(batch: BatchRecord, summary: Summary) -> str:
    counts = [f"{total.jobs} {state}" for state, total in summary.states.items()]
    facts = [f"{summary.not_begun} not begun"] * bool(summary.not_begun) + ["dry run"] * batch.is_dry_run
    return ", ".join(counts + facts + ["not ended"] * (batch.ended_at is None))


def state_word(state: State) -> Text:
    """Return a state in its colour."""
    return Text(state, style=STYLES.get(state, ""))


def clock(at: datetime | None) -> str:
    """Return a time as people in China read it."""
    return f"{local_time(at):%Y-%m-%d %H:%M:%S}" if at else ""


def _picture(folder: Path, step: Step) -> str | None:
    return str(folder / step.picture) if step.picture else None


def _text(value: Any) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list | tuple) else str(value)


def plain(text: str) -> str:
    """Return a text of a web page as it may stand in a terminal."""
    return _CONTROL.sub("\ufffd", text)
