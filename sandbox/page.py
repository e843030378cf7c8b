"""The one HTML page of the console: who is signed in, which faults touch this load; the script does the rest."""

from __future__ import annotations

from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import quote

from jinja2 import Environment, FileSystemLoader
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from sandbox.faults import KNOWN, Fault
from sandbox.nouns import Account
from sandbox.seed import make_account
from sandbox.state import State
from sandbox.visitor import Visitor, visitor_of
from sandbox.weather import weather

TEMPLATES = Environment(loader=FileSystemLoader(Path(__file__).parent / "templates"), autoescape=True)
NO_STORE = {"Cache-Control": "no-store"}
_SKELETON_MS = (80, 150)


class Origins(NamedTuple):
    """Where the pages and where sign-in and API are, as ``http://host:port``."""

    console: str
    passport: str


class ConsolePage:
    """Serve the page for every address of the console.

    Args:
        assets: Path under which the script and the styles lie.
    """

    def __init__(self, state: State, origins: Origins, assets: str) -> None:
        self._state, self._origins, self._assets = state, origins, assets
        self._template = TEMPLATES.get_template("console.html")
        self._loads = 0

    async def show(self, request: Request) -> Response:
        """Return the page, or send a stranger to sign in."""
        visitor = visitor_of(request, self._state)
        answer = await weather(self._state, "page", visitor.account if visitor else None)
        if answer is not None:
            return answer
        if visitor is None:
            return sign_in_first(request, self._origins)
        self._state.count("page", accepted=True)
        html = self._template.render(
            language="zh-CN" if visitor.language == "zh" else "en",
            assets=self._assets,
            **self._settings(visitor),
        )
        return HTMLResponse(html, headers=NO_STORE)

    def _settings(self, visitor: Visitor) -> dict[str, Any]:
        """Return the two objects that the script reads."""
        account, is_chinese = visitor.account, visitor.language == "zh"
        shown = self._shown(account)
        self._loads += 1
        shortest, longest = _SKELETON_MS
        config = {
            "portalType": "one",
            "CHANNEL": "OFFICIAL",
            "LOCALE": "zh-CN" if is_chinese else "en-US",
            "LANG": visitor.language,
            "SEC_TOKEN": visitor.session.sec_token,
            "ACCOUNT_TYPE": "sub",
            "CURRENT_PK": shown.user_id,
            "MAIN_ACCOUNT_PK": shown.uid,
            "IS_CERTIFIED": "true",
            "FECS_HOST": self._origins.passport.removeprefix("http://"),
        }
        standin = {
            "ui": self._state.generation(account),
            "locale": "zh-CN" if is_chinese else "en",
            "account": {"name": shown.name, "uid": shown.uid, "user": "finance"},
            "apiOrigin": self._origins.passport,
            "passportOrigin": self._origins.passport,
            "now": self._state.now().isoformat(),
            "pageDelayMs": shortest + self._loads * 37 % (longest - shortest),
            "latencyMs": self._state.options.latency_ms,
            **self._faults(account),
        }
        return {"config": config, "standin": standin}

    def _shown(self, account: Account) -> Account:
        """Return whose page it claims to be: with the fault ``wrong-account`` somebody else's."""
        if not self._state.faults.hit("wrong-account", account):
            return account
        return make_account(self._state.options.seed, account.index + 1)

    def _faults(self, account: Account) -> dict[str, Any]:
        faults = self._state.faults
        text, columns = faults.hit("drift-text", account), faults.hit("drift-columns", account)
        return {
            "announcement": _extent(faults.hit("announcement", account)),
            "drift": {
                "text": text and text.at,
                "class": bool(faults.hit("drift-class", account)),
                "columns": _extent(columns),
            },
            "doubleRow": _extent(faults.hit("double-row", account)),
            "emptyTable": _extent(faults.hit("empty-table", account)),
        }


def sign_in_first(request: Request, origins: Origins) -> Response:
    """Send a stranger to sign in, and then to what was asked for."""
    # The address as the browser knows it, not as the Host header has it.
    asked = origins.console + request.url.path + (f"?{request.url.query}" if request.url.query else "")
    return RedirectResponse(f"{origins.passport}/login.htm?callback={quote(asked, safe='')}", 302, NO_STORE)


def _extent(fault: Fault | None) -> bool | str:
    """Return False without a fault, True for one that acts as it does by default, else the part it touches."""
    if fault is None:
        return False
    return True if fault.at == KNOWN[fault.name].at[0] else fault.at
