"""``fapiao reconcile`` and ``fapiao resolve``: what becomes of submissions that nobody knows the end of."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from agent.cli.output import print_json, print_table
from agent.errors import InputError

if TYPE_CHECKING:
    from agent.ledger import Submission


def reconcile(
    accounts: Annotated[Path, typer.Option("--accounts", help="Roster: CSV, XLSX or YAML.")],
    batch: Annotated[str | None, typer.Argument(help="Only what this batch left open; all if not given.")] = None,
    store: Annotated[Path | None, typer.Option("--store", help="Folder for pictures, journals and reports.")] = None,
    site_url: Annotated[
        str, typer.Option("--site-url", metavar="URL", help="Where the stand-in console is, if not at its usual port.")
    ] = "",
    is_json: Annotated[bool, typer.Option("--json", help="Print the result as JSON.")] = False,
) -> None:
    """Look into the consoles again for every submission that is not decided; nothing is sent.

    Ends with 0 when nothing is open any more, with 3 when a person must decide.
    """
    import asyncio

    from agent.app import load_settings
    from agent.app.verdict import reconcile as look
    from agent.cli.progress import watcher

    settings = load_settings(evidence={"store": store} if store else {})
    done = asyncio.run(look(accounts, batch, settings, watcher("reconcile"), site_url=site_url))
    found = sum(record.receipt is not None for result in done.results for record in result.jobs)
    if is_json:
        print_json({"found": found, "open": _data(done.open)})
    else:
        for result in done.results:
            typer.echo(f"report:   {result.report}")
        _print_open(done.open)
    raise typer.Exit(3 if done.open else 0)


def resolve(
    job: Annotated[str, typer.Argument(help="The job whose end is unknown, or BATCH/JOB.")],
    by: Annotated[str, typer.Option("--by", help="Your name; it is kept.")],
    reason: Annotated[str, typer.Option("--reason", help="Where you looked and what you saw; it is kept.")],
    landed: Annotated[
        str | None, typer.Option("--landed", metavar="RECEIPT", help="The console has it: its number there.")
    ] = None,
    not_landed: Annotated[
        bool, typer.Option("--not-landed", help="The console does not have it; it may be sent again.")
    ] = False,
    is_json: Annotated[bool, typer.Option("--json", help="Print the result as JSON.")] = False,
) -> None:
    """Decide about a submission whose end the console's list could not tell.

    With FAPIAO_HAS_FOUR_EYES a second person, by another name, must say the same.
    """
    from agent.app import load_settings
    from agent.app.verdict import resolve as decide

    if (landed is None) != not_landed:
        raise InputError("resolve", "needs exactly one of --landed RECEIPT and --not-landed", "look, then say which")
    row = decide(job, landed, by, reason, load_settings())
    if is_json:
        print_json(_data([row])[0])
    elif row.proposal is not None:
        typer.echo(f"kept as the word of {by}; a second person must say the same, by `fapiao resolve {job} ...`")
    else:
        typer.echo(row.words())


def _print_open(rows: Sequence[Submission]) -> None:
    if not rows:
        typer.echo("nothing is open")
        return
    lines = [(row.job, row.batch, row.account, row.state, ", ".join(row.claim.items), row.note) for row in rows]
    print_table(("job", "batch", "account", "state", "what", "why"), lines)
    typer.echo("Look for each in the console's list by what it was for; then say what you saw:")
    typer.echo(
        "fapiao resolve JOB --landed NUMBER --by NAME --reason TEXT, or --not-landed in place of --landed NUMBER"
    )


def _data(rows: Sequence[Submission]) -> list[dict[str, Any]]:
    return [
        {
            "job": row.job,
            "batch": row.batch,
            "account": row.account,
            "uid": row.claim.uid,
            "flow": row.claim.flow,
            "key": list(row.claim.items),
            "state": row.state,
            "note": row.note,
            "receipt": row.receipt.model_dump() if row.receipt else None,
            "proposal": row.proposal.by if row.proposal else None,
        }
        for row in rows
    ]
