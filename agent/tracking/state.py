"""Where a parcel stands, in one vocabulary for all carriers, and which step is one forward."""

from __future__ import annotations

from enum import StrEnum


class ParcelState(StrEnum):
    """Where a parcel stands, from nowhere to the ends; see ``is_end``."""

    NO_RECORD = "no_record"
    """The carrier knows nothing of it yet."""
    INFO_RECEIVED = "info_received"
    PICKED_UP = "picked_up"
    IN_TRANSIT = "in_transit"
    CUSTOMS = "customs"
    ARRIVED = "arrived_at_destination"
    OUT_FOR_DELIVERY = "out_for_delivery"
    ATTEMPT_FAILED = "attempt_failed"
    AWAITING_PICKUP = "awaiting_pickup"
    EXCEPTION = "exception"
    RETURNING = "returning"
    EXPIRED = "expired"
    """The carrier gave up looking; the parcel may still move."""
    CANCELLED = "cancelled"
    LOST = "lost"
    DELIVERED = "delivered"
    RETURNED = "returned"
    """Delivered back to the sender."""

    @property
    def is_end(self) -> bool:
        """Tell whether a parcel usually goes nowhere from here."""
        return self in _EXITS

    @property
    def rank(self) -> int:
        """Return how far on the way this is; an answer without times never goes to a lower one."""
        return _RANKS[self]


_RANKS = {state: rank for rank, state in enumerate(ParcelState)}
# What still may follow an end. A delivered parcel may be handed back (741), a lost one found; a later scan of some
# office is no reason to doubt any of them. What was said in error is taken back by a reversal, not by a step.
_EXITS = {
    ParcelState.DELIVERED: {ParcelState.RETURNING, ParcelState.RETURNED},
    ParcelState.RETURNED: set(),
    ParcelState.CANCELLED: {ParcelState.RETURNING, ParcelState.RETURNED, ParcelState.DELIVERED},
    ParcelState.LOST: {ParcelState.RETURNED, ParcelState.DELIVERED},
    ParcelState.EXPIRED: set(ParcelState) - {ParcelState.NO_RECORD},
}
_FIRST = (ParcelState.INFO_RECEIVED, ParcelState.PICKED_UP)


def step(before: ParcelState, said: ParcelState) -> ParcelState:
    """Return where a parcel stands after a later event says so."""
    if said is ParcelState.NO_RECORD:
        return before
    if before.is_end:
        return said if said in _EXITS[before] else before
    if said.is_end:
        return said
    # Offices on the way back scan as those on the way there, and papers of the beginning are often entered late.
    is_way_back = before is ParcelState.RETURNING
    return before if is_way_back or (said in _FIRST and before.rank > said.rank) else said


def raised(before: ParcelState, said: ParcelState) -> ParcelState:
    """Return where a parcel stands after an answer without events says so: never further back than before."""
    return step(before, said) if said.rank > before.rank else before
