"""What all jobs have in common: tries, an end for every error, a last picture. The only broad ``except``."""

from __future__ import annotations

import asyncio
from abc import ABC, abstractmethod
from collections.abc import Awaitable

import structlog

from agent.console import Console
from agent.ending import defect, end_of, there_already
from agent.errors import AgentError, StoreError, SubmitUnknownError
from agent.flow import NothingToDoError
from agent.model import Draft, Outcome
from agent.retry import with_retries

_log = structlog.get_logger(__name__)


class Runner(ABC):
    """One job on one console."""

    def __init__(self, name: str, console: Console) -> None:
        self._name = name
        self._console = console
        self._draft: Draft | None = None
        self._submission: asyncio.Task[Outcome] | None = None
        self.attempts = 0
        self.broken: StoreError | None = None
        """Why nothing more may be sent by anybody here: what is done cannot be recorded."""

    @property
    def is_clicked(self) -> bool:
        """Tell whether the submitting click may have been made."""
        return self._submission is not None

    async def run(self) -> Outcome:
        """Return how the job ended. A cancellation is obeyed at once before the click, and after the look behind it."""
        try:
            return await self._outlived(with_retries(self._counted, self._console.limits))
        except AgentError as error:
            return await self._stopped(error)
        except Exception as error:  # noqa: BLE001 - the one place: it becomes a failed or unknown job
            _log.exception("a job broke", flow=self._name, account=self._console.account.account)
            return await self._stopped(defect(error, is_clicked=self.is_clicked))

    @abstractmethod
    async def _attempt(self) -> Outcome:
        """Try the job once."""

    async def _counted(self) -> Outcome:
        self.attempts += 1
        return await self._attempt()

    async def _outlived(self, work: Awaitable[Outcome]) -> Outcome:
        """Let a submission come to its end although the job was cancelled."""
        try:
            return await work
        except asyncio.CancelledError:
            if self._submission is None:
                raise
            return await self._submission

    async def _stopped(self, error: AgentError) -> Outcome:
        """Return the outcome that an error means, with a last picture."""
        if isinstance(error, StoreError):
            self.broken = error
        if isinstance(error, NothingToDoError):
            await self._picture("found", error.message)
            return there_already(error.message, error.receipt, reason=error.reason)
        if not self.is_clicked or isinstance(error, SubmitUnknownError):
            await self._picture("stopped", error.message)
        return Outcome(
            state=end_of(error),
            reason=error.reason,
            message=error.message,
            next_step=error.next_step,
            draft=self._draft,
        )

    async def _picture(self, verb: str, note: str) -> None:
        try:
            await self._console.picture(verb, note)
        except AgentError as error:
            _log.info("no last picture", why=error.message)
