"""What ``serve`` does: bind, build the pages, serve, say where."""

from __future__ import annotations

import asyncio
import json
import os
from pathlib import Path
from typing import NamedTuple

from sandbox.assets import Assets
from sandbox.bundle import built_pages
from sandbox.faults import parse_fault
from sandbox.serve import StandIn, listen, stop_on_signals, stop_with_parent
from sandbox.state import Options, State


class Setup(NamedTuple):
    """What was asked for on the command line."""

    port: int
    options: Options
    faults: tuple[str, ...]
    state_file: Path | None
    is_bound_to_parent: bool
    is_json: bool


def run(setup: Setup) -> None:
    """Serve until a signal or the end of the parent.

    Raises:
        StandInError: A port is taken, a fault is unknown, or the pages cannot be built.
    """
    faults = [parse_fault(spec) for spec in setup.faults]
    sockets = listen(setup.port)
    state = State(setup.options, faults, setup.state_file)
    standin = StandIn(state, sockets, Assets(built_pages()))

    def on_ready() -> None:
        stop_on_signals(standin.stop)
        if setup.is_bound_to_parent:
            stop_with_parent(standin.stop)
        print(_as_json(standin) if setup.is_json else _as_text(standin, setup), flush=True)

    try:
        asyncio.run(standin.run(on_ready))
    finally:
        state.store.close()


def _as_json(standin: StandIn) -> str:
    console, passport = standin.origins
    return json.dumps({"console": console, "passport": passport, "pid": os.getpid()})


def _as_text(standin: StandIn, setup: Setup) -> str:
    console, passport = standin.origins
    port = console.rpartition(":")[2]
    return (
        "Stand-in console: modelled on documents, not captured from the console.\n"
        f"  console   {console}/invoice/home/main\n"
        f"  sign-in   {passport}/login.htm\n"
        f"  accounts  {setup.options.accounts} of seed {setup.options.seed};"
        f" their roster: fapiao sandbox roster -o accounts.csv --port {port}\n"
        f"  received  {console}/_sandbox/received\n"
        "Stop with Ctrl-C."
    )
