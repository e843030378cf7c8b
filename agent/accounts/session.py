"""Sessions kept between runs: one file of mode 0600 for each account, in the user's state folder."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

from platformdirs import user_state_path

from agent.model import Account
from agent.settings import SessionSettings


class Sessions:
    """Keeps what a browser needs to go on without a new sign-in."""

    def __init__(self, settings: SessionSettings) -> None:
        self._folder = settings.folder or user_state_path("fapiao") / "sessions"
        self._is_kept = settings.is_kept
        self._here: dict[tuple[str, str], dict[str, Any]] = {}
        """What this process has signed in itself: one account's jobs follow each other."""

    def load(self, account: Account, origin: str) -> dict[str, Any] | None:
        """Return the kept state for Playwright's ``storage_state``, or None; a damaged file counts as none."""
        if here := self._here.get((account.site, account.account)):
            return here
        try:
            kept = json.loads(self._path(account).read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return None
        # A session belongs to one address and one account; the page proves both again before every write.
        is_ours = isinstance(kept, dict) and kept.get("origin") == origin and kept.get("uid") == account.uid
        return kept["state"] if is_ours and self._is_kept else None

    def save(self, account: Account, origin: str, state: Any) -> None:
        """Keep a session."""
        self._here[account.site, account.account] = state
        if not self._is_kept:
            return
        path = self._path(account)
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        part = path.with_name(f"{path.name}.{os.getpid()}.part")
        handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            json.dump({"origin": origin, "uid": account.uid, "state": state}, file)
        part.replace(path)

    def _path(self, account: Account) -> Path:
        return self._folder / account.site / f"{account.account}.json"
