"""Measure: each run on a stand-in as new, checked by what the stand-in received."""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from benchmarks.machine import BenchmarkError, clean_env
from benchmarks.process import Cost, watch
from benchmarks.standin import Standin, wanted_of
from benchmarks.variant import VARIANTS, Job, Variant, command
from sandbox.roster import write_roster

_SCRIPT_FIELDS = ("account", "user", "password", "totp", "ui")
_ENDS_WELL = (0, 1)
"""fapiao ends with 1 where some were refused, as accounts without a title are on purpose."""


@dataclass(frozen=True)
class Sample:
    """One measured run."""

    variant: Variant
    accounts: int
    seconds: float
    """The whole process, from its start to its end."""
    batch_s: float
    """The batch alone, as the program itself says: with the browser up, without the reports."""
    cpu_s: Mapping[str, float]
    """CPU seconds by part, the stand-in's among them."""
    peak_bytes: int
    pictures: int
    looks: int
    """How often the list of records was asked for."""


class Bench:
    """Measures variants on one stand-in.

    Args:
        say: Told what is being done, for people who wait.
    """

    def __init__(self, standin: Standin, say: Callable[[str], None]) -> None:
        self._standin = standin
        self._say = say

    def rounds(self, count: int, accounts: int) -> list[Sample]:
        """Measure every variant once a round; each round begins with another, so that none is always first."""
        samples = []
        for at in range(count):
            for variant in (*VARIANTS[at % len(VARIANTS) :], *VARIANTS[: at % len(VARIANTS)]):
                samples.append(self.run(variant, accounts))
                self._say(f"round {at + 1} of {count}: {variant.title}: {samples[-1].seconds:.1f} s")
        return samples

    def run(self, variant: Variant, accounts: int) -> Sample:
        """Measure one variant once.

        Raises:
            BenchmarkError: The run did not do its work.
        """
        self._standin.reset(accounts)
        with TemporaryDirectory(prefix="fapiao-bench-") as folder:
            job = self._job(Path(folder))
            env = clean_env(
                FAPIAO_SESSION__FOLDER=str(Path(folder) / "sessions"),
                FAPIAO_DATABASE_URL=f"sqlite:///{Path(folder) / 'fapiao.db'}",
            )
            within_s = 120.0 + 30.0 * accounts
            if variant.has_sessions:
                # A reset ends all sessions: a run that sends nothing signs everybody in again.
                _check(watch(command(variant, job, is_dry_run=True), env, within_s=within_s))
                self._standin.check_received({})
            return self._measured(variant, job, env, within_s)

    def _measured(self, variant: Variant, job: Job, env: Mapping[str, str], within_s: float) -> Sample:
        standin, before = self._standin, sorted(job.store.rglob("*.png"))
        lines = standin.accounts()
        sign_ins, looks, standin_s = standin.count("login"), standin.count("ListInvoices"), standin.cpu_s()
        cost = watch(command(variant, job), env, within_s=within_s)
        said = _check(cost)
        standin_s = standin.cpu_s() - standin_s
        standin.check_received(wanted_of(lines))
        _check_sign_ins(variant, standin.count("login") - sign_ins, len(lines))
        return Sample(
            variant=variant,
            accounts=len(lines),
            seconds=cost.seconds,
            batch_s=float(said["seconds"]),
            cpu_s={**cost.cpu_s, "stand-in": standin_s},
            peak_bytes=cost.peak_bytes,
            pictures=len(set(job.store.rglob("*.png")) - set(before)),
            looks=standin.count("ListInvoices") - looks,
        )

    def _job(self, folder: Path) -> Job:
        lines = self._standin.accounts()
        job = Job(self._standin.url, folder / "accounts.csv", folder / "accounts.json", folder / "store")
        write_roster(lines, job.roster)
        known = [{name: line[name] for name in _SCRIPT_FIELDS} for line in lines]
        job.accounts.write_text(json.dumps(known), encoding="utf-8")
        job.store.mkdir()
        return job


def start_up_s(word: str, count: int) -> float:
    """Return the median time of ``fapiao WORD`` over so many starts, in seconds."""
    installed = Path(sys.executable).with_name("fapiao")
    program = [str(installed)] if installed.is_file() else [sys.executable, "-m", "agent"]
    return statistics.median(_start_s([*program, word]) for _ in range(count))


def _start_s(words: Sequence[str]) -> float:
    started = time.perf_counter()
    ended = subprocess.run(words, env=clean_env(), capture_output=True, text=True, check=False)
    seconds = time.perf_counter() - started
    if ended.returncode:
        raise BenchmarkError(f"{' '.join(words)} ended with {ended.returncode}: {ended.stderr}")
    return seconds


def _check(cost: Cost) -> dict[str, Any]:
    """Return what a run printed.

    Raises:
        BenchmarkError: It broke, or a job ended in a way that no account of the stand-in calls for.
    """
    try:
        said: dict[str, Any] = json.loads(cost.output)
    except ValueError:
        said = {}
    if not said or cost.exit_code not in _ENDS_WELL:
        raise BenchmarkError(f"a run ended with {cost.exit_code}: {said.get('counts', '')} {cost.errors[-2000:]}")
    return said


def _check_sign_ins(variant: Variant, count: int, accounts: int) -> None:
    if count != (0 if variant.has_sessions else accounts):
        raise BenchmarkError(f"{variant.title}: {count} sign-ins of {accounts} accounts")


def check_alike(samples: Sequence[Sample], one: Variant, other: Variant) -> None:
    """Hold two variants against each other: only with the same pictures and looks can they be compared.

    Raises:
        BenchmarkError: They differ.
    """
    done = [{(s.pictures, s.looks) for s in samples if s.variant == variant} for variant in (one, other)]
    if done[0] != done[1]:
        raise BenchmarkError(f"(pictures, looks) of {one.title}: {done[0]}, of {other.title}: {done[1]}")
