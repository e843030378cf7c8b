"""Profiles of seeded accounts: what the account came with, and for some of each twenty a special case.

Draws come from a generator of their own: accounts, orders and amounts stay as they are.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

from sandbox.nouns import Account, Address
from sandbox.title_profile import MAX_KEPT, Adjust, Profile, TitleRecord, TitleStatus
from sandbox.words import GIVEN, PLACES, SURNAMES

_REASON = "工商变更证明不清晰，请重新上传加盖公章的证明文件。"


def profile_kind(account: Account) -> str:
    """Return what is special about an account's titles and addresses; empty for most."""
    return {
        7: "title-in-review",
        10: "title-rejected",
        13: "fifty-addresses",
        16: "no-address",
        19: "other-real-name",
    }.get(account.index % 20, "")


def make_profile(seed: int, account: Account, today: datetime) -> Profile:
    """Return what an account keeps when the stand-in is set up."""
    rng = random.Random(f"{seed}/{account.index}/profile")  # noqa: S311 - test data
    first = TitleRecord(account.title, Adjust.REAL_NAME, today - timedelta(days=400), is_timed=False)
    active_id = account.title.id if first.status is TitleStatus.PASSED else ""
    plain = Profile(active_id, account.title.name, (first,), account.addresses, account.mailboxes)
    special = _SPECIAL.get(profile_kind(account))
    return special(plain, rng, today) if special else plain


def _in_review(plain: Profile, rng: random.Random, today: datetime) -> Profile:
    return plain.with_title(_renamed(plain, rng, today - timedelta(days=1)))


def _rejected(plain: Profile, rng: random.Random, today: datetime) -> Profile:
    withdrawn = _renamed(plain, rng, today - timedelta(days=40)).in_state(TitleStatus.WITHDRAWN)
    rejected = _renamed(plain, rng, today - timedelta(days=30)).in_state(TitleStatus.REJECTED, _REASON)
    return plain.with_title(withdrawn).with_title(rejected)


def _renamed(plain: Profile, rng: random.Random, applied_at: datetime) -> TitleRecord:
    """Return an application for another name; it waits until a test decides."""
    title = replace(
        plain.title,
        id=str(rng.randrange(10**7, 10**8)),
        name=_other_name(plain.title.name),
        status=int(TitleStatus.REVIEW),
    )
    return TitleRecord(title, Adjust.RENAME, applied_at.replace(microsecond=0), is_timed=False)


def _other_name(name: str) -> str:
    return name.replace("有限公司", "（集团）有限公司")


def _full(plain: Profile, rng: random.Random, _: datetime) -> Profile:
    missing = MAX_KEPT - len(plain.addresses)
    return replace(plain, addresses=plain.addresses + tuple(_address(rng, place) for place in range(missing)))


def _address(rng: random.Random, number: int) -> Address:
    place, person = rng.choice(PLACES), rng.choice(SURNAMES) + rng.choice(GIVEN)
    detail = f"创新路{number + 1}号"
    return Address(
        str(rng.randrange(10**7, 10**8)), person, f"139{rng.randrange(10**8):08d}", *place[:4], detail, place[4]
    )


def _without_address(plain: Profile, _rng: random.Random, _today: datetime) -> Profile:
    return replace(plain, addresses=())


def _other_real_name(plain: Profile, _rng: random.Random, _today: datetime) -> Profile:
    return replace(plain, real_name=_other_name(plain.title.name))


_SPECIAL: dict[str, Callable[[Profile, random.Random, datetime], Profile]] = {
    "title-in-review": _in_review,
    "title-rejected": _rejected,
    "fifty-addresses": _full,
    "no-address": _without_address,
    "other-real-name": _other_real_name,
}
