"""The profiles of all accounts: made from the seed, changed by accepted writes, reviewed by the clock or by a test."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sandbox.nouns import Account, StandInError
from sandbox.store import Store
from sandbox.title_profile import PROFILE_JSON, Decision, Profile, TitleStatus
from sandbox.title_seed import make_profile

_DECISIONS = "title_decisions"


class Profiles:
    """Give and keep what accounts keep; a profile is made when it is first asked for.

    Args:
        set_up_at: When the stand-in was set up: seeded applications date back from then.
    """

    def __init__(self, store: Store, seed: int, set_up_at: datetime) -> None:
        self._store, self._seed, self._set_up_at = store, seed, set_up_at
        self._by_uid: dict[str, Profile] = {}
        kept = store.setting(_DECISIONS) or {}
        self._decisions = {title_id: Decision(*decision) for title_id, decision in kept.items()}

    def of(self, account: Account, now: datetime, review_after: timedelta) -> Profile:
        """Return an account's profile as of now."""
        if account.uid not in self._by_uid:
            self._by_uid[account.uid] = make_profile(self._seed, account, self._set_up_at)
        return self._by_uid[account.uid].settled(now, review_after, self._decisions)

    def put(self, uid: str, profile: Profile) -> dict[str, Any]:
        """Put another profile in place, and return it as it goes into the store with the write that made it."""
        self._by_uid[uid] = profile
        kept: dict[str, Any] = PROFILE_JSON.dump_python(profile, mode="json")
        return kept

    def restore(self, uid: str, kept: dict[str, Any]) -> None:
        """Put a profile from the store in place."""
        self._by_uid[uid] = PROFILE_JSON.validate_python(kept)

    def decide(self, profile: Profile, title_id: str, decision: Decision) -> None:
        """End a review, and keep that.

        Raises:
            StandInError: This title is not in review.
        """
        record = profile.find_title(title_id)
        if record is None or record.status is not TitleStatus.REVIEW:
            raise StandInError(f"Title {title_id!r} is not in review: GET /_sandbox/accounts lists those that are.")
        self._decisions[title_id] = decision
        self._store.keep_setting(_DECISIONS, self._decisions)
