"""One proof: a run that is disturbed again and again until it ends by itself, and what the stand-in received."""

from __future__ import annotations

import os
import random
import re
import signal
import subprocess
import sys
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from agent.data import data_folder
from agent.database import ready_database
from agent.ledger import Ledger
from tests.flows.standin import Standin

WITHIN_S = 180.0
SHORT = {
    "FAPIAO_RUN__STEP_TIMEOUT_S": "10",
    "FAPIAO_RUN__SETTLE_TIMEOUT_S": "4",
    "FAPIAO_RUN__RETRY_WAIT_S": "0.1",
    "FAPIAO_RUN__CONCURRENCY": "3",
}


@dataclass
class Count:
    """What proofs of one kind came to."""

    disturbances: int = 0
    requests: int = 0
    doubles: int = 0
    """Orders that were received more than once."""
    lost: int = 0
    """Orders that were neither received nor listed as open."""
    open: int = 0
    """Orders listed as open: a person decides."""
    seconds: float = 0.0

    def add(self, other: Count) -> None:
        """Add another count."""
        for name, value in vars(other).items():
            setattr(self, name, getattr(self, name) + value)


@dataclass
class Proof:
    """Runs request-invoice for all accounts of a stand-in, and disturbs it."""

    standin: Standin
    database: str
    folder: Path
    random: random.Random
    asked: frozenset[str] = frozenset()
    """Orders that an undisturbed run requests."""

    def __post_init__(self) -> None:
        self.roster = self.folder / "accounts.csv"
        self.environ = (
            os.environ
            | SHORT
            | {
                "FAPIAO_DATABASE_URL": self.database,
                "FAPIAO_SESSION__FOLDER": str(self.folder / "sessions"),
                "FAPIAO_CONFIG_FOLDER": str(self._config()),
            }
        )
        port = self.standin.url.rpartition(":")[2]
        line = [sys.executable, "-m", "agent", "sandbox", "roster", "-o", str(self.roster), "--port", port]
        subprocess.run(line, check=True, stdout=subprocess.DEVNULL)

    def undisturbed(self) -> frozenset[str]:
        """Return the orders that a run requests when nothing happens."""
        self.start().wait(WITHIN_S)
        return frozenset(order for write in self.standin.received() for order in write["key"]["orders"])

    def _config(self) -> Path:
        folder = self.folder / "config"
        (folder / "sites").mkdir(parents=True)
        built_in = (data_folder("config") / "sites" / "sandbox.toml").read_text(encoding="utf-8")
        (folder / "sites" / "sandbox.toml").write_text(with_short_lag(built_in), encoding="utf-8")
        return folder

    def start(self, *wrapper: str) -> subprocess.Popen[bytes]:
        """Start a run in a process group of its own."""
        wrapper = wrapper or ("-m", "agent")
        where = ["--accounts", str(self.roster), "--site-url", self.standin.url, "--store", str(self.folder / "store")]
        line = [sys.executable, *wrapper, "run", "request-invoice", "--all-invoiceable", *where]
        quiet = subprocess.DEVNULL
        return subprocess.Popen(line, env=self.environ, stdout=quiet, stderr=quiet, start_new_session=True)

    def kill_at_random(self, kills: int) -> Count:
        """Kill runs at random moments, then let one come to its end."""
        for _ in range(kills):
            run = self.start()
            time.sleep(self.random.uniform(1.0, 9.0))
            kill(run)
        return self.ended(kills)

    def kill_at(self, point: str) -> Count:
        """Kill a run at one point of its first submission, then let one come to its end."""
        run = self.start("-m", "tests.chaos.points", point)
        run.wait(WITHIN_S)
        assert run.returncode == -signal.SIGKILL, f"{point}: never came there"
        return self.ended(1)

    def freeze(self, seconds: float) -> Count:
        """Freeze a run, let another take its place, and thaw it."""
        run = self.start()
        time.sleep(self.random.uniform(2.0, 7.0))
        os.killpg(run.pid, signal.SIGSTOP)
        other = self.start()
        time.sleep(seconds)
        with_its_group(run, signal.SIGCONT)
        other.wait(WITHIN_S)
        run.wait(WITHIN_S)
        return self.ended(1)

    def twice(self) -> Count:
        """Start the same batch in two processes at once."""
        runs = [self.start(), self.start()]
        for run in runs:
            run.wait(WITHIN_S)
        return self.ended(1)

    def with_fault(self, name: str, **options: Any) -> Count:
        """Run with a fault of the stand-in, then without."""
        self.standin.fault(name, **options)
        run = self.start()
        run.wait(WITHIN_S)
        return self.ended(1)

    def ended(self, disturbances: int) -> Count:
        """Let a last run come to its end, and count."""
        started = time.monotonic()
        run = self.start()
        run.wait(WITHIN_S)
        received = Counter(order for write in self.standin.received() for order in write["key"]["orders"])
        engine = ready_database(self.database)
        try:
            rows = Ledger(engine).open_submissions()
        finally:
            engine.dispose()
        unsure = {item.partition("=")[2] for row in rows for item in row.claim.items}
        return Count(
            disturbances=disturbances,
            requests=len(self.standin.received()),
            doubles=sum(count > 1 for count in received.values()),
            lost=len(self.asked - received.keys() - unsure),
            open=len(unsure - received.keys()),
            seconds=time.monotonic() - started,
        )


def with_short_lag(text: str) -> str:
    """Return the stand-in's site file with the lag that it has: none, but for the time of an answer."""
    return re.sub(r"(?m)^list_lag_s = .*$", "list_lag_s = 1.0", text)


def kill(run: subprocess.Popen[bytes]) -> None:
    """End a run with its browser, as a power cut does."""
    with_its_group(run, signal.SIGKILL)
    run.wait(WITHIN_S)


def with_its_group(run: subprocess.Popen[bytes], number: int) -> None:
    """Send a signal to all processes of a run that are still there."""
    try:
        os.killpg(run.pid, number)
    except ProcessLookupError:
        return
