"""Small servers on loopback: a page, plain or by TLS, and a forward proxy with Basic authentication."""

from __future__ import annotations

import asyncio
import ssl
import threading
from base64 import b64encode
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, closing, contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

TEXT = "served"


class _Page(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        status, _, body = self.path.lstrip("/").partition("/")
        content = (body or TEXT).encode()
        self.send_response(int(status or 200))
        self.send_header("Content-Length", str(len(content)))
        self.send_header("Access-Control-Allow-Origin", "*")
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_args: object) -> None:
        """Say nothing."""


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, *_args: object) -> None:
        """Say nothing: browsers break connections off all the time."""


@contextmanager
def page_server(tls: ssl.SSLContext | None = None) -> Iterator[int]:
    """Serve ``/`` (and ``/STATUS/TEXT``) on a free port of 127.0.0.1, which is given."""
    with _Server(("127.0.0.1", 0), _Page) as server:
        if tls is not None:
            server.socket = tls.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield server.server_address[1]
        finally:
            server.shutdown()
            thread.join()


class LocalProxy:
    """What a proxy was asked for, and whom it lets through."""

    def __init__(self, user: str = "", password: str = "") -> None:
        self.seen: list[str] = []
        self.port = 0
        self._ticket = f"Basic {b64encode(f'{user}:{password}'.encode()).decode()}" if user else ""

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer one connection with one request."""
        with suppress(OSError, asyncio.IncompleteReadError), closing(writer):
            head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
            first, *lines = head.split("\r\n")
            method, target, _version = first.split()
            headers = dict(line.split(": ", 1) for line in lines if line)
            if self._ticket and headers.get("Proxy-Authorization") != self._ticket:
                no = "407 Proxy Authentication Required\r\nProxy-Authenticate: Basic realm=x\r\nContent-Length: 0"
                writer.write(f"HTTP/1.1 {no}\r\nConnection: close\r\n\r\n".encode())
                return await writer.drain()
            self.seen.append(target)
            await (self._tunnel if method == "CONNECT" else self._forward)(target, reader, writer)
        return None

    async def _tunnel(self, target: str, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        host, _, port = target.rpartition(":")
        far_reader, far_writer = await asyncio.open_connection(host, int(port))
        with closing(far_writer):
            writer.write(b"HTTP/1.1 200 OK\r\n\r\n")
            there, back = (asyncio.create_task(_pump(*pair)) for pair in ((reader, far_writer), (far_reader, writer)))
            await asyncio.wait([there, back], return_when=asyncio.FIRST_COMPLETED)
            there.cancel()
            await asyncio.wait([there, back])

    async def _forward(self, target: str, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        url = urlsplit(target)
        far_reader, far_writer = await asyncio.open_connection(url.hostname, url.port)
        with closing(far_writer):
            far_writer.write(
                f"GET {url.path or '/'} HTTP/1.1\r\nHost: {url.netloc}\r\nConnection: close\r\n\r\n".encode()
            )
            await _pump(far_reader, writer)


async def _pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with suppress(OSError):
        while data := await reader.read(65536):
            writer.write(data)
            await writer.drain()


@asynccontextmanager
async def local_proxy(user: str = "", password: str = "") -> AsyncIterator[LocalProxy]:
    """Run a proxy on a free port of 127.0.0.1."""
    proxy = LocalProxy(user, password)
    server = await asyncio.start_server(proxy.serve, "127.0.0.1", 0)
    proxy.port = server.sockets[0].getsockname()[1]
    try:
        yield proxy
    finally:
        server.close()
