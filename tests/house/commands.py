"""The program's commands and options, to hold written command lines against."""

from __future__ import annotations

import re
import shlex
from typing import Any

import typer

from agent.cli.main import app
from agent.cli.option import FirstByDefault
from agent.flow import load_flows
from agent.jobs import option_name

_ASSIGNMENT = re.compile(r"[A-Z][A-Z0-9_]*=.*")
_CONTINUED = re.compile(r"\\\n\s*")


def lines(block: str) -> list[str]:
    """Return the command lines of a block that begin with ``fapiao``, variables before it left out."""
    found = []
    for line in _CONTINUED.sub(" ", block).splitlines():
        words = shlex.split(line, comments=True)
        while words and _ASSIGNMENT.fullmatch(words[0]):
            words = words[1:]
        if words and words[0] == "fapiao":
            found.append(shlex.join(words[: words.index("&")] if "&" in words else words))
    return found


def fault(line: str) -> str:
    """Return what is wrong with a command line; empty if nothing is."""
    command: Any = typer.main.get_command(app)
    words = shlex.split(line)[1:]
    while words and not words[0].startswith("-") and hasattr(command, "commands"):
        if words[0] not in command.commands and isinstance(command, FirstByDefault):
            command = next(iter(command.commands.values()))
            break
        if words[0] not in command.commands:
            return f"there is no command {words[0]}"
        command = command.commands[words.pop(0)]
    if command.name in ("run", "plan") and words and not words[0].startswith("-") and words[0] not in load_flows():
        return f"there is no flow {words[0]}"
    known = _options(command, words)
    given = [word.partition("=")[0] for word in words if word.startswith("-") and len(word) > 1]
    unknown = [option for option in given if option not in known]
    return f"there is no option {unknown[0]}" if unknown else ""


def _options(command: Any, words: list[str]) -> set[str]:
    known = {"--help"} | {option for parameter in command.params for option in parameter.opts}
    if command.name in ("run", "plan"):
        known |= {
            option_name(field)
            for word in words[:1]
            if word in load_flows()
            for field in load_flows()[word].input.model_fields
        }
    return known
