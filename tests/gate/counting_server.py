"""A page on loopback, and a count of everything that reaches it and could write."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

PAGE = b"<!doctype html><title>Page</title><button>Send</button>"


class CountingServer(ThreadingHTTPServer):
    """Serves one page; keeps method and path of every request that is no plain GET."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.arrived: list[str] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"

    def handle_error(self, *_args: object) -> None:
        """Say nothing: browsers break connections off all the time."""


class _Handler(BaseHTTPRequestHandler):
    server: CountingServer

    def do_GET(self) -> None:
        if self.headers.get("Upgrade"):
            self._count()
        self._answer(PAGE, "application/javascript" if self.path.endswith(".js") else "text/html")

    def _write(self) -> None:
        self._count()
        self.rfile.read(int(self.headers.get("Content-Length") or 0))
        self._answer(b"done", "text/plain")

    def do_POST(self) -> None:
        self._write()

    def do_PUT(self) -> None:
        self._write()

    def do_PATCH(self) -> None:
        self._write()

    def do_DELETE(self) -> None:
        self._write()

    def _count(self) -> None:
        self.server.arrived.append(f"{self.command} {self.path}")

    def _answer(self, content: bytes, kind: str) -> None:
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(content)))
        self.send_header("Access-Control-Allow-Origin", "*")
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_args: object) -> None:
        """Say nothing."""


@contextmanager
def counting_server() -> Iterator[CountingServer]:
    """Run a server for the block."""
    with CountingServer() as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()
