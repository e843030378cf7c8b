"""The nouns of the ledger: what is claimed, who holds it, the permit to send, the row that guards it."""

from __future__ import annotations

import json
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from hashlib import sha256
from zoneinfo import ZoneInfo

from agent.errors import InputError, NeedsPersonError
from agent.model import Receipt

_SHANGHAI = ZoneInfo("Asia/Shanghai")
_MAX_ITEM = 500
_TOLD = 5
"""How many submissions in the way are named in one message."""


class SubmissionState(StrEnum):
    """Where a submission stands."""

    ARMED = "armed"
    """A permit is out and not used."""
    SENT = "sent"
    """The permit was used: the request may have reached the console."""
    SETTLED = "settled"
    """Found in the console's list; final."""
    REFUSED = "refused"
    """The console's business answer was no; what it claimed is free again."""
    UNKNOWN = "unknown"
    """The list cannot tell; a person decides."""
    RELEASED = "released"
    """Not done for certain; what it claimed is free again."""


OPEN = frozenset({SubmissionState.ARMED, SubmissionState.SENT, SubmissionState.UNKNOWN})
"""The console may have it, and the ledger holds no proof."""
HELD = frozenset({SubmissionState.ARMED, SubmissionState.SENT})
"""A worker holds the permit."""
FREE = frozenset({SubmissionState.REFUSED, SubmissionState.RELEASED})
"""What was claimed may be claimed again."""


@dataclass(frozen=True)
class Claim:
    """What one submission stands for: the parts of its key, at most once each for an account and a flow.

    Args:
        items: Parts of the key in their canonical form, as ``field=value``; kept sorted and without repetition.

    Raises:
        InputError: There is no part, or one too long to be told apart safely.
    """

    site: str
    uid: str
    flow: str
    items: tuple[str, ...]

    def __post_init__(self) -> None:
        object.__setattr__(self, "items", tuple(sorted(set(self.items))))
        if not self.items:
            raise InputError(f"{self.flow}: the key", "is empty", "name what is to be submitted at most once")
        too_long = [item for item in self.items if len(item) > _MAX_ITEM]
        if too_long:
            raise InputError(f"{self.flow}: {too_long[0][:40]}…", f"is longer than {_MAX_ITEM} characters")

    @property
    def key_hash(self) -> str:
        """Return the SHA-256 of the whole key, as hex digits."""
        text = json.dumps(self.items, ensure_ascii=False, separators=(",", ":"))
        return sha256(text.encode()).hexdigest()


@dataclass(frozen=True)
class Holder:
    """The worker that asks for a permit, and the job it works on."""

    owner: str
    """One unique name for each worker process."""
    batch: str
    job: str
    account: str
    """The account's name in the roster, for people."""


@dataclass(frozen=True)
class Permit:
    """Leave to send one request once; worth nothing in another process, or when its time is over."""

    submission_id: int
    owner: str
    fence: int
    attempt: int
    hold_s: float
    """How long the request may at most be alive from the granting on, in seconds."""
    granted: float
    """This process's monotonic clock just before the permit was written."""

    @property
    def left_s(self) -> float:
        """Return how long the request may still be alive, in seconds; the sender's timeout must not be longer."""
        return max(0.0, self.granted + self.hold_s - time.monotonic())


@dataclass(frozen=True)
class Proposal:
    """A person's verdict on an unknown submission that waits for a second person."""

    by: str
    reason: str
    landed: Receipt | None


@dataclass(frozen=True)
class Submission:
    """One row of the ledger, as it was when it was read."""

    id: int
    claim: Claim
    state: SubmissionState
    owner: str
    fence: int
    """Grows with each permit; only the newest permit counts."""
    attempt: int
    """How many permits there were in all."""
    tries: int
    """How many permits there were since this was last free."""
    account: str
    batch: str
    job: str
    draft_hash: str
    request_hash: str
    hold_s: float
    receipt: Receipt | None
    proposal: Proposal | None
    note: str
    armed_at: datetime
    sent_at: datetime | None
    ended_at: datetime | None

    @property
    def is_open(self) -> bool:
        """Tell whether the console may have it while the ledger holds no proof."""
        return self.state in OPEN

    def is_same_as(self, other: Submission) -> bool:
        """Tell whether nobody moved the row between two readings.

        Whoever means to take over compares two readings that lie ``hold_s`` and the list's known lag apart, by a
        monotonic clock of its own: wall clocks jump, and those of two machines differ.
        """
        return (self.id, self.fence, self.state) == (other.id, other.fence, other.state)

    def words(self) -> str:
        """Return which request of which batch this is, and since when it stands where, in Chinese time."""
        number = f"request {self.receipt.number}" if self.receipt else f"submission {self.id}"
        since = self.ended_at or self.sent_at or self.armed_at
        return f"{number} of batch {self.batch} ({self.state} on {since.astimezone(_SHANGHAI):%Y-%m-%d %H:%M})"


@dataclass(frozen=True)
class Event:
    """One thing that happened to a submission; the state is the one that it led to."""

    at: datetime
    state: SubmissionState
    owner: str
    fence: int
    batch: str
    job: str
    who: str
    """The worker or the person that did it."""
    note: str


class TakenError(NeedsPersonError):
    """Something that is claimed is in another submission already, which is settled or not decided yet.

    Args:
        claim: What was asked for.
        submissions: The submissions in the way, oldest first.
    """

    reason = "taken"
    next_step = (
        "Look at the batch named here (fapiao status BATCH). Leave out what is settled; what is open is decided first: "
        "fapiao reconcile, then fapiao resolve JOB."
    )

    def __init__(self, claim: Claim, submissions: Sequence[Submission]) -> None:
        super().__init__(claim, submissions)
        self.claim = claim
        self.submissions = tuple(submissions)

    @property
    def same(self) -> Submission | None:
        """Return the submission of exactly this key, which a caller reports as "already there" if it is settled."""
        return next((each for each in self.submissions if each.claim == self.claim), None)

    @property
    def message(self) -> str:
        """Return what is where."""
        told = [self._where(each) for each in self.submissions[:_TOLD]]
        more = len(self.submissions) - len(told)
        return "; ".join(told + [f"and {more} more"] * bool(more))

    def _where(self, submission: Submission) -> str:
        shared = [item.replace("=", " ", 1) for item in self.claim.items if item in submission.claim.items]
        return f"{', '.join(shared)} {'is' if len(shared) == 1 else 'are'} in {submission.words()}"
