"""A month of parcels, its watches killed again and again; a few days of it in ``make test``, all in ``make chaos``."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from tests.tracking.month import run_month
from tests.tracking.month_world import Plan


def proved(plan: Plan, folder: Path) -> dict[str, int]:
    """Run it, and return what was done; nothing may be wrong. The plan, with its seed, is told if something is."""
    faults, counted = run_month(plan, folder)
    print(plan, counted)
    assert faults == [], plan
    return counted


def test_days_with_kills_lose_nothing_and_ask_no_more_than_is_allowed(tmp_path: Path) -> None:
    counted = proved(Plan(seed=4, days=2.2, kills=6, ems=14, kuaidi100=5), tmp_path)
    assert counted["kills"] == 6
    assert counted["orphaned"] > 0


@pytest.mark.long
@pytest.mark.timeout(900)
def test_month_with_fifty_kills_loses_nothing_and_asks_no_more_than_is_allowed(tmp_path: Path) -> None:
    counted = proved(Plan(seed=int(time.time())), tmp_path)
    assert counted["kills"] == 50
    assert counted["orphaned"] > 50
    assert counted["frozen"] > 0
