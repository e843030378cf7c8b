"""What is measured: fapiao and the script, each in two forms, and the engine without its guards, as commands."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path

CONCURRENCY = 4
RUN = ("-m", "agent", "run", "request-invoice")


@dataclass(frozen=True)
class Variant:
    """One way to do the same work."""

    title: str
    is_script: bool = False
    has_pictures: bool = True
    """Takes pictures, and looks into the list of records."""
    has_sessions: bool = False
    """Goes on with the sessions of the run before."""
    is_bare: bool = False
    """Is fapiao's engine without ledger, gate and queue."""


SCRIPT_A = Variant("script (a)", is_script=True)
SCRIPT_B = Variant("script (b)", is_script=True, has_pictures=False)
FAPIAO = Variant("fapiao")
KEPT = Variant("fapiao (c)", has_sessions=True)
BARE = Variant("engine alone", is_bare=True)
VARIANTS = (SCRIPT_A, SCRIPT_B, FAPIAO, BARE, KEPT)


@dataclass(frozen=True)
class Job:
    """Where one run finds its accounts and leaves what it makes."""

    url: str
    roster: Path
    """For fapiao; the secrets lie beside it."""
    accounts: Path
    """The same accounts for the script, as JSON."""
    store: Path


def command(variant: Variant, job: Job, *, is_dry_run: bool = False) -> list[str]:
    """Return the command line of a variant."""
    if variant.is_script:
        words = ["-m", "benchmarks.script", "--site", job.url, "--accounts", str(job.accounts)]
        words += ["--pictures", str(job.store)] if variant.has_pictures else []
    else:
        words = ["-m", "benchmarks.bare"] if variant.is_bare else [*RUN, "--all-invoiceable", "--json"]
        words += ["--accounts", str(job.roster), "--site-url", job.url, "--store", str(job.store)]
        words += ["--dry-run"] if is_dry_run else []
    return [sys.executable, *words, "--concurrency", str(CONCURRENCY)]
