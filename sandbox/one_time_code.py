"""One-time codes: six digits from the account's secret, at the real time, each good once."""

from __future__ import annotations

import hmac
import time

import pyotp

from sandbox.nouns import Account
from sandbox.state import State

_STEP_S = 30


def takes_code(state: State, account: Account, code: str) -> bool:
    """Return whether a code is right, one step early or late included, and use it up."""
    totp, step = pyotp.TOTP(account.totp), int(time.time()) // _STEP_S
    for candidate in (step, step - 1, step + 1):
        if hmac.compare_digest(totp.generate_otp(candidate), code) and (account.uid, candidate) not in state.used_codes:
            state.used_codes.add((account.uid, candidate))
            return True
    return False
