"""``fapiao status`` and ``fapiao show``: what the store says of batches and of one job."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]
Store = Annotated[Path | None, typer.Option("--store", help="Folder of all batches, if not the usual one.")]


def status(
    batch: Annotated[str | None, typer.Argument(help="A batch; without it the newest ones are listed.")] = None,
    is_json: Json = False,
    store: Store = None,
) -> None:
    """Show the newest batches, or the jobs of one."""
    from agent.cli.records import print_batch, print_batches

    if batch is None:
        print_batches(_folder(store), is_json=is_json)
    else:
        print_batch(_folder(store), batch, is_json=is_json)


def show(
    job: Annotated[str, typer.Argument(help="A job as `fapiao status BATCH` lists it; BATCH/JOB for an older one.")],
    is_json: Json = False,
    store: Store = None,
) -> None:
    """Show one job: input, outcome, what to do next, and each step with its picture."""
    from agent.cli.records import print_job

    print_job(_folder(store), job, is_json=is_json)


def _folder(store: Path | None) -> Path:
    from agent.app import load_settings

    return load_settings(evidence={"store": store} if store else {}).evidence.store
