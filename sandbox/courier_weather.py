"""What any request to a gateway may run into: on the way to it, and in what becomes of its answer."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from functools import partial

from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response, StreamingResponse

from sandbox.courier_view import View
from sandbox.weather import weather

_ELSEWHERE = "localhost"
HUGE_BYTES = 32 * 2**20
_BLOCKED = (
    "<!doctype html><html><head><title>405</title></head><body>"
    "<h1>很抱歉，由于您访问的URL有可能对网站造成安全威胁，您的访问被阻断。</h1></body></html>"
)


async def before(view: View, request: Request) -> Response | None:
    """Count a request, make it wait, and answer in place of the gateway where a fault says so."""
    if response := await weather(view.state, view.name, None):
        return response
    faults, here = view.state.faults, partial(view.state.faults.hit, account=None, place=view.name)
    if view.hit("block-page"):
        return HTMLResponse(_BLOCKED, 405)
    if limit := here("http-429-date"):
        back = datetime.now(UTC) + timedelta(milliseconds=limit.ms)
        return _too_many({"Retry-After": format_datetime(back, usegmt=True)})
    if limit := here("http-429-reset"):
        back = datetime.now(UTC) + timedelta(milliseconds=limit.ms)
        return _too_many(
            {"X-RateLimit-Limit": "1", "X-RateLimit-Remaining": "0", "X-RateLimit-Reset": str(int(back.timestamp()))}
        )
    # Elsewhere it is answered, so that a client that follows, keys and all, can be seen to have done so.
    if request.url.hostname != _ELSEWHERE and faults.hit("redirect", None, view.name):
        return RedirectResponse(str(request.url.replace(hostname=_ELSEWHERE)), 307)
    return None


def after(view: View, response: Response) -> Response:
    """Return what becomes of an answer on its way."""
    body, headers = bytes(response.body), _rate_headers(response)
    if view.hit("empty-body"):
        return Response(b"", response.status_code, headers, "application/json")
    if view.hit("cut-json"):
        return Response(body[: len(body) * 2 // 3], response.status_code, headers, "application/json")
    if view.hit("gbk-body"):
        text = body.decode()
        return Response(text.encode("gbk", "replace"), response.status_code, headers, "application/json")
    if view.hit("wrong-charset"):
        return Response(body, response.status_code, {**headers, "Content-Type": "application/json;charset=GBK"})
    if view.hit("huge-body"):
        return StreamingResponse(_huge(body), response.status_code, headers, "application/json")
    return response


def _too_many(headers: dict[str, str]) -> Response:
    return JSONResponse({"message": "Too Many Requests"}, 429, headers)


def _rate_headers(response: Response) -> dict[str, str]:
    return {name: value for name, value in response.headers.items() if name.startswith("x-ratelimit-")}


async def _huge(body: bytes) -> AsyncIterator[bytes]:
    """Send the answer behind more blanks than anyone should read."""
    blanks = b" " * 2**16
    for _ in range(HUGE_BYTES // len(blanks)):
        yield blanks
    yield body
