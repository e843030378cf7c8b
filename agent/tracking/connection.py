"""HTTP/1.1 as uvicorn speaks it, with what it leaves open: how long a head may take, how many may be connected."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from typing import ClassVar

import uvicorn
from uvicorn.protocols.http.h11_impl import H11Protocol

from agent.tracking.reception import Bounds, Reception


class BoundedProtocol(H11Protocol):
    """A connection that is closed unless it gets on."""

    bounds: ClassVar[Bounds] = Bounds()
    _head: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Wait for a head, or close at once if there are enough others."""
        super().connection_made(transport)
        if len(self.connections) > self.bounds.connections:
            transport.abort()
        else:
            self._wait_for_head()

    def data_received(self, data: bytes) -> None:
        """Go on; the time for a head counts from its first byte, and no further byte makes it longer."""
        if self._head is None and not self._is_busy():
            self._wait_for_head()
        super().data_received(data)
        if self._is_busy():
            self._stop_waiting()

    def connection_lost(self, exc: Exception | None) -> None:
        """Wait for nothing any more."""
        self._stop_waiting()
        super().connection_lost(exc)

    def _is_busy(self) -> bool:
        return self.cycle is not None and not self.cycle.response_complete

    def _wait_for_head(self) -> None:
        self._head = self.loop.call_later(self.bounds.head_s, self.transport.abort)

    def _stop_waiting(self) -> None:
        if self._head is not None:
            self._head.cancel()
            self._head = None


class PushServer(uvicorn.Server):
    """A server for a reception; signals are left to whoever starts it."""

    def __init__(self, reception: Reception, bounds: Bounds) -> None:
        config = uvicorn.Config(
            reception,
            http=type("Bounded", (BoundedProtocol,), {"bounds": bounds}),
            ws="none",
            lifespan="off",
            log_level="error",
            access_log=False,
            server_header=False,
            proxy_headers=False,
            h11_max_incomplete_event_size=bounds.head_bytes,
            timeout_keep_alive=bounds.idle_s,
            timeout_graceful_shutdown=bounds.stop_s,
        )
        super().__init__(config)

    def stop(self) -> None:
        """Take nothing more, and end after what is under way; may be called from a signal handler."""
        self.should_exit = True

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leave signals alone."""
        yield
