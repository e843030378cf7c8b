"""What came of it: one line for each round, and the table that sums them up."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from pathlib import Path

from rich import box
from rich.table import Table


@dataclass
class Count:
    """What rounds of one kind came to."""

    rounds: int = 0
    blows: int = 0
    """Kills, freezes, restarts of the database, full disks, jumps of the clock, second starts."""
    faults: int = 0
    """How often a fault of the stand-in acted."""
    cut: int = 0
    """How many of these took the answer to a submission away."""
    reused: int = 0
    """How many of these on a connection that had served before."""
    requests: int = 0
    """Submissions that the stand-in accepted."""
    doubles: int = 0
    """Orders that were received more than once."""
    lost: int = 0
    """Orders that were neither received nor listed as open."""
    open: int = 0
    """Orders listed as open: a person decides."""
    seconds: float = 0.0

    def add(self, other: Count) -> None:
        """Add another count."""
        for name, value in asdict(other).items():
            setattr(self, name, getattr(self, name) + value)


@dataclass(frozen=True)
class Round:
    """One round: what was done, on which pages and database, and what came of it."""

    what: str
    pages: str
    database: str
    count: Count = field(default_factory=Count)

    def as_line(self) -> str:
        """Return it as a line of a log."""
        return json.dumps(asdict(self))

    def __str__(self) -> str:
        facts = ", ".join(f"{value:g} {name}" for name, value in asdict(self.count).items() if name != "rounds")
        return f"{self.pages}, {self.database}, {self.what}: {facts}"


def read_rounds(paths: Iterable[Path]) -> list[Round]:
    """Return the rounds of logs."""
    lines = [json.loads(line) for path in paths for line in path.read_text(encoding="utf-8").splitlines()]
    return [Round(**line | {"count": Count(**line["count"])}) for line in lines]


def total(rounds: Iterable[Round]) -> Count:
    """Return the sum over rounds."""
    whole = Count()
    for each in rounds:
        whole.add(each.count)
    return whole


def table(rounds: list[Round]) -> Table:
    """Return the table: a line for each thing that was done, by pages and database, and their sum."""
    shown = Table(box=box.MARKDOWN)
    for name in ("what is done", "pages", "database"):
        shown.add_column(name, no_wrap=True)
    for name in ("rounds", "blows", "faults", "cut", "reused", "requests", "doubles", "lost", "open", "minutes"):
        shown.add_column(name, justify="right", no_wrap=True)
    kinds = sorted({(each.what, each.pages, each.database) for each in rounds})
    for kind in kinds:
        count = total(each for each in rounds if (each.what, each.pages, each.database) == kind)
        shown.add_row(*kind, *_facts(count))
    shown.add_row("**all**", "", "", *_facts(total(rounds)))
    return shown


def _facts(count: Count) -> list[str]:
    *facts, seconds = asdict(count).values()
    return [*(f"{fact:,}" for fact in facts), f"{seconds / 60:.0f}"]
