"""``fapiao database``: the tables of the ledger."""

from __future__ import annotations

import typer

app = typer.Typer(help="The database that the ledger is kept in.", no_args_is_help=True)


@app.callback()
def _root() -> None:
    """Hold the commands together."""


@app.command()
def upgrade() -> None:
    """Bring the tables of FAPIAO_DATABASE_URL to this program's version; stop all workers before.

    A file is brought up to date by itself, a server by this command only.
    """
    from agent.app import load_settings
    from agent.app.verdict import upgrade_database

    done = upgrade_database(load_settings())
    typer.echo(f"upgraded: {', '.join(done)}" if done else "nothing to do: the tables are of this version")
