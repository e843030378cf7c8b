"""What becomes of submissions that nobody knows the end of: looked for again by machine, or decided by a person."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from agent.accounts.roster import read_roster
from agent.app.build import known_sites, known_uids
from agent.app.run import Result, Watcher, find_flow, run_jobs
from agent.batch import make_jobs
from agent.database import open_database, upgrade
from agent.errors import InputError
from agent.ledger import Submission, SubmissionState, Verdict
from agent.ledger.place import database_address, open_ledger
from agent.model import Account, Mode, Receipt
from agent.settings import Settings


@dataclass(frozen=True)
class Reconciled:
    """What a look at everything open came to."""

    results: Sequence[Result]
    """One batch for each flow."""
    open: Sequence[Submission]
    """What is not decided yet."""


def upgrade_database(settings: Settings) -> list[str]:
    """Bring the database to this program's version; return the revisions that were applied.

    Raises:
        SetupError: It cannot be used, or belongs to another program or a newer version.
    """
    engine = open_database(database_address(settings))
    try:
        return upgrade(engine)
    finally:
        engine.dispose()


def open_submissions(settings: Settings, batch: str | None = None) -> list[Submission]:
    """Return the submissions of which nobody knows yet whether the console has them."""
    with open_ledger(settings) as ledger:
        return ledger.open_submissions(batch)


async def reconcile(
    roster: Path, batch: str | None, settings: Settings, watcher: Watcher, *, site_url: str = ""
) -> Reconciled:
    """Look into the consoles for everything open; nothing is sent.

    Args:
        batch: Only what this batch left open.

    Raises:
        InputError: The roster is wrong.
        SetupError: The machine or the site is not ready.
    """
    accounts = read_roster(roster, sites=known_sites(settings), uids=known_uids(settings))
    results = []
    with open_ledger(settings) as ledger:
        rows = ledger.open_submissions(batch)
        for name in sorted({row.claim.flow for row in rows}):
            flow = find_flow(name)
            whose = [account for account in accounts if any(_is_of(row, name, account) for row in rows)]
            # What is looked for is the ledger's key; the rest of the input says how to fill a form, and none is.
            jobs = make_jobs(name, [(account, flow.input.model_construct(), "reconcile") for account in whose])
            if jobs:
                results.append(await run_jobs(flow, jobs, ledger, settings, watcher, site_url=site_url, mode=Mode.LOOK))
        return Reconciled(results, ledger.open_submissions(batch))


def resolve(job: str, landed: str | None, by: str, reason: str, settings: Settings) -> Submission:
    """Carry out a person's verdict on an unknown submission; return it as it stands then.

    Args:
        job: The job's name, or ``BATCH/JOB``.
        landed: The number in the console's list; None if the console did not get the request.

    Raises:
        InputError: No such job has an unknown submission, or more than one has.
    """
    batch, _, name = job.rpartition("/")
    receipt = None if landed is None else Receipt(number=landed, state=f"seen by {by}")
    verdict = Verdict(receipt, by, reason)
    with open_ledger(settings) as ledger:
        rows = ledger.open_submissions(batch or None)
        found = [row for row in rows if row.job == name]
        if len(found) != 1:
            names = ", ".join(f"{row.batch}/{row.job}" for row in (found or rows)) or "none"
            raise InputError(job, f"{len(found)} open submissions are of this job", f"open are: {names}")
        if found[0].state is not SubmissionState.UNKNOWN:
            raise InputError(job, "may still be decided by a look", "first run: fapiao reconcile --accounts ROSTER")
        return ledger.resolve(found[0], verdict, four_eyes=settings.has_four_eyes)


def _is_of(row: Submission, flow: str, account: Account) -> bool:
    site = row.claim.site.partition(" ")[0]
    return (row.claim.flow, site, row.claim.uid) == (flow, account.site, account.uid)
