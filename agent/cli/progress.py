"""A run as people see it: a progress bar on standard error, Ctrl-C, and the table at the end."""

from __future__ import annotations

import asyncio
import os
import signal
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from types import FrameType
from typing import Any

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.text import Text

from agent.app.run import RunRequest
from agent.app.run import run as run_batch
from agent.app.work import Result, Watcher
from agent.cli.output import STYLES, print_json, print_table
from agent.evidence.summary import local_time
from agent.model import LOCALES, BatchRecord, JobRecord, State, utc_now, yuan_text
from agent.settings import Settings

_REFRESHED_PER_S = 2
"""The bar counts seconds and jobs."""
_ENDS = (State.SETTLED, State.REFUSED, State.PARKED, State.UNKNOWN, State.FAILED)


def run_shown(request: RunRequest, settings: Settings) -> Result:
    """Run a batch with a progress bar; the first Ctrl-C stops gently, the second at once."""
    return asyncio.run(run_batch(request, settings, watcher(request.name)))


def watcher(name: str) -> Watcher:
    """Return a progress bar as the watcher of one batch after the other.

    Args:
        name: What stands before the bar.
    """
    err = Console(stderr=True)
    counts: Counter[State] = Counter()
    columns = TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn()
    progress = Progress(*columns, console=err, refresh_per_second=_REFRESHED_PER_S)
    bar = progress.add_task(name, total=None)

    def on_change(record: JobRecord) -> None:
        if record.state.is_end:
            counts[record.state] += 1
            words = ", ".join(f"{count} {state}" for state, count in counts.items())
            progress.update(bar, completed=counts.total(), description=f"{name}: {words}")

    @contextmanager
    def on_start(jobs: int, stop: Callable[[], None]) -> Iterator[None]:
        progress.update(bar, total=counts.total() + jobs)
        with progress, interruptible(stop, err):
            yield

    return Watcher(on_change, on_start)


def service_watcher() -> Watcher:
    """Return a watcher for a worker that runs for days: one line for each job that has ended."""
    err = Console(stderr=True)

    def on_change(record: JobRecord) -> None:
        if record.state.is_end:
            at = local_time(record.ended_at or utc_now())
            err.print(
                Text(f"{at:%H:%M:%S} {record.batch}/{record.job}: {record.state}: {record.message}"), soft_wrap=True
            )

    @contextmanager
    def on_start(_jobs: int, stop: Callable[[], None]) -> Iterator[None]:
        err.print("taking jobs from the queue; Ctrl-C stops")
        with interruptible(stop, err):
            yield

    return Watcher(on_change, on_start)


@contextmanager
def interruptible(stop: Callable[[], None], err: Console) -> Iterator[None]:
    """Let the first Ctrl-C, or a service manager's SIGTERM, call ``stop`` on the loop, and the second end at once."""
    loop = asyncio.get_running_loop()
    is_stopping = False

    def interrupted(_signal: int, _frame: FrameType | None) -> None:
        nonlocal is_stopping
        if is_stopping:
            os._exit(130)
        is_stopping = True
        err.print("stopping: no new job starts, what was clicked is looked up; Ctrl-C again ends at once")
        loop.call_soon_threadsafe(stop)

    before = {number: signal.signal(number, interrupted) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def print_result(result: Result, *, is_json: bool, is_dry_run: bool) -> None:
    """Print how a batch ended, and where its reports are."""
    if is_json:
        print_json(as_data(result))
        return
    rows = [_row(record) for record in result.jobs if is_dry_run or record.state is not State.SETTLED]
    if rows:
        print_table(("job", "state", "amount", "what happened", "what to do"), rows, right=("amount",))
    typer.echo(summary(result))
    typer.echo(f"report:   {result.report}\nworkbook: {result.workbook}")


def print_stopped(result: Result) -> None:
    """Print, on standard error, the jobs that did not settle and what to do about them."""
    for record in result.jobs:
        if record.state is not State.SETTLED:
            typer.echo(f"{record.job}: {record.state}: {record.message}\n  {record.next_step}".rstrip(), err=True)


def print_enqueued(batch: BatchRecord, *, is_json: bool) -> None:
    """Print what was put into the queue, and who does it."""
    if is_json:
        print_json({"batch": batch.batch, "enqueued": batch.jobs})
        return
    typer.echo(
        f"{batch.batch}: {batch.jobs} jobs enqueued; `fapiao worker --accounts ROSTER` does them, here or elsewhere"
    )
    typer.echo(f"fapiao status {batch.batch} shows how far they are")


def print_counts(result: Result) -> None:
    """Print how many jobs ended how, by flow, or by the language that the console spoke; with amounts and times."""
    flows = sorted({job.flow for job in result.jobs})
    groups = {flow: [job for job in result.jobs if job.flow == flow] for flow in flows}
    if len(flows) == 1:
        groups = {locale: [job for job in result.jobs if job.locale == locale] for locale in LOCALES}
    ends = [state for state in _ENDS if state is State.SETTLED or any(job.state is state for job in result.jobs)]
    columns = ("flow" if len(flows) > 1 else "console", "accounts", *ends, "amount", "seconds")
    rows = [_counts(name, jobs, ends) for name, jobs in groups.items() if jobs]
    total = _counts("all", result.jobs, ends)
    print_table(columns, [*rows, (*total[:-1], f"{result.seconds:.1f}")], right=columns[1:])


def _counts(name: str, jobs: Sequence[JobRecord], ends: Sequence[State]) -> tuple[object, ...]:
    states = Counter(job.state for job in jobs)
    fen = sum(job.receipt.fen or 0 for job in jobs if job.receipt)
    accounts = len({(job.site, job.account) for job in jobs})
    seconds = sum(job.seconds for job in jobs)
    return name, accounts, *(states[state] for state in ends), yuan_text(fen), f"{seconds:.1f}"


def summary(result: Result) -> str:
    """Return one line of counts, amount and time."""
    sent = [record.receipt.fen or 0 for record in result.jobs if record.receipt and not record.is_already_there]
    planned = [record.draft.fen or 0 for record in result.jobs if record.draft and record.state is State.PLANNED]
    what, fen = ("planned", sum(planned)) if planned else ("submitted", sum(sent))
    states = ", ".join(f"{result.counts[state]} {state}" for state in State if result.counts[state])
    amount = f"{yuan_text(fen)} yuan {what} " if fen else ""
    return f"{len(result.jobs)} jobs: {states}; {amount}in {result.seconds:.1f} s"


def _row(record: JobRecord) -> tuple[object, ...]:
    fen = record.receipt.fen if record.receipt else record.draft.fen if record.draft else None
    what = record.message
    if record.state is State.PLANNED and record.draft:
        what = "; ".join(f"{name}: {value}" for name, value in record.draft.fields.items())
    return record.job, Text(record.state, style=STYLES.get(record.state, "")), yuan_text(fen), what, record.next_step


def as_data(result: Result) -> dict[str, Any]:
    """Return how a batch ended as JSON data."""
    return {
        "batch": result.batch,
        "folder": str(result.folder),
        "report": str(result.report),
        "workbook": str(result.workbook),
        "seconds": result.seconds,
        "counts": {state: count for state, count in result.counts.items() if count},
        "jobs": [record.model_dump(mode="json") for record in result.jobs],
    }
