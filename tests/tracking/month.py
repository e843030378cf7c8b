"""A month of parcels in minutes, its watches killed: ``python -m tests.tracking.month --kills 50``.

A stand-in and the books go by one clock that jumps on by some minutes whenever nothing is under way. Watches of EMS and
of kuaidi100, at times two of one carrier, are killed in the middle of a look, and frozen until their leases are over.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import time
from pathlib import Path

from tests.flows.standin import start_standin
from tests.tracking.month_check import wrong
from tests.tracking.month_crew import Crew
from tests.tracking.month_parcels import mailed
from tests.tracking.month_world import Plan, World, opened_world

FAULTS: tuple[tuple[str, dict[str, object]], ...] = (
    ("http-500", {}),
    ("http-429", {"ms": 60_000}),
    ("http-429-date", {"ms": 120_000}),
    ("http-429-reset", {"ms": 120_000}),
    ("slow", {"ms": 150}),
    ("cut-json", {}),
    ("empty-body", {}),
    ("empty-answer", {}),
    ("block-page", {}),
    ("redirect", {}),
    ("gbk-body", {}),
    ("wrong-charset", {}),
    ("double-event", {}),
    ("shuffled-events", {}),
)
"""What may go wrong on a day. Not a carrier's wrong clock: events of another time are others."""
DAY_S = 86_400.0
_JUMP_S = (600.0, 1800.0)
_CALM_JUMP_S, _CALM_S = 3600.0, 1.5 * DAY_S
"""At the end all goes well for longer than the longest wait after failures."""


class Month:
    """Runs one month, or a part of it."""

    def __init__(self, world: World, plan: Plan) -> None:
        self._world, self._plan = world, plan
        self._random = random.Random(f"{plan.seed}/month")
        self._crew = Crew(world, random.Random(f"{plan.seed}/crew"))

    def run(self) -> list[str]:
        """Live through it, and return what is wrong at the end."""
        world, plan = self._world, self._plan
        world.mail(mailed(random.Random(f"{plan.seed}/mail"), plan.ems, plan.kuaidi100, plan.days))
        end_s = plan.days * DAY_S
        kills = sorted(self._random.uniform(0.02, 0.97) * end_s for _ in range(plan.kills))
        self._crew.start()
        try:
            day = -1
            while world.at_s < end_s:
                if world.at_s // DAY_S != day:
                    day = int(world.at_s // DAY_S)
                    self._new_day(day)
                self._crew.jump(self._random.uniform(*_JUMP_S))
                while kills and kills[0] <= world.at_s:
                    kills.pop(0)
                    self._crew.strike()
                self._crew.work()
            until = world.clock()
            self._calm_down(end_s + _CALM_S)
        finally:
            self._crew.end()
        return wrong(world.truth(until))

    @property
    def counted(self) -> dict[str, int]:
        """Return what was done, by name."""
        return {**self._crew.counted, **self._world.counted()}

    def _new_day(self, day: int) -> None:
        """Other faults at each gateway, none on some days; and the stand-in's record is read."""
        self._world.standin.reset_faults()
        for name, values in self._random.sample(FAULTS, self._random.randint(0, 4)):
            at = self._random.choice(("ems", "kuaidi100", "couriers"))
            self._world.standin.fault(name, at=at, rate=self._random.uniform(0.05, 0.3), **values)
        self._world.read_asked()
        if day % 5 == 0:
            print(f"day {day}: {self.counted}", file=sys.stderr, flush=True)

    def _calm_down(self, until_s: float) -> None:
        self._world.standin.reset_faults()
        self._crew.thaw()
        self._crew.fill_up()
        while self._world.at_s < until_s:
            self._crew.jump(_CALM_JUMP_S)
            self._crew.work()
        self._world.read_asked()


def run_month(plan: Plan, folder: Path) -> tuple[list[str], dict[str, int]]:
    """Run a month on a stand-in of its own; return what is wrong, and what was done."""
    with (
        start_standin("--accounts", "1", "--seed", str(plan.seed % 1000)) as standin,
        opened_world(standin, folder) as world,
    ):
        month = Month(world, plan)
        faults = month.run()
        return faults, month.counted


def main() -> int:
    """Run a month, print what came of it, and return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m tests.tracking.month", description=__doc__.splitlines()[0])
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--days", type=float, default=30.0)
    parser.add_argument("--seed", type=int, default=0, help="of all that is drawn by lot; 0: another one each time")
    options = parser.parse_args()
    seed = options.seed or int(time.time())
    print(f"seed {seed}, {options.days:g} days, {options.kills} kills", flush=True)
    started = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="fapiao-month-") as folder:
        faults, counted = run_month(Plan(seed, options.days, options.kills), Path(folder))
    print(f"{counted} in {time.monotonic() - started:.0f} s")
    print("\n".join(faults[:40]) or "every event and notice once, every state right, kuaidi100 never asked too often")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
