"""The tickets of all accounts: made from the seed, added to by accepted writes."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sandbox.nouns import Account
from sandbox.ticket_record import TICKET_JSON, Ticket
from sandbox.ticket_seed import make_tickets


class Tickets:
    """Give and keep tickets.

    Args:
        set_up_at: When the stand-in was set up: seeded tickets date back from then.
    """

    def __init__(self, seed: int, set_up_at: datetime) -> None:
        self._seed, self._set_up_at = seed, set_up_at
        self._written: dict[str, dict[str, Ticket]] = {}

    def of(self, account: Account) -> list[Ticket]:
        """Return an account's tickets, newest first."""
        seeded = {ticket.id: ticket for ticket in reversed(make_tickets(self._seed, account, self._set_up_at))}
        return list(reversed((seeded | self._written.get(account.uid, {})).values()))

    def find(self, account: Account, id_: str) -> Ticket | None:
        """Return an account's ticket of an id."""
        return next((ticket for ticket in self.of(account) if ticket.id == id_), None)

    def put(self, uid: str, ticket: Ticket) -> dict[str, Any]:
        """Add a ticket, or put it in place of the one with its id; return it as it goes into the store."""
        self._written.setdefault(uid, {})[ticket.id] = ticket
        kept: dict[str, Any] = TICKET_JSON.dump_python(ticket, mode="json")
        return kept

    def restore(self, uid: str, kept: dict[str, Any]) -> None:
        """Put a ticket from the store in place."""
        self.put(uid, TICKET_JSON.validate_python(kept))
