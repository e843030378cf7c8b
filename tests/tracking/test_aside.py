"""What blocks, done beside a loop."""

from __future__ import annotations

import asyncio
import threading

import pytest

from agent.tracking.aside import aside
from tests.own_loop import run_alone


def test_result_and_error_come_back() -> None:
    assert run_alone(aside(int, "12", base=8)) == 10
    with pytest.raises(ValueError, match="invalid literal"):
        run_alone(aside(int, "x"))


def test_loop_goes_on_beside_what_takes_long() -> None:
    over = threading.Event()

    async def other() -> None:
        over.set()

    async def both() -> bool:
        waited = asyncio.create_task(aside(over.wait, 20))
        await asyncio.sleep(0)
        await other()
        return await waited

    assert run_alone(both())


def test_what_nobody_waits_for_any_more_is_done_all_the_same() -> None:
    begun, go_on, done = threading.Event(), threading.Event(), threading.Event()

    def work() -> None:
        begun.set()
        go_on.wait(20)
        done.set()

    async def given_up() -> None:
        waiting = asyncio.create_task(aside(work))
        await asyncio.sleep(0)
        waiting.cancel()
        await asyncio.wait([waiting])
        assert waiting.cancelled()

    run_alone(given_up())
    assert begun.is_set()
    assert not done.is_set()
    go_on.set()
    assert done.wait(20)
