"""Tickets (工单): what flows that submit one have in common.

A ticket bears a reference in its title, by which the console's list tells it from all others.

Opens: ticket_create, tickets.
Source: FAQ "What to do if a general VAT invoice is lost", 2026-01-15.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from pydantic import SecretStr

from agent.flow import Console, Draft, DraftMismatchError, Receipt, RefusedError

MAX_FILES = 3
TITLE_LIMIT, TEXT_LIMIT, CONFIDENTIAL_LIMIT = 60, 2000, 500


class Priority(StrEnum):
    """How urgent a ticket is."""

    NORMAL = "normal"
    URGENT = "urgent"


@dataclass(frozen=True)
class Ticket:
    """What is written into the form."""

    product: str
    """The catalog's word for it, or the console's own."""
    issue: str
    title: str
    reference: str
    description: str
    priority: Priority = Priority.NORMAL
    files: Sequence[Path] = ()
    confidential: str = ""
    """Only the support may read it: it is in no journal and in no picture."""
    mobile: str = ""

    @property
    def titled(self) -> str:
        """Return the title with the reference."""
        return f"{self.title} [{self.reference}]"


async def find_ticket(console: Console, reference: str) -> Receipt | None:
    """Return the ticket whose title bears a reference, if the console lists one."""
    await console.open("tickets")
    async for row in console.rows("tickets.table"):
        if f"[{reference}]" in row["title"]:
            return Receipt(number=row["number"], state=row["state"])
    return None


async def fill_ticket(console: Console, ticket: Ticket, *, key: dict[str, list[str]]) -> Draft:
    """Choose product and issue type, walk past the self-service page, fill in the form; nothing is sent.

    Raises:
        RefusedError: The console does not offer the product or the issue type, or does not take a file.
        DraftMismatchError: The form shows another title than what was typed.
    """
    await console.open("ticket_create")
    await console.choose("ticket_create.product", ticket.product)
    await console.choose("ticket_create.issue", ticket.issue)
    await console.click("ticket_create.create")
    await console.click("ticket_create.go_on")
    await console.fill("ticket_create.title", ticket.titled)
    await console.fill("ticket_create.description", ticket.description)
    if ticket.priority is not Priority.NORMAL:
        await console.choose("ticket_create.priority", ticket.priority)
    for file in ticket.files:
        await _attach(console, file)
    if ticket.confidential:
        await console.fill("ticket_create.confidential", SecretStr(ticket.confidential))
    if ticket.mobile:
        await console.fill("ticket_create.mobile", SecretStr(ticket.mobile))
    draft = await console.draft("ticket_create", "category", "title", "description", "priority", "file_end", key=key)
    if draft.fields["title"] != ticket.titled:
        raise DraftMismatchError("title", ticket.titled, draft.fields["title"])
    return draft


async def _attach(console: Console, file: Path) -> None:
    await console.attach("ticket_create.files", file)
    listed = await console.read("ticket_create.file_end")
    if await console.has("ticket_create.file_refused"):
        raise RefusedError(f"the console does not take {file.name}", await console.read("ticket_create.file_refused"))
    if file.name not in listed:
        raise DraftMismatchError("attachments", file.name, listed)
