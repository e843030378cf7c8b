"""What an account signs in with, read from its references at the last moment."""

from __future__ import annotations

import asyncio
import time
from pathlib import Path

import pyotp
from pydantic import SecretStr

from agent.accounts.secret import parse_reference
from agent.model import Account

_HERE = Path()


class Keys:
    """Password and one-time codes of one account; a code is never given out twice."""

    def __init__(self, account: Account) -> None:
        self._account = account
        self._last_code = ""

    def password(self) -> SecretStr:
        """Return the account's password."""
        return self._resolved(self._account.secret)

    async def code(self) -> SecretStr | None:
        """Return a fresh one-time code, waiting for the next one if this moment's was used; None without a seed."""
        if not self._account.totp:
            return None
        totp = pyotp.TOTP(self._resolved(self._account.totp).get_secret_value())
        if totp.now() == self._last_code:
            await asyncio.sleep(totp.interval - time.time() % totp.interval)
        self._last_code = totp.now()
        return SecretStr(self._last_code)

    @staticmethod
    def _resolved(reference: str) -> SecretStr:
        return parse_reference(reference, _HERE).resolve()
