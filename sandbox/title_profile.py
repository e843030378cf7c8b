"""What an account keeps for its invoices: titles (发票抬头) with their reviews, mailing addresses, mailboxes.

Everything here is frozen: a write makes a new profile of an old one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import IntEnum
from typing import NamedTuple

from pydantic import TypeAdapter

from sandbox.nouns import Address, Title

MAX_KEPT = 50


class TitleStatus(IntEnum):
    """States of a title. Source: BssOpenApi QueryInvoicingCustomerList."""

    REVIEW = 1
    PASSED = 2
    REJECTED = 3
    REPLACED = 4
    WITHDRAWN = 5


class Adjust(IntEnum):
    """Kinds of change of a title. Source: BssOpenApi QueryInvoicingCustomerList, AdjustType."""

    BANK = 1
    RENAME = 4
    REAL_NAME = 5


class Decision(NamedTuple):
    """How a review ended; ``reason`` is what the reviewer wrote, if anything."""

    is_passed: bool
    reason: str = ""


@dataclass(frozen=True, slots=True)
class TitleRecord:
    """A title with its application; ``is_timed`` says that its review ends by itself."""

    title: Title
    adjust: Adjust
    applied_at: datetime
    is_timed: bool = True
    reason: str = ""
    remark: str = ""
    proof: str = ""
    statement: str = ""

    @property
    def status(self) -> TitleStatus:
        """Return the state of the application."""
        return TitleStatus(self.title.status)

    def in_state(self, status: TitleStatus, reason: str = "") -> TitleRecord:
        """Return the record in another state."""
        return replace(self, title=replace(self.title, status=int(status)), reason=reason or self.reason)

    def decided(self, now: datetime, after: timedelta, decision: Decision | None) -> TitleRecord:
        """Return the record as it is now: a review ends when its time has come, or when somebody decides."""
        if self.status is not TitleStatus.REVIEW:
            return self
        if decision is None and self.is_timed and now >= self.applied_at + after:
            decision = Decision(is_passed=not _sounds_wrong(self.title.name))
        if decision is None:
            return self
        return self.in_state(TitleStatus.PASSED if decision.is_passed else TitleStatus.REJECTED, decision.reason)


def _sounds_wrong(name: str) -> bool:
    """Return whether a review of this name fails: so that a test can ask for it."""
    return "拒绝" in name or "reject" in name.lower()


@dataclass(frozen=True, slots=True)
class Profile:
    """What one account keeps. Titles are newest first; the first address and the first mailbox are the defaults."""

    active_id: str
    real_name: str
    titles: tuple[TitleRecord, ...]
    addresses: tuple[Address, ...]
    mailboxes: tuple[str, ...]

    @property
    def title(self) -> Title:
        """Return the active title, or the newest one where none is active."""
        return (self.find_title(self.active_id) or self.titles[0]).title

    @property
    def is_in_review(self) -> bool:
        """Return whether an application waits for its review."""
        return any(record.status is TitleStatus.REVIEW for record in self.titles)

    def find_title(self, title_id: str) -> TitleRecord | None:
        """Return the title of an id."""
        return next((record for record in self.titles if record.title.id == title_id), None)

    def settled(self, now: datetime, after: timedelta, decisions: Mapping[str, Decision]) -> Profile:
        """Return the profile as of now, with every review that has ended."""
        titles = (record.decided(now, after, decisions.get(record.title.id)) for record in self.titles)
        return replace(self, titles=tuple(titles))

    def with_title(self, record: TitleRecord) -> Profile:
        """Return the profile with a title added, or put in place of the one with its id."""
        if self.find_title(record.title.id) is None:
            return replace(self, titles=(record, *self.titles))
        titles = (record if other.title.id == record.title.id else other for other in self.titles)
        return replace(self, titles=tuple(titles))

    def activated(self, record: TitleRecord) -> Profile:
        """Return the profile with another active title; the one before is replaced for good."""
        old = self.find_title(self.active_id)
        others = self.with_title(old.in_state(TitleStatus.REPLACED)) if old else self
        return replace(others, active_id=record.title.id, real_name=record.title.name)

    def find_address(self, address_id: str) -> Address | None:
        """Return the address of an id."""
        return next((address for address in self.addresses if address.id == address_id), None)

    def with_address(self, address: Address, *, is_default: bool) -> Profile:
        """Return the profile with an address added, changed in its place, or put first."""
        if is_default:
            others = (other for other in self.addresses if other.id != address.id)
            return replace(self, addresses=(address, *others))
        if self.find_address(address.id) is None:
            return replace(self, addresses=(*self.addresses, address))
        return replace(self, addresses=tuple(address if o.id == address.id else o for o in self.addresses))

    def without_address(self, address: Address) -> Profile:
        """Return the profile without an address."""
        return replace(self, addresses=tuple(other for other in self.addresses if other.id != address.id))

    def with_mailboxes(self, *mailboxes: str) -> Profile:
        """Return the profile with these mailboxes."""
        return replace(self, mailboxes=mailboxes)


PROFILE_JSON = TypeAdapter(Profile)


def address_text(address: Address) -> str:
    """Return an address as one line, as the select on the confirmation page shows it: the key of a write."""
    places = (address.province, address.city, address.county, address.street)
    parts = (part for part in places if part and not address.detail.startswith(part))
    return f"{address.addressee} {address.phone} {''.join(parts)}{address.detail}"
