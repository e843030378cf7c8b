"""``python -m benchmarks``: measure, print the tables, write them into the documentation."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from benchmarks.bench import Bench, Sample, check_alike, start_up_s
from benchmarks.goal import goals
from benchmarks.machine import BenchmarkError, describe
from benchmarks.report import cpu_table, goal_table, page, time_table, work_table
from benchmarks.standin import start_standin
from benchmarks.variant import FAPIAO, SCRIPT_A

PAGE = Path(__file__).parents[1] / "docs" / "benchmarks.md"
LARGE_TIMES = 10
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
            large = [] if skip_large else [bench.run(FAPIAO, accounts * LARGE_TIMES)]
    except BenchmarkError as error:
        err.print(f"error: {error}", markup=False)
        raise typer.Exit(1) from None
    machine |= {"Pages": f"{locale}, generation {ui}", "Rounds": str(rounds)}
    _report(machine, small, large, starts_s, output or (None if quick else PAGE))


def _report(
    machine: dict[str, str], small: list[Sample], large: list[Sample], starts_s: dict[str, float], path: Path | None
) -> None:
    samples = [*small, *large]
    tables = [goal_table(goals(small, large, starts_s)), time_table(samples), cpu_table(samples), work_table(samples)]
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
