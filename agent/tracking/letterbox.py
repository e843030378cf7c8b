"""Takes the pushes of one carrier: held against its signature, written into its book, counted, answered."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

import structlog

from agent.errors import LedgerError
from agent.tracking.carrier import Credentials
from agent.tracking.entry import Change
from agent.tracking.intake import Intake
from agent.tracking.push import PushCarrier, Refusal, Reply
from agent.tracking.result import Tracked

_MOST_STRANGERS = 20
_log = structlog.get_logger(__name__)


@dataclass
class Tally:
    """What has come in so far."""

    taken: int = 0
    """Pushes that told something new."""
    replayed: int = 0
    """Pushes that told what was known already."""
    unknown: int = 0
    """Pushes about numbers that are not followed; they are acknowledged and not entered."""
    other: int = 0
    """Pushes that tell nothing of a parcel, as those for a trial."""
    events: int = 0
    """How many events were new."""
    refused: Counter[str] = field(default_factory=Counter)
    """Requests that were not taken, by the reason."""
    strangers: list[str] = field(default_factory=list)
    """The first numbers that are not followed, each once."""

    def count(self, told: Tracked, change: Change | None) -> str:
        """Count a push that is on disk; return what came of it, in one word."""
        if change is None:
            self.unknown += 1
            if told.number not in self.strangers and len(self.strangers) < _MOST_STRANGERS:
                self.strangers.append(told.number[:50])
            return "unknown"
        if not change.events and change.after is change.before:
            self.replayed += 1
            return "replayed"
        self.taken += 1
        self.events += change.events
        return "taken"


class Letterbox:
    """Takes the pushes of one carrier."""

    def __init__(self, carrier: PushCarrier, credentials: Credentials, intake: Intake, tally: Tally) -> None:
        self._carrier, self._credentials = carrier, credentials
        self._intake, self._tally = intake, tally

    async def take(self, headers: Mapping[str, str], body: bytes) -> Reply:
        """Return what a push is answered: "arrived" only once it is on disk."""
        push = self._carrier.read_push(headers, body, self._credentials)
        refusal = push.refusal
        if isinstance(push.told, Tracked):
            refusal = await self._write(push.told)
        elif refusal is None:
            self._tally.other += 1
            _log.info("push", carrier=self._carrier.name, result="other")
        if refusal is not None:
            self._tally.refused[refusal] += 1
            _log.warning("push", carrier=self._carrier.name, result=f"refused: {refusal}")
        return self._carrier.acknowledgement(push, refusal, self._credentials)

    async def _write(self, told: Tracked) -> Refusal | None:
        try:
            change = await self._intake.take(told)
        except LedgerError as error:
            _log.error("a push is not written", carrier=self._carrier.name, error=error.message)
            return Refusal.DATABASE
        _log.info("push", carrier=self._carrier.name, result=self._tally.count(told, change))
        return None
