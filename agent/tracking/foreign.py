"""Code of other packages: whatever it raises becomes a value here, so that it stops nothing but itself."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Generic, TypeVar

from agent.errors import InputError
from agent.tracking.carrier import Carrier, Credentials, RegisteringCarrier, Request, registering
from agent.tracking.result import ErrorKind, Results, TrackingError, failed, for_each

ValueT = TypeVar("ValueT")


@dataclass(frozen=True)
class Attempt(Generic[ValueT]):
    """What a call brought: a value, or what it raised."""

    value: ValueT | None = None
    error: Exception | None = None

    @property
    def kind(self) -> str:
        """Return the kind of what was raised; its words may hold a key or a name."""
        return type(self.error).__name__ if self.error else ""

    @property
    def words(self) -> str:
        """Return kind and words of what was raised, for calls that know no secret."""
        return f"{self.kind}: {self.error}"[:300] if self.error else ""


def attempt(call: Callable[[], ValueT]) -> Attempt[ValueT]:
    """Call code of another package."""
    try:
        return Attempt(call())
    except Exception as error:  # noqa: BLE001 - what it may raise, nobody here knows
        return Attempt(error=error)


class GuardedCarrier:
    """A carrier of another package: an answer that it stumbles over is unreadable, and the next one is asked."""

    def __init__(self, carrier: Carrier) -> None:
        self.name, self.base_url, self.batch_size = carrier.name, carrier.base_url, carrier.batch_size
        self.needs = carrier.needs
        self.inner = carrier

    def encode(self, numbers: Sequence[str], credentials: Credentials, now: datetime) -> tuple[Request, ...]:
        """Return the carrier's own requests.

        Raises:
            InputError: The credentials cannot be used as they are, or the carrier stumbles.
        """
        tried = attempt(lambda: self.inner.encode(numbers, credentials, now))
        if tried.value is None:
            raise tried.error if isinstance(tried.error, InputError) else self._stumbled(tried.kind)
        return tried.value

    def decode(self, status: int, headers: Mapping[str, str], body: bytes, numbers: Sequence[str]) -> Results:
        """Return the carrier's own results, and an error for each number that has none."""
        tried = attempt(lambda: self.inner.decode(status, headers, body, numbers))
        stumbled = failed(
            ErrorKind.UNREADABLE, f"the code of carrier {self.name} stumbled ({tried.kind or 'no result'})"
        )
        return {**for_each(numbers, stumbled), **(tried.value or {})}

    def _stumbled(self, kind: str) -> InputError:
        right = f"tell those who wrote it; `fapiao track conformance {self.name}` may show why"
        return InputError(f"carrier {self.name}", f"its own code stumbled ({kind or 'no requests'})", right)


class GuardedRegisteringCarrier(GuardedCarrier):
    """One that must be told of a number first."""

    inner: RegisteringCarrier

    def register(self, numbers: Sequence[str], credentials: Credentials) -> tuple[Request, ...]:
        """Return the carrier's own requests.

        Raises:
            InputError: The carrier stumbles.
        """
        tried = attempt(lambda: self.inner.register(numbers, credentials))
        if tried.value is None:
            raise self._stumbled(tried.kind)
        return tried.value

    def unregistered(
        self, status: int, headers: Mapping[str, str], body: bytes, numbers: Sequence[str]
    ) -> dict[str, TrackingError]:
        """Return the numbers that the carrier says were not taken; all of them if it stumbles."""
        tried = attempt(lambda: self.inner.unregistered(status, headers, body, numbers))
        stumbled = failed(ErrorKind.UNREADABLE, f"the code of carrier {self.name} stumbled ({tried.kind})")
        return for_each(numbers, stumbled) if tried.value is None else tried.value


def guarded(carrier: Carrier) -> Carrier:
    """Return a carrier of another package as one that raises nothing when it reads."""
    return GuardedRegisteringCarrier(carrier) if registering(carrier) else GuardedCarrier(carrier)
