"""What stands in DBOS's tables, and how they are kept small."""

from __future__ import annotations

import asyncio
import base64
import pickle
from collections.abc import Callable
from dataclasses import replace

import pytest
from anyio.from_thread import BlockingPortal
from sqlalchemy import inspect, text

from agent import errors
from agent.queue.durable import VERSION
from agent.queue.limits import Limits
from agent.queue.queue import Queue
from agent.queue.ticket import JobTicket
from agent.queue.worker import Worker
from tests.queue.orders import FAST, SITE, a_batch, all_settled, settled, some_jobs


async def _one_of_each(queue: Queue, *, is_bound: bool) -> str:
    async def work(ticket: JobTicket) -> None:
        if ticket.record.uid.endswith("1"):
            raise errors.ChallengeError("captcha", "https://console.example")
        worker.keep(ticket, settled(ticket.record))

    worker = Worker(queue, work, lambda *_: None, sites=[SITE], is_bound=is_bound)
    async with worker:
        bound_to = worker.id if is_bound else ""
        await asyncio.to_thread(queue.put, a_batch(), some_jobs(2), bound_to=bound_to)
        await worker.wait("b1")
    return worker.id


def test_nothing_is_pickled(queue: Queue, portal: BlockingPortal) -> None:
    portal.call(lambda: _one_of_each(queue, is_bound=True))
    values = _texts(queue)
    assert '{"namedArgs":{},"positionalArgs":["b1","tea-1.order-tea.1",1]}' in values
    assert "portable_json" in values
    pickled = base64.b64encode(pickle.dumps("x")).decode()[:4]
    assert not [value for value in values if value.startswith(pickled)]
    assert not [value for value in values if "captcha" in value]


def test_runs_are_of_a_fixed_version_and_of_one_executor(queue: Queue, portal: BlockingPortal) -> None:
    worker = portal.call(lambda: _one_of_each(queue, is_bound=False))
    runs = queue.runs._client.list_workflows()
    assert {(run.app_version, run.executor_id) for run in runs} == {(VERSION, worker)}
    assert {run.workflow_id for run in runs} == {"b1/tea-1.order-tea.1#1", "b1/tea-2.order-tea.1#1"}


def test_what_is_bound_is_taken_by_no_other_worker(queue: Queue, portal: BlockingPortal) -> None:
    queue.put(a_batch("others"), some_jobs(2), bound_to="somebody")
    portal.call(lambda: _one_of_each(queue, is_bound=True))
    assert queue.book.counts("b1").open == 0
    assert queue.book.counts("others").open == 2


@pytest.mark.parametrize("is_bound", [True, False])
def test_only_a_worker_that_starts_looks_often(
    opened: Callable[[Limits], Queue], portal: BlockingPortal, is_bound: bool
) -> None:
    queue = opened(replace(FAST, poll_s=0.5))
    is_file = queue.engine.dialect.name == "sqlite"
    at_first, later = portal.call(lambda: _waits_s(queue, is_bound=is_bound))
    assert at_first == ((0.05 if is_bound else 0.25) if is_file else 0.5)
    assert later == (0.25 if is_file and not is_bound else 0.5)


async def _waits_s(queue: Queue, *, is_bound: bool) -> tuple[float, float]:
    """Return the wait between two looks while a worker starts, and after it."""

    async def work(_ticket: JobTicket) -> None:
        """Have nothing to do."""

    async with Worker(queue, work, lambda *_: None, sites=[SITE], is_bound=is_bound):
        at_first = await asyncio.to_thread(_wait_s, queue)
    return at_first, await asyncio.to_thread(_wait_s, queue)


def _wait_s(queue: Queue) -> float:
    table = "queues" if queue.engine.dialect.name == "sqlite" else "dbos.queues"
    with queue.engine.connect() as connection:
        wait_s: float = connection.execute(text(f"SELECT polling_interval_sec FROM {table}")).scalar_one()
    return wait_s


@pytest.mark.parametrize("name", [name for name in vars(errors) if name.endswith(("Error", "Errors"))])
def test_each_error_survives_a_replay(name: str) -> None:
    kind = getattr(errors, name)
    count = kind.__init__.__code__.co_argcount - 1 if hasattr(kind.__init__, "__code__") else 1
    error = kind([errors.InputError("a", "b")]) if kind is errors.InputErrors else kind(*["x"] * count)
    again = pickle.loads(pickle.dumps(error))
    assert (type(again), again.message, again.args) == (kind, error.message, again.args)


def test_old_runs_are_forgotten_and_our_own_rows_stay(queue: Queue, portal: BlockingPortal) -> None:
    portal.call(lambda: _one_of_each(queue, is_bound=True))
    assert queue.runs.forget(older_than_days=1, at_most=10) == 0
    assert queue.runs.forget(older_than_days=-1, at_most=10) == 2
    assert queue.runs._client.list_workflows() == []
    assert len(queue.book.jobs("b1")) == 2
    assert not all_settled(queue)


def _texts(queue: Queue) -> list[str]:
    """Return every text in DBOS's tables."""
    schema = None if queue.engine.dialect.name == "sqlite" else "dbos"
    ours = {"batch", "job", "worker", "submission", "submission_item", "submission_event", "fapiao_version"}
    found = []
    with queue.engine.connect() as connection:
        for table in set(inspect(connection).get_table_names(schema=schema)) - ours:
            name = f'"{schema}"."{table}"' if schema else f'"{table}"'
            rows = connection.execute(text(f"SELECT * FROM {name}")).all()
            found += [value for row in rows for value in row if isinstance(value, str)]
    return found
