"""The command line: parse, call ``app``, print. No decisions; heavy imports inside commands only."""

from agent.cli.main import main

__all__ = ["main"]
