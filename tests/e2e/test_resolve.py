"""``fapiao reconcile`` and ``fapiao resolve``: what becomes of a submission that nobody knows the end of."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest

from tests.e2e.command import Command

ONE = ("--account", "acc-0001")
SEEN = ("--by", "Li Na", "--reason", "looked through the list")


@pytest.fixture
def unknown(fapiao: Command) -> dict[str, Any]:
    """Return the job whose request was lost on its way."""
    fapiao.standin.fault("answer-lost-before", count=1)
    job = next(job for job in fapiao.run(*ONE, code=3)["jobs"] if job["state"] == "unknown")
    assert isinstance(job, dict)
    return job


def reconcile(fapiao: Command, *, code: int) -> Any:
    where = ("--accounts", str(fapiao.roster), "--store", str(fapiao.store), "--site-url", fapiao.standin.url)
    return fapiao.json("reconcile", *where, code=code)


def counts(fapiao: Command) -> list[int]:
    return sorted(Counter(write["account"] for write in fapiao.standin.received()).values())


def test_request_that_never_arrived_is_sent_again_by_a_persons_leave_only(
    fapiao: Command, unknown: dict[str, Any]
) -> None:
    assert [row["job"] for row in reconcile(fapiao, code=3)["open"]] == [unknown["job"]]
    fapiao.run(*ONE, code=3)
    assert counts(fapiao) == []
    assert "released" in fapiao("resolve", unknown["job"], "--not-landed", *SEEN)
    assert fapiao.run(*ONE)["counts"] == {"settled": 1}
    assert counts(fapiao) == [1]


def test_request_that_arrived_after_all_is_found_by_a_look(fapiao: Command) -> None:
    fapiao.standin.fault("answer-lost-after", count=1)
    fapiao.standin.fault("empty-table", at="records")
    assert fapiao.run(*ONE, code=3)["counts"] == {"unknown": 1}
    fapiao.standin.reset_faults()
    assert reconcile(fapiao, code=0)["open"] == []
    fapiao.run(*ONE)
    assert counts(fapiao) == [1]


def test_verdict_is_one_of_two_on_a_job_that_is_open_and_with_four_eyes_two_persons(
    fapiao: Command, unknown: dict[str, Any]
) -> None:
    landed = ("--landed", "A261125999999")
    fapiao("resolve", unknown["job"], *SEEN, code=2)
    fapiao("resolve", unknown["job"], *landed, "--not-landed", *SEEN, code=2)
    (fault,) = fapiao.json("resolve", "acc-9999.request-invoice.1", "--not-landed", *SEEN, code=2)["errors"]
    assert unknown["job"] in fault["right"]
    fapiao.set("FAPIAO_HAS_FOUR_EYES", "true")
    assert "second person" in fapiao("resolve", unknown["job"], *landed, *SEEN)
    assert "second person" in fapiao("resolve", unknown["job"], *landed, *SEEN)
    assert len(reconcile(fapiao, code=3)["open"]) == 1
    other = ("--by", "Wang Wei", "--reason", "looked too")
    settled = fapiao.json("resolve", unknown["job"], *landed, *other)
    assert (settled["state"], settled["receipt"]["number"]) == ("settled", "A261125999999")
    assert reconcile(fapiao, code=0)["open"] == []
