"""``fapiao demo``: the tour ends well, and the stand-in itself counts no request twice."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path


def test_demo_settles_what_should_settle_and_names_its_report(tmp_path: Path) -> None:
    line = [sys.executable, "-m", "agent", "demo", "--accounts", "9", "--store", str(tmp_path), "--json"]
    done = subprocess.run(line, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    told = json.loads(done.stdout)
    assert set(told["received"].values()) == {1}
    assert {job["state"] for job in told["jobs"]} == {"settled", "refused"}
    assert Path(told["report"]).stat().st_size > 10_000
