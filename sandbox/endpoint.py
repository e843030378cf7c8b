"""Endpoints of ``/_sandbox/``: JSON in, JSON out, and 400 with a sentence for what will not do."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from sandbox.nouns import StandInError

Body = dict[str, Any]
Endpoint = Callable[[Request], Awaitable[Response]]


def answering(get: Callable[[], object]) -> Endpoint:
    """Return an endpoint that answers what there is."""

    async def endpoint(_: Request) -> Response:
        return JSONResponse(get())

    return endpoint


def changing(change: Callable[[Body], object]) -> Endpoint:
    """Return an endpoint that changes something at once."""

    async def run(body: Body) -> object:
        return change(body)

    return awaiting(run)


def awaiting(change: Callable[[Body], Awaitable[object]]) -> Endpoint:
    """Return an endpoint whose change takes a while."""

    async def endpoint(request: Request) -> Response:
        try:
            return JSONResponse(await change(await _body(request)))
        except StandInError as error:
            return JSONResponse({"error": str(error)}, 400)

    return endpoint


async def _body(request: Request) -> Body:
    raw = await request.body()
    try:
        body = json.loads(raw) if raw else {}
    except ValueError as error:
        raise StandInError(f"The body is not JSON: {error}.") from error
    if not isinstance(body, dict):
        raise StandInError("The body must be a JSON object.")
    return body
