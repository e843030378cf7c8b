"""The desk: carries out one job after the other, each in a browser context of its own, and keeps its record."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Protocol

from playwright.async_api import BrowserContext
from playwright.async_api import Error as PlaywrightError
from pydantic import BaseModel, ValidationError

from agent.accounts.keys import Keys
from agent.accounts.session import Sessions
from agent.browser import Browser
from agent.catalog import Catalogs
from agent.clerk import Clerk
from agent.console import Console
from agent.console.verb import border
from agent.errors import AgentError, InputError, SignedOutError, StoreError
from agent.evidence.recorder import Recorder, keep_record
from agent.evidence.trace import Trace
from agent.flow import AnyFlow, ReadFlow, SignIn
from agent.ledger import Holder, Ledger
from agent.log import redact
from agent.model import Account, JobRecord, Mode, Outcome, State, utc_now
from agent.queue.running import Tell
from agent.queue.ticket import JobTicket
from agent.readings import ReadBy, Readings
from agent.runner import Reader, Runner, Submitter
from agent.settings import Settings
from agent.site import Site

SIGN_INS_MAX = 2
"""How often one job may sign in: at its start, and once more when the session ends under it."""


@dataclass(frozen=True)
class House:
    """What a desk works with."""

    settings: Settings
    browser: Browser
    sites: Mapping[str, Site]
    catalogs: Catalogs
    sessions: Sessions
    sign_ins: Mapping[str, SignIn]
    flows: Mapping[str, type[AnyFlow]]
    accounts: Mapping[tuple[str, str], Account]
    """By site and name."""
    ledger: Ledger
    readings: Readings | None = None
    """Where what is read is kept for later; None: nowhere."""


class Keeper(Protocol):
    """Who holds the claim on a job, and keeps its record in the queue."""

    @property
    def is_fenced(self) -> bool:
        """Tell whether another may have the job by now."""

    def keep(self, ticket: JobTicket, record: JobRecord) -> bool:
        """Write a record; False, and nothing written, if the job is another's by now. Blocks."""

    def is_gone(self, worker: str) -> bool:
        """Tell whether another worker's process is no more, for certain. Blocks."""


