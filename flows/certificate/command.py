"""``fapiao certificate``: the paper for a special invoice that was lost."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from agent.cli.option import Chosen, Concurrency, Json, Roster, SiteUrl, Store, given


def certificate(  # noqa: PLR0913, PLR0917 - each option of the command is an argument
    numbers: Annotated[list[str], typer.Argument(metavar="NUMBER", help="Numbers of invoices that are lost.")],
    accounts: Roster,
    account: Chosen = None,
    folder: Annotated[
        Path, typer.Option("--output", "-o", metavar="FOLDER", help="Folder for the files; made if it is missing.")
    ] = Path(),
    is_last: Annotated[
        bool, typer.Option("--last", help="Take the invoices as they were read last; read nothing now.")
    ] = False,
    mailed: Annotated[
        str,
        typer.Option(
            "--mailed", metavar="EMSNUMBER", help="Make nothing; write down in which parcel the stamped one was mailed."
        ),
    ] = "",
    is_replacing: Annotated[bool, typer.Option("--replace", help="Write over files with other content.")] = False,
    today: Annotated[str, typer.Option("--today", metavar="DAY", help="Count from this day, as 2026-11-30.")] = "",
    concurrency: Concurrency = None,
    store: Store = None,
    site_url: SiteUrl = "",
    is_json: Json = False,
) -> None:
    """Make the certificate for lost special invoices on paper, as DOCX and PDF, ready to be stamped."""
    from agent.command import Asked, load_settings
    from flows.certificate.mailed import note_mailed
    from flows.certificate.show import make
    from flows.certificate.wanted import Wanted
    from flows.deadline_table import day_of

    asked = Asked("invoice-details", accounts, (), tuple(account or ()), site_url)
    wanted = Wanted(numbers, folder, day_of(today), is_last, is_replacing, is_json)
    settings = load_settings(run=given(concurrency=concurrency), evidence=given(store=store))
    raise typer.Exit(note_mailed(asked, settings, wanted, mailed) if mailed else make(asked, settings, wanted))
