"""Tests of notices: a channel on loopback, and an outbox on both databases."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.notice.receiver import Receiver, receiver
from tests.tracking.conftest import address, engine, gateways, one_standin, opened, served, shelf, template

__all__ = ["address", "engine", "gateways", "one_standin", "opened", "served", "shelf", "template"]


@pytest.fixture
def channel() -> Iterator[Receiver]:
    """Run a channel."""
    with receiver() as made:
        yield made


@pytest.fixture
def other() -> Iterator[Receiver]:
    """Run another channel."""
    with receiver() as made:
        yield made
