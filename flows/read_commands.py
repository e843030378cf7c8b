"""``fapiao invoices``, ``fapiao tickets``, ``fapiao deadlines``: what the consoles show, many accounts in one table."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

from agent.cli.option import Chosen, Concurrency, Json, Roster, SiteUrl, Store, given

app = typer.Typer(help="Invoices as the consoles show them.", no_args_is_help=True)
tickets = typer.Typer(help="Tickets as the consoles show them.", no_args_is_help=True)

_IF_THERE = ("--if-there",)
"""A number is looked for in all accounts of a roster, so most of them do not have it."""

Last = Annotated[bool, typer.Option("--last", help="Show what was read last, with its age; read nothing now.")]
Output = Annotated[Path | None, typer.Option("--output", "-o", help="Write a table: .csv or .xlsx.")]
State = Annotated[
    str, typer.Option("--state", help="Only those that are issuing, issued, returning, reversed or voided.")
]
Number = Annotated[str, typer.Option("--number", help="Only these invoice or request numbers, separated by commas.")]


def _reading(flow: str, what: str) -> Callable[..., None]:
    """Return a command that shows what a flow reads of invoices."""

    def command(  # noqa: PLR0913, PLR0917 - each option of the command is an argument
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
        given_here = given(concurrency=concurrency), given(store=store)
        how = {"is_last": is_last, "output": output, "is_json": is_json, "parcels": _look_up}
        options = _options(state=state, number=number) + _IF_THERE * bool(number)
        _show(flow, (accounts, account, site_url), options, given_here, how)

    command.__doc__ = what
    return command


_DETAILS = "Read the details of invoices: code, number, date of issue, tax, tracking number."
app.command("list")(_reading("list-invoices", "List the invoices and requests of all accounts."))
app.command("details")(_reading("invoice-details", _DETAILS))


@app.command()
def download(  # noqa: PLR0913, PLR0917 - each option of the command is an argument
    accounts: Roster,
    account: Chosen = None,
    number: Annotated[str, typer.Option("--number", help="Only these invoice numbers, separated by commas.")] = "",
    kinds: Annotated[str, typer.Option("--kinds", help="Which files: pdf, ofd, xml, separated by commas.")] = "pdf",
    to: Annotated[
        Path | None, typer.Option("--to", help="Folder to copy the files to; else they stay in the store.")
    ] = None,
    is_last: Last = False,
    output: Output = None,
    concurrency: Concurrency = None,
    store: Store = None,
    site_url: SiteUrl = "",
    is_json: Json = False,
) -> None:
    """Download the files of digital invoices, each held against its number, amount and title."""
    given_here = given(concurrency=concurrency), given(store=store)
    how = {"is_last": is_last, "output": output, "is_json": is_json, "folder": to}
    options = _options(number=number, kinds=kinds) + _IF_THERE * bool(number)
    _show("download-invoice", (accounts, account, site_url), options, given_here, how)


@tickets.command("list")
def list_tickets(  # noqa: PLR0913, PLR0917 - each option of the command is an argument
    accounts: Roster,
    account: Chosen = None,
    ticket: Annotated[str, typer.Option("--ticket", help="Only these ticket numbers, separated by commas.")] = "",
    has_over: Annotated[bool, typer.Option("--all", help="Those that are over too.")] = False,
    is_last: Last = False,
    output: Output = None,
    concurrency: Concurrency = None,
    store: Store = None,
    site_url: SiteUrl = "",
    is_json: Json = False,
) -> None:
    """List tickets: state, last answer, and whether they wait for the customer."""
    given_here = given(concurrency=concurrency), given(store=store)
    how = {"is_last": is_last, "output": output, "is_json": is_json}
    options = _options(ticket=ticket) + ("--has-over",) * has_over
    _show("ticket-status", (accounts, account, site_url), options, given_here, how)


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


def _show(
    flow: str,
    whose: tuple[Path, Sequence[str] | None, str],
    options: tuple[str, ...],
    settings: tuple[dict[str, Any], dict[str, Any]],
    how: dict[str, Any],
) -> None:
    """Read with a flow, show it, and end."""
    from agent.command import Asked, load_settings
    from flows.read_table import Shown, show

    accounts, account, site_url = whose
    asked = Asked(flow, accounts, options, tuple(account or ()), site_url)
    run, evidence = settings
    raise typer.Exit(show(asked, load_settings(run=run, evidence=evidence), Shown(**how)))


def _look_up(numbers: Sequence[str], settings: Any) -> Any:
    """Look parcels up; most lists have none, and what follows parcels takes its time to load."""
    from flows.parcel_look import look_up

    return look_up(numbers, settings)


def _options(**chosen: str) -> tuple[str, ...]:
    return tuple(word for name, value in chosen.items() if value for word in (f"--{name}", value))
