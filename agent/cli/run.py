"""``fapiao run``: jobs for many accounts."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from agent.cli.option import Chosen, Concurrency, FlowName, Json, Roster, SiteUrl, Store, given
from agent.errors import InputError

_OF_WORKERS = ("concurrency", "store", "site_url", "headed", "trace")
_NOTHING = "Nothing was started. Correct it, then run the same command again."


def run(  # noqa: PLR0913, PLR0917 - each option of the command is an argument
    context: typer.Context,
    accounts: Roster,
    flow: FlowName = "",
    jobs: Annotated[
        Path | None, typer.Option("--jobs", help="Jobs file: CSV, XLSX or YAML; instead of the flow's own options.")
    ] = None,
    account: Chosen = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Go to the last page, send nothing, show the drafts.")
    ] = False,
    detach: Annotated[
        bool, typer.Option("--detach", help="Only put the jobs into the queue; `fapiao worker` does them.")
    ] = False,
    concurrency: Concurrency = None,
    store: Store = None,
    site_url: SiteUrl = "",
    headed: Annotated[bool, typer.Option("--headed", help="Show the browser's windows.")] = False,
    trace: Annotated[bool, typer.Option("--trace", help="Keep a Playwright trace of each job.")] = False,
    is_json: Json = False,
) -> None:
    """Run a flow for the accounts of a roster, or what a jobs file says for each.

    The flow's own options follow, as `fapiao flows show FLOW` lists them: --NAME VALUE, --FLAG ...
    """
    from agent.app import load_settings
    from agent.app.run import RunRequest, enqueue
    from agent.cli.progress import print_enqueued, print_result, run_shown
    from agent.model import Mode

    request = RunRequest(
        flow=flow,
        roster=accounts,
        jobs=jobs,
        options=tuple(context.args),
        accounts=tuple(account or ()),
        site_url=site_url,
        mode=Mode.DRY_RUN if dry_run else Mode.RUN,
    )
    with nothing_started():
        check_options(context, flow)
        if detach:
            _refuse_workers_options(context)
        settings = load_settings(
            run=given(concurrency=concurrency),
            evidence=given(store=store),
            browser=given(is_headed=headed or None, has_trace=trace or None),
        )
        if detach:
            print_enqueued(enqueue(request, settings), is_json=is_json)
            return
        result = run_shown(request, settings)
    print_result(result, is_json=is_json, is_dry_run=dry_run)
    raise typer.Exit(result.exit_code)


def _refuse_workers_options(context: typer.Context) -> None:
    """Refuse what only those decide who carry the jobs out."""
    for name in _OF_WORKERS:
        source = context.get_parameter_source(name)
        if source is not None and source.name == "COMMANDLINE":
            option = f"--{name.replace('_', '-')}"
            raise InputError(option, "does nothing beside --detach", "say it where `fapiao worker` is started")


@contextmanager
def nothing_started() -> Iterator[None]:
    """Let every fault of the input say that nothing was started."""
    try:
        yield
    except InputError as error:
        error.next_step = _NOTHING
        raise


def check_options(context: typer.Context, flow: str) -> None:
    """Refuse what is neither an option of the command nor of the flow, if one is named."""
    from agent.app.build import find_flow
    from agent.jobs import check_options

    if not flow:
        return
    if flow.startswith("-"):
        raise InputError(flow, "stands before any flow, and is no option of the command", "write the flow first")
    own = [name for parameter in context.command.params for name in parameter.opts if name.startswith("--")]
    check_options(context.args, find_flow(flow).input, own)