class Desk:
    """Does the jobs that a worker of the queue is handed.

    Args:
        on_change: Told of each job's record whenever it changes.
    """

    def __init__(self, house: House, on_change: Callable[[JobRecord], None] = lambda _: None) -> None:
        self._house = house
        self._on_change = on_change
        self._at_work: dict[str, tuple[Runner, asyncio.Task[Outcome]]] = {}
        self._stopped: set[str] = set()
        """Runs that were told to stop before they had begun."""

    @property
    def sites(self) -> list[str]:
        """Return the names of the sites that it knows."""
        return sorted(self._house.sites)

    async def do(self, ticket: JobTicket, keeper: Keeper) -> None:
        """Carry out one job and keep its record.

        Raises:
            StoreError: What is done cannot be recorded; nothing more may be begun here.
        """
        started = time.monotonic()
        record = ticket.record.model_copy(update={"state": State.RUNNING, "started_at": utc_now(), "ended_at": None})
        await self._keep(ticket, keeper, record)
        try:
            outcome, facts, broken = await self._done(ticket, keeper)
        except asyncio.CancelledError:
            await self._keep(ticket, keeper, ticket.record.model_copy(update={"message": _STOPPED}))
            return
        except StoreError:
            raise
        except AgentError as error:
            outcome, facts, broken = _failed(error), {}, None
        finally:
            self._stopped.discard(ticket.run.id)
        facts |= {"seconds": round(time.monotonic() - started, 3)}
        await self._keep(ticket, keeper, record.ended(outcome).model_copy(update=facts))
        if broken is not None:
            raise broken

    def tell(self, ticket: JobTicket, _what: Tell) -> None:
        """Stop a job before its click at once; let one that has clicked finish its look."""
        runner, task = self._at_work.get(ticket.run.id, (None, None))
        if runner is None or task is None:
            self._stopped.add(ticket.run.id)
        elif not runner.is_clicked:
            task.cancel()

    async def _done(self, ticket: JobTicket, keeper: Keeper) -> tuple[Outcome, dict[str, Any], StoreError | None]:
        """Return how a job ended, what is known of the way there, and why nothing more may be sent by anybody here.

        Raises:
            AgentError: The job cannot be begun here.
        """
        account, flow, job_input = self._read(ticket)
        site, record = self._house.sites[account.site], ticket.record
        folder = self._house.settings.evidence.store / record.batch / record.folder
        state = self._house.sessions.load(account, site.url("console"))
        async with self._house.browser.context(state, site.timezone) as context:
            trace = Trace(context, folder, is_on=self._house.settings.browser.has_trace)
            recorder = Recorder(folder, self._house.settings.evidence, take=ticket.claim)
            console = await self._console(account, context, recorder, trace)
            runner = self._runner(ticket, keeper, flow, job_input, console)
            outcome = await self._outcome(ticket, runner, console, trace)
            if isinstance(runner, Reader) and outcome.state is State.SETTLED:
                await self._keep_lines(ticket, runner, console)
        return outcome, _facts(runner, console), runner.broken

    async def _outcome(self, ticket: JobTicket, runner: Runner, console: Console, trace: Trace) -> Outcome:
        async with border("the trace", console.locale):
            await trace.start()
        task = asyncio.ensure_future(runner.run())
        self._at_work[ticket.run.id] = runner, task
        if ticket.run.id in self._stopped:
            task.cancel()
        try:
            return await task
        finally:
            del self._at_work[ticket.run.id]
            with suppress(PlaywrightError):  # the browser died: the job's end says so
                await trace.stop()
            await console.leave()

    def _runner(
        self, ticket: JobTicket, keeper: Keeper, flow: type[AnyFlow], job_input: BaseModel, console: Console
    ) -> Runner:
        made = flow()
        if isinstance(made, ReadFlow):
            return Reader(made, job_input, console)
        clerk = self._clerk(ticket, console.account, keeper)
        return Submitter(made, job_input, console, clerk, ticket.batch.mode, ticket.record.approved)

    async def _keep_lines(self, ticket: JobTicket, reader: Reader, console: Console) -> None:
        if self._house.readings is None:
            return
        record = ticket.record
        by = ReadBy(console.site.known_as, console.account.uid, record.account, record.flow, record.batch, record.job)
        await asyncio.to_thread(self._house.readings.keep, by, reader.by_key(), is_whole=not record.input)

    def _read(self, ticket: JobTicket) -> tuple[Account, type[AnyFlow], BaseModel]:
        """Return what a ticket names, as this machine knows it.

        Raises:
            InputError: It does not know it, or as something else.
        """
        record = ticket.record
        account = self._house.accounts.get((record.site, record.account))
        if account is None or account.uid != record.uid:
            known = f"is {account.uid} there" if account else "is not in it"
            what = f"the roster of worker {ticket.worker} does not fit: {record.site} {record.account} ({record.uid})"
            raise InputError(what, known, "start the worker with the roster of the batch, then resume it with --failed")
        flow = self._house.flows.get(record.flow)
        if flow is None:
            raise InputError(f"flow {record.flow}", f"worker {ticket.worker} does not know it", "install its package")
        return account, flow, _input(flow, record, ticket.batch.mode)

    def _clerk(self, ticket: JobTicket, account: Account, keeper: Keeper) -> Clerk:
        house, record = self._house, ticket.record
        holder = Holder(ticket.worker, record.batch, record.job, account.account)
        site, hold_s = house.sites[account.site], house.settings.run.settle_timeout_s
        return Clerk(
            house.ledger, site, account.uid, record.flow, holder, hold_s, lambda: keeper.is_fenced, keeper.is_gone
        )

    async def _console(self, account: Account, context: BrowserContext, recorder: Recorder, trace: Trace) -> Console:
        house = self._house
        site = house.sites[account.site]
        keys = Keys(account)
        sign_ins = 0

        async def sign_in() -> None:
            nonlocal sign_ins
            if sign_ins == SIGN_INS_MAX:
                raise SignedOutError("the console ended the session again and again")
            async with trace.off():
                await house.sign_ins[account.sign_in](console, account, keys)
            sign_ins += 1
            # A session is its cookies; asking for local storage too would open a page for each origin.
            house.sessions.save(account, site.url("console"), {"cookies": await context.cookies(), "origins": []})

        async with border("a new page", "zh-CN"):
            page = await context.new_page()
        console = Console(page, account, site, house.catalogs, recorder, house.settings.run, sign_in)
        return console

    async def _keep(self, ticket: JobTicket, keeper: Keeper, record: JobRecord) -> None:
        """Write a job's record into queue and store; the store follows the queue, which knows whose the job is."""
        asked = record.model_dump(mode="json", include={"input", "approved"})
        clean = JobRecord.model_validate(redact.clean(record.model_dump(mode="json")) | asked)
        if await asyncio.to_thread(keeper.keep, ticket, clean):
            keep_record(self._house.settings.evidence.store, clean)
            self._on_change(clean)


_STOPPED = "stopped before anything was sent"


def _failed(error: AgentError) -> Outcome:
    return Outcome(state=State.FAILED, reason=error.reason, message=error.message, next_step=error.next_step)


def _facts(runner: Runner, console: Console) -> dict[str, Any]:
    return {
        "attempts": runner.attempts,
        "drifts": console.drifts,
        "catalogs": console.pages_used,
        "locale": console.locale,
    }


def _input(flow: type[AnyFlow], record: JobRecord, mode: Mode) -> BaseModel:
    if mode is Mode.LOOK:
        # What is looked for is the ledger's key; the rest of the input says how to fill a form, and none is.
        return flow.input.model_construct()
    try:
        return flow.input.model_validate(record.input)
    except ValidationError as error:
        fault = error.errors()[0]
        where = f"{record.batch}/{record.job}:{'.'.join(map(str, fault['loc']))}"
        raise InputError(
            where, f"{fault['msg']}; its batch was made on another machine, or by another version of the flow"
        ) from None
