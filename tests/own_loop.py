"""A thread of its own for what runs a loop: pytest-playwright keeps one running in the tests' thread."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from concurrent.futures import Future
from threading import Thread
from typing import Any, ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")


def alone(function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Return what a function returns that runs a loop, called in a thread of its own.

    Nobody waits for the thread but this call: a test whose time is up ends, though its thread stands still.
    """
    done = Future[T]()

    def work() -> None:
        try:
            done.set_result(function(*args, **kwargs))
        except BaseException as error:  # noqa: BLE001 - raised again by whoever waits
            done.set_exception(error)

    Thread(target=work, daemon=True).start()
    return done.result()


def run_alone(coroutine: Coroutine[Any, Any, T]) -> T:
    """Return what a coroutine returns, run on a loop of its own."""
    return alone(asyncio.run, coroutine)
