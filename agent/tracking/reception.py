"""Where pushes come in over HTTP: who is let in, and how much is listened to for how long. An ASGI application.

Nothing is read of a body before its sender was let in, and nothing of what is in it before its signature was right.
"""

from __future__ import annotations

import asyncio
import binascii
import hmac
from base64 import b64decode
from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from dataclasses import dataclass
from typing import Any

import structlog

from agent.tracking.letterbox import Letterbox, Tally
from agent.tracking.push import Reply

PATH = "/push"
_log = structlog.get_logger(__name__)

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]


@dataclass(frozen=True)
class Bounds:
    """How much is listened to, and for how long; beyond that, the connection is closed."""

    body_bytes: int = 256 * 1024
    body_s: float = 10.0
    """For a whole body."""
    head_bytes: int = 16 * 1024
    head_s: float = 10.0
    """For a whole head, from the start of the connection or from the first byte of the head."""
    idle_s: int = 75
    """Between two pushes on one connection, in whole seconds; proxies keep theirs for 60."""
    connections: int = 256
    stop_s: int = 15
    """For what is under way when the server is stopped, in whole seconds."""


class Reception:
    """Hands each push to the letterbox of its carrier: ``/push/CARRIER``, or ``/push/CARRIER/PASSWORD``.

    Args:
        password: Asked of everybody, behind the path or by HTTP Basic; empty: of nobody.
    """

    def __init__(self, boxes: Mapping[str, Letterbox], password: str, bounds: Bounds, tally: Tally) -> None:
        self._boxes, self._password = boxes, password.encode()
        self._bounds, self._tally = bounds, tally

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Answer one request."""
        headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
        try:
            box = self._let_in(scope["method"], scope["path"], headers)
            body = await self._body(headers, receive)
        except _RefusedError as refused:
            self._tally.refused[refused.reason] += 1
            _log.info("request refused", reason=refused.reason)
            if refused.reply is not None:
                await _answer(send, refused.reply, is_last=True)
            return
        reply = await box.take(headers, body)
        await _answer(send, reply, is_last=reply.status != 200)

    def _let_in(self, method: str, path: str, headers: Mapping[str, str]) -> Letterbox:
        box_path, _, word = path.removeprefix(f"{PATH}/").partition("/")
        box = self._boxes.get(box_path) if path.startswith(f"{PATH}/") else None
        if box is None or (word and not self._password):
            raise _RefusedError("path", Reply(404))
        if method != "POST":
            raise _RefusedError("method", Reply(405, headers={"allow": "POST"}))
        said = (word, _basic(headers.get("authorization", "")))
        is_right = [hmac.compare_digest(each.encode("utf-8", "replace"), self._password) for each in said]
        if self._password and not any(is_right):
            raise _RefusedError("password", Reply(401, headers={"www-authenticate": 'Basic realm="push"'}))
        return box

    async def _body(self, headers: Mapping[str, str], receive: Receive) -> bytes:
        """Return the body, read no further than its bounds, whatever length it says to have."""
        said = headers.get("content-length", "0")
        if not said.isdecimal() or int(said[:20]) > self._bounds.body_bytes:
            raise _RefusedError("size", Reply(413))
        body = bytearray()
        try:
            async with asyncio.timeout(self._bounds.body_s):
                while True:
                    message = await receive()
                    if message["type"] != "http.request":
                        raise _RefusedError("cut off", None)
                    body += message.get("body", b"")
                    if len(body) > self._bounds.body_bytes:
                        raise _RefusedError("size", Reply(413))
                    if not message.get("more_body", False):
                        return bytes(body)
        except TimeoutError:
            raise _RefusedError("slow", Reply(408)) from None


class _RefusedError(Exception):
    """Ends a request; ``reply`` is None where nobody is there any more to hear it."""

    def __init__(self, reason: str, reply: Reply | None) -> None:
        super().__init__(reason, reply)
        self.reason, self.reply = reason, reply


def _basic(header: str) -> str:
    """Return the password of HTTP Basic; empty if there is none."""
    kind, _, rest = header.partition(" ")
    if kind.lower() != "basic":
        return ""
    try:
        return b64decode(rest.strip(), validate=True).decode().partition(":")[2]
    except (binascii.Error, ValueError):
        return ""


async def _answer(send: Send, reply: Reply, *, is_last: bool) -> None:
    # Who was refused holds no connection, and goes on sending into nothing.
    headers = {"content-length": str(len(reply.body)), **reply.headers, **({"connection": "close"} if is_last else {})}
    lines = [(name.encode(), value.encode()) for name, value in headers.items()]
    await send({"type": "http.response.start", "status": reply.status, "headers": lines})
    await send({"type": "http.response.body", "body": reply.body})
