"""What every carrier's file offers: questions as requests, answers as results; nothing here goes to the network."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol, cast

from agent.tracking.result import Results, TrackingError

PARTS = ("customer", "key", "authorization")
"""The credentials that are given by reference."""


@dataclass(frozen=True)
class Credentials:
    """Whom a carrier knows us as; which carrier wants which of them is said in its file.

    Args:
        customer: The customer's id.
        key: The key that signs, or the token that is sent.
        authorization: A second secret, where there is one.
        is_trial: These are of the carrier's trial system.
    """

    customer: str = ""
    key: str = field(default="", repr=False)
    authorization: str = field(default="", repr=False)
    is_trial: bool = False


@dataclass(frozen=True)
class Request:
    """One question, ready for the wire; secrets may be in its headers and body, so they are not in the ``repr``."""

    method: str
    path: str
    """To be put behind the carrier's ``base_url``; with the query."""
    headers: Mapping[str, str] = field(repr=False)
    body: bytes = field(repr=False)
    numbers: tuple[str, ...]
    """What it asks about; ``decode`` wants them back."""


class Carrier(Protocol):
    """A carrier, or a service that asks carriers: a module or an object, as those in ``agent.tracking.carriers``."""

    @property
    def name(self) -> str:
        """Return its name in settings and tables."""
        ...

    @property
    def base_url(self) -> str:
        """Return the address that paths are put behind."""
        ...

    @property
    def batch_size(self) -> int:
        """Return how many numbers go into one request."""
        ...

    @property
    def needs(self) -> tuple[str, ...]:
        """Return which of the credentials it cannot do without, of ``PARTS``."""
        ...

    def encode(self, numbers: Sequence[str], credentials: Credentials, now: datetime) -> tuple[Request, ...]:
        """Return the requests that ask about the numbers.

        Raises:
            InputError: The credentials cannot be used as they are.
        """
        ...

    def decode(self, status: int, headers: Mapping[str, str], body: bytes, numbers: Sequence[str]) -> Results:
        """Return a result for each number that a request asked about, whatever was answered."""
        ...


class RegisteringCarrier(Carrier, Protocol):
    """A carrier that answers only for numbers it was told of: register each once, and again after NOT_REGISTERED."""

    def register(self, numbers: Sequence[str], credentials: Credentials) -> tuple[Request, ...]:
        """Return the requests that tell the carrier of numbers."""
        ...

    def unregistered(
        self, status: int, headers: Mapping[str, str], body: bytes, numbers: Sequence[str]
    ) -> dict[str, TrackingError]:
        """Return the numbers that were not taken, with the reason; a number it knew already was taken."""
        ...


def registering(carrier: Carrier) -> RegisteringCarrier | None:
    """Return the carrier itself if it must be told of a number first."""
    return cast(RegisteringCarrier, carrier) if callable(getattr(carrier, "register", None)) else None


def batches(numbers: Sequence[str], size: int) -> list[tuple[str, ...]]:
    """Return the numbers, each once, in groups of at most a size."""
    once = tuple(dict.fromkeys(numbers))
    return [once[start : start + size] for start in range(0, len(once), size)]
