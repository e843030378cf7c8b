"""``fapiao track``: where parcels are, now and over time."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from agent.cli.option import Chosen, FirstByDefault, Json, SiteUrl

app = typer.Typer(
    cls=FirstByDefault,
    help="Parcels: where they are, and what happened to them. `fapiao track NUMBER` is `fapiao track ask NUMBER`.",
    no_args_is_help=True,
)

Numbers = Annotated[list[str], typer.Argument(metavar="NUMBER...", help="Numbers of parcels.", show_default=False)]


@app.command()
def ask(
    numbers: Numbers,
    not_received: Annotated[
        bool,
        typer.Option("--not-received", help="Write down that they have not come, and show whom to call; ask nobody."),
    ] = False,
    by: Annotated[str, typer.Option("--by", help="Who says so; the name on this machine if not given.")] = "",
    is_json: Json = False,
) -> None:
    """Ask the carrier about parcels now, show state and last event, and follow them from now on.

    Ends with 1 if there is no answer for one, with 3 if a person must see to one.
    """
    from agent.command import load_settings
    from flows.track_table import show_missed, show_now

    settings = load_settings()
    done = show_missed(numbers, by, settings, is_json=is_json) if not_received else show_now(numbers, settings, is_json)
    raise typer.Exit(done)


@app.command()
def show(numbers: Numbers, is_json: Json = False) -> None:
    """Show what was told of parcels so far, event by event; ask nobody."""
    from agent.command import load_settings
    from flows.track_table import show_timeline

    raise typer.Exit(show_timeline(numbers, load_settings(), is_json=is_json))


@app.command()
def watch(
    once: Annotated[bool, typer.Option("--once", help="Look at what is due now, and end.")] = False,
    early: Annotated[
        bool, typer.Option("--early", help="With --once: look at everything that is followed, due or not.")
    ] = False,
    is_json: Json = False,
) -> None:
    """Follow all parcels: ask about each when it is due, until Ctrl-C. Any number of these share one database.

    Ends with 1 if there was no answer for one in the last sweep, with 3 if a person must act.
    """
    from agent.command import InputError, load_settings
    from flows.track_watch import watch_parcels

    if early and not once:
        right = "say --once too; without it each waits until it is due"
        raise InputError("--early", "looks at everything, once", right)
    raise typer.Exit(watch_parcels(load_settings(), is_once=once, is_json=is_json, is_early=early))


@app.command()
def notices(
    every: Annotated[bool, typer.Option("--all", help="Also those that were sent or dropped.")] = False,
    again: Annotated[
        bool,
        typer.Option("--again", help="Send now what is uncertain, failed or waits; what is uncertain may come twice."),
    ] = False,
    test: Annotated[
        bool, typer.Option("--test", help="Send a test message to each channel, and nothing else.")
    ] = False,
    is_json: Json = False,
) -> None:
    """Show which notices of parcels were not sent, or not certainly; `fapiao track watch` sends them.

    Ends with 3 if a person must see to one, with 1 if a test failed.
    """
    from agent.command import InputError, load_settings
    from flows.track_notices import show_notices, show_sent_again, show_test

    if again + test + every > 1:
        raise InputError("--again, --test, --all", "are given together", "give one of them")
    settings = load_settings()
    if test:
        raise typer.Exit(show_test(settings, is_json=is_json))
    if again:
        raise typer.Exit(show_sent_again(settings, is_json=is_json))
    raise typer.Exit(show_notices(settings, is_all=every, is_json=is_json))


@app.command(name="push-server")
def push_server(
    host: Annotated[
        str, typer.Option("--host", help="Address to listen on; one that other machines reach needs a password.")
    ] = "127.0.0.1",
    port: Annotated[int, typer.Option("--port", min=0, max=65535, help="Port to listen on; 0: any free one.")] = 8040,
    is_json: Json = False,
) -> None:
    """Take in what carriers tell by themselves, until Ctrl-C: EMS, kuaidi100, 17TRACK and AfterShip.

    A carrier is listened to where its secret is set. With --json, one line says where, and one in the end what came.
    Ends with 1 if a push could not be written down.
    """
    from agent.command import load_settings
    from flows.track_push import take_pushes

    raise typer.Exit(take_pushes(load_settings(), host, port, is_json=is_json))


@app.command(name="import")
def enter(
    accounts: Annotated[
        Path | None, typer.Option("--accounts", help="Roster: the parcels of paper invoices that were read last.")
    ] = None,
    file: Annotated[
        Path | None,
        typer.Option("--file", help="CSV, XLSX or TXT with a column `number` (运单号), and perhaps `label` (说明)."),
    ] = None,
    skip_faulty: Annotated[
        bool, typer.Option("--skip-faulty", help="Leave out faulty lines of the file, and enter all others.")
    ] = False,
    account: Chosen = None,
    site_url: SiteUrl = "",
    is_json: Json = False,
) -> None:
    """Follow parcels: those of invoices that were read last (`fapiao invoices details`), or those of a file.

    Ends with 3 if a number was left out because it can be none.
    """
    from agent.command import Asked, InputError, load_settings
    from flows.track_entry import enter_file, enter_parcels

    if file and not accounts:
        raise typer.Exit(enter_file(file, load_settings(), skip_faulty=skip_faulty, is_json=is_json))
    if not accounts or file:
        raise InputError("--accounts, --file", "exactly one of them is needed", "name a roster or a file of numbers")
    asked = Asked("invoice-details", accounts, (), tuple(account or ()), site_url)
    raise typer.Exit(enter_parcels(asked, load_settings(), is_json=is_json))


@app.command(name="list")
def show_all(
    state: Annotated[
        list[str] | None, typer.Option("--state", help="Only parcels in this state (may be repeated).")
    ] = None,
    is_json: Json = False,
) -> None:
    """List all parcels that are followed, with state, last event and next look; ask nobody."""
    from agent.command import load_settings
    from flows.track_entry import show_list

    raise typer.Exit(show_list(state or (), load_settings(), is_json=is_json))


@app.command()
def stop(
    numbers: Numbers,
    by: Annotated[str, typer.Option("--by", help="Who says so; written down.", show_default=False)],
    why: Annotated[str, typer.Option("--why", help="Why; written down.")] = "",
    is_json: Json = False,
) -> None:
    """Look at parcels no more; `fapiao track NUMBER` follows them again. Ends with 1 if one is not followed."""
    from agent.command import load_settings
    from flows.track_entry import stop_watching

    raise typer.Exit(stop_watching(numbers, by, why, load_settings(), is_json=is_json))


@app.command()
def carriers(is_json: Json = False) -> None:
    """List the carriers that can be asked, those of other packages too: docs/carriers.md.

    Ends with 1 if a package brings one that cannot be used.
    """
    from agent.command import load_settings
    from flows.track_carriers import show_carriers

    raise typer.Exit(show_carriers(load_settings(), is_json=is_json))


@app.command()
def conformance(
    carrier: Annotated[str, typer.Argument(metavar="CARRIER", help="Its name; see `fapiao track carriers`.")],
    answers: Annotated[
        Path | None, typer.Option("--answers", help="Folder with answers that you have saved: docs/carriers.md.")
    ] = None,
    is_json: Json = False,
) -> None:
    """Hold a carrier's code against the rules that all of them keep; nobody is asked. Ends with 1 if one is broken."""
    from flows.track_carriers import show_conformance

    raise typer.Exit(show_conformance(carrier, answers, is_json=is_json))
