"""The consoles that proofs run against: the stand-in, and somebody else's, whose light pages let much more happen."""

from __future__ import annotations

import csv
import random
import subprocess
import sys
from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from tests.flows.standin import Standin
from tests.other_console.package import PACKAGE
from tests.other_console.server import ZONES, Citizen, Town, open_town
from tests.short_lag import short_lag_config

KINDS = ("enterprise", "individual")
"""Kinds of accounts whose orders can all be invoiced."""
ENTITY = "ALIYUN_SERVICE"
"""The seller whose orders are shown first; those of others would have to be asked for by its name."""
LOST_ANSWERS = {"answer-lost-before": 0.25, "answer-lost-after": 0.35}
WEATHER = {"busy": 0.05, "http-500": 0.03, "http-429": 0.03, "token-expired": 0.01}
"""Shares of the occasions on which faults act in a storm: answers lost at submissions, the others at any call."""
OFFICE_STORM = {"request-lost": 0.25, "answer-lost": 0.4, "breaks": 0.3, "session-ends": 0.15}
"""The same for the parking office; what breaks there is the page before the last click."""
CITIZENS = 20


@dataclass(frozen=True)
class Task:
    """What a run is to do: the words of the command, what the environment adds, and the keys that are asked for."""

    words: Sequence[str]
    environ: dict[str, str]
    asked: frozenset[str]


@dataclass(frozen=True)
class Acted:
    """How often faults acted, how many took a submission's answer away, how many of these on a used connection."""

    faults: int = 0
    cut: int = 0
    reused: int = 0


class Console(Protocol):
    """A console with faults, which counts what it accepts."""

    def prepare(self, folder: Path, orders: int) -> Task:
        """Write roster and jobs into a folder: so many jobs for each account."""

    def received(self) -> Counter[str]:
        """Return how often each key was accepted."""

    def storm(self) -> None:
        """Let faults of every kind act from now on."""

    def calm(self) -> Acted:
        """Let nothing go wrong any more, and return what has."""


@dataclass(frozen=True)
class StandinConsole(ABC):
    """The stand-in, whatever it is asked for."""

    standin: Standin

    @abstractmethod
    def prepare(self, folder: Path, orders: int) -> Task:
        """Write roster and jobs into a folder: so many jobs for each account."""

    @abstractmethod
    def received(self) -> Counter[str]:
        """Return how often each key was accepted."""

    def environ(self, folder: Path) -> dict[str, str]:
        """Write the roster into a folder, and return what the environment adds."""
        roster = ["-o", str(folder / "accounts.csv"), "--port", self.standin.url.rpartition(":")[2]]
        subprocess.run(
            [sys.executable, "-m", "agent", "sandbox", "roster", *roster], check=True, stdout=subprocess.DEVNULL
        )
        return {"FAPIAO_CONFIG_FOLDER": str(short_lag_config(folder))}

    def storm(self) -> None:
        """Let faults of every kind act from now on."""
        for name, rate in LOST_ANSWERS.items():
            self.standin.fault(name, rate=rate, at="writes")
        for name, rate in WEATHER.items():
            self.standin.fault(name, rate=rate)

    def calm(self) -> Acted:
        """Let nothing go wrong any more, and return what has."""
        faults = self.standin.faults()
        self.standin.calm()
        lost = [faults[name] for name in LOST_ANSWERS if name in faults]
        other = [faults[name] for name in WEATHER if name in faults]
        cut = sum(each["acted"] for each in lost)
        return Acted(cut + sum(each["acted"] for each in other), cut, sum(each["reused"] for each in lost))


class InvoiceConsole(StandinConsole):
    """The stand-in: an invoice for each order."""

    def prepare(self, folder: Path, orders: int) -> Task:
        """Write roster and jobs into a folder: so many jobs for each account."""
        accounts = [account for account in self.standin.accounts() if account["kind"] in KINDS]
        jobs = []
        for account in accounts:
            own = [order["order"] for order in account["orders"]["invoiceable"] if order["entity"] == ENTITY]
            jobs += [(account["account"], order) for order in own[:orders]]
        write_table(folder / "jobs.csv", ("account", "orders"), jobs)
        words = ["request-invoice", "--site-url", self.standin.url]
        return Task(words, self.environ(folder), frozenset(order for _, order in jobs))

    def received(self) -> Counter[str]:
        """Return how often each order was accepted."""
        return Counter(order for write in self.standin.received() for order in write["key"]["orders"])


class Dice(set[str]):
    """Faults that are met by chance."""

    def __init__(self, chance: random.Random) -> None:
        super().__init__()
        self._chance = chance
        self.acted = 0

    def __contains__(self, fault: object) -> bool:
        is_met = self._chance.random() < OFFICE_STORM.get(str(fault), 0.0)
        self.acted += is_met
        return is_met


@dataclass(frozen=True)
class PermitConsole:
    """The parking office, which takes an application as often as it comes: a permit for each plate."""

    town: Town
    installed: Path
    """Where its package is installed."""
    dice: Dice

    def prepare(self, folder: Path, orders: int) -> Task:
        """Write roster and jobs into a folder: for each citizen a plate in each of so many zones, two at most."""
        secrets = folder / "passphrases.env"
        citizens = self.town.citizens.values()
        secrets.write_text("".join(f"{one.user}={one.passphrase}\n" for one in citizens), encoding="utf-8")
        secrets.chmod(0o600)
        lines = [
            (one.user, "lakeside", one.number, "citizen", one.user, f"file:{secrets.name}#{one.user}")
            for one in citizens
        ]
        jobs = [
            (one.user, f"{one.user.upper()} {at}", zone, "year")
            for one in citizens
            for at, zone in enumerate(ZONES[:orders])
        ]
        write_table(folder / "accounts.csv", ("account", "site", "uid", "sign_in", "user", "secret"), lines)
        write_table(folder / "jobs.csv", ("account", "plate", "zone", "term"), jobs)
        site = PACKAGE / "parking" / "sites" / "lakeside.toml"
        environ = {"FAPIAO_CONFIG_FOLDER": str(short_lag_config(folder, site)), "PYTHONPATH": str(self.installed)}
        environ |= {"FAPIAO_BROWSER__WIDTH_PX": "800", "FAPIAO_BROWSER__HEIGHT_PX": "600"}
        words = ["request-permit", "--site-url", self.town.office]
        return Task(words, environ, frozenset(plate for _, plate, _, _ in jobs))

    def received(self) -> Counter[str]:
        """Return how often each plate's application was accepted."""
        return Counter(form["plate"] for one in self.town.citizens.values() for form in one.received)

    def storm(self) -> None:
        """Let faults of every kind act from now on."""
        for citizen in self.town.citizens.values():
            citizen.faults = self.dice

    def calm(self) -> Acted:
        """Let nothing go wrong any more, and return what has."""
        for citizen in self.town.citizens.values():
            citizen.faults = set()
        return Acted(self.dice.acted, len(self.town.cuts), sum(self.town.cuts))


@contextmanager
def open_office(installed: Path, chance: random.Random) -> Iterator[PermitConsole]:
    """Serve an office as new."""
    citizens = [Citizen(f"c{at:02}", f"LK-{2000000 + at}", ("zh-CN", "en")[at % 2]) for at in range(CITIZENS)]
    with open_town(citizens) as town:
        yield PermitConsole(town, installed, Dice(chance))


def write_table(path: Path, header: Sequence[str], lines: Sequence[Sequence[str]]) -> None:
    """Write a CSV file."""
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([header, *lines])
