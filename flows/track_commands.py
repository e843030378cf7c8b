"""``fapiao track``: where parcels are, now and over time."""

from __future__ import annotations

from typing import Annotated

import typer

from agent.cli.option import FirstByDefault, Json

app = typer.Typer(
    cls=FirstByDefault,
    help="Parcels: where they are, and what happened to them. `fapiao track NUMBER` asks now.",
    no_args_is_help=True,
)

Numbers = Annotated[list[str], typer.Argument(metavar="NUMBER...", help="Numbers of parcels.", show_default=False)]


@app.command()
def ask(numbers: Numbers, is_json: Json = False) -> None:
    """Ask the carrier about parcels now."""
    from agent.command import load_settings
    from flows.track_table import show_now

    raise typer.Exit(show_now(numbers, load_settings(), is_json=is_json))
