"""``fapiao worker``, ``resume`` and ``cancel``: the queue from the command line."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from agent.cli.option import Concurrency, Json, SiteUrl, Store, given


def worker(
    accounts: Annotated[Path, typer.Option("--accounts", help="Roster: the accounts whose jobs it can do.")],
    once: Annotated[bool, typer.Option("--once", help="Stop when nothing is left to do.")] = False,
    concurrency: Concurrency = None,
    store: Store = None,
    site_url: SiteUrl = "",
) -> None:
    """Take jobs from the queue until Ctrl-C: those of `fapiao run --detach`, from whatever machine.

    Any number of workers share one FAPIAO_DATABASE_URL; one account runs one job at a time over all of them.
    """
    import asyncio

    from agent.app import load_settings
    from agent.app.run import serve
    from agent.cli.progress import service_watcher

    settings = load_settings(run=given(concurrency=concurrency), evidence=given(store=store))
    asyncio.run(serve(accounts, settings, service_watcher(), site_url=site_url, is_once=once))


def resume(  # noqa: PLR0913, PLR0917 - each option of the command is an argument
    batch: Annotated[str, typer.Argument(help="A batch as `fapiao status` lists it.")],
    failed: Annotated[bool, typer.Option("--failed", help="The failed jobs too.")] = False,
    parked: Annotated[
        bool, typer.Option("--parked", help="The parked jobs too: what they waited for is done.")
    ] = False,
    accounts: Annotated[
        Path | None, typer.Option("--accounts", help="Roster, if it is not where it was when the batch was started.")
    ] = None,
    concurrency: Concurrency = None,
    store: Store = None,
    site_url: SiteUrl = "",
    is_json: Json = False,
) -> None:
    """Go on with what is left of a batch: jobs that were stopped, cancelled, or left by a process that died.

    What was settled or refused stays so, and what is unknown is for reconcile and resolve. A batch that was detached
    goes back to the workers.
    """
    import asyncio

    from agent.app import load_settings
    from agent.app.run import ResumeRequest
    from agent.app.run import resume as go_on
    from agent.cli.output import print_json
    from agent.cli.progress import print_result, watcher
    from agent.model import State

    again = [State.FAILED] * failed + [State.PARKED] * parked
    request = ResumeRequest(batch, again, accounts, store, site_url)
    done = asyncio.run(go_on(request, load_settings(run=given(concurrency=concurrency)), watcher("resume")))
    if not isinstance(done, int):
        print_result(done, is_json=is_json, is_dry_run=False)
        raise typer.Exit(done.exit_code)
    if is_json:
        print_json({"batch": batch, "enqueued": done})
    else:
        typer.echo(f"{batch}: {done} jobs enqueued for the workers")


def cancel(
    batch: Annotated[str, typer.Argument(help="A batch as `fapiao status` lists it.")],
    is_json: Json = False,
) -> None:
    """Let no queued job of a batch start any more; what was clicked finishes its look.

    Running jobs stop within a few seconds, those before their click with nothing sent.
    """
    from agent.app import load_settings
    from agent.app.run import cancel as let_none_start
    from agent.cli.output import print_json

    count = let_none_start(batch, load_settings())
    if is_json:
        print_json({"batch": batch, "held": count})
    else:
        typer.echo(f"{batch}: {count} queued jobs are held; `fapiao resume {batch}` goes on with them")
