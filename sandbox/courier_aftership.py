"""AfterShip tracking, version 2026-07.

Numbers are added first; lists are paged; every endpoint has its own limit a second.
"""

from __future__ import annotations

import hashlib
import json
import time
from datetime import datetime, timedelta
from typing import NamedTuple

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from sandbox.courier_aftership_sign import is_signed
from sandbox.courier_life import Event
from sandbox.courier_number import is_number
from sandbox.courier_states import NO_RECORD, WORDINGS
from sandbox.courier_view import Body, Seen, View

LIST = "/tracking/2026-07/trackings"
ONE, ACT = f"{LIST}/{{id}}", f"{LIST}/{{id}}/{{action}}"
SLUGS = ("china-ems", "china-post")
_PER_SECOND = {"create": 20, "list": 6, "one": 5}
_ACTIONS = ("GET", "DELETE", "retrack", "mark-as-completed")
_MOST_NUMBERS, _PAGE, _MOST_PAGE = 50, 100, 200
# Without any information for so long, a number is given up.
_EXPIRES = timedelta(days=30)


class _Error(NamedTuple):
    status: int
    type: str
    message: str


_ERRORS: dict[int, _Error] = {
    400: _Error(400, "BadRequest", "The request was invalid or cannot be otherwise served."),
    401: _Error(401, "Unauthorized", "The API key is invalid."),
    403: _Error(403, "Forbidden", "The request is understood, but it has been refused or access is not allowed."),
    404: _Error(404, "NotFound", "The URI requested is invalid or the resource requested does not exist."),
    429: _Error(429, "TooManyRequests", "You have exceeded the API call rate limit."),
    4001: _Error(400, "BadRequest", "The request body is not valid JSON."),
    4003: _Error(400, "BadRequest", "Tracking already exists."),
    4004: _Error(404, "NotFound", "Tracking does not exist."),
    4005: _Error(400, "BadRequest", "The value of `tracking_number` is invalid."),
    4010: _Error(400, "BadRequest", "The value of `slug` is invalid."),
    4013: _Error(400, "BadRequest", "Retrack is not allowed. You can only retrack an inactive tracking."),
}


class _RefusedError(Exception):
    """The gateway says no, with one of its codes."""

    def __init__(self, code: int) -> None:
        super().__init__(code)
        self.code = code


async def answer(view: View, request: Request) -> Response:
    """Answer a request to any endpoint."""
    action = request.path_params.get("action", "")
    endpoint = "one" if request.path_params.get("id") else {"POST": "create"}.get(request.method, "list")
    limit = _PER_SECOND[endpoint]
    too_fast = view.is_too_fast(endpoint, limit)
    headers = {"X-RateLimit-Limit": str(limit), "X-RateLimit-Remaining": str(0 if too_fast else limit - 1)}
    headers["X-RateLimit-Reset"] = str(int(time.time()) + 1)
    try:
        if too_fast:
            raise _RefusedError(429)
        return await _run(view, request, action or endpoint, headers)
    except _RefusedError as refusal:
        status, kind, message = _ERRORS[refusal.code]
        return JSONResponse(
            {"meta": {"code": refusal.code, "type": kind, "message": message}, "data": {}}, status, headers
        )


def tracking(view: View, entry: Body, seen: Seen | None) -> Body:
    """Return a tracking, as the answer of a query and in a call-back."""
    tag, subtag = WORDINGS[seen.state if seen else NO_RECORD].aftership
    if seen is None and view.now() >= datetime.fromisoformat(entry["at"]) + _EXPIRES:
        tag, subtag = "Expired", "Expired_001"
    return {
        "id": entry["id"],
        "tracking_number": entry["number"],
        "slug": entry["slug"],
        "title": entry["title"],
        "active": entry["is_active"] and tag != "Expired",
        "created_at": entry["at"],
        "updated_at": view.now().isoformat(),
        "tag": tag,
        "subtag": subtag,
        "checkpoints": [_checkpoint(entry["slug"], event) for event in seen.events] if seen else [],
    }


