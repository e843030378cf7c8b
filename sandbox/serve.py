"""Run a stand-in: two origins on loopback in one event loop, over one state."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import signal
import socket
import threading
from collections.abc import Callable, Iterator

import uvicorn
from starlette.applications import Starlette

from sandbox.app import build_apps
from sandbox.assets import Assets
from sandbox.cut import CuttableProtocol
from sandbox.nouns import StandInError
from sandbox.page import Origins
from sandbox.state import State

HOST = "127.0.0.1"
# A server that closes an idle connection just when the browser uses it again makes the browser send a request twice.
_KEEP_ALIVE_S = 3600


def listen(port: int) -> tuple[socket.socket, socket.socket]:
    """Return sockets bound to a port and the next one; port 0 takes two free ones.

    Raises:
        StandInError: A port is taken.
    """
    first = _bind(port)
    try:
        return first, _bind(port + 1 if port else 0)
    except StandInError:
        first.close()
        raise


def _bind(port: int) -> socket.socket:
    # asyncio switches Nagle's delay off (40 ms an answer) only where the protocol is spelled out.
    bound = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        # On Windows the option of that name would share the port with whoever has it.
        if os.name != "nt":
            bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        bound.bind((HOST, port))
    except (OSError, OverflowError) as error:
        bound.close()
        raise StandInError(
            f"Port {port} cannot be used ({error}). The stand-in needs two ports in a row:"
            " choose others with --port, or --port 0 for any that are free."
        ) from error
    return bound


class StandIn:
    """One stand-in, on sockets that are bound already."""

    def __init__(self, state: State, sockets: tuple[socket.socket, socket.socket], assets: Assets) -> None:
        self._sockets = sockets
        self.origins = Origins(*(f"http://{HOST}:{bound.getsockname()[1]}" for bound in sockets))
        self._servers = [_server(app) for app in build_apps(state, self.origins, assets)]
        self._loop: asyncio.AbstractEventLoop | None = None

    async def run(self, on_ready: Callable[[], None]) -> None:
        """Serve until stopped; ``on_ready`` is called once connections are taken."""
        self._loop = asyncio.get_running_loop()
        for bound in self._sockets:
            bound.listen(2048)
        on_ready()
        serving = (server.serve([bound]) for server, bound in zip(self._servers, self._sockets, strict=True))
        await asyncio.gather(*serving)

    def stop(self) -> None:
        """Stop at once; may be called from any thread or signal handler, any number of times."""
        if self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._end)

    def _end(self) -> None:
        # Whoever is cut off now is cut off on purpose: uvicorn need not complain.
        logging.getLogger("uvicorn.error").setLevel(logging.CRITICAL)
        for server in self._servers:
            server.should_exit = server.force_exit = True


class _Server(uvicorn.Server):
    """A server that leaves signals alone: two of them share one process."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


def _server(app: Starlette) -> _Server:
    config = uvicorn.Config(
        app,
        http=CuttableProtocol,
        ws="none",
        lifespan="off",
        log_level="error",
        access_log=False,
        server_header=False,
        timeout_keep_alive=_KEEP_ALIVE_S,
        timeout_graceful_shutdown=0,
    )
    return _Server(config)


def stop_on_signals(stop: Callable[[], None]) -> None:
    """Stop on Ctrl-C, on termination and, on Windows, on Ctrl-Break."""
    for name in ("SIGINT", "SIGTERM", "SIGBREAK"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), lambda *_: stop())


def stop_with_parent(stop: Callable[[], None]) -> None:
    """Stop when standard input ends: the parent has gone away."""

    def watch() -> None:
        # Not sys.stdin: its lock, held while waiting, would upset the interpreter's end.
        with contextlib.suppress(OSError):
            while os.read(0, 4096):
                pass
        stop()

    threading.Thread(target=watch, daemon=True, name="parent").start()
