"""The engine as tests see it: run a flow for accounts of the stand-in and return how the jobs ended."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from typing import Any, TypeVar

from anyio.from_thread import BlockingPortal

from agent.accounts.session import Sessions
from agent.app import load_settings
from agent.app.build import load_catalogs, load_sites
from agent.batch import make_jobs, new_batch, queued
from agent.browser import Browser
from agent.catalog import Catalogs
from agent.database import ready_database
from agent.desk import Desk, House
from agent.flow import load_flows, load_sign_ins
from agent.ledger import Ledger
from agent.model import Account, Approved, BatchRecord, Job, JobRecord, Mode
from agent.network import Way
from agent.queue.ticket import JobTicket, Run
from agent.readings import Readings
from tests.flows.standin import Standin

T = TypeVar("T")

# Short waits: a stand-in on the same machine answers at once, or not at all.
LIMITS: dict[str, Any] = {
    "concurrency": 2,
    "step_timeout_s": 6,
    "page_timeout_s": 10,
    "settle_timeout_s": 6,
    "tries": 2,
    "retry_wait_s": 0.05,
    "retry_wait_max_s": 2,
}


class Engine:
    """Runs flows on the stand-in."""

    def __init__(self, portal: BlockingPortal, standin: Standin, folder: Path) -> None:
        self._portal = portal
        self._standin = standin
        site = load_sites()["sandbox"].at(standin.url, {"passport": standin.passport})
        self.site = site.model_copy(update={"list_lag_s": 1.0})
        self.catalogs: Catalogs = load_catalogs()
        self.browser = Browser(load_settings().browser, Way.from_settings(load_settings().network, {}), site.hosts)
        self.folder = folder

    def at(self, folder: Path) -> Engine:
        """Use another folder for evidence, secrets and sessions."""
        self.folder = folder
        return self

    def ledger(self) -> Ledger:
        """Return the submission ledger of this folder."""
        return Ledger(ready_database(f"sqlite:///{self.folder / 'fapiao.db'}"))

    def readings(self) -> Readings:
        """Return what was read into this folder's database."""
        return Readings(ready_database(f"sqlite:///{self.folder / 'fapiao.db'}"))

    def call(self, function: Callable[..., Awaitable[T]], *given: Any) -> T:
        """Return what a coroutine function returns on the loop that the browser belongs to."""
        return self._portal.call(function, *given)

    def account(self, index: int = 0, **changes: Any) -> Account:
        """Return the roster's line for one account of the stand-in."""
        known = self._standin.accounts()[index]
        names = {"secret": self._secret(f"{index}.password", known["password"])}
        if known["totp"]:
            names["totp"] = self._secret(f"{index}.totp", known["totp"])
        facts = {
            "account": known["account"],
            "site": "sandbox",
            "uid": known["uid"],
            "sign_in": "ram",
            "user": known["user"],
        }
        return Account(**(facts | names | changes))

    def run(
        self,
        *accounts: Account | int,
        is_dry_run: bool = False,
        mode: Mode = Mode.RUN,
        approved: Approved | None = None,
        catalogs: Catalogs | None = None,
        ledger: Ledger | None = None,
        on_change: Callable[[JobRecord], None] = lambda _record: None,
        **inputs: Any,
    ) -> list[JobRecord]:
        """Run request-invoice for accounts (index or roster line) and return their records."""
        lines = self._lines(accounts)
        jobs = self._jobs("request-invoice", lines, inputs or {"all_invoiceable": True})
        batch = new_batch(jobs, Mode.DRY_RUN if is_dry_run else mode, {})
        records = [queued(job, batch.batch).model_copy(update={"approved": approved}) for job in jobs]
        return self._done(self._house(lines, catalogs, ledger), on_change, batch, records)

    def do(self, flow: str, *accounts: Account | int, **inputs: Any) -> list[JobRecord]:
        """Run any flow for accounts (index or roster line) and return their records."""
        lines = self._lines(accounts)
        jobs = self._jobs(flow, lines, inputs)
        batch = new_batch(jobs, Mode.RUN, {})
        return self._done(self._house(lines), lambda _record: None, batch, [queued(job, batch.batch) for job in jobs])

    def _lines(self, accounts: Sequence[Account | int]) -> list[Account]:
        return [self.account(one) if isinstance(one, int) else one for one in accounts or (0,)]

    @staticmethod
    def _jobs(flow: str, lines: Sequence[Account], inputs: dict[str, Any]) -> list[Job]:
        job_input = load_flows()[flow].input(**inputs)
        return make_jobs([(line, flow, job_input, "test") for line in lines])

    def _house(self, lines: Sequence[Account], catalogs: Catalogs | None = None, ledger: Ledger | None = None) -> House:
        settings = load_settings(
            run=LIMITS, evidence={"store": self.folder / "store"}, session={"folder": self.folder / "sessions"}
        )
        return House(
            settings=settings,
            browser=self.browser,
            sites={"sandbox": self.site},
            catalogs=catalogs or self.catalogs,
            sessions=Sessions(settings.session),
            sign_ins=load_sign_ins(),
            flows=load_flows(),
            accounts={(line.site, line.account): line for line in lines},
            ledger=ledger or self.ledger(),
            readings=self.readings(),
        )

    def _done(
        self,
        house: House,
        on_change: Callable[[JobRecord], None],
        batch: BatchRecord,
        records: Sequence[JobRecord],
    ) -> list[JobRecord]:
        return self._portal.call(_run, Desk(house, on_change), batch, records)

    def _secret(self, name: str, value: str) -> str:
        path = self.folder / name
        path.write_text(value, encoding="utf-8")
        path.chmod(0o600)
        return f"file:{path}"


class Records:
    """Keeps the records of jobs as a queue would."""

    is_fenced = False

    def __init__(self) -> None:
        self.kept: dict[str, JobRecord] = {}

    def keep(self, ticket: JobTicket, record: JobRecord) -> bool:
        """Keep a record."""
        self.kept[ticket.run.job] = record
        return True

    def is_gone(self, worker: str) -> bool:
        """Take every other worker for dead: there is none."""
        return True


async def _run(desk: Desk, batch: BatchRecord, records: Sequence[JobRecord]) -> list[JobRecord]:
    """Do jobs side by side, as a worker of the queue has them done, and return their records."""
    keeper, places = Records(), asyncio.Semaphore(LIMITS["concurrency"])

    async def do(record: JobRecord) -> None:
        async with places:
            run = Run(batch.batch, record.job, 1)
            await desk.do(JobTicket(run, batch.batch, 1, record, "test", batch), keeper)

    await asyncio.gather(*(do(record) for record in records))
    return [keeper.kept[record.job] for record in records]
