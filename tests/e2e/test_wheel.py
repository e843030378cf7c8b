"""The wheel, installed into an environment of its own and run elsewhere, has all it needs with it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import sysconfig
import venv
from pathlib import Path

import pytest

pytestmark = pytest.mark.xdist_group("wheel")
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def programs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the wheel, install it without the checkout, and return the folder of its programs."""
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder), str(ROOT)]
    subprocess.run(build, check=True, capture_output=True)
    (wheel,) = folder.glob("*.whl")
    venv.create(folder / "venv", with_pip=True)
    scripts = folder / "venv" / ("Scripts" if os.name == "nt" else "bin")
    pip = [str(scripts / "python"), "-m", "pip", "--disable-pip-version-check", "install", "--quiet", "--no-index"]
    subprocess.run([*pip, "--no-deps", str(wheel)], check=True, capture_output=True)
    # What it depends on is installed here already; tests fetch nothing.
    paths = {"base": str(folder / "venv"), "platbase": str(folder / "venv")}
    packages = Path(sysconfig.get_path("purelib", vars=paths))
    (packages / "parts.pth").write_text(sysconfig.get_path("purelib") + "\n", encoding="utf-8")
    return scripts


def fapiao(programs: Path, folder: Path, *words: str) -> str:
    environ = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    done = subprocess.run(
        [programs / "fapiao", *words], cwd=folder, env=environ, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_doctor_reads_the_data_that_came_with_the_wheel(programs: Path, tmp_path: Path) -> None:
    found = {
        finding["name"]: finding["found"] for finding in json.loads(fapiao(programs, tmp_path, "doctor", "--json"))
    }
    assert str(ROOT) not in found["fapiao"] + found["catalogs"]
    assert "_data" in found["catalogs"]
    assert "request-invoice" in found["flows"]


@pytest.mark.long
def test_demo_runs_from_the_wheel(programs: Path, tmp_path: Path) -> None:
    told = json.loads(fapiao(programs, tmp_path, "demo", "--accounts", "2", "--json"))
    states = [job["state"] for batch in told["batches"] for job in batch["jobs"]]
    assert (states.count("settled") >= 3, set(states) <= {"settled", "parked"}) == (True, True), states
    assert set(told["received"].values()) == {1}
