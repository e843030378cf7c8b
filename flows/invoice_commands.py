"""``fapiao invoices``: what the consoles show of invoices, for many accounts in one table."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from agent.cli.option import Chosen, Concurrency, Json, Roster, SiteUrl, Store, given

app = typer.Typer(help="Invoices as the consoles show them.", no_args_is_help=True)

Last = Annotated[bool, typer.Option("--last", help="Show what was read last, with its age; read nothing now.")]
Output = Annotated[Path | None, typer.Option("--output", "-o", help="Write a table: .csv or .xlsx.")]
State = Annotated[
    str, typer.Option("--state", help="Only those that are issuing, issued, returning, reversed or voided.")
]
Number = Annotated[str, typer.Option("--number", help="Only these invoice or request numbers, separated by commas.")]


@app.command("list")
def list_invoices(  # noqa: PLR0913, PLR0917 - each option of the command is an argument
    accounts: Roster,
    account: Chosen = None,
    state: State = "",
    number: Number = "",
    is_last: Last = False,
    output: Output = None,
    concurrency: Concurrency = None,
    store: Store = None,
    site_url: SiteUrl = "",
    is_json: Json = False,
) -> None:
    """List the invoices and requests of all accounts."""
    from agent.command import Asked, load_settings
    from flows.invoice_table import LIST, Shown, show

    options = _options(state=state, number=number)
    asked = Asked("list-invoices", accounts, options, tuple(account or ()), site_url)
    settings = load_settings(run=given(concurrency=concurrency), evidence=given(store=store))
    raise typer.Exit(show(asked, settings, Shown(LIST, is_last=is_last, output=output, is_json=is_json)))


@app.command()
def details(  # noqa: PLR0913, PLR0917 - each option of the command is an argument
    accounts: Roster,
    account: Chosen = None,
    state: State = "",
    number: Number = "",
    is_last: Last = False,
    output: Output = None,
    concurrency: Concurrency = None,
    store: Store = None,
    site_url: SiteUrl = "",
    is_json: Json = False,
) -> None:
    """Read the details of invoices: code, number, date of issue, tax, tracking number."""
    from agent.command import Asked, load_settings
    from flows.invoice_table import DETAILS, Shown, show

    options = _options(state=state, number=number)
    asked = Asked("invoice-details", accounts, options, tuple(account or ()), site_url)
    settings = load_settings(run=given(concurrency=concurrency), evidence=given(store=store))
    raise typer.Exit(show(asked, settings, Shown(DETAILS, is_last=is_last, output=output, is_json=is_json)))


def deadlines(  # noqa: PLR0913, PLR0917 - each option of the command is an argument
    accounts: Roster,
    account: Chosen = None,
    within: Annotated[str, typer.Option("--within", help="Which deadlines count as near: 30d.")] = "30d",
    refresh: Annotated[bool, typer.Option("--refresh", help="Read the details of all invoices now.")] = False,
    is_all: Annotated[bool, typer.Option("--all", help="Show those that have passed too.")] = False,
    today: Annotated[str, typer.Option("--today", metavar="DAY", help="Count from this day, as 2026-11-30.")] = "",
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="Write a table (.csv, .xlsx) or a calendar (.ics).")
    ] = None,
    concurrency: Concurrency = None,
    store: Store = None,
    site_url: SiteUrl = "",
    is_json: Json = False,
) -> None:
    """Show until when what can be done with the invoices of a roster; ends with 3 if something is near."""
    from agent.command import Asked, load_settings
    from flows.deadline_table import Wanted, day_of, days_of, show

    wanted = Wanted(days_of(within), day_of(today), refresh, is_all, output, is_json)
    settings = load_settings(run=given(concurrency=concurrency), evidence=given(store=store))
    raise typer.Exit(show(Asked("invoice-details", accounts, (), tuple(account or ()), site_url), settings, wanted))


def _options(**chosen: str) -> tuple[str, ...]:
    return tuple(word for name, value in chosen.items() if value for word in (f"--{name}", value))
