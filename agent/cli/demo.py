"""``fapiao demo``: the tour on the stand-in console."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def demo(
    accounts: Annotated[
        int, typer.Option("--accounts", min=1, max=2000, help="How many accounts the stand-in has.")
    ] = 40,
    seed: Annotated[int, typer.Option("--seed", help="Number that the stand-in's data are made from.")] = 1,
    store: Annotated[Path | None, typer.Option("--store", help="Folder for pictures, journals and reports.")] = None,
    is_json: Annotated[bool, typer.Option("--json", help="Print the result as JSON.")] = False,
) -> None:
    """Start a stand-in console, request invoices for many accounts, follow their parcels, show what came of it.

    Both languages and both generations of the pages, some faults switched on. Nothing leaves this machine.
    """
    from agent.cli.tour import run_demo

    raise typer.Exit(run_demo(accounts=accounts, seed=seed, store=store, is_json=is_json))
