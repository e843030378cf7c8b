"""A server that answers as no carrier should: byte by byte, half, by a wrong clock, with a certificate of its own."""

from __future__ import annotations

import ssl
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

JSON = {"Content-Type": "application/json"}


@dataclass
class Hostile:
    """What it answers, and how often it was asked.

    Args:
        headers: In place of those that servers send by themselves.
        length: What it says of the length; the truth if None.
        every_s: Pause before each byte; 0: all at once.
    """

    body: bytes = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=lambda: dict(JSON))
    length: int | None = None
    every_s: float = 0.0
    url: str = ""
    asked: int = 0

    def pieces(self) -> Sequence[bytes]:
        """Return the body as it is written."""
        return [self.body[at : at + 1] for at in range(len(self.body))] if self.every_s else [self.body]


class _Server(ThreadingHTTPServer):
    def __init__(self, hostile: Hostile) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.hostile = hostile

    def handle_error(self, *_args: object) -> None:
        """Say nothing: a client that does not trust it breaks off."""


class _Handler(BaseHTTPRequestHandler):
    server: _Server

    def do_POST(self) -> None:
        hostile = self.server.hostile
        hostile.asked += 1
        self.rfile.read(int(self.headers["Content-Length"]))
        self.send_response_only(hostile.status)
        length = len(hostile.body) if hostile.length is None else hostile.length
        for name, value in {**hostile.headers, "Content-Length": str(length)}.items():
            self.send_header(name, value)
        self.end_headers()
        with suppress(OSError):
            for piece in hostile.pieces():
                time.sleep(hostile.every_s)  # that is what it is for
                self.wfile.write(piece)
                self.wfile.flush()

    def log_message(self, *_args: object) -> None:
        """Say nothing."""


@contextmanager
def serving(hostile: Hostile, tls: ssl.SSLContext | None = None) -> Iterator[Hostile]:
    """Run it on a free port of 127.0.0.1."""
    with _Server(hostile) as server:
        if tls is not None:
            server.socket = tls.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
        hostile.url = f"http{'s' * (tls is not None)}://127.0.0.1:{server.server_address[1]}"
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield hostile
        finally:
            server.shutdown()
            thread.join()
