"""The frozen nouns: account, job, draft, receipt, outcome, and the record that is kept of a job."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any, Literal, get_args

from pydantic import BaseModel, ConfigDict, computed_field, model_validator

Locale = Literal["zh-CN", "en"]
LOCALES: tuple[Locale, ...] = get_args(Locale)

MIXED = "mixed"
"""What stands for the flow of a batch whose jobs are of several."""


class State(StrEnum):
    """Where a job stands; the last five are ends."""

    QUEUED = "queued"
    RUNNING = "running"
    PLANNED = "planned"
    """Filled up to the last page, nothing sent (``--dry-run``, ``plan``)."""
    SETTLED = "settled"
    REFUSED = "refused"
    PARKED = "parked"
    UNKNOWN = "unknown"
    FAILED = "failed"

    @property
    def is_end(self) -> bool:
        """Tell whether nothing more happens to the job in this batch."""
        return self not in (State.QUEUED, State.RUNNING)


class Mode(StrEnum):
    """How far a batch goes."""

    RUN = "run"
    DRY_RUN = "dry-run"
    """Up to the last page; nothing is sent."""
    PLAN = "plan"
    """Up to the last wire: the click is made, its request is held; nothing is sent."""
    LOOK = "look"
    """Only looks for what was left open; nothing is filled in."""


class Account(BaseModel):
    """One customer account on a site, with its sign-in; secrets are references, never values."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    account: str
    site: str
    uid: str
    sign_in: str
    user: str
    secret: str
    totp: str = ""
    tags: tuple[str, ...] = ()


class Draft(BaseModel):
    """What the last page shows before the submitting click."""

    model_config = ConfigDict(frozen=True)

    fields: dict[str, str]
    fen: int | None = None
    key: dict[str, list[str]] = {}
    """What the submission is known by, as the page shows it: ``{"plate": ["LK 42"]}``."""


class HeldRequest(BaseModel):
    """The submitting request as the gate held it: what it says, without what changes with every request."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    method: str
    host: str
    path: str
    query: dict[str, Any]
    body: Any
    digest: str
    """SHA-256 of all of it, as ``agent.letter.Letter`` counts it."""


class Approved(BaseModel):
    """What an approved job may send, and nothing else."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    plan: str
    """First 12 hex digits of the plan file's SHA-256."""
    draft: Draft
    request: HeldRequest


class Receipt(BaseModel):
    """The proof found in the console's own list."""

    model_config = ConfigDict(frozen=True)

    number: str
    state: str
    fen: int | None = None
    rest: str = ""
    """What has to wait for a later job; empty if nothing is left to be done."""


class Drift(BaseModel):
    """A target that was found by a later way than its first."""

    model_config = ConfigDict(frozen=True)

    page: str
    target: str
    way: str
    rank: int
    """How many better ways did not match."""


class Outcome(BaseModel):
    """How a job ended, and what a person should do about it."""

    model_config = ConfigDict(frozen=True)

    state: State
    reason: str = ""
    message: str = ""
    next_step: str = ""
    draft: Draft | None = None
    receipt: Receipt | None = None
    is_already_there: bool = False
    """Settled without a submission of this job: the console's list had it before."""
    request: HeldRequest | None = None
    """What the gate held, where the job was only planned."""


class JobRecord(BaseModel):
    """What is kept of a job in ``job.json`` and read by status, show and report."""

    model_config = ConfigDict(extra="ignore")

    job: str
    batch: str
    flow: str
    account: str
    uid: str
    site: str
    locale: str = ""
    input: dict[str, Any] = {}
    source: str = ""
    """Where the input came from, as ``jobs.csv:7``."""
    state: State = State.QUEUED
    reason: str = ""
    message: str = ""
    next_step: str = ""
    draft: Draft | None = None
    receipt: Receipt | None = None
    is_already_there: bool = False
    drifts: list[Drift] = []
    catalogs: dict[str, str] = {}
    """Page name to the first 12 hex digits of its catalog's SHA-256."""
    request: HeldRequest | None = None
    """What the gate held, where the job was planned."""
    approved: Approved | None = None
    """What a person approved, where the job carries out a plan."""
    attempts: int = 0
    started_at: datetime | None = None
    ended_at: datetime | None = None
    seconds: float = 0.0
    folder: str = ""
    """Evidence folder, relative to the batch folder, with forward slashes."""

    def ended(self, outcome: Outcome) -> JobRecord:
        """Return the record with an outcome's fields taken over."""
        taken = {name: getattr(outcome, name) for name in Outcome.model_fields}
        return self.model_copy(update=taken | {"ended_at": utc_now()})


class BatchRecord(BaseModel):
    """What is kept of a batch in ``batch.json``."""

    model_config = ConfigDict(extra="ignore")

    batch: str
    flow: str
    """That of all its jobs, or ``mixed``."""
    version: str
    started_at: datetime
    ended_at: datetime | None = None
    mode: Mode = Mode.RUN
    who: str = ""
    """Who started it, by the name under which that machine knows them."""
    jobs: int = 0
    accounts: int = 0
    options: dict[str, Any] = {}
    """What it was started with: the roster's path, the site's address."""

    @computed_field  # type: ignore[prop-decorator]
    @property
    def is_dry_run(self) -> bool:
        """Tell whether nothing of it is sent on purpose."""
        return self.mode in (Mode.DRY_RUN, Mode.PLAN)

    @model_validator(mode="before")
    @classmethod
    def _before_modes(cls, said: Any) -> Any:
        """Read a record that was written before there was a mode."""
        if isinstance(said, dict) and "mode" not in said and said.get("is_dry_run"):
            return said | {"mode": Mode.DRY_RUN}
        return said


@dataclass(frozen=True)
class Job:
    """One flow for one account with its input."""

    id: str
    account: Account
    flow: str
    input: BaseModel
    source: str = ""
    """Where the input came from, as ``jobs.csv:7``."""
    labels: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Mailed:
    """Marks a field that holds the number of a parcel; stands in the field's ``Annotated``."""

    of: str
    """The field of the same model by which people know what is in the parcel."""


def mailed_fields(model: type[BaseModel]) -> dict[str, str]:
    """Return the fields of a model that hold numbers of parcels, each with the one that tells what is in it."""
    fields = model.model_fields.items()
    return {name: mark.of for name, field in fields for mark in field.metadata if isinstance(mark, Mailed)}


def shared_flow(flows: Iterable[str]) -> str:
    """Return the flow that all are of, or ``mixed``."""
    names = set(flows)
    return names.pop() if len(names) == 1 else MIXED


def utc_now() -> datetime:
    """Return the time as an aware UTC value."""
    return datetime.now(UTC)


def yuan(fen: int) -> Decimal:
    """Return an amount of integer fen as Decimal yuan with two places."""
    return Decimal(fen) / 100


def yuan_text(fen: int | None) -> str:
    """Return an amount as ``1,234.50`` for people, or an empty string for none."""
    return "" if fen is None else f"{yuan(fen):,.2f}"
