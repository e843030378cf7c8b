"""What carriers tell of parcels, as tables and as JSON, with the exit code."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from agent.command import Settings, ask_once, print_json, print_table


def show_now(numbers: Sequence[str], settings: Settings, *, is_json: bool) -> int:
    """Ask and show."""
    results = asyncio.run(ask_once(numbers, settings))
    if is_json:
        print_json(results)
    else:
        print_table(("number", "result"), [(number, str(result)) for number, result in results.items()])
    return 0
