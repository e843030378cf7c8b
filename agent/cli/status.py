"""``fapiao status`` and ``fapiao show``: where batches and jobs stand, and the evidence of one job."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]
Store = Annotated[Path | None, typer.Option("--store", help="Read the evidence in this folder, and ask no database.")]
NEWEST = 20
"""How many batches are listed."""


def status(
    batch: Annotated[str | None, typer.Argument(help="A batch; without it the newest ones are listed.")] = None,
    shows_all: Annotated[bool, typer.Option("--all", help="List all jobs of a large batch.")] = False,
    is_json: Json = False,
    store: Store = None,
) -> None:
    """Show the newest batches, or the jobs of one: what runs where, what waits for whom."""
    from agent.app import load_settings
    from agent.cli.records import print_batch, print_batches

    if store is not None:
        if batch is None:
            print_batches(store, is_json=is_json)
        else:
            print_batch(store, batch, is_json=is_json)
        return
    from agent.app.status import batch_standing, newest_batches
    from agent.cli.standing import print_newest, print_standing

    settings = load_settings()
    if batch is None:
        print_newest(*newest_batches(settings, NEWEST), is_json=is_json)
    else:
        print_standing(batch_standing(settings, batch), is_json=is_json, shows_all=shows_all)


def show(
    job: Annotated[str, typer.Argument(help="A job as `fapiao status BATCH` lists it; BATCH/JOB for an older one.")],
    is_json: Json = False,
    store: Store = None,
) -> None:
    """Show one job: input, outcome, what to do next, and each step with its picture."""
    from agent.app import load_settings
    from agent.cli.records import print_job

    if store is not None:
        print_job(store, job, is_json=is_json)
        return
    from agent.app.status import find_job
    from agent.cli.standing import print_entry

    settings = load_settings()
    entry = find_job(settings, job)
    record = entry.record
    if (settings.evidence.store / record.batch / record.folder).is_dir():
        print_job(settings.evidence.store, f"{record.batch}/{record.job}", is_json=is_json)
    else:
        print_entry(entry, is_json=is_json)
