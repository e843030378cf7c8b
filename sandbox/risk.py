"""The security verification (风控) that a write may run into."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sandbox.book import BusinessError
from sandbox.nouns import Account
from sandbox.one_time_code import takes_code
from sandbox.state import State

# What "the SMS" says for accounts without a one-time code device.
SMS_CODE = "246810"


class RiskError(BusinessError):
    """The caller must prove who they are first; ``data`` is what the vendor's dialog needs to ask."""

    def __init__(self, data: dict[str, Any]) -> None:
        super().__init__("FoundRiskAndDoubleConfirm")
        self.data = data


def check_risk(state: State, account: Account, action: str, form: Mapping[str, str]) -> None:
    """Let a call pass that carries a right code, or that nothing is suspected of.

    Raises:
        RiskError: It is suspected and carries no code.
        BusinessError: Its code is wrong.

    Source: console-fetcher-risk-prompt, the main account's older dialog: verifyType ga or sms, codeType, verifyDetail.
    """
    if code := form.get("verifyCode"):
        if not (takes_code(state, account, code) if account.totp else code == SMS_CODE):
            raise BusinessError("verifyCodeInvalid")
    elif state.faults.hit("risk", account, action):
        has_device = bool(account.totp)
        detail = account.user if has_device else "138****0000"
        raise RiskError(
            {"verifyType": "ga" if has_device else "sms", "verifyDetail": detail, "codeType": f"bss_{action}"}
        )
