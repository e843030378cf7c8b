"""What carriers tell by themselves (pushes), and what they are answered; nothing here goes to the network.

Pushes come twice, late, and not in the order of events; what is not acknowledged is sent again.
"""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol

from agent.tracking.carrier import Credentials
from agent.tracking.result import ErrorKind, Result, Tracked, TrackingError, failed


class Refusal(StrEnum):
    """Why a push is not taken."""

    SIGNATURE = "signature"
    UNREADABLE = "unreadable"
    """Signed right, but not in the carrier's format."""
    DATABASE = "database"
    """It could not be written down."""


@dataclass(frozen=True)
class Push:
    """What a carrier sent.

    Args:
        told: What it tells of a number; None if it is signed right and tells nothing of a parcel, as one for a trial.
        serial: What the acknowledgement must name, where there is one.
    """

    told: Tracked | TrackingError | None
    serial: str = ""

    @property
    def refusal(self) -> Refusal | None:
        """Return why it is not taken; None if it is."""
        if not isinstance(self.told, TrackingError):
            return None
        return Refusal.SIGNATURE if self.told.kind is ErrorKind.AUTH else Refusal.UNREADABLE


@dataclass(frozen=True)
class Reply:
    """What is answered over HTTP."""

    status: int
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)


class PushCarrier(Protocol):
    """How one carrier pushes; a module ``..._push`` of ``agent.tracking.carriers`` is one."""

    @property
    def name(self) -> str:
        """Return the carrier's name in settings and tables."""
        ...

    def read_push(self, headers: Mapping[str, str], body: bytes, credentials: Credentials) -> Push:
        """Return what a push tells; its signature is held over the bytes as they came before anything is read.

        Args:
            headers: Their names in lower case.
            credentials: ``key`` is the secret that pushes are signed with.

        Raises:
            InputError: The credentials cannot be used as they are.
        """
        ...

    def acknowledgement(self, push: Push, refusal: Refusal | None, credentials: Credentials) -> Reply:
        """Return what the carrier takes for "arrived", or for "send it again" where there is a refusal."""
        ...


STATUS = {None: 200, Refusal.SIGNATURE: 401, Refusal.UNREADABLE: 400, Refusal.DATABASE: 503}
"""What to answer where the HTTP status alone counts."""


def is_signed(said: str | bytes, right: str) -> bool:
    """Tell whether a signature is the right one, in a time that does not depend on where it differs."""
    given = said.encode("utf-8", "replace") if isinstance(said, str) else said
    return hmac.compare_digest(given.strip(), right.encode())


def not_signed(serial: str = "") -> Push:
    """Return a push that nobody can believe."""
    return Push(failed(ErrorKind.AUTH, "a push that is not signed with the key"), serial)


def unreadable(what: str, serial: str = "") -> Push:
    """Return a push that is not in the carrier's format."""
    return Push(failed(ErrorKind.UNREADABLE, what), serial)


def told_in(result: Result) -> Push:
    """Return a push by what stands in it; where it holds the carrier's own "no", it tells nothing of a parcel."""
    is_no = isinstance(result, TrackingError) and result.kind is not ErrorKind.UNREADABLE
    return Push(None if is_no else result)


def events_in(result: Result) -> Push:
    """Return a push that ends the carrier's watch: its events count, the end of the watch is no state of a parcel."""
    return Push(result if isinstance(result, Tracked) and result.events else None)
