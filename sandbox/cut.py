"""Answers that get lost: the TCP connection is cut before a single byte of the answer.

ASGI has no word for that, so the protocol hands its transport to the application as an extension of the scope.
"""

from __future__ import annotations

import asyncio
import os
import socket
import struct
from itertools import count

from starlette.responses import Response
from starlette.types import Receive, Scope, Send
from uvicorn.protocols.http.h11_impl import H11Protocol

from sandbox.faults import Fault

_EXTENSION = "standin.transport"


class CuttableProtocol(H11Protocol):
    """HTTP/1.1 as uvicorn speaks it; the application may cut the connection."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Serve the connection, with its transport, and whether it served before, in the scope of each request."""
        super().connection_made(transport)
        served, requests = self.app, count()

        async def with_transport(scope: Scope, receive: Receive, send: Send) -> None:
            facts = {"transport": transport, "is_reused": next(requests) > 0}
            scope["extensions"] = {**scope.get("extensions", {}), _EXTENSION: facts}
            await served(scope, receive, send)

        self.app = with_transport


class LostAnswer(Response):
    """Cut the connection in place of an answer, and count in the fault if the connection had served before."""

    def __init__(self, fault: Fault) -> None:
        super().__init__()
        self._fault = fault

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Reset the connection and wait until it is gone."""
        facts = scope["extensions"][_EXTENSION]
        self._fault.reused += facts["is_reused"]
        transport: asyncio.Transport = facts["transport"]
        connection: socket.socket | None = transport.get_extra_info("socket")
        if connection is not None:
            # Closing without lingering sends a reset, which no client can take for an empty answer.
            no_linger = struct.pack("hh" if os.name == "nt" else "ii", 1, 0)
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, no_linger)
        transport.abort()
        while (await receive())["type"] != "http.disconnect":
            pass
