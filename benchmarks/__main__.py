"""``python -m benchmarks``: measure, print the tables, write them into the documentation."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from benchmarks.bench import Bench, Sample, check_alike, start_up_s
from benchmarks.goal import Goal, goals, queue_goals
from benchmarks.listing import INVOICES, listing
from benchmarks.machine import BenchmarkError, describe
from benchmarks.pair import pair
from benchmarks.report import cpu_table, goal_table, page, time_table, work_table
from benchmarks.scale import EACH, large_batch, start_s, waiting_kib
from benchmarks.standin import Standin, start_standin
from benchmarks.variant import FAPIAO, SCRIPT_A

PAGE = Path(__file__).parents[1] / "docs" / "benchmarks.md"
LARGE_TIMES = 10
BATCH_ACCOUNTS, OLD_JOBS, PAIR_ACCOUNTS = 2000, 100_000, 60
"""The queue's promised size; accounts that one and two workers share."""
WIDTH = 130
"""Of the tables where nobody looks at a terminal."""
_SEED = "1"

app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)


@app.command()
def main(  # noqa: PLR0913, PLR0917 - each option of the command is an argument
    quick: Annotated[bool, typer.Option("--quick", help="6 accounts, 1 round: only to see that all works.")] = False,
    rounds: Annotated[int, typer.Option(min=1, help="How often each variant is measured.")] = 5,
    accounts: Annotated[int, typer.Option(min=1, help="How many accounts; the large run has ten times as many.")] = 40,
    skip_large: Annotated[bool, typer.Option("--skip-large", help="Leave the large run out.")] = False,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="File to write; docs/benchmarks.md, with --quick none.")
    ] = None,
    locale: Annotated[str, typer.Option(help="Language of the consoles: zh-CN, en or mixed.")] = "zh-CN",
    ui: Annotated[str, typer.Option(help="Generation of the pages: new, old or mixed.")] = "new",
) -> None:
    """Measure the speed and memory of fapiao against a script written by hand."""
    if quick:
        rounds, accounts, skip_large = 1, 6, True
    err = Console(stderr=True)
    try:
        machine = describe()
        starts_s = {word: start_up_s(word, 3 if quick else 10) for word in ("--help", "--version")}
        with start_standin("--seed", _SEED, "--locale", locale, "--ui", ui) as standin:
            bench = Bench(standin, err.print)
            small = bench.rounds(rounds, accounts)
            check_alike(small, SCRIPT_A, FAPIAO)
            queue = (
                [] if quick else [*_list_goals(standin, rounds, err.print), *_queue_goals(standin, rounds, err.print)]
            )
            large = [] if skip_large else [bench.run(FAPIAO, accounts * LARGE_TIMES)]
    except BenchmarkError as error:
        err.print(f"error: {error}", markup=False)
        raise typer.Exit(1) from None
    machine |= {"Pages": f"{locale}, generation {ui}", "Rounds": str(rounds)}
    _report(machine, small, large, [*goals(small, large, starts_s), *queue], output or (None if quick else PAGE))


def _list_goals(standin: Standin, rounds: int, say: Callable[[str], None]) -> list[Goal]:
    taken = listing(standin, rounds, say)
    what = f"list of {INVOICES:,} invoices ({taken.fapiao_s:.1f} s) against a script on the same pages"
    longest = "the same against a script that chooses the longest pages, as fapiao does"
    return [Goal(what, 1.1, taken.ratio), Goal(longest, 1.1, taken.fapiao_s / taken.longest_s, is_aim=True)]


def _queue_goals(standin: Standin, rounds: int, say: Callable[[str], None]) -> list[Goal]:
    batch_s = large_batch(standin, BATCH_ACCOUNTS)
    say(f"{BATCH_ACCOUNTS} accounts, {EACH} jobs each: {batch_s['put']:.1f} s to enqueue")
    jobs, starts_s = BATCH_ACCOUNTS * EACH, (start_s(0), start_s(OLD_JOBS))
    say(f"start of a job: {starts_s[0]:.3f} s, among {OLD_JOBS} old ones {starts_s[1]:.3f} s")
    more = pair(standin, PAIR_ACCOUNTS, min(rounds, 2), say)
    return queue_goals(batch_s, starts_s, waiting_kib(jobs), more, jobs=jobs, old=OLD_JOBS)


def _report(
    machine: dict[str, str], small: list[Sample], large: list[Sample], reached: list[Goal], path: Path | None
) -> None:
    samples = [*small, *large]
    tables = [goal_table(reached), time_table(samples), cpu_table(samples), work_table(samples)]
    console = Console()
    if not console.is_terminal:
        console.width = WIDTH
    for table in tables:
        table.show(console)
    if path is not None:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(page(machine, tables), encoding="utf-8", newline="\n")
        console.print(f"written: {path}", markup=False)


if __name__ == "__main__":
    app(prog_name="python -m benchmarks")
