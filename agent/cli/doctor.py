"""``fapiao doctor``: what this machine has and lacks."""

from __future__ import annotations

from typing import Annotated

import typer


def doctor(
    is_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Check this machine: browser, fonts, folders, proxy, settings, catalogs; say what to do about what lacks."""
    from dataclasses import asdict

    from agent.cli.output import print_json, print_table
    from agent.doctor import findings

    found = findings()
    if is_json:
        print_json([asdict(finding) for finding in found])
    else:
        rows = [(one.grade, one.name, "\n  ".join(filter(None, (one.found, one.todo)))) for one in found]
        print_table(("", "part", "found"), rows)
    raise typer.Exit(1 if any(finding.grade == "fail" for finding in found) else 0)
