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


def _options(**chosen: str) -> tuple[str, ...]:
    return tuple(word for name, value in chosen.items() if value for word in (f"--{name}", value))
