"""Fixtures for flow tests: one stand-in and one engine for the whole session; copy this file for your own console.

pytest-playwright's sync fixtures (`page`) and the async engine live side by side: the engine runs on a loop of its own,
in a thread, behind anyio's blocking portal.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from anyio.from_thread import start_blocking_portal

from agent.app import load_settings
from agent.chromium import find_chromium, is_root, launch_args
from tests.flows.engine import Engine
from tests.flows.standin import Standin, start_standin


@pytest.fixture(scope="session")
def standin_process() -> Iterator[Standin]:
    """Run the stand-in console once, on free ports."""
    with start_standin("--accounts", "24", "--seed", "7") as standin:
        yield standin


@pytest.fixture
def standin(standin_process: Standin) -> Standin:
    """Give the stand-in as new: no faults, no requests, Chinese, the new generation."""
    standin_process.reset()
    return standin_process


@pytest.fixture(scope="session")
def engine_process(standin_process: Standin, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """Run the engine with its browser once, on a loop of its own."""
    with start_blocking_portal() as portal:
        engine = Engine(portal, standin_process, tmp_path_factory.mktemp("engine"))
        with portal.wrap_async_context_manager(engine.browser):
            yield engine


@pytest.fixture
def engine(engine_process: Engine, tmp_path: Path) -> Engine:
    """Give the engine with an empty store and no kept sessions."""
    return engine_process.at(tmp_path)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Let pytest-playwright's own `page` use the Chromium that fapiao uses."""
    executable = find_chromium(load_settings().browser)
    return browser_type_launch_args | {
        "executable_path": str(executable),
        "args": launch_args(is_root(), is_headed=False),
    }
