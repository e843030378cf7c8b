"""Fixtures for tests that run the whole command line on a stand-in of their own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.command import Command
from tests.flows.standin import Standin, start_standin


@pytest.fixture(scope="session")
def four_accounts() -> Iterator[Standin]:
    """Run a stand-in with four accounts: both languages, both generations."""
    with start_standin("--accounts", "4", "--seed", "11", "--locale", "mixed", "--ui", "mixed") as standin:
        yield standin


@pytest.fixture
def fapiao(four_accounts: Standin, tmp_path: Path) -> Command:
    """Give the command line on the stand-in as new."""
    four_accounts.reset(locale="mixed", ui="mixed")
    return Command(four_accounts, tmp_path)
