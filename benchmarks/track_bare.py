"""Look-ups by a bare loop of httpx: ``python -m benchmarks.track_bare URL COUNT AT_ONCE``; prints one line of JSON.

Nothing of ours but the form of the question: httpx as anybody has it.
"""

from __future__ import annotations

import asyncio
import json
import sys
import time
from datetime import UTC, datetime

import httpx

from agent.tracking.carrier import Credentials
from agent.tracking.carriers import ems
from sandbox.courier_number import ems_number
from sandbox.courier_view import CREDENTIALS

STEP = 7_919
"""Between the drawn numbers of two parcels."""


def numbers(count: int) -> list[str]:
    """Return the numbers that are looked up."""
    return [ems_number(STEP * serial) for serial in range(count)]


async def look_up(url: str, count: int, at_once: int) -> dict[str, float]:
    """Ask about all numbers, so many at a time; return what that took, and how many events were told."""
    keys, events, left = CREDENTIALS["ems"], 0, iter(numbers(count))
    who = Credentials(keys["sender_no"], keys["sign_key"], keys["authorization"])
    async with httpx.AsyncClient(trust_env=False) as client:

        async def one() -> None:
            nonlocal events
            for number in left:
                (asked,) = ems.encode([number], who, datetime.now(UTC))
                answer = await client.post(url + asked.path, headers=dict(asked.headers), content=asked.body)
                told = json.loads(answer.raise_for_status().json()["retBody"])
                events += len(told["responseItems"])

        started, cpu_s = time.perf_counter(), time.process_time()
        await asyncio.gather(*(one() for _ in range(at_once)))
        return {"seconds": time.perf_counter() - started, "cpu_s": time.process_time() - cpu_s, "events": events}


if __name__ == "__main__":
    print(json.dumps(asyncio.run(look_up(sys.argv[1], int(sys.argv[2]), int(sys.argv[3])))))
