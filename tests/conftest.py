"""What holds for every test: a clean environment, loopback only, one Chromium, one thread for asynchronous work."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from functools import partial
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import pytest
from anyio.from_thread import BlockingPortal, start_blocking_portal
from hypothesis import settings

from agent.chromium import find_chromium, is_root, launch_args
from agent.settings import BrowserSettings
from tests.postgres import postgres

__all__ = ["postgres"]

PROXY_NAMES = ("HTTPS_PROXY", "HTTP_PROXY", "ALL_PROXY", "NO_PROXY")
EXECUTABLE = "FAPIAO_BROWSER__EXECUTABLE"


class BeyondLoopbackError(RuntimeError):
    """A test reached for another machine."""


def _is_near(host: object) -> bool:
    if host in (None, "", "localhost", b"localhost"):
        return True
    try:
        return ip_address(host.decode() if isinstance(host, bytes) else str(host)).is_loopback
    except ValueError:
        return False


def _loopback_only(event: str, args: tuple[Any, ...]) -> None:
    if event in ("socket.connect", "socket.sendto") and isinstance(args[1], tuple) and not _is_near(args[1][0]):
        raise BeyondLoopbackError(f"tests stay on this machine; {event} to {args[1][0]}")
    if event == "socket.getaddrinfo" and not _is_near(args[0]) and str(args[0]) not in ("0.0.0.0", "::"):
        raise BeyondLoopbackError(f"tests stay on this machine; the name {args[0]} was looked up")


sys.addaudithook(_loopback_only)

# How long an example takes depends on what else the machine does.
settings.register_profile("fapiao", deadline=None)
settings.load_profile("fapiao")

for _name in list(os.environ):
    is_ours = _name.startswith("FAPIAO_") and _name != EXECUTABLE
    if is_ours or _name.upper() in PROXY_NAMES:
        del os.environ[_name]


LONGEST_ID = 80


def pytest_make_parametrize_id(val: object, argname: str) -> str | None:
    """Name a long value by its length: each worker tells all ids, and 30 MB would make one of 120."""
    return f"{argname} of {len(val)}" if isinstance(val, str | bytes) and len(val) > LONGEST_ID else None


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put whole commands first: they take longest, and nobody should wait for one that began last."""
    items.sort(key=lambda item: not {"e2e", "chaos"} & set(item.path.parts))


@pytest.fixture(scope="session")
def chromium() -> Path:
    """Return the browser of this machine."""
    chosen = os.environ.get(EXECUTABLE)
    return find_chromium(BrowserSettings(executable=Path(chosen) if chosen else None), playwright_path=_downloaded())


@pytest.fixture(scope="session")
def browser_type_launch_args(chromium: Path) -> dict[str, Any]:
    """Tell pytest-playwright which browser to start, and how."""
    return {"executable_path": str(chromium), "args": launch_args(is_root(), is_headed=False)}


@pytest.fixture(scope="session")
def portal() -> Iterator[BlockingPortal]:
    """Return the way into one event loop in a thread of its own: the main thread belongs to the sync plugin's loop."""
    with start_blocking_portal() as portal:
        yield portal
        # A test whose time was up has left its work behind.
        portal.call(partial(portal.stop, cancel_remaining=True))


def _downloaded() -> str | None:
    """Return the executable of Playwright's own download, the newest, without starting its driver."""
    folders = [
        os.environ.get("PLAYWRIGHT_BROWSERS_PATH", ""),
        "~/.cache/ms-playwright",
        "~/Library/Caches/ms-playwright",
    ]
    found = [path for folder in folders if folder for path in Path(folder).expanduser().glob("chromium-*/*/chrome")]
    return str(max(found)) if found else None
