"""``fapiao plan`` and ``fapiao apply``: see what would be sent, and send exactly that."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from agent.cli.option import Concurrency, FlowName, Json, SiteUrl, Store, given
from agent.cli.run import check_options, nothing_started

if TYPE_CHECKING:
    from agent.app.plan import Planned
    from agent.plan import PlanChange


def plan(  # noqa: PLR0913, PLR0917 - each option of the command is an argument
    context: typer.Context,
    accounts: Annotated[Path, typer.Option("--accounts", help="Roster: CSV, XLSX or YAML.")],
    output: Annotated[Path, typer.Option("--output", "-o", metavar="PLAN", help="Where the plan is written (JSON).")],
    flow: FlowName = "",
    jobs: Annotated[
        Path | None, typer.Option("--jobs", help="Jobs file: CSV, XLSX or YAML; instead of the flow's own options.")
    ] = None,
    account: Annotated[
        list[str] | None, typer.Option("--account", help="Only this account of the roster (may be repeated).")
    ] = None,
    by: Annotated[str, typer.Option("--by", help="Your name; the one on this machine if not given.")] = "",
    diff: Annotated[
        Path | None, typer.Option("--diff", metavar="OLD", help="An earlier plan: tell what is different now.")
    ] = None,
    concurrency: Concurrency = None,
    store: Store = None,
    site_url: SiteUrl = "",
    is_json: Json = False,
) -> None:
    """Go to the last wire for each account, send nothing, and write down what would be sent.

    The click is made and its request is held. The flow's own options follow, as with `fapiao run`.
    What comes next is `fapiao approve`, then `fapiao apply`.
    """
    import asyncio

    from agent.app import load_settings
    from agent.app.plan import plan as make
    from agent.app.run import RunRequest
    from agent.app.work import Result
    from agent.cli.progress import print_result, watcher
    from agent.model import Mode

    with nothing_started():
        check_options(context, flow)
        settings = load_settings(run=given(concurrency=concurrency), evidence=given(store=store))
        request = RunRequest(
            flow=flow,
            roster=accounts,
            jobs=jobs,
            options=tuple(context.args),
            accounts=tuple(account or ()),
            site_url=site_url,
            mode=Mode.PLAN,
        )
        made = asyncio.run(make(request, output, settings, watcher(f"plan {request.name}"), by=by, old=diff))
    if isinstance(made, Result):
        print_result(made, is_json=is_json, is_dry_run=True)
        typer.echo("stopped before all accounts were planned: no plan is written", err=True)
        raise typer.Exit(made.exit_code)
    _print(made, is_json=is_json)
    raise typer.Exit(made.result.exit_code)


def apply(
    plan: Annotated[Path, typer.Argument(help="An approved plan; its approval lies beside it.")],
    accounts: Annotated[Path, typer.Option("--accounts", help="Roster that the plan was made with.")],
    concurrency: Concurrency = None,
    store: Store = None,
    site_url: SiteUrl = "",
    is_json: Json = False,
) -> None:
    """Carry out an approved plan: send what it says, nothing else.

    A job whose page or request is not what was approved is parked, with both values.
    """
    import asyncio

    from agent.app import load_settings
    from agent.app.plan import apply as carry_out
    from agent.cli.progress import print_result, watcher

    with nothing_started():
        settings = load_settings(run=given(concurrency=concurrency), evidence=given(store=store))
        result = asyncio.run(carry_out(plan, accounts, settings, watcher("apply"), site_url=site_url))
    print_result(result, is_json=is_json, is_dry_run=False)
    raise typer.Exit(result.exit_code)


def _print(made: Planned, *, is_json: bool) -> None:
    from agent.cli.output import print_json
    from agent.cli.progress import as_data, print_result

    if is_json:
        change = None if made.change is None else _change_data(made.change)
        facts = {"plan": str(made.path), "sha256": made.sha256, "totals": made.plan.totals.model_dump()}
        print_json(as_data(made.result) | facts | {"change": change})
        return
    print_result(made.result, is_json=False, is_dry_run=True)
    if made.change is not None:
        _print_change(made.change)
    totals = made.plan.totals
    typer.echo(f"plan:     {made.path}: {totals.to_send} of {totals.jobs} jobs to send, {totals.yuan} yuan")
    typer.echo(f"then:     fapiao approve {made.path} --by NAME --key REFERENCE")


def _print_change(change: PlanChange) -> None:
    from agent.cli.records import plain

    if change.is_empty:
        typer.echo("nothing differs from the earlier plan")
    for word, jobs in (("new", change.added), ("gone", change.removed)):
        for job in jobs:
            typer.echo(f"{word}: {job.job}: {job.state} {job.yuan}")
    for changed in change.changed:
        typer.echo(f"changed: {changed.job}: {plain(changed.words)}")
    if change.sites:
        typer.echo(f"sites: {plain(change.sites)}")


def _change_data(change: PlanChange) -> dict[str, Any]:
    return {
        "added": [job.job for job in change.added],
        "removed": [job.job for job in change.removed],
        "changed": [{"job": job.job, "words": job.words} for job in change.changed],
        "sites": change.sites,
    }
