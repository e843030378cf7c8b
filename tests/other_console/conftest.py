"""Fixtures: the other console's package, installed into a folder of its own; its office; the program beside them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from agent.model import JobRecord
from tests.other_console.package import install_package
from tests.other_console.server import Citizen, Town, open_town

OLD = {"zone": "old-town", "term": "quarter", "fee": "¥90.00"}
OPTIONS = ("--plate", "LK 42", "--zone", "old-town", "--term", "year")
LIMITS = {
    "FAPIAO_RUN__CONCURRENCY": "7",
    "FAPIAO_RUN__SETTLE_TIMEOUT_S": "4",
    "FAPIAO_RUN__RETRY_WAIT_S": "0.05",
}


@dataclass(frozen=True)
class Run:
    """How one ``fapiao run`` ended, and how often the office had been asked for each action by then."""

    exit_code: int
    jobs: dict[str, JobRecord]
    asked: dict[str, Counter[str]]
    store: Path


Fapiao = Callable[..., subprocess.CompletedProcess[str]]
RunFor = Callable[..., Run]


@pytest.fixture(scope="session")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Install the package as pip does, into a folder of its own."""
    folder = tmp_path_factory.mktemp("installed")
    return install_package(folder)


@pytest.fixture(scope="session")
def fapiao(tmp_path_factory: pytest.TempPathFactory) -> Fapiao:
    """Run the program as a process of its own, in an empty folder."""
    folder = tmp_path_factory.mktemp("work")

    def fapiao(*words: str, path: Path | None = None) -> subprocess.CompletedProcess[str]:
        own = {
            "FAPIAO_SESSION__FOLDER": str(folder / "sessions"),
            "FAPIAO_DATABASE_URL": f"sqlite:///{folder / 'fapiao.db'}",
        }
        environ = os.environ | LIMITS | own
        environ["PYTHONPATH"] = str(path or "")
        command = [sys.executable, "-m", "agent", *words]
        return subprocess.run(command, cwd=folder, env=environ, capture_output=True, text=True, check=False)

    return fapiao


@pytest.fixture(scope="session")
def town() -> Iterator[Town]:
    """Serve the office for eleven citizens; things go wrong for nine of them."""
    old = [OLD | {"number": f"P-{place}", "plate": f"OLD {place}", "state": "valid"} for place in range(2)]
    withdrawn = OLD | {"number": "P-2", "plate": "LK 42", "state": "withdrawn"}
    faults = {
        "anna": "",
        "ben": "",
        "away": "session-ends",
        "lost": "answer-lost",
        "late": "list-lags",
        "slow": "dawdles",
        "broken": "breaks",
        "full": "refuses",
        "stranger": "other-holder",
        "stranger-at-the-end": "other-holder-at-check",
        "mistyped": "",
    }
    citizens = [
        Citizen(
            user, f"LK-{2000000 + place}", ("zh-CN", "en")[place % 2], faults={fault} - {""}, permits=[*old, withdrawn]
        )
        for place, (user, fault) in enumerate(faults.items())
    ]
    citizens[0].permits.clear()
    with open_town(citizens) as town:
        yield town


@pytest.fixture(scope="session")
def roster(town: Town, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write the roster of all citizens, their passphrases in a file that only its owner may read."""
    folder = tmp_path_factory.mktemp("roster")
    kept = {user: citizen.passphrase for user, citizen in town.citizens.items()} | {"mistyped": "not-the-passphrase"}
    secrets = folder / "passphrases.env"
    secrets.write_text("".join(f"{user}={passphrase}\n" for user, passphrase in kept.items()), encoding="utf-8")
    secrets.chmod(0o600)
    lines = [
        f"{user},lakeside,{citizen.number},citizen,{user},file:{secrets.name}#{user}"
        for user, citizen in town.citizens.items()
    ]
    roster = folder / "accounts.csv"
    roster.write_text("\n".join(["account,site,uid,sign_in,user,secret", *lines]), encoding="utf-8")
    return roster


@pytest.fixture(scope="session")
def run_for(
    fapiao: Fapiao, installed: Path, town: Town, roster: Path, tmp_path_factory: pytest.TempPathFactory
) -> RunFor:
    """Request a permit for some citizens by one command."""

    def run_for(*users: str) -> Run:
        store = tmp_path_factory.mktemp("store")
        where = ("--accounts", str(roster), "--store", str(store), "--site-url", town.office, "--json")
        chosen = [word for user in users for word in ("--account", user)]
        done = fapiao("run", "request-permit", *where, *chosen, *OPTIONS, path=installed)
        assert '"jobs"' in done.stdout, done.stdout + done.stderr
        said: dict[str, Any] = json.loads(done.stdout)
        jobs = {job["account"]: JobRecord.model_validate(job) for job in said["jobs"]}
        asked = {user: Counter(citizen.asked) for user, citizen in town.citizens.items()}
        return Run(done.returncode, jobs, asked, store)

    return run_for
