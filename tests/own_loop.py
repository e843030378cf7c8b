"""A thread of its own for what runs a loop: pytest-playwright keeps one running in the tests' thread."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any, ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")


def alone(function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Return what a function returns that runs a loop, called in a thread of its own."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(function, *args, **kwargs).result()


def run_alone(coroutine: Coroutine[Any, Any, T]) -> T:
    """Return what a coroutine returns, run on a loop of its own."""
    return alone(asyncio.run, coroutine)
