"""Parcels for commands: ask about them now."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from agent.app.carrier import chosen_carrier, opened_transport
from agent.settings import Settings
from agent.tracking.carrier import batches
from agent.tracking.result import Results


async def ask_once(numbers: Sequence[str], settings: Settings) -> Results:
    """Return what the chosen carrier tells of numbers now."""
    chosen = chosen_carrier(settings)
    async with opened_transport(chosen, settings) as transport:
        groups = batches(numbers, chosen.carrier.batch_size)
        told = await asyncio.gather(*(transport.ask(group) for group in groups))
    return {number: result for results in told for number, result in results.items()}
