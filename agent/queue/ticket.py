"""Runs and tickets: one try of one job, and what a worker is handed with it."""

from __future__ import annotations

from dataclasses import dataclass

from agent.model import BatchRecord, JobRecord


@dataclass(frozen=True)
class Run:
    """One try of one job."""

    batch: str
    job: str
    attempt: int

    @property
    def id(self) -> str:
        """Return the workflow id."""
        return f"{self.batch}/{self.job}#{self.attempt}"


@dataclass(frozen=True)
class JobTicket:
    """A job as it is handed to the work: what to do, and by which right."""

    run: Run
    worker: str
    claim: int
    """Counts up whenever the job is taken, so that a later owner has a higher number."""
    record: JobRecord
    source: str
    batch: BatchRecord
