"""What becomes of submissions that nobody knows the end of: looked for again by machine, or decided by a person."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from agent.app.build import find_flow, load_roster
from agent.app.work import Result, Watcher, new_jobs, open_queue, run_jobs, working
from agent.batch import make_jobs, new_batch
from agent.database import open_database, upgrade
from agent.errors import InputError
from agent.evidence.recorder import keep_record
from agent.ledger import Ledger, Submission, SubmissionState, Verdict
from agent.ledger.place import database_address, open_ledger
from agent.model import Account, BatchRecord, Job, Mode, Outcome, Receipt, State
from agent.queue.queue import Queue
from agent.settings import Settings

_AGAIN = "It may be sent again: fapiao resume BATCH --failed, or the same run once more."


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
        done = upgrade(engine)
        Queue(engine).close()  # the engine's own tables
        return done
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
    accounts = load_roster(roster, settings)
    with open_queue(settings) as queue:
        ledger = Ledger(queue.engine)
        rows = ledger.open_submissions(batch)
        batches = list(_looks(rows, accounts))
        if not batches:
            return Reconciled([], rows)
        whose = [job.account for _, jobs in batches for job in jobs]
        async with working(queue, whose, settings, on_change=watcher.on_change, site_url=site_url) as worker:
            with watcher.on_start(len(whose), worker.stop):
                results = [
                    await run_jobs(worker, queue, record, new_jobs(jobs, record), settings) for record, jobs in batches
                ]
        for row in rows:
            _tell_job(queue, ledger.read(row.id), settings)
        return Reconciled(results, ledger.open_submissions(batch))


def _looks(rows: Sequence[Submission], accounts: Sequence[Account]) -> Iterator[tuple[BatchRecord, list[Job]]]:
    """Return one batch for each flow of which something is open."""
    for name in sorted({row.claim.flow for row in rows}):
        flow = find_flow(name)
        whose = [account for account in accounts if any(_is_of(row, name, account) for row in rows)]
        # What is looked for is the ledger's key; the rest of the input says how to fill a form, and none is.
        jobs = make_jobs([(account, name, flow.input.model_construct(), "reconcile") for account in whose])
        if jobs:
            yield new_batch(jobs, Mode.LOOK, {}), jobs


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
    with open_queue(settings) as queue:
        ledger = Ledger(queue.engine)
        rows = ledger.open_submissions(batch or None)
        found = [row for row in rows if row.job == name]
        if len(found) != 1:
            names = ", ".join(f"{row.batch}/{row.job}" for row in (found or rows)) or "none"
            raise InputError(job, f"{len(found)} open submissions are of this job", f"open are: {names}")
        if found[0].state is not SubmissionState.UNKNOWN:
            raise InputError(job, "may still be decided by a look", "first run: fapiao reconcile --accounts ROSTER")
        row = ledger.resolve(found[0], verdict, four_eyes=settings.has_four_eyes)
        _tell_job(queue, row, settings)
        return row


def _tell_job(queue: Queue, row: Submission, settings: Settings) -> None:
    """Let the job that left a submission open say what became of it."""
    if row.state is SubmissionState.SETTLED and row.receipt is not None:
        outcome = Outcome(state=State.SETTLED, message=row.words(), receipt=row.receipt)
    elif row.state is SubmissionState.RELEASED:
        outcome = Outcome(state=State.FAILED, reason="not-landed", message=row.words(), next_step=_AGAIN)
    else:
        return
    record = queue.decide(row.batch, row.job, outcome)
    if record is not None and (settings.evidence.store / row.batch).is_dir():
        keep_record(settings.evidence.store, record)


def _is_of(row: Submission, flow: str, account: Account) -> bool:
    site = row.claim.site.partition(" ")[0]
    return (row.claim.flow, site, row.claim.uid) == (flow, account.site, account.uid)
