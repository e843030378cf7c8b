"""``fapiao sandbox``: serve a stand-in console, write the roster that fits it."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(no_args_is_help=True, help="A local stand-in for the console, to try things on and to test against.")


class Locale(StrEnum):
    """Language of the stand-in's consoles."""

    ZH = "zh-CN"
    EN = "en"
    MIXED = "mixed"


class Ui(StrEnum):
    """Generation of the stand-in's invoice pages."""

    OLD = "old"
    NEW = "new"
    MIXED = "mixed"


@app.command()
def serve(  # noqa: PLR0913, PLR0917 - each option of the command is an argument
    port: Annotated[
        int, typer.Option(min=0, max=65534, help="Console's port; sign-in takes the next. 0: two free ones.")
    ] = 8765,
    accounts: Annotated[int, typer.Option(min=1, help="How many accounts.")] = 6,
    seed: Annotated[int, typer.Option(min=0, help="Number that the accounts are made from.")] = 1,
    locale: Annotated[Locale, typer.Option(help="Language; mixed alternates.")] = Locale.ZH,
    ui: Annotated[Ui, typer.Option(help="Generation of the invoice pages; mixed alternates.")] = Ui.NEW,
    fault: Annotated[
        list[str] | None, typer.Option(metavar="SPEC", help="NAME[:key=value]..., as in busy:rate=0.1. Repeatable.")
    ] = None,
    issue_after: Annotated[float, typer.Option(min=0, help="Seconds until a requested invoice is issued.")] = 60,
    return_after: Annotated[float, typer.Option(min=0, help="Seconds until a returned invoice is reversed.")] = 60,
    ticket_after: Annotated[float, typer.Option(min=0, help="Seconds that a ticket stays in each state.")] = 60,
    latency_ms: Annotated[int, typer.Option(min=0, help="What each answer of the API waits.")] = 0,
    state: Annotated[Path | None, typer.Option(help="Keep the state in this file; in memory without.")] = None,
    exit_with_parent: Annotated[
        bool, typer.Option("--exit-with-parent", help="Stop when standard input ends.")
    ] = False,
    is_json: Annotated[bool, typer.Option("--json", help="Say where it is as one line of JSON.")] = False,
) -> None:
    """Run the stand-in console until Ctrl-C. Loopback only."""
    from sandbox.nouns import StandInError
    from sandbox.run import Setup, run
    from sandbox.state import Options

    options = Options(
        accounts,
        seed,
        locale.value,
        ui.value,
        issue_after,
        latency_ms,
        return_after_s=return_after,
        ticket_after_s=ticket_after,
    )
    try:
        run(Setup(port, options, tuple(fault or ()), state, exit_with_parent, is_json))
    except StandInError as error:
        typer.echo(f"error: {error}", err=True)
        raise typer.Exit(2) from None


@app.command()
def roster(
    output: Annotated[Path, typer.Option("--output", "-o", help="CSV file; secrets go beside it.")],
    port: Annotated[int, typer.Option(help="Port of the running stand-in.")] = 8765,
    is_json: Annotated[bool, typer.Option("--json", help="Say what was written as one line of JSON.")] = False,
) -> None:
    """Write the accounts of the running stand-in as a roster."""
    import json

    from sandbox.nouns import StandInError
    from sandbox.roster import fetch, write_roster

    try:
        accounts = fetch(port, "accounts")
        secrets = write_roster(accounts, output)
    except StandInError as error:
        typer.echo(f"error: {error}", err=True)
        raise typer.Exit(2) from None
    if is_json:
        typer.echo(json.dumps({"roster": str(output), "secrets": str(secrets), "accounts": len(accounts)}))
    else:
        typer.echo(f"{len(accounts)} accounts: {output}, their secrets: {secrets}")


@app.command()
def jobs(
    output: Annotated[Path, typer.Option("--output", "-o", help="CSV file; a proof for title changes goes beside it.")],
    port: Annotated[int, typer.Option(help="Port of the running stand-in.")] = 8765,
    is_later: Annotated[
        bool, typer.Option("--later", help="Jobs that go on with what the stand-in has received so far.")
    ] = False,
    is_mailed: Annotated[
        bool, typer.Option("--mailed", help="Jobs that read where the invoices on paper are.")
    ] = False,
) -> None:
    """Write a jobs file with something for every flow, as the running stand-in has it."""
    from datetime import datetime
    from zoneinfo import ZoneInfo

    from sandbox.jobs import write_jobs
    from sandbox.nouns import StandInError
    from sandbox.roster import fetch

    try:
        accounts, received = fetch(port, "accounts"), fetch(port, "received") if is_later else None
        today = datetime.now(ZoneInfo("Asia/Shanghai")).date()
        count = write_jobs(accounts, received, today, output, is_mailed=is_mailed)
    except StandInError as error:
        typer.echo(f"error: {error}", err=True)
        raise typer.Exit(2) from None
    typer.echo(f"{count} jobs: {output}")


@app.command()
def advance(
    seconds: Annotated[float, typer.Argument(min=0, help="By how many seconds.")],
    port: Annotated[int, typer.Option(help="Port of the running stand-in.")] = 8765,
) -> None:
    """Move the clock of the running stand-in: requests are issued, returns reversed, titles reviewed."""
    from sandbox import roster as rosters
    from sandbox.nouns import StandInError

    try:
        now = rosters.advance(port, seconds)
    except StandInError as error:
        typer.echo(f"error: {error}", err=True)
        raise typer.Exit(2) from None
    typer.echo(f"it is {now} there now")
