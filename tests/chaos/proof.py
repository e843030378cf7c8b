"""One proof: a run that is disturbed again and again until it ends by itself, and what the stand-in received."""

from __future__ import annotations

import csv
import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from agent.database import ready_database
from agent.ledger import Ledger
from tests.chaos.count import Count
from tests.chaos.points import NO_GATE
from tests.flows.standin import Standin
from tests.short_lag import short_lag_config

WITHIN_S = 600.0
CLOSING_RUNS = 3
SHORT = {
    "FAPIAO_RUN__STEP_TIMEOUT_S": "10",
    "FAPIAO_RUN__SETTLE_TIMEOUT_S": "4",
    "FAPIAO_RUN__RETRY_WAIT_S": "0.1",
    "FAPIAO_RUN__CONCURRENCY": "5",
}
KINDS = ("enterprise", "individual")
"""Kinds of accounts whose orders can all be invoiced."""
ENTITY = "ALIYUN_SERVICE"
"""The seller whose orders are shown first; those of others would have to be asked for by its name."""
LOST_ANSWERS = {"answer-lost-before": 0.25, "answer-lost-after": 0.35}
WEATHER = {"busy": 0.05, "http-500": 0.03, "http-429": 0.03, "token-expired": 0.01}
"""Shares of the occasions on which faults act in a storm: answers lost at submissions, the others at any call."""


@dataclass
class Proof:
    """Requests an invoice for each of some orders of each account of a stand-in, and disturbs that."""

    standin: Standin
    database: str
    folder: Path
    random: random.Random
    orders: int = 1
    """How many orders of each account, each in a job of its own."""
    restart: Callable[[], None] = lambda: None
    """Restarts the server of the database."""
    has_gate: bool = True
    """The switch by which the proof is shown to be one."""

    def __post_init__(self) -> None:
        self.roster, self.jobs = self.folder / "accounts.csv", self.folder / "jobs.csv"
        self.environ = (
            os.environ
            | SHORT
            | {
                "FAPIAO_DATABASE_URL": self.database,
                "FAPIAO_SESSION__FOLDER": str(self.folder / "sessions"),
                "FAPIAO_CONFIG_FOLDER": str(short_lag_config(self.folder)),
            }
        )
        self.asked = self._asked()
        port = self.standin.url.rpartition(":")[2]
        line = [sys.executable, "-m", "agent", "sandbox", "roster", "-o", str(self.roster), "--port", port]
        subprocess.run(line, check=True, stdout=subprocess.DEVNULL)

    def _asked(self) -> frozenset[str]:
        """Write the jobs file, and return the orders in it."""
        accounts = [account for account in self.standin.accounts() if account["kind"] in KINDS]
        jobs = [
            (account["account"], order["order"])
            for account in accounts
            for order in [each for each in account["orders"]["invoiceable"] if each["entity"] == ENTITY][: self.orders]
        ]
        with self.jobs.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([("account", "orders"), *jobs])
        return frozenset(order for _, order in jobs)

    def start(self, *wrapper: str) -> subprocess.Popen[bytes]:
        """Start a run in a process group of its own."""
        wrapper = wrapper or (("-m", "agent") if self.has_gate else ("-m", "tests.chaos.points", NO_GATE))
        what = ["--accounts", str(self.roster), "--jobs", str(self.jobs), "--store", str(self.folder / "store")]
        line = [sys.executable, *wrapper, "run", "request-invoice", "--site-url", self.standin.url, *what]
        with (self.folder / "output").open("ab") as output:
            return subprocess.Popen(line, env=self.environ, stdout=output, stderr=output, start_new_session=True)

    def kill_at_random(self, kills: int) -> Count:
        """Kill runs at random moments, then let one come to its end."""
        for _ in range(kills):
            run = self.start()
            time.sleep(self.random.uniform(1.5, 12.0))
            kill(run)
        return self.ended(blows=kills)

    def kill_at(self, point: str) -> Count:
        """Kill a run at one point of its first submission, then let one come to its end."""
        run = self.start("-m", "tests.chaos.points", point)
        run.wait(WITHIN_S)
        assert run.returncode == -signal.SIGKILL, f"{point}: never came there"
        return self.ended(blows=1)

    def befall(self, mishap: str) -> Count:
        """Let a mishap befall a run, and kill the run a while later if it goes on."""
        run = self.start("-m", "tests.chaos.points", mishap)
        try:
            run.wait(self.random.uniform(8.0, 30.0))
        except subprocess.TimeoutExpired:
            kill(run)
        return self.ended(blows=1)

    def freeze(self, seconds: float) -> Count:
        """Freeze a run, let another take its place, and thaw it."""
        run = self.start()
        time.sleep(self.random.uniform(2.0, 7.0))
        with_its_group(run, signal.SIGSTOP)
        other = self.start()
        time.sleep(seconds)
        with_its_group(run, signal.SIGCONT)
        other.wait(WITHIN_S)
        run.wait(WITHIN_S)
        return self.ended(blows=1)

    def twice(self) -> Count:
        """Start the same batch in two processes at once."""
        runs = [self.start(), self.start()]
        for run in runs:
            run.wait(WITHIN_S)
        return self.ended(blows=1)

    def lose_the_database(self, restarts: int) -> Count:
        """Restart the database's server under runs, then let one come to its end."""
        for _ in range(restarts):
            run = self.start()
            time.sleep(self.random.uniform(2.0, 9.0))
            self.restart()
            run.wait(WITHIN_S)
        return self.ended(blows=restarts)

    def storm(self, kills: int) -> Count:
        """Let faults of every kind act, and kill runs meanwhile; then let one come to its end without."""
        for name, rate in LOST_ANSWERS.items():
            self.standin.fault(name, rate=rate)
        for name, rate in WEATHER.items():
            self.standin.fault(name, rate=rate)
        for _ in range(kills):
            run = self.start()
            time.sleep(self.random.uniform(3.0, 15.0))
            kill(run)
        self.start().wait(WITHIN_S)
        return self.ended(blows=kills)

    def ended(self, blows: int) -> Count:
        """Let a last run come to its end, without faults, and count.

        A job that failed says so, and to run the same command again: that is done, too.
        """
        acted = self.standin.faults()
        self.standin.calm()
        for _ in range(CLOSING_RUNS):
            self.start().wait(WITHIN_S)
            received, unsure = self._received(), self._unsure()
            if self.asked <= received.keys() | unsure:
                break
        return Count(
            rounds=1,
            blows=blows,
            faults=sum(acted[name]["acted"] for name in (*LOST_ANSWERS, *WEATHER) if name in acted),
            cut=sum(acted[name]["acted"] for name in LOST_ANSWERS if name in acted),
            reused=sum(acted[name]["reused"] for name in LOST_ANSWERS if name in acted),
            requests=len(self.standin.received()),
            doubles=sum(count > 1 for count in received.values()),
            lost=len(self.asked - received.keys() - unsure),
            open=len(unsure - received.keys()),
        )

    def _received(self) -> Counter[str]:
        """Return how often the stand-in accepted each order."""
        return Counter(order for write in self.standin.received() for order in write["key"]["orders"])

    def _unsure(self) -> set[str]:
        """Return the orders of which the ledger cannot say what became."""
        engine = ready_database(self.database)
        try:
            rows = Ledger(engine).open_submissions()
        finally:
            engine.dispose()
        return {item.partition("=")[2] for row in rows for item in row.claim.items}


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
