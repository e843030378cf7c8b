"""Ctrl-C and SIGTERM for services: the first one lets what is under way come to its end."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress


@contextmanager
def stopped_by_signal(stop: Callable[[], None]) -> Iterator[None]:
    """Let the first Ctrl-C or SIGTERM stop a service after what is under way, the second one at once.

    Where the system knows no such signals, the first one ends it at once.
    """
    loop = asyncio.get_running_loop()

    def heard(name: int) -> None:
        stop()
        loop.remove_signal_handler(name)

    with suppress(NotImplementedError):
        for name in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(name, heard, name)
    try:
        yield
    finally:
        with suppress(NotImplementedError):
            for name in (signal.SIGINT, signal.SIGTERM):
                loop.remove_signal_handler(name)
