"""One proof: a run that is disturbed again and again until it ends by itself, and what the stand-in received."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import select

from agent.database import ready_database
from agent.database.schema import WORKER
from agent.errors import SetupError
from agent.ledger import Ledger
from agent.queue.roll import GONE
from tests.chaos.consoles import Console
from tests.chaos.count import Count
from tests.chaos.points import NO_GATE

WITHIN_S = 600.0
CLOSING_RUNS = 3
LOOK_EVERY_S = 0.1
ENDS = (0, 1, 3)
"""Codes of a run that came to its end: settled, some refused or failed, some for a person."""
SHORT = {
    "FAPIAO_RUN__STEP_TIMEOUT_S": "10",
    "FAPIAO_RUN__SETTLE_TIMEOUT_S": "4",
    "FAPIAO_RUN__RETRY_WAIT_S": "0.1",
    "FAPIAO_RUN__CONCURRENCY": "8",
}


@dataclass
class Proof:
    """Runs the same command again and again on a console, and disturbs it."""

    console: Console
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
        self.task = self.console.prepare(self.folder, self.orders)
        own = {
            "FAPIAO_DATABASE_URL": self.database,
            "FAPIAO_SESSION__FOLDER": str(self.folder / "sessions"),
            "FAPIAO_EVIDENCE__STORE": str(self.folder / "store"),
        }
        self.environ = os.environ | SHORT | own | self.task.environ

    def start(self, *wrapper: str) -> subprocess.Popen[bytes]:
        """Start a run in a process group of its own."""
        wrapper = wrapper or (("-m", "agent") if self.has_gate else ("-m", "tests.chaos.points", NO_GATE))
        files = ["--accounts", str(self.folder / "accounts.csv"), "--jobs", str(self.folder / "jobs.csv")]
        line = [sys.executable, *wrapper, "run", *self.task.words, *files]
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

    def freeze(self) -> Count:
        """Freeze a run at work until another has taken its jobs over and come to its end; then thaw it."""
        run = self.start()
        deadline = time.monotonic() + WITHIN_S
        while not self.console.received():
            assert run.poll() is None, "it ended before anything was sent"
            assert time.monotonic() < deadline, "nothing was sent in time"
            time.sleep(LOOK_EVERY_S)
        with_its_group(run, signal.SIGSTOP)
        while self._is_locked():
            # Frozen in the middle of a write, it keeps a file from everybody: they stop, and nobody takes over.
            with_its_group(run, signal.SIGCONT)
            time.sleep(LOOK_EVERY_S)
            with_its_group(run, signal.SIGSTOP)
        self.start().wait(WITHIN_S)
        assert self._gone(), "the frozen worker was not taken for dead"
        with_its_group(run, signal.SIGCONT)
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
        self.console.storm()
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
        acted = self.console.calm()
        for _ in range(CLOSING_RUNS):
            code = self.start().wait(WITHIN_S)
            assert code in ENDS, f"the last run ended with {code}: {self.folder / 'output'}"
            received, unsure = self.console.received(), self._unsure()
            if self.task.asked <= received.keys() | unsure:
                break
        return Count(
            rounds=1,
            blows=blows,
            faults=acted.faults,
            cut=acted.cut,
            reused=acted.reused,
            requests=received.total(),
            doubles=sum(count > 1 for count in received.values()),
            lost=len(self.task.asked - received.keys() - unsure),
            open=len(self.task.asked & unsure - received.keys()),
        )

    def _is_locked(self) -> bool:
        try:
            self._gone()
        except SetupError:
            return True
        return False

    def _gone(self) -> int:
        """Return how many workers were taken for dead."""
        engine = ready_database(self.database)
        try:
            with engine.connect() as connection:
                states = list(connection.execute(select(WORKER.c.state)).scalars())
        finally:
            engine.dispose()
        return states.count(GONE)

    def _unsure(self) -> set[str]:
        """Return the parts of keys of which the ledger cannot say what became."""
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
