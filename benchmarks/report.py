"""The tables: on the screen by Rich, in the documentation as Markdown, from the same rows."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from unicodedata import east_asian_width

from rich.console import Console
from rich.table import Table as RichTable

from benchmarks.bench import Sample
from benchmarks.goal import Goal
from benchmarks.process import LOOK_EVERY_S, PARTS
from benchmarks.variant import CONCURRENCY

HOW = f"""\
`make bench`, or `python -m benchmarks` with `--rounds`, `--accounts`, `--ui`, `--locale`; `--quick` only shows that
everything works. Nothing else should run on the machine: the numbers are times.

- *script (a)*: the script written by hand, `benchmarks/script.py`, with the same pictures as fapiao and the same looks
  into the list of records on a fresh page.
- *script (b)*: the same script, bare: no pictures, no looks.
- *fapiao*: `fapiao run request-invoice --all-invoiceable`; every account signs in.
- *engine alone*: `benchmarks/bare.py`, the same jobs by the same engine without ledger, gate and queue; every account
  signs in.
- *fapiao (c)*: the same as *fapiao* with the sessions kept from the run before, a dry run that is not measured.

All do the same work on the same stand-in console without faults, {CONCURRENCY} accounts at a time, each run a process
of its own, in interleaved rounds that begin with another variant each. Each run starts on a stand-in that was reset;
afterwards the stand-in must have received exactly one request, with all orders and the right type, from each account
that can be invoiced, else the run does not count; (a) and fapiao must have taken as many pictures and looks. The script
uses the same browser, the same switches and the same size of window as fapiao.

Times are medians of whole processes; "batch" is the program's own count, with the browser up and without reports.
Memory is the highest sum over all processes of one moment (PSS where the system tells it, else RSS), looked at once a
second. CPU time is summed by kind of process, a little short: what a process uses between the last look at it and its
end, at most {LOOK_EVERY_S} s later, is not seen. The stand-in is in neither sum, but stands beside it.

The queue is measured on a file: whole commands with 2,000 accounts of 3 jobs each; the start of a job from putting it
in to its beginning, median of 20; memory as the difference between a worker with all these jobs waiting and one with
60; jobs a minute of two workers against one, from the beginning of the first job to the end of the last, each with one
account at a time: on two cores, which one worker nearly fills.
"""


@dataclass(frozen=True)
class Table:
    """Rows of text under headers; all but the first column are numbers."""

    title: str
    headers: Sequence[str]
    rows: list[Sequence[str]] = field(default_factory=list)

    def show(self, console: Console) -> None:
        """Print it."""
        table = RichTable(title=self.title, title_justify="left")
        for place, header in enumerate(self.headers):
            table.add_column(header, justify="right" if place else "left")
        for row in self.rows:
            table.add_row(*row)
        console.print(table)

    def markdown(self) -> str:
        """Return it as Markdown, its columns in line."""
        widths = [max(map(_width, column)) for column in zip(self.headers, *self.rows, strict=True)]
        rule = ["-" * widths[0], *("-" * (width - 1) + ":" for width in widths[1:])]
        lines = [_line(row, widths) for row in (self.headers, rule, *self.rows)]
        return "\n".join([f"## {self.title}", "", *lines, ""])


def goal_table(goals: Sequence[Goal]) -> Table:
    """Return goal, limit, what was measured, and the verdict."""
    rows = [(goal.what, goal.wanted, goal.shown, goal.verdict) for goal in goals]
    return Table("Goals", ("Goal", "Limit", "Measured", "Verdict"), list(rows))


def time_table(samples: Sequence[Sample]) -> Table:
    """Return the times of each variant, with their spread."""
    headers = ("Variant", "Accounts", "Runs", "Time, s", "Least to most, s", "Batch, s", "An account, s", "Peak, MiB")
    table = Table("Time and memory", headers)
    for title, accounts, group in _groups(samples):
        times = [sample.seconds for sample in group]
        middle_s = statistics.median(times)
        table.rows.append(
            (
                title,
                str(accounts),
                str(len(group)),
                f"{middle_s:.1f}",
                f"{min(times):.1f} to {max(times):.1f}",
                f"{_median(group, lambda one: one.batch_s):.1f}",
                f"{middle_s / accounts:.2f}",
                f"{_median(group, lambda one: one.peak_bytes) / 2**20:.0f}",
            )
        )
    return table


def cpu_table(samples: Sequence[Sample]) -> Table:
    """Return the CPU seconds of each variant for one account, and where they go."""
    parts = (*PARTS, "stand-in")
    table = Table("CPU seconds for each account", ("Variant", "Accounts", "Sum", *parts))
    for title, accounts, group in _groups(samples):
        used = {part: statistics.median(one.cpu_s[part] for one in group) / accounts for part in parts}
        own_s = sum(seconds for part, seconds in used.items() if part != "stand-in")
        table.rows.append((title, str(accounts), f"{own_s:.2f}", *(f"{used[part]:.2f}" for part in parts)))
    return table


def work_table(samples: Sequence[Sample]) -> Table:
    """Return how much each variant did beside its requests."""
    table = Table("Pictures and looks", ("Variant", "Accounts", "Pictures", "Looks into the list"))
    for title, accounts, group in _groups(samples):
        pictures, looks = _median(group, lambda one: one.pictures), _median(group, lambda one: one.looks)
        table.rows.append((title, str(accounts), f"{pictures:.0f}", f"{looks:.0f}"))
    return table


def page(machine: Mapping[str, str], tables: Sequence[Table]) -> str:
    """Return the page for the documentation."""
    head = "# Speed and memory\n\nWritten by `make bench`; do not edit.\n"
    facts = "\n".join(["## Machine\n", *(f"- {name}: {value}" for name, value in machine.items()), ""])
    parts = [head, tables[0].markdown(), facts, *(table.markdown() for table in tables[1:])]
    return "\n".join([*parts, "## How to repeat\n", HOW])


def _groups(samples: Sequence[Sample]) -> list[tuple[str, int, list[Sample]]]:
    keys = dict.fromkeys((sample.variant, sample.accounts) for sample in samples)
    return [
        (variant.title, accounts, [one for one in samples if (one.variant, one.accounts) == (variant, accounts)])
        for variant, accounts in keys
    ]


def _median(group: Sequence[Sample], value: Callable[[Sample], float]) -> float:
    return statistics.median(map(value, group))


def _width(text: str) -> int:
    return sum(2 if east_asian_width(char) in "WF" else 1 for char in text)


def _line(row: Sequence[str], widths: Sequence[int]) -> str:
    cells = [row[0] + " " * (widths[0] - _width(row[0]))]
    cells += [" " * (width - _width(cell)) + cell for cell, width in zip(row[1:], widths[1:], strict=True)]
    return f"| {' | '.join(cells)} |"
