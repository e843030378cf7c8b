"""The sign-in pages of RAM users, on their own origin: name, password and, for half of the accounts, a one-time code.

Modelled on the vendor's signin pages: texts and element ids as far as they are published.
"""

from __future__ import annotations

import hmac
import re
import secrets
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import quote, urlsplit

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from sandbox.nouns import Account, Language, Words
from sandbox.one_time_code import takes_code
from sandbox.page import NO_STORE, TEMPLATES, Origins
from sandbox.state import State
from sandbox.visitor import LANGUAGE_COOKIE, TICKET_COOKIE, as_language, read_form
from sandbox.weather import weather

_KEPT_ATTEMPTS = 5_000
_PAGES = ("user", "password", "code", "refused")
NO_USER = Words("请输入用户名。", "Enter your user name.")
WRONG_PASSWORD = Words("用户名或密码不正确。", "Incorrect user name or password.")
NOT_SIX_DIGITS = Words("校验码必须为 6 位数字。", "The verification code must be 6 digits.")
WRONG_CODE = Words("校验码不正确，请重新输入。", "Incorrect verification code. Enter it again.")
FOREIGN_CALLBACK = Words("回调地址不受信任。", "The callback address is not trusted.")


@dataclass(slots=True)
class Attempt:
    """A sign-in that has got as far as a user name."""

    id: str
    user: str
    account: Account | None
    callback: str
    language: Language
    has_password: bool = False


class SignIn:
    """Serve the sign-in pages."""

    def __init__(self, state: State, origins: Origins) -> None:
        self._state, self._origins = state, origins
        self._attempts: OrderedDict[str, Attempt] = OrderedDict()
        self._templates = {page: TEMPLATES.get_template(f"{page}.html") for page in _PAGES}

    async def show(self, request: Request) -> Response:
        """Return the first page: who are you?"""
        if (answer := await weather(self._state, "login", None)) is not None:
            return answer
        response = self._first(request, request.query_params.get("callback", ""))
        if language := as_language(request.query_params.get("lang")):
            response.set_cookie(LANGUAGE_COOKIE, language, samesite="lax")
        return response

    async def take(self, request: Request) -> Response:
        """Take what was typed on one of the pages and go on to the next."""
        form = await read_form(request)
        attempt = self._attempts.get(form.get("attempt", ""))
        account = attempt.account if attempt else self._state.account_of(form.get("user_principal_name", ""))
        if (answer := await weather(self._state, "login", account)) is not None:
            return answer
        if attempt is None:
            return self._take_user(request, form, account)
        if not attempt.has_password:
            return self._take_password(request, attempt, form.get("password_ims", ""))
        return self._take_code(request, attempt, form.get("code", "").strip())

    async def sign_out(self, request: Request) -> Response:
        """End the session and go back to the first page."""
        self._state.sessions.end(request.cookies.get(TICKET_COOKIE, ""))
        response = RedirectResponse("/login.htm", 302, NO_STORE)
        for name in (TICKET_COOKIE, "login_aliyunid_pk", "login_aliyunid", "login_aliyunid_csrf", "login_current_pk"):
            response.delete_cookie(name)
        return response

    async def slider(self, request: Request) -> Response:
        """Return the inside of the slider's frame; nothing moves it."""
        html = TEMPLATES.get_template("slider.html").render(language=self._language(request))
        return HTMLResponse(html, headers=NO_STORE)

    def _first(self, request: Request, callback: str, *, user: str = "", alert: Words | None = None) -> Response:
        if not self._is_ours(callback):
            return self._page("refused", self._language(request), FOREIGN_CALLBACK, status=400)
        return self._page("user", self._language(request), alert, callback=callback, user=user)

    def _take_user(self, request: Request, form: Mapping[str, str], account: Account | None) -> Response:
        user, callback = form.get("user_principal_name", "").strip(), form.get("callback", "")
        if not user or not self._is_ours(callback):
            return self._first(request, callback, alert=NO_USER)
        attempt = Attempt(secrets.token_urlsafe(16), user, account, callback, self._language(request, account))
        self._attempts[attempt.id] = attempt
        if len(self._attempts) > _KEPT_ATTEMPTS:
            self._attempts.popitem(last=False)
        return self._step("password", attempt)

    def _take_password(self, request: Request, attempt: Attempt, password: str) -> Response:
        account = attempt.account
        if self._state.faults.hit("captcha", account, "login"):
            return self._step("password", attempt, has_slider=True)
        if account is None or not hmac.compare_digest(account.password.encode(), password.encode()):
            return self._step("password", attempt, WRONG_PASSWORD)
        if account.totp:
            attempt.has_password = True
            return self._step("code", attempt)
        return self._signed_in(request, attempt, account)

    def _take_code(self, request: Request, attempt: Attempt, code: str) -> Response:
        account = attempt.account
        if not re.fullmatch(r"[0-9]{6}", code):
            return self._step("code", attempt, NOT_SIX_DIGITS)
        if account is None or not takes_code(self._state, account, code):
            return self._step("code", attempt, WRONG_CODE)
        return self._signed_in(request, attempt, account)

    def _signed_in(self, request: Request, attempt: Attempt, account: Account) -> Response:
        """Start a session, with the cookies that the vendor's pages set, and go where the user came from."""
        del self._attempts[attempt.id]
        # The stand-in may have been reset since the name was typed.
        if self._state.by_uid.get(account.uid) is None:
            return self._first(request, attempt.callback)
        session = self._state.sessions.start(account.uid, self._state.now())
        self._state.count("login", accepted=True)
        response = RedirectResponse(attempt.callback or f"{self._origins.console}/", 302, NO_STORE)
        response.set_cookie(TICKET_COOKIE, session.ticket, httponly=True, samesite="lax")
        for name, value in {
            "login_aliyunid_pk": account.uid,
            "login_current_pk": account.user_id,
            "login_aliyunid": quote(f"finance @ {account.uid}/{account.uid}"),
            "login_aliyunid_csrf": f"_csrf_tk_{secrets.randbits(48)}",
            "login_aliyunid_sc": secrets.token_urlsafe(24),
            "hssid": secrets.token_urlsafe(16),
            "hsite": "6",
            "aliyun_site": "CN",
            "aliyun_country": "CN",
            "cna": secrets.token_urlsafe(18),
            LANGUAGE_COOKIE: attempt.language,
        }.items():
            response.set_cookie(name, value, samesite="lax")
        return response

    def _step(self, page: str, attempt: Attempt, alert: Words | None = None, *, has_slider: bool = False) -> Response:
        return self._page(page, attempt.language, alert, attempt=attempt, has_slider=has_slider)

    def _page(
        self, page: str, language: Language, alert: Words | None = None, *, status: int = 200, **values: object
    ) -> Response:
        text = alert.of(language) if alert else ""
        html = self._templates[page].render(language=language, alert=text, console=self._origins.console, **values)
        return HTMLResponse(html, status, NO_STORE)

    def _language(self, request: Request, account: Account | None = None) -> Language:
        """Return the language: as asked for, as chosen before, as the account's, as most accounts'."""
        asked = as_language(request.query_params.get("lang")) or as_language(request.cookies.get(LANGUAGE_COOKIE))
        if asked is None and account is not None:
            return self._state.language(account)
        return asked or ("en" if self._state.options.locale == "en" else "zh")

    def _is_ours(self, callback: str) -> bool:
        """Return whether an address is one of the console's: nobody is sent anywhere else."""
        if not callback:
            return True
        parts = urlsplit(callback)
        return f"{parts.scheme}://{parts.netloc}" == self._origins.console and "\\" not in callback
