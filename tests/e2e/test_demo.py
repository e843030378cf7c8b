"""``fapiao demo``: the tour ends well, the stand-in itself counts no request twice, and parcels arrive."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from agent.flow import load_flows


# Three batches and as many days of parcels: a machine that is busy otherwise takes its time.
@pytest.mark.timeout(900)
def test_demo_runs_every_flow_settles_what_should_and_names_its_reports(tmp_path: Path) -> None:
    line = [sys.executable, "-m", "agent", "demo", "--accounts", "9", "--store", str(tmp_path), "--json"]
    done = subprocess.run(line, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    told = json.loads(done.stdout)
    assert set(told["received"].values()) == {1}
    first, second, mailed = told["batches"]
    assert {job["flow"] for batch in told["batches"] for job in batch["jobs"]} == set(load_flows())
    parked = [job["reason"] for job in first["jobs"] + second["jobs"] + mailed["jobs"] if job["state"] == "parked"]
    assert set(parked) == {"to-be-continued"}
    assert {job["state"] for job in first["jobs"]} == {"settled", "refused", "parked"}
    for batch in told["batches"]:
        assert Path(batch["report"]).stat().st_size > 10_000
    check_parcels(told)


def check_parcels(told: dict[str, Any]) -> None:
    """Hold what the tour tells of parcels against what it is to show, on screen and in the first batch's report."""
    ways = {each["number"]: [event["state"] for event in each["events"]] for each in told["parcels"]}
    states = {each["number"]: (each["state"], each["needs_person"]) for each in told["parcels"]}
    arrived = [number for number, state in states.items() if state == ("delivered", "")]
    assert any(ways[number][0] == "picked_up" and ways[number][-1] == "delivered" for number in arrived)
    taken_back = [number for number in arrived if ways[number].count("delivered") == 2]
    assert taken_back
    assert ("in_transit", "stuck") in states.values()
    page = Path(told["batches"][0]["report"]).read_text(encoding="utf-8")
    found = re.search(r'<script type="application/json" id="data">(.*?)</script>', page, re.DOTALL)
    assert found
    report = json.loads(found[1])
    requested = {
        job["job"]: job["parcels"] for job in report["jobs"] if job["flow"] == "request-invoice" and "parcels" in job
    }
    assert requested
    numbers = {number for parcels in requested.values() for number, *_ in parcels}
    assert numbers & set(taken_back)
    assert {report["parcels"][number]["state"] for number in numbers} == {"delivered"}
