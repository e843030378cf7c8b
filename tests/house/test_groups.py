"""Tests that share what is costly to make stay on one worker: a new pytest may make the runner forget its groups."""

from __future__ import annotations

import os

import pytest


@pytest.mark.xdist_group("house")
def test_group_stands_in_the_name_of_a_test_by_which_workers_are_chosen(request: pytest.FixtureRequest) -> None:
    is_spread = "PYTEST_XDIST_WORKER" in os.environ and request.config.getoption("loadgroup")
    assert request.node.nodeid.endswith("@house") == is_spread
