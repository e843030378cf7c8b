"""``fapiao track``: where parcels are, now and over time."""

from __future__ import annotations

from typing import Annotated

import typer

from agent.cli.option import Chosen, FirstByDefault, Json, Roster, SiteUrl

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
    is_json: Json = False,
) -> None:
    """Follow all parcels: ask about each when it is due, until Ctrl-C. Any number of these share one database.

    Ends with 1 if there was no answer for one in the last sweep, with 3 if a person must act.
    """
    from agent.command import load_settings
    from flows.track_watch import watch_parcels

    raise typer.Exit(watch_parcels(load_settings(), is_once=once, is_json=is_json))


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
def enter(accounts: Roster, account: Chosen = None, site_url: SiteUrl = "", is_json: Json = False) -> None:
    """Follow the parcels of all paper invoices whose details were read last (`fapiao invoices details`)."""
    from agent.command import Asked, load_settings
    from flows.track_watch import enter_parcels

    asked = Asked("invoice-details", accounts, (), tuple(account or ()), site_url)
    raise typer.Exit(enter_parcels(asked, load_settings(), is_json=is_json))
