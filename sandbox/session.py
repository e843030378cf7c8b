"""Who is signed in: sessions of the stand-in's clock, kept in the store."""

from __future__ import annotations

import secrets
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from sandbox.store import Store

# Source: RAM security preference LoginSessionDuration, six hours unless changed.
SESSION_LENGTH = timedelta(hours=6)


@dataclass(frozen=True, slots=True)
class Session:
    """One signed-in browser; ``sec_token`` must come with every call of the API."""

    ticket: str
    uid: str
    sec_token: str
    ends_at: str


class Sessions:
    """The sessions that have not ended."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._by_ticket = {kept["ticket"]: Session(**kept) for kept in store.sessions()}

    def start(self, uid: str, now: datetime) -> Session:
        """Sign an account in."""
        ends_at = (now + SESSION_LENGTH).isoformat()
        session = Session(secrets.token_urlsafe(32), uid, secrets.token_urlsafe(16), ends_at)
        self._by_ticket[session.ticket] = session
        self._store.keep_session(session.ticket, asdict(session))
        return session

    def find(self, ticket: str, now: datetime) -> Session | None:
        """Return the session of a cookie, unless it has ended."""
        session = self._by_ticket.get(ticket)
        if session is not None and now >= datetime.fromisoformat(session.ends_at):
            self.end(ticket)
            return None
        return session

    def end(self, ticket: str) -> None:
        """Sign out."""
        if self._by_ticket.pop(ticket, None) is not None:
            self._store.drop_session(ticket)
