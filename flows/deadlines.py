"""Deadlines of many invoices: what can still be done with each, sorted by the days that are left; as a calendar too."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from icalendar import Alarm, Calendar, Event

from flows.issued import InvoiceFacts
from flows.rules import Deadline, Rules, deadlines

_FAR = 10**6
_WARN_BEFORE = timedelta(days=-7)


@dataclass(frozen=True)
class Due:
    """One thing that can be done with one invoice until a day."""

    account: str
    invoice: InvoiceFacts
    deadline: Deadline
    days_left: int | None
    read_on: date


def due_of(
    read: Iterable[tuple[str, InvoiceFacts, date]], today: date, rules: Rules, *, is_all: bool = False
) -> list[Due]:
    """Return the deadlines of invoices, the nearest first, and those that cannot be told last.

    Args:
        read: Account, invoice, and the day on which it was read.
        is_all: Those that have passed too.
    """
    found = [
        Due(account, invoice, each, each.days_left(today), read_on)
        for account, invoice, read_on in read
        if invoice.state == "issued" and invoice.kind is not None and invoice.issued_on is not None
        for each in deadlines(invoice.kind, invoice.issued_on, rules)
    ]
    kept = [due for due in found if is_all or due.days_left is None or due.days_left >= 0]
    return sorted(kept, key=lambda due: (_FAR if due.days_left is None else due.days_left, due.account))


def is_near(due: Due, within_days: int) -> bool:
    """Tell whether a deadline lies within so many days from today."""
    return due.days_left is not None and 0 <= due.days_left <= within_days


def calendar_of(dues: Sequence[Due], made_at: datetime) -> bytes:
    """Return deadlines as an iCalendar file (RFC 5545): whole-day events, each with an alarm a week before."""
    calendar = Calendar()
    calendar.add("prodid", "-//fapiao//deadlines//EN")
    calendar.add("version", "2.0")
    for due in dues:
        if due.deadline.last_day is not None:
            calendar.add_component(_event(due, due.deadline.last_day, made_at))
    content: bytes = calendar.to_ical()
    return content


def _event(due: Due, day: date, made_at: datetime) -> Event:
    event = Event()
    what = f"{due.deadline.what}: invoice {due.invoice.number} ({due.account})"
    event.add("uid", f"{due.account}-{due.invoice.application}-{due.deadline.what.name.lower()}@fapiao")
    event.add("dtstamp", made_at.astimezone(UTC))
    event.add("dtstart", day)
    event.add("dtend", day + timedelta(days=1))
    event.add("summary", f"Last day to {what}")
    event.add("description", f"{due.invoice.title}, issued on {due.invoice.issued_on}. {due.deadline.why}")
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", what)
    alarm.add("trigger", _WARN_BEFORE)
    event.add_component(alarm)
    return event
