"""The tour: a stand-in console as a process of its own, a roster for it, and one batch against it."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import typer

from agent.app import load_settings
from agent.app.run import RunRequest
from agent.app.work import Result
from agent.cli.output import print_json
from agent.cli.progress import as_data, print_counts, run_shown
from agent.errors import SetupError
from agent.model import State
from agent.network import Way, get_json, http_client

FAULTS = (
    "slow:rate=0.02:ms=1500",
    "http-500:count=2:account=acc-0003",
    "busy:count=2:at=QueryEvaluateList:account=acc-0005",
    "session-expired:count=1:at=PrepareInvoice:account=acc-0007",
    "announcement:rate=0.2",
    "answer-lost-after:count=1",
    "drift-text:rate=0.1",
)
"""What is switched on: the console at its usual worst. None of it may lead to a second request.

A job has three tries; so those that cost one are aimed at different accounts, and none can use up another's.
"""

EXPECTED = (State.SETTLED, State.REFUSED)
"""Refusals are part of the tour: accounts without a title, with a deficit."""

_HTTP_TIMEOUT_S = 30.0


def run_demo(*, accounts: int, seed: int, store: Path | None, is_json: bool) -> int:
    """Run the tour and return the exit code: 0 when what should have settled has."""
    with TemporaryDirectory(prefix="fapiao-demo-") as folder:
        settings = load_settings(
            evidence={"store": store} if store else {},
            session={"is_kept": False},
            database_url=f"sqlite:///{Path(folder) / 'fapiao.db'}",
        )
        options = ["--accounts", str(accounts), "--seed", str(seed), "--locale", "mixed", "--ui", "mixed"]
        faults = [word for fault in FAULTS for word in ("--fault", fault)]
        with _standin([*options, *faults]) as url:
            roster = Path(folder) / "accounts.csv"
            _sandbox("roster", "-o", str(roster), "--port", url.rpartition(":")[2])
            request = RunRequest(flow="request-invoice", roster=roster, options=("--all-invoiceable",), site_url=url)
            result = run_shown(request, settings)
            received = asyncio.run(_received(url))
    _show(result, received, is_json=is_json)
    has_settled = all(record.state in EXPECTED for record in result.jobs)
    return 0 if has_settled and max(received.values(), default=0) == 1 else result.exit_code or 1


@contextmanager
def _standin(options: Sequence[str]) -> Iterator[str]:
    """Run the stand-in on free ports; gives its address."""
    command = [
        sys.executable,
        "-m",
        "agent",
        "sandbox",
        "serve",
        "--port",
        "0",
        "--json",
        "--exit-with-parent",
        *options,
    ]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        try:
            line = process.stdout.readline() if process.stdout else ""
            if not line.startswith("{"):
                raise SetupError(
                    "the stand-in console did not start", "Its reason stands above; then run the demo again."
                )
            yield json.loads(line)["console"]
        finally:
            process.terminate()


def _sandbox(*words: str) -> None:
    done = subprocess.run([sys.executable, "-m", "agent", "sandbox", *words], check=False, stdout=subprocess.DEVNULL)
    if done.returncode:
        raise SetupError("the stand-in's roster could not be written", "Its reason stands above; then try again.")


async def _received(url: str) -> Counter[str]:
    """Return how many requests the stand-in itself accepted, for each account's uid."""
    async with http_client(Way(), _HTTP_TIMEOUT_S) as client:
        return Counter(write["account"] for write in await get_json(client, f"{url}/_sandbox/received"))


def _show(result: Result, received: Counter[str], *, is_json: bool) -> None:
    if is_json:
        print_json(as_data(result) | {"received": received})
        return
    print_counts(result)
    for record in result.jobs:
        if record.state is not State.SETTLED:
            typer.echo(f"{record.account}: {record.state}: {record.message}")
    twice = [uid for uid, count in received.items() if count > 1]
    proof = f"{', '.join(twice)} more than once: this must not be" if twice else "no account's twice"
    typer.echo(f"\nThe stand-in itself counted {received.total()} requests, {proof}.")
    drifted = sum(bool(record.drifts) for record in result.jobs)
    typer.echo(f"Drift: in {drifted} jobs a renamed field was found by its second way; the report names it.")
    typer.echo(f"report:   {result.report}\nworkbook: {result.workbook}")
