"""The queue as a person types it: detached, taken by a worker, killed and resumed, cancelled."""

from __future__ import annotations

import os
import signal
import time
from collections import Counter
from typing import Any

import pytest

from tests.e2e.command import Command

TWO = ("--account", "acc-0001", "--account", "acc-0002")
WITHIN_S = 90.0


def detached(fapiao: Command, *options: str) -> str:
    return str(fapiao.run("--detach", *options)["batch"])


def worker(fapiao: Command) -> None:
    where = ("--accounts", str(fapiao.roster), "--store", str(fapiao.store), "--site-url", fapiao.standin.url)
    fapiao("worker", "--once", *where)


def once_each(fapiao: Command) -> list[int]:
    return sorted(Counter(write["account"] for write in fapiao.standin.received()).values())


def states(fapiao: Command, batch: str) -> Any:
    return fapiao.json("status", batch)["counts"]


def test_detached_jobs_are_done_by_a_worker_and_those_cancelled_wait_for_resume(fapiao: Command) -> None:
    first, second = (detached(fapiao, "--account", account) for account in ("acc-0001", "acc-0002"))
    assert [job["waits"]["for"] for job in fapiao.json("status", first)["jobs"]] == ["worker"]
    assert fapiao.json("cancel", second)["held"] == 1
    worker(fapiao)
    assert (states(fapiao, first), states(fapiao, second)) == ({"settled": 1}, {"queued": 1})
    assert (fapiao.store / first / "report.html").is_file()
    assert once_each(fapiao) == [1]
    assert fapiao.json("resume", second)["enqueued"] == 1
    worker(fapiao)
    assert states(fapiao, second) == {"settled": 1}
    assert once_each(fapiao) == [1, 1]
    fapiao("resume", "no-such-batch", code=2)


@pytest.mark.parametrize("option", [("--concurrency", "2"), ("--headed",), ("--site-url", "http://127.0.0.1:9")])
def test_what_the_workers_decide_is_refused_beside_detach(fapiao: Command, option: tuple[str, ...]) -> None:
    (fault,) = fapiao.run("--detach", *option, code=2)["errors"]
    assert (fault["where"], "fapiao worker" in fault["right"]) == (option[0], True)
    assert fapiao.json("status")["batches"] == []


def test_killed_run_is_gone_on_with_by_resume_where_it_was(fapiao: Command) -> None:
    process = fapiao.start(*TWO, own_group=True)
    until_written(fapiao)
    os.killpg(process.pid, signal.SIGKILL)
    process.communicate()
    (batch,) = fapiao.json("status")["batches"]
    result = fapiao.json("resume", batch["id"])
    assert result["counts"] == {"settled": 2}
    assert result["folder"] == str(fapiao.store / batch["id"])
    assert once_each(fapiao) == [1, 1]
    assert fapiao.json("resume", batch["id"])["counts"] == {"settled": 2}
    assert once_each(fapiao) == [1, 1]


def until_written(fapiao: Command) -> None:
    """Wait until the stand-in has accepted something."""
    deadline = time.monotonic() + WITHIN_S
    while not fapiao.standin.received():
        assert time.monotonic() < deadline, "nothing was sent in time"
