"""Processes that tests start: none outlives the block it belongs to, whatever happens in it."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from typing import AnyStr


@contextmanager
def leashed(process: subprocess.Popen[AnyStr]) -> Iterator[subprocess.Popen[AnyStr]]:
    """Give a process, and kill it behind the block if it is still there.

    ``with Popen(...)`` alone waits for its process, for ever if that waits for something in turn.
    """
    with process:
        try:
            yield process
        finally:
            process.kill()
