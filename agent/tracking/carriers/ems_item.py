"""One event as EMS writes it, in answers (040001) and in pushes (040002) alike."""

from __future__ import annotations

from typing import Any

from agent.tracking.answer import time_of, word
from agent.tracking.carriers.ems_code import state_of_code, voided_by
from agent.tracking.event import Event


def event_of(item: dict[str, Any]) -> Event | None:
    """Return the event of an item; None if it has no time that can be read."""
    at = time_of(item.get("opTime"))
    if at is None:
        return None
    code = word(item.get("opCode")).upper()
    text = " ".join(part for part in (word(item.get("opName")), word(item.get("opDesc"))) if part)
    return Event(at, code, text, _place(item), state_of_code(code), voided_by(code))


def number_of(item: dict[str, Any]) -> str:
    """Return the number that an item is about; empty if it names none."""
    return (word(item.get("waybillNo")) or word(item.get("traceNo"))).upper()


def _place(item: dict[str, Any]) -> str:
    """Return province, city and office, without what the next part says again."""
    parts = [word(item.get(name)) for name in ("opOrgProvName", "opOrgCity", "opOrgName")]
    kept = [part for index, part in enumerate(parts) if part and not any(part in later for later in parts[index + 1 :])]
    return " ".join(kept)
