"""Read tickets (工单): where each stands, what was answered last, and which wait for the customer.

Opens: tickets, ticket.
Writes: nothing.
Source: the vendor's ListTickets API (states of a ticket), read 2026-01-15.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

from pydantic import BaseModel, ConfigDict

from agent.flow import Column, Console, DraftMismatchError, ReadFlow, Row
from flows.invoice import Words

_WAITING = ("wait-feedback", "wait-confirm")
_OVER = ("confirmed",)


class TicketFilter(BaseModel):
    """Which tickets; all that are not over if nothing is said."""

    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)

    ticket: Annotated[Words, Column("工单编号", "只看这些工单，用逗号分隔，不论状态。")] = ()
    """Only these ticket numbers, separated by commas, whatever their state."""
    has_over: Annotated[bool, Column("含已完成", "也列出已完成的工单（是或否）。")] = False
    """Those that are over too (yes or no)."""

    def fits(self, ticket: TicketLine) -> bool:
        """Tell whether a ticket is meant."""
        if self.ticket:
            return ticket.number in self.ticket
        return self.has_over or ticket.state not in _OVER


class TicketLine(BaseModel):
    """One ticket as the console shows it."""

    model_config = ConfigDict(frozen=True, use_attribute_docstrings=True)

    number: str
    """Number of the ticket."""
    title: str
    """Title, with the reference."""
    product: str
    """Product, as the console names it."""
    issue: str
    """Issue type, as the console names it."""
    state: str
    """assigned, dealing, wait-feedback, feedback, wait-confirm, confirmed; else the console's own word."""
    created: str
    """When it was submitted, as the console shows it."""
    updated: str
    """When something happened last, as the console shows it."""
    is_waiting: bool
    """It waits for the customer."""
    answer: str
    """What the support said last; empty if nothing yet, or if it does not wait for the customer."""


class TicketStatus(ReadFlow[TicketFilter, TicketLine]):
    """Read tickets: state, last answer, and whether they wait for the customer."""

    name = "ticket-status"
    line_key = "number"

    async def read(self, console: Console, job: TicketFilter) -> Sequence[TicketLine]:
        """Return the tickets that are meant, newest first."""
        await console.open("tickets")
        rows = [row async for row in console.rows("tickets.table") if _is_meant(row, job)]
        return [await _line(console, row) for row in rows]


def _is_meant(row: Row, job: TicketFilter) -> bool:
    if job.ticket:
        return row["number"] in job.ticket
    return job.has_over or row.word("state") not in _OVER


async def _line(console: Console, row: Row) -> TicketLine:
    is_waiting = row.word("state") in _WAITING
    return TicketLine(
        number=row["number"],
        title=row["title"],
        product=row["product"],
        issue=row["issue"],
        state=row.word("state") or row["state"],
        created=row["created"],
        updated=row["updated"],
        is_waiting=is_waiting,
        answer=await _last_answer(console, row["number"]) if is_waiting else "",
    )


async def _last_answer(console: Console, number: str) -> str:
    """Return what the support said last in a ticket."""
    await console.open("tickets")
    await console.click_row("tickets.table", number, "view")
    await console.ready("ticket")
    facts = await console.facts("ticket.facts")
    if facts["number"] != number:
        raise DraftMismatchError("ticket", number, facts["number"])
    answer = ""
    async for message in console.rows("ticket.messages"):
        if message.word("from") == "support":
            answer = message["text"]
    return answer
