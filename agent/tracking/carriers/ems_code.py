"""The operation codes (opCode) of EMS and China Post: what they mean, and which of them take others back.

Source: OLTS, mappings/cn/ems.csv (CC-BY-4.0), taken from the platform's own documents in 2026. Codes that are not in
it turn up every day: they go by their words.
"""

from __future__ import annotations

from agent.tracking.state import ParcelState

_TABLE = {
    ParcelState.INFO_RECEIVED: "764",
    ParcelState.PICKED_UP: "203 208 464 O_001 10",
    ParcelState.IN_TRANSIT: (
        "303 336 345 305 389 V_398 989 954 V_954 893 913 916 404 457 500 505 506 520 521 911 912 20 "
        + " ".join(str(code) for code in (*range(356, 400), *range(931, 938)))
    ),
    ParcelState.ARRIVED: "306 516 713 461",
    ParcelState.OUT_FOR_DELIVERY: "702 749 O_014",
    ParcelState.DELIVERED: "704 748 463 O_010 O_016 80",
    ParcelState.ATTEMPT_FAILED: "705 462 542 723 O_013 70",
    ParcelState.AWAITING_PICKUP: "747 491 O_017",
    ParcelState.RETURNING: "708 741 750 312 405 482 326 447",
    ParcelState.RETURNED: "711 O_011 C_009",
    ParcelState.EXCEPTION: "013 993 651 534 O_006 756 802 803 EXB EME 470 493 C_005 C_007 C_011 C_012",
    ParcelState.CANCELLED: "801",
    ParcelState.LOST: "987 988",
    ParcelState.CUSTOMS: "EXA EXC EXD EDA EDB EDC",
}
_STATES = {code: state for state, codes in _TABLE.items() for code in codes.split()}

_VOIDS: dict[str, tuple[str, ...]] = {
    "743": ("704",),
    "744": ("705",),
    "742": ("702",),
    "207": ("203",),
    "212": ("208",),
    "304": ("303", "336", "345"),
    "424": ("423",),
    "448": ("447",),
    "472": ("404",),
    "474": ("405",),
    "483": ("482",),
    "EDAD": ("EDA",),
    "EDCD": ("EDC",),
    "EMED": ("EME",),
    "EXAD": ("EXA",),
    "EXBD": ("EXB",),
    "EXCD": ("EXC",),
    "EXDD": ("EXD",),
}


def state_of_code(code: str) -> ParcelState | None:
    """Return the state that a code stands for; None if it is not in the table, or takes another back."""
    return _STATES.get(code.upper())


def voided_by(code: str) -> tuple[str, ...]:
    """Return the codes that this one takes back; none for most."""
    return _VOIDS.get(code.upper(), ())
