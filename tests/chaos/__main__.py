"""Disturb runs for as long as asked for, and print what the stand-in received: ``python -m tests.chaos --minutes 60``.

Ends with 1 if anything was received twice or is lost.
"""

from __future__ import annotations

import argparse
import itertools
import random
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from rich.console import Console
from rich.table import Table

from agent.database import open_database, upgrade
from tests.chaos.points import POINTS
from tests.chaos.proof import Count, Proof
from tests.flows.standin import Standin, start_standin
from tests.postgres import PostgresServer, running_postgres

ACCOUNTS, SEED = 4, 31
FREEZE_S = 25.0
FAULTS = ("answer-lost-before", "answer-lost-after")

Scenario = Callable[[Proof], Count]


def scenarios(kills: int) -> dict[str, Scenario]:
    """Return everything that is done to a run, by its name."""
    found: dict[str, Scenario] = {f"kill: {point}": partial(Proof.kill_at, point=point) for point in POINTS}
    found["kill: at random"] = partial(Proof.kill_at_random, kills=kills)
    found["frozen, taken over, thawed"] = partial(Proof.freeze, seconds=FREEZE_S)
    found["the same batch twice at once"] = Proof.twice
    return found | {f"fault: {fault}": partial(Proof.with_fault, name=fault, count=2) for fault in FAULTS}


class Chaos:
    """Runs scenarios on fresh stand-ins and fresh ledgers."""

    def __init__(self, standin: Standin, databases: dict[str, Callable[[], str]], seed: int) -> None:
        self._standin = standin
        self._databases = databases
        self._random = random.Random(seed)
        self._asked: dict[str, frozenset[str]] = {}
        self.counts: dict[tuple[str, str], Count] = {}

    def run(self, name: str, scenario: Scenario, database: str, ui: str) -> Count:
        """Run one scenario once."""
        if ui not in self._asked:
            with self._proof(database, ui) as proof:
                self._asked[ui] = proof.undisturbed()
        with self._proof(database, ui) as proof:
            count = scenario(proof)
        self.counts.setdefault((name, database), Count()).add(count)
        return count

    @contextmanager
    def _proof(self, database: str, ui: str) -> Iterator[Proof]:
        self._standin.reset(ui=ui)
        # The console would notice that orders are used up; only what is ours may stand against a double.
        self._standin.fault("no-server-check")
        with tempfile.TemporaryDirectory(prefix="fapiao-chaos-") as folder:
            address = self._databases[database]()
            yield Proof(self._standin, address, Path(folder), self._random, self._asked.get(ui, frozenset()))

    def print(self, to: Console) -> None:
        """Print the table."""
        table = Table()
        for column in ("what is done", "database", "times", "requests", "doubles", "lost", "open", "seconds"):
            table.add_column(column, justify="left" if column in ("what is done", "database") else "right")
        for (name, database), count in self.counts.items():
            facts = (count.disturbances, count.requests, count.doubles, count.lost, count.open, f"{count.seconds:.0f}")
            table.add_row(name, database, *map(str, facts))
        total = self.total()
        facts = (total.disturbances, total.requests, total.doubles, total.lost, total.open, f"{total.seconds:.0f}")
        table.add_section()
        table.add_row("all", "", *map(str, facts))
        to.print(table)

    def total(self) -> Count:
        """Return the sum over everything."""
        total = Count()
        for count in self.counts.values():
            total.add(count)
        return total


def main() -> int:
    """Run rounds until the time is up, print the table, and return the exit code."""
    options = _options()
    console = Console(width=120)
    seed = options.seed or int(time.time())
    console.print(f"seed {seed}, {options.minutes:g} minutes, {ACCOUNTS} accounts")
    with start_standin("--accounts", str(ACCOUNTS), "--seed", str(SEED)) as standin, databases() as made:
        chaos = Chaos(standin, made, seed)
        ends_at = time.monotonic() + options.minutes * 60
        wanted = [each for each in scenarios(options.kills).items() if options.only in each[0]]
        for ui, database, (name, scenario) in itertools.cycle(itertools.product(("new", "old"), made, wanted)):
            if time.monotonic() > ends_at:
                break
            count = chaos.run(name, scenario, database, ui)
            console.print(
                f"{ui} {database} {name}: {count.requests} requests, {count.doubles} doubles, {count.lost} lost"
            )
    chaos.print(console)
    total = chaos.total()
    return 1 if total.doubles or total.lost else 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.chaos", description=__doc__.splitlines()[0])
    parser.add_argument("--minutes", type=float, default=10.0)
    parser.add_argument("--kills", type=int, default=5, help="kills at random moments in one round")
    parser.add_argument("--seed", type=int, default=0, help="of the random moments; 0: another one each time")
    parser.add_argument("--only", default="", help="only what has this in its name")
    return parser.parse_args()


@contextmanager
def databases() -> Iterator[dict[str, Callable[[], str]]]:
    """Give what makes a new database of each kind and returns its address."""
    numbers = itertools.count(1)
    with tempfile.TemporaryDirectory(prefix="fapiao-ledgers-") as folder, running_postgres() as server:
        yield {
            "SQLite": lambda: f"sqlite:///{folder}/{next(numbers)}.db",
            "Postgres": lambda: _new_database(server),
        }


def _new_database(server: PostgresServer) -> str:
    """Return the address of a new database with our tables."""
    address = server.url(server.new_database())
    engine = open_database(address)
    upgrade(engine)
    engine.dispose()
    return address


if __name__ == "__main__":
    sys.exit(main())
