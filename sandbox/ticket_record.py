"""A ticket (工单) and its life by the clock. Everything here is frozen: a reply makes a new ticket of an old one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Literal, NamedTuple

from pydantic import TypeAdapter

Priority = Literal["normal", "urgent"]


class TicketStatus(StrEnum):
    """States of a ticket. Source: ListTickets of the ticket API."""

    ASSIGNED = "assigned"
    DEALING = "dealing"
    WAIT_FEEDBACK = "wait-feedback"
    FEEDBACK = "feedback"
    WAIT_CONFIRM = "wait-confirm"
    CONFIRMED = "confirmed"


class Step(NamedTuple):
    """A state that a ticket came into, and when; the text of a reply comes with the reply."""

    status: TicketStatus
    at: datetime
    text: str = ""


@dataclass(frozen=True, slots=True)
class TicketFile:
    """An attachment."""

    name: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Reply:
    """What the customer answered when the support had asked."""

    at: datetime
    text: str


@dataclass(frozen=True, slots=True)
class Ticket:
    """A ticket; ``product`` and ``issue`` are codes.

    Attributes:
        reply: The customer's answer; none while the support has not asked, or waits for it.
        until: The state that it does not leave by itself: that of a seeded ticket.
    """

    id: str
    product: str
    issue: str
    title: str
    description: str
    created_at: datetime
    priority: Priority = "normal"
    mobile: str = ""
    email: str = ""
    files: tuple[TicketFile, ...] = ()
    confidential: str = ""
    reply: Reply | None = None
    until: TicketStatus | None = None

    @property
    def is_asked_about(self) -> bool:
        """Return whether the support asks something before it answers: for ids that are even as a number."""
        return int(self.id, 36) % 2 == 0

    def replied(self, at: datetime, text: str) -> Ticket:
        """Return the ticket with the customer's answer; from there it goes on by the clock."""
        return replace(self, reply=Reply(at, text), until=None)

    def steps(self, now: datetime, after: timedelta) -> list[Step]:
        """Return the states it has been in as of now, oldest first; ``after`` is how long one takes."""
        reached: list[Step] = []
        for step in self._way(after):
            if reached and step.at > now:
                break
            reached.append(step)
            if step.status is self.until:
                break
        return reached

    def _way(self, after: timedelta) -> Iterator[Step]:
        """Yield every state that it will come into."""
        yield Step(TicketStatus.ASSIGNED, self.created_at)
        yield Step(TicketStatus.DEALING, self.created_at + after)
        answered_at = self.created_at + 2 * after
        if self.is_asked_about:
            yield Step(TicketStatus.WAIT_FEEDBACK, answered_at)
            if self.reply is None:
                return
            yield Step(TicketStatus.FEEDBACK, self.reply.at, self.reply.text)
            answered_at = self.reply.at + after
        yield Step(TicketStatus.WAIT_CONFIRM, answered_at)
        yield Step(TicketStatus.CONFIRMED, answered_at + 3 * after)


TICKET_JSON = TypeAdapter(Ticket)
