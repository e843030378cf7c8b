"""The tour: a stand-in console as a process of its own, a roster and jobs files for it, three batches, parcels."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import typer

from agent.app import load_settings
from agent.app.report import write_reports
from agent.app.run import RunRequest
from agent.app.work import Result
from agent.cli.output import print_json
from agent.cli.parcel_tour import ParcelTour
from agent.cli.progress import as_data, print_counts, run_shown
from agent.errors import SetupError
from agent.evidence.parcel import Course
from agent.ledger.place import database_address
from agent.model import JobRecord, State
from agent.network import Way, get_json, http_client
from agent.settings import Settings

FAULTS = (
    "slow:rate=0.02:ms=1500",
    "http-500:count=2:account=acc-0003",
    "busy:count=2:at=QueryEvaluateList:account=acc-0005",
    "session-expired:count=1:at=PrepareInvoice:account=acc-0007",
    "announcement:rate=0.2",
    "answer-lost-after:count=1",
    "drift-text:account=acc-0025",
)
"""What is switched on: the console at its usual worst. None of it may lead to a second request.

A job has three tries; so those that cost one are aimed at different accounts, and none can use up another's. Words
are changed for an account of which only an invoice is requested: some pages have buttons that are known by their words
alone, and a job that needs one of those is parked.
"""

WAIT_S = 300
"""By how much the stand-in's clock is moved between the two batches: what takes time there is over then."""

ISSUE_S = 10 * WAIT_S
"""How long the stand-in takes to issue what was requested; then the paper ones are mailed."""

_HTTP_TIMEOUT_S = 30.0


def run_demo(*, accounts: int, seed: int, store: Path | None, is_json: bool) -> int:
    """Run the tour and return the exit code: 0 when what should have settled has."""
    with TemporaryDirectory(prefix="fapiao-demo-") as folder:
        settings = load_settings(
            evidence={"store": store} if store else {},
            session={"is_kept": False},
            tracking={"carrier": "ems"},
            database_url=f"sqlite:///{Path(folder) / 'fapiao.db'}",
        )
        options = ["--accounts", str(accounts), "--seed", str(seed), "--locale", "mixed", "--ui", "mixed"]
        options += ["--issue-after", str(ISSUE_S)]
        faults = [word for fault in FAULTS for word in ("--fault", fault)]
        with _standin([*options, *faults]) as url:
            first = _batch(url, Path(folder), settings)
            _advance(url, WAIT_S)
            results = [first, _batch(url, Path(folder), settings, "--later")]
            _advance(url, ISSUE_S)
            results.append(_batch(url, Path(folder), settings, "--mailed"))
            if not is_json:
                _show_batches(results)
            parcels = _follow(results, url, Path(folder), settings, is_quiet=is_json)
            received = asyncio.run(_received(url))
    _show(results, received, parcels, is_json=is_json)
    has_settled = all(_is_expected(record) for result in results for record in result.jobs)
    return 0 if has_settled and max(received.values(), default=0) == 1 else results[-1].exit_code or 1


def _batch(url: str, folder: Path, settings: Settings, *words: str) -> Result:
    """Run what the stand-in has something for: one batch of many flows."""
    port = url.rpartition(":")[2]
    roster, jobs = folder / "accounts.csv", folder / "jobs.csv"
    _sandbox("roster", "-o", str(roster), "--port", port)
    _sandbox("jobs", "-o", str(jobs), "--port", port, *words)
    return run_shown(RunRequest(flow="", roster=roster, jobs=jobs, site_url=url), settings)


def _advance(url: str, seconds: int) -> None:
    _sandbox("advance", str(seconds), "--port", url.rpartition(":")[2])


def _follow(
    results: Sequence[Result], url: str, folder: Path, settings: Settings, *, is_quiet: bool
) -> list[dict[str, Any]]:
    """Follow the parcels of the paper invoices that were read, and write the reports again."""
    gateway = asyncio.run(_told(url, "couriers"))["ems"]
    address, advance = database_address(settings), partial(_advance, url)
    tour = ParcelTour(folder / "accounts.csv", url, address, gateway, advance, is_quiet)
    parcels = tour.run()
    courses = {number: each for result in results for number, each in _courses(result, settings)}
    for parcel in parcels:
        parcel["needs_person"] = courses[parcel["number"]].concern if parcel["number"] in courses else ""
    if not is_quiet:
        tour.show(parcels)
    return parcels


def _courses(result: Result, settings: Settings) -> Iterator[tuple[str, Course]]:
    """Write a batch's report again, and give what it tells of parcels."""
    yield from write_reports(result.folder, settings).parcels.courses.items()


def _is_expected(record: JobRecord) -> bool:
    """Refusals are part of the tour: accounts without a title, with a deficit; so is what the second batch ends."""
    return record.state in (State.SETTLED, State.REFUSED) or record.reason == "to-be-continued"


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
        raise SetupError("the stand-in did not do what the tour needs", "Its reason stands above; then try again.")


async def _received(url: str) -> Counter[str]:
    """Return how often the stand-in itself accepted each write: account, kind and key."""
    writes = await _told(url, "received")
    return Counter(json.dumps([write["account"], write["kind"], write["key"]], ensure_ascii=False) for write in writes)


async def _told(url: str, what: str) -> Any:
    """Return what is true in the stand-in."""
    async with http_client(Way(), _HTTP_TIMEOUT_S) as client:
        return await get_json(client, f"{url}/_sandbox/{what}")


def _show(
    results: Sequence[Result], received: Counter[str], parcels: Sequence[dict[str, Any]], *, is_json: bool
) -> None:
    if is_json:
        batches = [as_data(result) for result in results]
        print_json({"batches": batches, "received": received, "parcels": parcels})
        return
    twice = [what for what, count in received.items() if count > 1]
    proof = f"{', '.join(twice)} more than once: this must not be" if twice else "none of them twice"
    typer.echo(f"The stand-in itself counted {received.total()} writes, {proof}.")
    drifted = sum(bool(record.drifts) for result in results for record in result.jobs)
    typer.echo(f"Drift: jobs in which renamed fields were found by their second way: {drifted}; the report names them.")
    concerned = sum(bool(parcel["needs_person"]) for parcel in parcels)
    typer.echo(f"Parcels: {concerned} of {len(parcels)} need a person; the reports show the course of each.")


def _show_batches(results: Sequence[Result]) -> None:
    for result in results:
        print_counts(result)
        for record in result.jobs:
            if record.state is not State.SETTLED:
                typer.echo(f"{record.job}: {record.state}: {record.message}")
        typer.echo(f"report:   {result.report}\nworkbook: {result.workbook}\n")
