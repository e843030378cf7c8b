"""A channel on loopback: an HTTP server that takes what apprise posts, counts it, and answers as it is told."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from pydantic import SecretStr

from agent.notice.channel import Channel

PASSWORD = "pass-word-of-the-channel"  # an invented one, to be searched for


class Receiver:
    """What came, and how it is answered: an HTTP status, ``hang`` until let go, or ``cut`` without an answer."""

    def __init__(self) -> None:
        self.messages: list[dict[str, Any]] = []
        self.answer: int | str = 200
        self.has_one = threading.Event()
        self.let_go = threading.Event()
        self.port = 0

    @property
    def url(self) -> str:
        """Return apprise's address of it."""
        return f"json://user:{PASSWORD}@127.0.0.1:{self.port}/"

    @property
    def bodies(self) -> str:
        """Return the texts of all messages."""
        return "\n".join(message["message"] for message in self.messages)

    def channel(self, name: str = "env:A", timeout_s: float = 5.0) -> Channel:
        """Return it as a channel."""
        return Channel(name, SecretStr(self.url), timeout_s)

    def lines(self) -> list[str]:
        """Return the lines about single parcels of all messages."""
        return [line for line in self.bodies.splitlines() if line.startswith("- ")]


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, receiver: Receiver) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.receiver = receiver

    def handle_error(self, *_args: object) -> None:
        """Say nothing: who waits no longer breaks the connection."""


class _Handler(BaseHTTPRequestHandler):
    server: _Server

    def do_POST(self) -> None:
        made = self.server.receiver
        made.messages.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
        made.has_one.set()
        if made.answer == "hang":
            made.let_go.wait(30)
        if isinstance(made.answer, int):
            self.send_response(made.answer)
            self.send_header("Location", "/elsewhere")
            self.send_header("Content-Length", "0")
            self.end_headers()

    def log_message(self, *_args: object) -> None:
        """Say nothing."""


@contextmanager
def receiver() -> Iterator[Receiver]:
    """Run a receiver on a free port for as long as the context lasts."""
    made = Receiver()
    with _Server(made) as server:
        made.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield made
        finally:
            made.let_go.set()
            server.shutdown()
            thread.join()
