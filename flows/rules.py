"""The vendor's rules as pure functions: what can still be done with an invoice, until when, and what it needs.

All days are days in Asia/Shanghai. A period of N days from the date of issue ends with the Nth day after it: an invoice
of 1 January has its 180th day on 30 June (29 June in a leap year), and on that day the period has not passed.

Source: ``config/rules.toml``, where each rule has its own.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, PositiveInt

from agent.flow import config_data
from flows.business_days import BusinessDays, ExtraDays, UnknownYearError
from flows.invoice import InvoiceKind

FILE = "rules.toml"
Locale = Literal["zh", "en"]


class _Data(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


class Sourced(_Data):
    """Something that a document says."""

    source: str
    date: date


class Period(Sourced):
    """A number of days from the date of issue."""

    days: PositiveInt


class ReturnPeriod(Period):
    """Until when an invoice can be returned, and what has to be mailed back."""

    business_days_before: PositiveInt
    parts: Mapping[InvoiceKind, Sequence[str]]


class MailAddress(Sourced):
    """Where paper goes to."""

    zh: str
    en: str
    contacts: Sequence[str]
    phone: str
    postage: str
    postage_zh: str = ""


class Courier(Sourced):
    """Whom to call about a parcel."""

    name: str
    phone: str
    page: str
    """Where a person follows a parcel; ``{number}`` stands for its tracking number."""


class Numbers(Sourced):
    """How many digits invoice numbers and codes have."""

    paper: PositiveInt
    digital: PositiveInt
    code: Sequence[PositiveInt]
    special_code: PositiveInt


class Law(Sourced):
    """Where today's law says something else than the vendor's procedure."""

    about: Literal["deduction", "certificate", "digital"]
    zh: str
    en: str


class Rules(_Data):
    """All of ``config/rules.toml``."""

    deduction: Period
    returns: ReturnPeriod = Field(alias="return")
    mail: Mapping[Literal["return", "certificate"], MailAddress]
    courier: Mapping[str, Courier]
    numbers: Numbers
    law: Sequence[Law]
    calendar: ExtraDays = ExtraDays()

    @property
    def business_days(self) -> BusinessDays:
        """Return the Chinese calendar, with the days that the file adds."""
        return BusinessDays(self.calendar)

    def notes(self, *about: str) -> list[Law]:
        """Return what today's law says about these things."""
        return [law for law in self.law if law.about in about]


def load_rules() -> Rules:
    """Return the rules: the user's own file, if there is one, else the built-in one.

    Raises:
        InputError: The file is not TOML, or does not fit.
    """
    return config_data(FILE, Rules)


class Step(StrEnum):
    """What a lost invoice takes."""

    CERTIFICATE = "certificate"
    """Mail a lost-invoice certificate with the company's seal."""
    TICKET = "ticket"
    """Submit a ticket."""
    COPY_ONLY = "copy-only"
    """Only a photocopy or scan can be had, for the records."""


@dataclass(frozen=True)
class Verdict:
    """What the rules say: how it goes on, or why it cannot."""

    refusal: str = ""
    """Why it cannot be done; empty if it can."""
    steps: Sequence[Step] = ()
    parts: Sequence[str] = ()
    """What has to be mailed back."""
    last_day: date | None = None
    """The last day on which it can be done as said here; none if there is no limit, or if it cannot be told yet."""
    notes: Sequence[Law] = ()


def lost(kind: InvoiceKind, issued_on: date, today: date, rules: Rules) -> Verdict:
    """Return what a lost invoice takes."""
    if not kind.is_paper:
        return Verdict("a digital invoice cannot be lost; download it again", notes=rules.notes("digital"))
    if kind is InvoiceKind.PAPER_GENERAL:
        return Verdict(steps=[Step.TICKET])
    last_day = deduction_ends(issued_on, rules)
    notes = rules.notes("deduction", "certificate")
    if today > last_day:
        return Verdict(steps=[Step.TICKET, Step.COPY_ONLY], notes=notes)
    return Verdict(steps=[Step.CERTIFICATE, Step.TICKET], last_day=last_day, notes=notes)


def returned(
    kind: InvoiceKind, issued_on: date, today: date, rules: Rules, *, is_verified: bool, has_form: bool
) -> Verdict:
    """Return whether an invoice can be returned, and what has to be mailed.

    Args:
        is_verified: The buyer has verified it (认证) for deduction.
        has_form: The tax authority's Red-letter Special VAT Invoice Information Form is at hand.

    Raises:
        UnknownYearError: It hangs on the holidays of a year that nobody knows yet.
    """
    parts = rules.returns.parts.get(kind, ())
    if kind is not InvoiceKind.PAPER_SPECIAL:
        return Verdict(parts=parts, notes=() if kind.is_paper else rules.notes("digital"))
    if is_verified:
        missing = "it is verified: the tax authority's Red-letter Special VAT Invoice Information Form is needed"
        return Verdict("" if has_form else missing, parts=parts)
    period, days = rules.returns.days, rules.returns.business_days_before
    end = issued_on + timedelta(days=period)
    is_in_time = rules.business_days.has(today, end, days)
    try:
        last_day: date | None = last_return_day(issued_on, rules)
    except UnknownYearError:
        last_day = None
    why = (
        f"its last day was {last_day or f'before {today}'}: {days} business days before the end of the {period} days "
        f"from the date of issue ({issued_on})"
    )
    return Verdict("" if is_in_time else why, parts=parts, last_day=last_day, notes=rules.notes("deduction"))


def deduction_ends(issued_on: date, rules: Rules) -> date:
    """Return the last day within the period for tax deduction."""
    return issued_on + timedelta(days=rules.deduction.days)


def last_return_day(issued_on: date, rules: Rules) -> date:
    """Return the last day on which an unverified special invoice can be returned.

    It is so many business days before the last day of the period, which itself does not count.

    Raises:
        UnknownYearError: The holidays of one of the years are not known.
    """
    end = issued_on + timedelta(days=rules.returns.days)
    return rules.business_days.before(end, rules.returns.business_days_before)


class Can(StrEnum):
    """What can still be done with an invoice."""

    DEDUCT = "deduct"
    CERTIFICATE = "report lost, with certificate"
    RETURN = "return"


@dataclass(frozen=True)
class Deadline:
    """Until when something can be done with an invoice."""

    what: Can
    last_day: date | None
    """None: it cannot be told; see ``why``."""
    why: str
    """The rule, with its source; or why the day cannot be told."""

    def days_left(self, today: date) -> int | None:
        """Return how many days are left; 0 on the last day, less if it is over."""
        return None if self.last_day is None else (self.last_day - today).days


def deadlines(kind: InvoiceKind, issued_on: date, rules: Rules) -> list[Deadline]:
    """Return until when what can be done with an invoice; only special invoices on paper have a limit."""
    if kind is not InvoiceKind.PAPER_SPECIAL:
        return []
    ends, why = deduction_ends(issued_on, rules), f"{rules.deduction.days} days; {rules.deduction.source}"
    found = [Deadline(Can.DEDUCT, ends, why), Deadline(Can.CERTIFICATE, ends, why)]
    returns = rules.returns
    try:
        last_day: date | None = last_return_day(issued_on, rules)
        why = f"{returns.business_days_before} business days before {returns.days} days; {returns.source}"
    except UnknownYearError as error:
        last_day, why = None, str(error)
    return [*found, Deadline(Can.RETURN, last_day, why)]
