"""Answers that get lost: the TCP connection is cut before a single byte of the answer.

ASGI has no word for that, so the protocol hands its transport to the application as an extension of the scope.
"""

from __future__ import annotations

import asyncio
import os
import socket
import struct

from starlette.responses import Response
from starlette.types import Receive, Scope, Send
from uvicorn.protocols.http.h11_impl import H11Protocol

_EXTENSION = "standin.transport"


class CuttableProtocol(H11Protocol):
    """HTTP/1.1 as uvicorn speaks it; the application may cut the connection."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Serve the connection, with its transport in the scope of each request."""
        super().connection_made(transport)
        served = self.app

        async def with_transport(scope: Scope, receive: Receive, send: Send) -> None:
            scope["extensions"] = {**scope.get("extensions", {}), _EXTENSION: {"transport": transport}}
            await served(scope, receive, send)

        self.app = with_transport


class LostAnswer(Response):
    """Cut the connection in place of an answer."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Reset the connection and wait until it is gone."""
        transport: asyncio.Transport = scope["extensions"][_EXTENSION]["transport"]
        connection: socket.socket | None = transport.get_extra_info("socket")
        if connection is not None:
            # Closing without lingering sends a reset, which no client can take for an empty answer.
            no_linger = struct.pack("hh" if os.name == "nt" else "ii", 1, 0)
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, no_linger)
        transport.abort()
        while (await receive())["type"] != "http.disconnect":
            pass
