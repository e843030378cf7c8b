"""The tour's last part: parcels of the stand-in are followed, while its clock is moved on, until they have arrived."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import typer

from agent.cli.output import print_table
from agent.errors import SetupError

STEPS_H = (4, 20, 24, 12, 20)
"""By how many hours the stand-in's clock is moved before each look: what it mails takes three days."""
_ENDED_WELL = (0, 3)
"""Exit codes of looks: 3 says that a person must see to a parcel, and of some on the tour that is so."""
_HOUR_S = 3600


@dataclass(frozen=True)
class ParcelTour:
    """Commands of this program, as processes of their own, against a stand-in's gateway.

    Args:
        database: Address of the tour's database.
        advance: Moves the stand-in's clock on by so many seconds.
        is_quiet: Nothing is printed.
    """

    roster: Path
    url: str
    database: str
    gateway: Mapping[str, Any]
    advance: Callable[[int], None]
    is_quiet: bool

    def run(self) -> list[dict[str, Any]]:
        """Follow what was read until it has arrived, and return what is known of each parcel then.

        Raises:
            SetupError: A command did not do what it is for.
        """
        where = ("--accounts", str(self.roster), "--site-url", self.url)
        numbers = self._json("track", "import", *where)["new"]
        if not numbers:
            return []
        self._say(f"{len(numbers)} parcels are followed; before each look the stand-in's clock is moved on.")
        for hours in STEPS_H:
            self.advance(hours * _HOUR_S)
            told = self._json("track", "watch", "--once", "--early")
            states = ", ".join(f"{count} {state.replace('_', ' ')}" for state, count in told["states"].items())
            self._say(f"  {hours:2} hours later: {told['events']} new events; {states or 'nothing changed'}")
        parcels: list[dict[str, Any]] = self._json("track", "show", *numbers)["parcels"]
        return parcels

    def show(self, parcels: Sequence[Mapping[str, Any]]) -> None:
        """Print where each parcel stands, and the course of one."""
        rows = [(each["number"], each["label"], _state(each), _last(each)) for each in parcels]
        typer.echo("")
        print_table(("number", "what is in it", "state", "last event"), rows)
        if parcels:
            typer.echo("")
            self._run("track", "show", _told_best(parcels), output=None)
            typer.echo("")

    def _say(self, text: str) -> None:
        if not self.is_quiet:
            typer.echo(text)

    def _json(self, *words: str) -> Any:
        return json.loads(self._run(*words, "--json", output=subprocess.PIPE))

    def _run(self, *words: str, output: int | None) -> str:
        sys.stdout.flush()
        command = [sys.executable, "-m", "agent", *words]
        done = subprocess.run(command, env=os.environ | self._environ(), check=False, stdout=output, text=True)
        if done.returncode not in _ENDED_WELL:
            what = f"`fapiao {' '.join(words[:2])}` ended with {done.returncode}"
            raise SetupError(what, "Its reason stands above; then run the demo again.")
        return done.stdout or ""

    def _environ(self) -> dict[str, str]:
        """Return the settings of a carrier that is the stand-in's gateway; its keys by reference, as it ought to be."""
        keys = self.gateway["credentials"]
        address = self.gateway["url"] + self.gateway["paths"][0].removesuffix("/open")
        section = {
            "CARRIER": "ems",
            "EMS_URL": address,
            "EMS_CUSTOMER": "env:DEMO_EMS_CUSTOMER",
            "EMS_AUTHORIZATION": "env:DEMO_EMS_AUTHORIZATION",
            "EMS_KEY": "env:DEMO_EMS_KEY",
            "EMS_IS_TRIAL": "false",
            "CALL_EVERY_S": "0",
            "SPREAD_S": "0",
        }
        return {
            **{f"FAPIAO_TRACKING__{name}": value for name, value in section.items()},
            "FAPIAO_DATABASE_URL": self.database,
            "DEMO_EMS_CUSTOMER": keys["sender_no"],
            "DEMO_EMS_AUTHORIZATION": keys["authorization"],
            "DEMO_EMS_KEY": keys["sign_key"],
        }


def _state(parcel: Mapping[str, Any]) -> str:
    state, why = parcel["state"], parcel["needs_person"]
    return f"{state}: {why}".replace("_", " ") if why not in ("", state) else state.replace("_", " ")


def _last(parcel: Mapping[str, Any]) -> str:
    event = parcel["last_event"]
    return f"{event['at'][:10]} {event['text']}" if event else ""


def _told_best(parcels: Sequence[Mapping[str, Any]]) -> str:
    """Return the number of the newest parcel whose delivery was taken back, or else of the newest of all."""
    taken_back = [each for each in parcels if any(not event["is_standing"] for event in each["events"])]
    return str(
        max(taken_back or parcels, key=lambda each: each["events"][-1]["at"] if each["events"] else "")["number"]
    )
