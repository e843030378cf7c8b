"""``python -m agent`` is ``fapiao``."""

from agent.cli import main

main()
