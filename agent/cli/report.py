"""``fapiao report``: a batch's report and workbook once more, as its parcels stand now."""

from __future__ import annotations

from typing import Annotated

import typer

from agent.cli.option import Json, Store, given


def report(
    batch: Annotated[str, typer.Argument(metavar="BATCH", help="A batch, as `fapiao status` lists it.")],
    is_opened: Annotated[bool, typer.Option("--open", help="Open the report in the browser.")] = False,
    store: Store = None,
    is_json: Json = False,
) -> None:
    """Write report and workbook of a batch again: from its records, and from what is known of parcels now.

    No console and no carrier is asked.
    """
    import webbrowser

    from agent.app import load_settings
    from agent.app.report import write_reports
    from agent.cli.output import print_json

    settings = load_settings(evidence=given(store=store))
    folder = settings.evidence.store / batch
    written = write_reports(folder, settings)
    page, workbook, parcels = written.report, written.workbook, written.parcels
    concerns = {number: course.concern for number, course in parcels.courses.items() if course.concern}
    if is_json:
        facts = {"parcels": len(parcels.numbers), "followed": len(parcels.courses), "needs_person": concerns}
        print_json({"batch": batch, "report": str(page), "workbook": str(workbook)} | facts)
    else:
        typer.echo(f"report:   {page}\nworkbook: {workbook}")
        if parcels.numbers:
            typer.echo(
                f"parcels:  {len(parcels.numbers)}, followed: {len(parcels.courses)}, need a person: {len(concerns)}"
            )
    if is_opened and not webbrowser.open(page.as_uri()):
        typer.echo("there is no browser to open it with; open the file by hand", err=True)
