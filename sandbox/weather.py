"""What any request may run into before it is looked at: waiting, a broken server, a limit."""

from __future__ import annotations

import asyncio
import math

from starlette.responses import HTMLResponse, Response

from sandbox.faults import ACTIONS, COURIERS, FILE, LOGIN, PAGE
from sandbox.nouns import Account
from sandbox.state import State


async def weather(state: State, place: str, account: Account | None) -> Response | None:
    """Count a request, make it wait, and answer in place of the console where a fault says so.

    Args:
        place: The action called, ``page``, ``login``, ``File`` or a courier's gateway.
    """
    is_action = place in ACTIONS
    if is_action or place in (PAGE, LOGIN, FILE, *COURIERS):
        state.count(place, tried=True)
    slow, realm = state.faults.hit("slow", account, place), state.realm
    wait_ms = (slow.ms if slow else 0) + (state.options.latency_ms if is_action else 0)
    if wait_ms:
        await asyncio.sleep(wait_ms / 1000)
        if state.realm != realm:
            return HTMLResponse("reset meanwhile: what this was a part of is over", 503)
    if state.faults.hit("http-500", account, place):
        return HTMLResponse("<html><body><h1>500 Internal Server Error</h1></body></html>", 500)
    if limit := state.faults.hit("http-429", account, place):
        retry_after = {"Retry-After": str(math.ceil(limit.ms / 1000))}
        return HTMLResponse("<html><body><h1>429 Too Many Requests</h1></body></html>", 429, retry_after)
    return None
