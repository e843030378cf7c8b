"""A long list of invoices, read whole: fapiao against a script written by hand, on the same pages."""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.machine import BenchmarkError, clean_env
from benchmarks.standin import Standin
from sandbox.roster import write_roster

INVOICES = 1000
WITHIN_S = 600.0
_SCRIPT_FIELDS = ("account", "user", "password", "totp", "ui")


@dataclass(frozen=True)
class Listing:
    """Median seconds of whole processes."""

    fapiao_s: float
    script_s: float
    longest_s: float
    """Of the same script where somebody has thought of choosing the longest pages, as fapiao does."""

    @property
    def ratio(self) -> float:
        """Return how many times as long fapiao takes."""
        return self.fapiao_s / self.script_s


def listing(standin: Standin, rounds: int, say: Callable[[str], None]) -> Listing:
    """Measure both, interleaved.

    Raises:
        BenchmarkError: A process broke, or they did not read the same.
    """
    taken_s: dict[str, list[float]] = {"fapiao": [], "script": [], "script in long pages": []}
    with TemporaryDirectory(prefix="fapiao-bench-") as name:
        folder = Path(name)
        ours, script = _commands(standin, folder)
        for at in range(rounds):
            commands = zip(taken_s, (ours, script, [*script, "--longest"]), strict=True)
            for who, words in list(commands)[:: 1 if at % 2 == 0 else -1]:
                seconds, said = _timed(words, folder)
                numbers = [line["application"] for line in said["lines"]] if who == "fapiao" else said["numbers"]
                if len(set(numbers)) < INVOICES:
                    raise BenchmarkError(f"{who} read {len(set(numbers))} of {INVOICES} invoices")
                taken_s[who].append(seconds)
                say(f"list of {INVOICES} invoices: {who}: {seconds:.1f} s")
    return Listing(*(statistics.median(each) for each in taken_s.values()))


def _commands(standin: Standin, folder: Path) -> tuple[list[str], list[str]]:
    """Give one account a long list; return the commands that read it."""
    standin.reset(1)
    standin.add_invoices(standin.accounts()[0]["account"], INVOICES)
    lines = standin.accounts()
    roster, accounts = folder / "accounts.csv", folder / "accounts.json"
    write_roster(lines, roster)
    accounts.write_text(json.dumps([{name: line[name] for name in _SCRIPT_FIELDS} for line in lines]), encoding="utf-8")
    ours = ["-m", "agent", "invoices", "list", "--json", "--accounts", str(roster), "--site-url", standin.url]
    return [*ours, "--store", str(folder / "store")], [
        "-m",
        "benchmarks.list_script",
        "--site",
        standin.url,
        "--accounts",
        str(accounts),
    ]


def _timed(words: list[str], folder: Path) -> tuple[float, dict[str, list[dict[str, str]]]]:
    env = clean_env(FAPIAO_DATABASE_URL=f"sqlite:///{folder / 'fapiao.db'}", FAPIAO_SESSION__IS_KEPT="false")
    started = time.perf_counter()
    done = subprocess.run(
        [sys.executable, *words], env=env, capture_output=True, text=True, check=False, timeout=WITHIN_S
    )
    seconds = time.perf_counter() - started
    if done.returncode:
        raise BenchmarkError(f"{' '.join(words[:3])} ended with {done.returncode}: {done.stderr}"[-2000:])
    return seconds, json.loads(done.stdout)
