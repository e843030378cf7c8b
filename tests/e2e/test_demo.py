"""``fapiao demo``: the tour ends well, and the stand-in itself counts no request twice."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from agent.flow import load_flows


def test_demo_runs_every_flow_settles_what_should_and_names_its_reports(tmp_path: Path) -> None:
    line = [sys.executable, "-m", "agent", "demo", "--accounts", "9", "--store", str(tmp_path), "--json"]
    done = subprocess.run(line, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    told = json.loads(done.stdout)
    assert set(told["received"].values()) == {1}
    first, second = told["batches"]
    assert {job["flow"] for batch in told["batches"] for job in batch["jobs"]} == set(load_flows())
    parked = [job["reason"] for job in first["jobs"] + second["jobs"] if job["state"] == "parked"]
    assert set(parked) == {"to-be-continued"}
    assert {job["state"] for job in first["jobs"]} == {"settled", "refused", "parked"}
    for batch in told["batches"]:
        assert Path(batch["report"]).stat().st_size > 10_000
