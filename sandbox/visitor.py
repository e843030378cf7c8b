"""Who a request comes from, and what its form says."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import parse_qsl

from starlette.requests import Request

from sandbox.nouns import Account, Language
from sandbox.session import Session
from sandbox.state import State

TICKET_COOKIE, LANGUAGE_COOKIE = "login_aliyunid_ticket", "aliyun_lang"


@dataclass(frozen=True, slots=True)
class Visitor:
    """A signed-in browser."""

    session: Session
    account: Account
    language: Language


def visitor_of(request: Request, state: State) -> Visitor | None:
    """Return who sent a request, or None without a session that is still valid."""
    cookies = request.cookies
    session = state.sessions.find(cookies.get(TICKET_COOKIE, ""), state.now())
    account = state.by_uid.get(session.uid) if session else None
    if session is None or account is None:
        return None
    return Visitor(session, account, as_language(cookies.get(LANGUAGE_COOKIE)) or state.language(account))


def as_language(value: str | None) -> Language | None:
    """Return a language from a cookie or a query, None where it names none that the console has."""
    return "zh" if value in ("zh", "zh-CN") else "en" if value in ("en", "en-US") else None


async def read_form(request: Request) -> dict[str, str]:
    """Return the fields of a form-encoded body."""
    return dict(parse_qsl((await request.body()).decode(errors="replace"), keep_blank_values=True))
