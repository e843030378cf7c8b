"""What a table of invoices says of a parcel beside its number."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from agent.command import Settings


@dataclass(frozen=True)
class ParcelFacts:
    """Where the parcel of an invoice stands."""

    number: str
    state: str = ""
    """Empty if it is not followed."""
    event: str = ""
    """The newest event that stands, in the carrier's words."""
    place: str = ""
    at: datetime | None = None
    """When that was, in Asia/Shanghai, without a zone."""
    needs_person: str = ""
    """Why a person must see to it; empty if nobody need."""

    def data(self) -> dict[str, Any]:
        """Return it as JSON data."""
        at = f"{self.at:%Y-%m-%dT%H:%M:%S}+08:00" if self.at else None
        told = {"event": self.event, "place": self.place, "at": at, "needs_person": self.needs_person}
        return {"number": self.number, "state": self.state or None} | told

    def cells(self) -> list[Any]:
        """Return what stands under ``PARCEL_COLUMNS``."""
        return [self.state, self.event, self.place, self.at, self.needs_person]


PARCEL_COLUMNS = ("parcel_state", "parcel_event", "parcel_place", "parcel_at", "parcel_needs_person")
Look = Callable[[Sequence[str], Settings], dict[str, ParcelFacts]]
"""Gives what is known of numbers, as they are written; one that is not followed has no state."""


def no_parcels(numbers: Sequence[str], settings: Settings) -> dict[str, ParcelFacts]:
    """Return that nothing is known of any."""
    return {number: ParcelFacts(number) for number in numbers}
