"""``fapiao accounts``: look at the roster before anything is started."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from agent.errors import InputErrors

app = typer.Typer(no_args_is_help=True, help="Check the accounts file (roster).")


@app.callback()
def accounts() -> None:
    """Check the accounts file (roster)."""


@app.command()
def check(
    roster: Annotated[Path, typer.Argument(help="The accounts file: .xlsx, .csv or .yaml.")],
    is_json: Annotated[bool, typer.Option("--json", help="Print the result as JSON.")] = False,
) -> None:
    """Check an accounts file, all errors at once; beside a faulty workbook a marked copy is written."""
    from agent.accounts.roster import read_roster, summary
    from agent.app.build import known_sites, known_uids
    from agent.errors import InputErrors

    try:
        found = read_roster(roster, sites=known_sites(), uids=known_uids())
    except InputErrors as error:
        _print_errors(roster, error, is_json)
        raise typer.Exit(2) from None
    _print_counts(len(found), summary(found), is_json)


def _print_errors(roster: Path, error: InputErrors, is_json: bool) -> None:
    from agent.cli.output import error_data, print_json, print_table

    copy, no_copy = _marked_copy(roster, error)
    if is_json:
        print_json(error_data(error) | {"marked_copy": copy, "no_marked_copy": no_copy})
        return
    lines = [(fault.where, fault.what, fault.right) for fault in error.errors]
    print_table(("Where", "What is wrong", "What would be right"), lines)
    typer.echo(f"\nErrors: {len(lines)}. Correct the file, then check it again.")
    if copy or no_copy:
        typer.echo(f"A copy with the faulty cells in red: {copy}" if copy else no_copy)


def _marked_copy(roster: Path, error: InputErrors) -> tuple[Path | None, str]:
    """Return the copy, or why it could not be written: that must not hide the errors themselves."""
    from agent.accounts.annotate import annotate
    from agent.errors import SetupError

    try:
        return annotate(roster, error.errors), ""
    except SetupError as obstacle:
        return None, f"{obstacle.message}. {obstacle.next_step}"


def _print_counts(total: int, counts: Mapping[str, Mapping[str, int]], is_json: bool) -> None:
    from agent.cli.output import print_json, print_table

    if is_json:
        print_json({"ok": True, "accounts": total, **counts})
        return
    rows = [(kind, value, count) for kind, values in counts.items() for value, count in values.items()]
    print_table(("By", "Value", "Accounts"), rows, right=("Accounts",))
    typer.echo(f"\nNo errors. Accounts: {total}.")
