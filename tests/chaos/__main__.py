"""Disturb runs for as long as asked for, and print what the stand-in received: ``python -m tests.chaos --minutes 60``.

Ends with 1 if anything was received twice or is lost; what such a round leaves is kept.
"""

from __future__ import annotations

import argparse
import itertools
import random
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from rich.console import Console as Terminal

from agent.database import open_database, upgrade
from tests.chaos.consoles import Console, InvoiceConsole, StandinConsole, open_office
from tests.chaos.count import Count, Round, read_rounds, table, total
from tests.chaos.mixed import KINDS, MixedConsole
from tests.chaos.points import MISHAPS, POINTS
from tests.chaos.proof import Proof
from tests.flows.standin import Standin, start_standin
from tests.other_console.package import install_package
from tests.postgres import PostgresServer, running_postgres

ACCOUNTS, SEED = 12, 31
MIXED, OFFICE = "mixed", "office"
PAGES = ("new", "old", MIXED, OFFICE)
"""The stand-in's two generations, both with jobs of every flow, and the parking office of the other console."""


@dataclass(frozen=True)
class Scenario:
    """What is done to a run."""

    do: Callable[[Proof], Count]
    orders: int = 1
    """How many orders of each account are asked for; of the office two at most."""
    database: str = ""
    """The only database that it can be done to."""


@dataclass(frozen=True)
class Databases:
    """A place for files, and a server."""

    server: PostgresServer
    names = ("SQLite", "Postgres")

    def new(self, name: str, folder: Path) -> str:
        """Return the address of a new database with our tables."""
        if name == "SQLite":
            return f"sqlite:///{folder / 'fapiao.db'}"
        address = self.server.url(self.server.new_database())
        engine = open_database(address)
        upgrade(engine)
        engine.dispose()
        return address


def scenarios(kills: int) -> dict[str, Scenario]:
    """Return everything that is done to a run, by its name."""
    storm = Scenario(partial(Proof.storm, kills=0), orders=4)
    found = {
        "faults": storm,
        "kill at random": Scenario(partial(Proof.kill_at_random, kills=kills), orders=2),
        "faults and kills at random": Scenario(partial(Proof.storm, kills=kills), orders=4),
        "frozen, replaced, thawed": Scenario(Proof.freeze),
        "same batch twice at once": Scenario(Proof.twice),
        "server restarted": Scenario(partial(Proof.lose_the_database, restarts=3), database="Postgres"),
    }
    found |= {
        mishap: Scenario(partial(Proof.befall, mishap=mishap), database="SQLite" * (mishap == "disk full"))
        for mishap in MISHAPS
    }
    points = {f"kill {point}": Scenario(partial(Proof.kill_at, point=point)) for point in POINTS}
    # The faults come often: they disturb most in the same time.
    return found | points | {f"faults, again {number}": storm for number in range(1, 5)}


class Chaos:
    """Runs scenarios on fresh consoles and fresh ledgers.

    Args:
        installed: Where the package of the parking office is installed.
    """

    def __init__(
        self, standin: Standin, installed: Path, databases: Databases, seed: int, *, has_gate: bool = True
    ) -> None:
        self._standin = standin
        self._installed = installed
        self._databases = databases
        self._random = random.Random(seed)
        self._has_gate = has_gate
        # Where a run is killed at a point, another flow is hit each time.
        self._first = itertools.cycle(KINDS)

    def run(self, name: str, scenario: Scenario, database: str, pages: str) -> Round:
        """Run one scenario once."""
        folder = Path(tempfile.mkdtemp(prefix="fapiao-chaos-"))
        address = self._databases.new(database, folder)
        restart = self._databases.server.restart
        started = time.monotonic()
        with self._console(pages) as console:
            proof = Proof(console, address, folder, self._random, scenario.orders, restart, self._has_gate)
            count = scenario.do(proof)
        count.seconds = time.monotonic() - started
        if count.doubles or count.lost:
            print(f"KEPT: {folder}, {address}", file=sys.stderr)
        else:
            shutil.rmtree(folder)
        return Round(name.partition(", again")[0], pages, database, count)

    @contextmanager
    def _console(self, pages: str) -> Iterator[Console]:
        if pages == OFFICE:
            with open_office(self._installed, self._random) as office:
                yield office
            return
        self._standin.reset(ui=pages, locale=self._random.choice(("zh-CN", "en")))
        console = self._of_standin(pages)
        console.calm()
        yield console

    def _of_standin(self, pages: str) -> StandinConsole:
        if pages == MIXED:
            return MixedConsole(self._standin, next(self._first))
        return InvoiceConsole(self._standin)


def main() -> int:
    """Run rounds until the time is up, print the table, and return the exit code."""
    options = _options()
    screen = Terminal(width=170)
    rounds = read_rounds(options.sum)
    if not options.sum:
        seed = options.seed or int(time.time())
        screen.print(f"seed {seed}, {options.minutes:g} minutes, {ACCOUNTS} accounts of the stand-in")
        for each in _rounds(options, seed):
            rounds.append(each)
            screen.print(str(each), highlight=False)
            if options.log:
                with options.log.open("a", encoding="utf-8") as log:
                    log.write(each.as_line() + "\n")
    screen.print(table(rounds))
    whole = total(rounds)
    return 1 if whole.doubles or whole.lost else 0


def _rounds(options: argparse.Namespace, seed: int) -> Iterator[Round]:
    with (
        start_standin("--accounts", str(ACCOUNTS), "--seed", str(SEED)) as standin,
        databases() as made,
        tempfile.TemporaryDirectory(prefix="fapiao-office-") as folder,
    ):
        chaos = Chaos(standin, install_package(Path(folder)), made, seed, has_gate=not options.without_gate)
        ends_at = time.monotonic() + options.minutes * 60
        wanted = [each for each in scenarios(options.kills).items() if options.only in each[0]]
        pages = [each for each in PAGES if options.pages in each]
        # In another order each time: a short run is a sample of the whole.
        rounds = list(itertools.product(pages, made.names, wanted))
        random.Random(seed).shuffle(rounds)
        for page, database, (name, scenario) in itertools.cycle(rounds):
            if time.monotonic() > ends_at:
                return
            if scenario.database in ("", database):
                yield chaos.run(name, scenario, database, page)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.chaos", description=__doc__.splitlines()[0])
    parser.add_argument("--minutes", type=float, default=10.0)
    parser.add_argument("--kills", type=int, default=5, help="kills at random moments in one round")
    parser.add_argument("--seed", type=int, default=0, help="of the random moments; 0: another one each time")
    parser.add_argument("--only", default="", help="only what has this in its name")
    parser.add_argument("--pages", default="", help=f"only these: {', '.join(PAGES)}")
    parser.add_argument("--without-gate", action="store_true", help="take the gate out: the table must show doubles")
    parser.add_argument("--log", type=Path, help="a file to which each round adds a line")
    parser.add_argument("--sum", type=Path, nargs="*", default=[], help="do nothing but print the table of these logs")
    return parser.parse_args()


@contextmanager
def databases() -> Iterator[Databases]:
    """Run a server."""
    with running_postgres() as server:
        yield Databases(server)


if __name__ == "__main__":
    sys.exit(main())
