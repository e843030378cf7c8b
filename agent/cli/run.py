"""``fapiao run``: one flow for many accounts."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import urlsplit

import typer

from agent.errors import InputError

_OF_WORKERS = ("concurrency", "store", "site_url", "headed", "trace")
_NOTHING = "Nothing was started. Correct it, then run the same command again."


def _origin(url: str) -> str:
    """Return scheme, host and port of an address; it may be that of a page."""
    try:
        parts = urlsplit(url)
        is_address = parts.scheme in ("http", "https") and parts.hostname and parts.port != 0
    except ValueError:  # the port
        is_address = False
    if url and not is_address:
        raise InputError("--site-url", f"{url!r} is no address of a site", "write it as http://127.0.0.1:PORT")
    return f"{parts.scheme}://{parts.netloc}" if url else ""


Store = Annotated[Path | None, typer.Option("--store", help="Folder for pictures, journals and reports.")]
Concurrency = Annotated[int | None, typer.Option("--concurrency", min=1, max=64, help="Accounts at the same time.")]
SiteUrl = Annotated[
    str,
    typer.Option(
        "--site-url",
        metavar="URL",
        callback=_origin,
        help="Where the stand-in console is, if not at its usual port.",
    ),
]
Json = Annotated[bool, typer.Option("--json", help="Print the result as JSON.")]


def run(  # noqa: PLR0913, PLR0917 - each option of the command is an argument
    context: typer.Context,
    flow: Annotated[str, typer.Argument(help="What to do; see `fapiao flows list`.")],
    accounts: Annotated[Path, typer.Option("--accounts", help="Roster: CSV, XLSX or YAML.")],
    jobs: Annotated[
        Path | None, typer.Option("--jobs", help="Jobs file: CSV, XLSX or YAML; instead of the flow's own options.")
    ] = None,
    account: Annotated[
        list[str] | None, typer.Option("--account", help="Only this account of the roster (may be repeated).")
    ] = None,
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
    """Run a flow for the accounts of a roster.

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
    """Refuse what is neither an option of the command nor of the flow."""
    from agent.app.build import find_flow
    from agent.jobs import check_options

    own = [name for parameter in context.command.params for name in parameter.opts if name.startswith("--")]
    check_options(context.args, find_flow(flow).input, own)


def given(**values: Any) -> dict[str, Any]:
    """Return the options that were given, as a section of the settings."""
    return {name: value for name, value in values.items() if value is not None}
