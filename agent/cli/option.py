"""Options that several commands share; light to import, because every command line begins with it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any
from urllib.parse import urlsplit

import typer
from typer.core import TyperGroup

from agent.errors import InputError


class FirstByDefault(TyperGroup):
    """A group of commands whose first one need not be named: ``fapiao track NUMBER`` is ``fapiao track ask NUMBER``."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Read the words of the command line; those that name no command belong to the first one."""
        if args and args[0] != "--help" and args[0] not in self.commands:
            args = [next(iter(self.commands)), *args]
        return super().parse_args(ctx, args)


def _origin(url: str) -> str:
    """Return scheme, host and port of an address; it may be that of a page."""
    try:
        parts = urlsplit(url)
        is_address = parts.scheme in ("http", "https") and parts.hostname and parts.port != 0
    except ValueError:  # the port
        is_address = False
    if url and not is_address:
        raise InputError("--site-url", f"{url!r} is no address of a site", "write it as http://127.0.0.1:PORT")
    return f"{parts.scheme}://{parts.netloc}" if url else ""


FlowName = Annotated[
    str,
    typer.Argument(
        metavar="FLOW",
        show_default=False,
        help="What to do; see `fapiao flows list`. Not needed where the jobs file has a column `flow`.",
    ),
]
Store = Annotated[Path | None, typer.Option("--store", help="Folder for pictures, journals and reports.")]
Concurrency = Annotated[int | None, typer.Option("--concurrency", min=1, max=64, help="Accounts at the same time.")]
SiteUrl = Annotated[
    str,
    typer.Option(
        "--site-url",
        metavar="URL",
        callback=_origin,
        help="Where the stand-in console is, if not at its usual port.",
    ),
]
Json = Annotated[bool, typer.Option("--json", help="Print the result as JSON.")]
Roster = Annotated[Path, typer.Option("--accounts", help="Roster: CSV, XLSX or YAML.")]
Chosen = Annotated[
    list[str] | None, typer.Option("--account", help="Only this account of the roster (may be repeated).")
]


def given(**values: Any) -> dict[str, Any]:
    """Return the options that were given, as a section of the settings."""
    return {name: value for name, value in values.items() if value is not None}
