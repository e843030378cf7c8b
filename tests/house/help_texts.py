"""Print docs/commands.md: the help of every command, at a fixed width.

python -m tests.house.help_texts > docs/commands.md
"""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Iterator
from contextlib import redirect_stdout
from typing import Any

WIDTH = 100
HEAD = """\
# Commands

Made by `python -m tests.house.help_texts > docs/commands.md`; a test holds this page equal to the program.

The options of a flow itself (`--all-invoiceable`, `--orders` and so on) follow those of `fapiao run`;
`fapiao flows show FLOW` lists them. Exit codes stand in the [README](../README.md#exit-codes)."""


def page() -> str:
    """Return the whole page."""
    # Typer and Rich read these when they are imported and when they print.
    os.environ.update(COLUMNS=str(WIDTH), NO_COLOR="1", TERM="dumb", _TYPER_FORCE_DISABLE_TERMINAL="1")
    import typer

    from agent.cli.main import app

    parts = [f"## {path}\n\n```text\n{text}\n```" for path, text in _help(typer.main.get_command(app), "fapiao", None)]
    return "\n\n".join([HEAD, *parts]) + "\n"


def _help(command: Any, path: str, parent: Any) -> Iterator[tuple[str, str]]:
    context = command.make_context(path.rpartition(" ")[2], [], parent=parent, resilient_parsing=True)
    said = io.StringIO()
    with redirect_stdout(said):
        # Typer prints the help itself and returns nothing.
        said.write(command.get_help(context) or "")
    lines = [line.strip("\n").rstrip() for line in said.getvalue().splitlines()]
    yield path, "\n".join(lines).strip("\n")
    for name, inner in getattr(command, "commands", {}).items():
        yield from _help(inner, f"{path} {name}", context)


if __name__ == "__main__":
    sys.stdout.write(page())