def make_entry(number: str, slug: str, title: str, at: datetime) -> Body:
    """Return what is kept of a number that was added."""
    id_ = hashlib.sha256(f"{slug}/{number}".encode()).hexdigest()[:32]
    return {"id": id_, "number": number, "slug": slug, "title": title, "at": at.isoformat(), "is_active": True}


async def _run(view: View, request: Request, action: str, headers: dict[str, str]) -> Response:
    raw = await request.body()
    if request.headers.get("as-api-key") != view.keys["api_key"]:
        raise _RefusedError(401)
    if not is_signed(request, raw, view.keys["api_secret"]):
        raise _RefusedError(401)
    if view.hit("no-quota"):
        raise _RefusedError(403)
    followed = dict(view.state.parcels.entered(view.name))
    if action == "list":
        return _reply(200, _list(view, request, followed), headers)
    if action == "create":
        entry = _create(view, raw, followed)
    else:
        entry = next((one for one in followed.values() if one["id"] == request.path_params["id"]), {})
        if not entry:
            raise _RefusedError(4004)
        entry = _act(action if action != "one" else request.method, entry, followed)
    view.state.parcels.enter(view.name, followed)
    return _reply(201 if action == "create" else 200, tracking(view, entry, view.look(entry["number"])), headers)


def _create(view: View, raw: bytes, followed: dict[str, Body]) -> Body:
    try:
        asked = json.loads(raw)
    except ValueError:
        raise _RefusedError(4001) from None
    if not isinstance(asked, dict) or not is_number(str(asked.get("tracking_number", ""))):
        raise _RefusedError(4005)
    number, slug = str(asked["tracking_number"]), asked.get("slug") or SLUGS[0]
    if slug not in SLUGS:
        raise _RefusedError(4010)
    if number in followed:
        raise _RefusedError(4003)
    followed[number] = make_entry(number, slug, str(asked.get("title") or number), view.state.now())
    return followed[number]


def _act(action: str, entry: Body, followed: dict[str, Body]) -> Body:
    if action not in _ACTIONS:
        raise _RefusedError(404)
    if action == "DELETE":
        del followed[entry["number"]]
    elif action == "retrack" and entry["is_active"]:
        raise _RefusedError(4013)
    elif action in ("retrack", "mark-as-completed"):
        followed[entry["number"]] = entry = {**entry, "is_active": action == "retrack"}
    return entry


def _list(view: View, request: Request, followed: dict[str, Body]) -> Body:
    query = request.query_params
    wanted = [number for number in query.get("tracking_numbers", "").split(",") if number]
    limit, start = query.get("limit", str(_PAGE)), query.get("cursor") or "0"
    if (
        len(wanted) > _MOST_NUMBERS
        or not limit.isdecimal()
        or not 0 < int(limit) <= _MOST_PAGE
        or not start.isdecimal()
    ):
        raise _RefusedError(400)
    found = [entry for number, entry in followed.items() if not wanted or number in wanted]
    page = found[int(start) : int(start) + int(limit)]
    end = int(start) + len(page)
    more = end < len(found)
    pagination = {"total": len(found), "next_cursor": str(end) if more else "", "has_next_page": more}
    return {"pagination": pagination, "trackings": [tracking(view, one, view.look(one["number"])) for one in page]}


def _checkpoint(slug: str, event: Event) -> Body:
    tag, subtag = WORDINGS[event.state].aftership
    return {
        "slug": slug,
        "created_at": event.at.isoformat(),
        "checkpoint_time": event.at.isoformat(),
        "city": event.city,
        "location": event.city,
        "country_region": "CHN",
        "message": event.text,
        "tag": tag,
        "subtag": subtag,
        "raw_tag": event.code,
    }


def _reply(status: int, data: Body, headers: dict[str, str]) -> Response:
    return JSONResponse({"meta": {"code": status}, "data": data}, status, headers)
