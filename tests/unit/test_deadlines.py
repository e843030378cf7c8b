"""Deadlines of many invoices: sorted, near ones told, and a calendar that other programs read."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import vobject

from agent.errors import InputError
from flows.deadline_table import days_of
from flows.deadlines import calendar_of, due_of, is_near
from flows.invoice import InvoiceKind
from flows.issued import InvoiceFacts
from flows.rules import Can, load_rules

RULES = load_rules()
TODAY = date(2025, 6, 1)


def invoice(age: int, number: str = "12345678", **changes: Any) -> InvoiceFacts:
    facts: dict[str, Any] = {
        "application": f"A{number}",
        "requested_at": "2026-01-01 09:00",
        "title": "杭州朗星拓维数据服务有限公司",
        "kind": InvoiceKind.PAPER_SPECIAL,
        "fen": 123456,
        "number": number,
        "orders": (),
        "remark": "",
        "state": "issued",
        "code": "3300191130",
        "issued_on": TODAY - timedelta(days=age),
        "tax_fen": 1,
        "tax_number": "",
        "courier": "EMS",
        "tracking": "",
        "mail": "",
    }
    return InvoiceFacts(**(facts | changes))


def dues(*invoices: InvoiceFacts, **options: Any) -> list[tuple[str, Can, int | None]]:
    read = [("acc-0001", each, TODAY) for each in invoices]
    return [(due.invoice.number, due.deadline.what, due.days_left) for due in due_of(read, TODAY, RULES, **options)]


def test_nearest_comes_first_and_what_has_passed_is_left_out() -> None:
    found = dues(invoice(100, "1"), invoice(175, "2"), invoice(181, "3"))
    assert found[:2] == [("2", Can.DEDUCT, 5), ("2", Can.CERTIFICATE, 5)]
    assert [days for _, _, days in found] == sorted(days for _, _, days in found if days is not None)
    assert [what for number, what, _ in found if number == "3"] == [Can.RETURN]


@pytest.mark.parametrize(("age", "left"), [(179, 1), (180, 0), (181, None)])
def test_day_180_is_the_last_one(age: int, left: int | None) -> None:
    found = {what: days for _, what, days in dues(invoice(age))}
    assert found.get(Can.DEDUCT) == left


def test_passed_ones_are_shown_when_asked_for() -> None:
    assert ("1", Can.DEDUCT, -1) in dues(invoice(181, "1"), is_all=True)


@pytest.mark.parametrize(
    "changes",
    [{"state": "reversed"}, {"state": "issuing", "issued_on": None}, {"kind": InvoiceKind.DIGITAL_SPECIAL}],
    ids=["reversed", "not-issued", "digital"],
)
def test_invoices_without_a_deadline_are_left_out(changes: dict[str, Any]) -> None:
    assert dues(invoice(10, **changes)) == []


def test_deadline_in_a_year_that_nobody_knows_stands_last_and_says_why() -> None:
    read = [("acc-0001", invoice(0, issued_on=date(2098, 12, 1)), TODAY)]
    last = due_of(read, date(2098, 12, 2), RULES)[-1]
    assert (last.deadline.what, last.days_left) == (Can.RETURN, None)
    assert "2099" in last.deadline.why


@pytest.mark.parametrize(("days", "near"), [(0, True), (30, True), (31, False), (-1, False)])
def test_near_is_from_today_to_the_last_day_named(days: int, near: bool) -> None:
    (due, *_) = due_of([("acc-0001", invoice(180 - days), TODAY)], TODAY, RULES, is_all=True)
    assert is_near(due, 30) is near


def test_calendar_is_read_by_another_library() -> None:
    found = due_of([("acc-0001", invoice(175), TODAY), ("acc-0002", invoice(10, "2"), TODAY)], TODAY, RULES)
    text = calendar_of(found, datetime(2025, 6, 1, 1, 2, 3, tzinfo=UTC)).decode()
    events = vobject.readOne(text).vevent_list
    assert len(events) == len(found) == 6
    first = events[0]
    assert first.summary.value == "Last day to deduct: invoice 12345678 (acc-0001)"
    assert (first.dtstart.value, first.dtend.value) == (date(2025, 6, 6), date(2025, 6, 7))
    assert "杭州朗星拓维数据服务有限公司" in first.description.value
    assert first.valarm.trigger.value == timedelta(days=-7)
    assert len({event.uid.value for event in events}) == len(events)
    assert max(len(line.encode()) for line in text.split("\r\n")) <= 75


@pytest.mark.parametrize(("text", "days"), [("30d", 30), ("7", 7), (" 90D ", 90)])
def test_number_of_days_is_read(text: str, days: int) -> None:
    assert days_of(text) == days


@pytest.mark.parametrize("text", ["", "soon", "-3d", "1w"])
def test_what_is_no_number_of_days_is_refused(text: str) -> None:
    with pytest.raises(InputError, match="no number of days"):
        days_of(text)
