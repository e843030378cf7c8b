"""The vendor's rules: edge days as a table, and twenty years of days against an independent calendar."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import chinese_calendar
import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.errors import InputError
from flows.business_days import BusinessDays, ExtraDays, UnknownYearError
from flows.invoice import InvoiceKind
from flows.rules import Can, Rules, Step, deadlines, last_return_day, load_rules, lost, returned

RULES = load_rules()
SPECIAL, GENERAL, DIGITAL = InvoiceKind.PAPER_SPECIAL, InvoiceKind.PAPER_GENERAL, InvoiceKind.DIGITAL_SPECIAL
ISSUED = date(2026, 1, 5)
# The library that is the oracle here knows every day from 2006 to 2026 as ours does.
DAYS = st.dates(date(2006, 1, 1), date(2025, 12, 31))


def after(days: int) -> date:
    return ISSUED + timedelta(days=days)


@pytest.mark.parametrize(
    ("days", "steps"),
    [
        (0, [Step.CERTIFICATE, Step.TICKET]),
        (179, [Step.CERTIFICATE, Step.TICKET]),
        (180, [Step.CERTIFICATE, Step.TICKET]),
        (181, [Step.TICKET, Step.COPY_ONLY]),
        (361, [Step.TICKET, Step.COPY_ONLY]),
    ],
)
def test_lost_special_invoice_takes_a_certificate_until_its_180th_day(days: int, steps: list[Step]) -> None:
    verdict = lost(SPECIAL, ISSUED, after(days), RULES)
    assert (verdict.refusal, list(verdict.steps)) == ("", steps)
    assert [law.about for law in verdict.notes] == ["deduction", "certificate"]


@pytest.mark.parametrize("days", [0, 181, 4000])
def test_lost_general_invoice_takes_a_ticket_at_any_age(days: int) -> None:
    assert list(lost(GENERAL, ISSUED, after(days), RULES).steps) == [Step.TICKET]


def test_digital_invoice_cannot_be_lost() -> None:
    verdict = lost(DIGITAL, ISSUED, after(1), RULES)
    assert "download it again" in verdict.refusal
    assert [law.about for law in verdict.notes] == ["digital"]


@pytest.mark.parametrize(
    ("issued_on", "end", "last_day"),
    [
        # The 360th day, and seven business days before it, counted by hand from the State Council's notices.
        (date(2025, 3, 3), date(2026, 2, 26), date(2026, 2, 10)),  # Spring Festival 15-23 Feb, 14 Feb worked
        (date(2025, 10, 14), date(2026, 10, 9), date(2026, 9, 22)),  # National Day 1-7 Oct, Mid-Autumn 25-27 Sep
        (date(2025, 9, 23), date(2026, 9, 18), date(2026, 9, 9)),  # an ordinary week
        (date(2025, 5, 20), date(2026, 5, 15), date(2026, 5, 7)),  # Saturday 9 May worked
        (date(2025, 1, 10), date(2026, 1, 5), date(2025, 12, 24)),  # New Year 1-3 Jan, Sunday 4 Jan worked
    ],
)
def test_seven_business_days_before_the_360th_day(issued_on: date, end: date, last_day: date) -> None:
    assert issued_on + timedelta(days=360) == end
    assert last_return_day(issued_on, RULES) == last_day


@pytest.mark.parametrize("off", [-1, 0, 1])
def test_unverified_special_invoice_is_returned_until_its_last_day(off: int) -> None:
    last_day = last_return_day(ISSUED, RULES)
    verdict = returned(SPECIAL, ISSUED, last_day + timedelta(days=off), RULES, is_verified=False, has_form=False)
    assert bool(verdict.refusal) is (off > 0)
    assert (verdict.last_day, len(verdict.parts)) == (last_day, 2)


@pytest.mark.parametrize("days", [352, 359, 360, 361, 2000])
@pytest.mark.parametrize("has_form", [True, False])
def test_verified_special_invoice_needs_the_form_and_has_no_last_day(days: int, has_form: bool) -> None:
    verdict = returned(SPECIAL, ISSUED, after(days), RULES, is_verified=True, has_form=has_form)
    assert ("Red-letter" in verdict.refusal) is not has_form


@pytest.mark.parametrize(("kind", "parts"), [(GENERAL, 1), (DIGITAL, 0), (InvoiceKind.DIGITAL_GENERAL, 0)])
def test_other_invoices_are_returned_at_any_age(kind: InvoiceKind, parts: int) -> None:
    verdict = returned(kind, ISSUED, after(4000), RULES, is_verified=False, has_form=False)
    assert (verdict.refusal, len(verdict.parts)) == ("", parts)


@given(DAYS)
def test_last_day_to_return_agrees_with_a_walk_over_another_calendar(issued_on: date) -> None:
    day = issued_on + timedelta(days=360)
    left = 7
    while left:
        day -= timedelta(days=1)
        left -= chinese_calendar.is_workday(day)
    assert last_return_day(issued_on, RULES) == day


@given(st.dates(date(2006, 1, 1), date(2026, 12, 31)))
def test_business_days_agree_with_another_calendar(day: date) -> None:
    assert BusinessDays(ExtraDays()).is_one(day) is chinese_calendar.is_workday(day)


@given(DAYS, st.integers(0, 30))
def test_so_many_business_days_before_are_really_so_many(day: date, count: int) -> None:
    days = BusinessDays(ExtraDays())
    found = days.before(day, count)
    between = [found + timedelta(days=step) for step in range((day - found).days)]
    assert sum(map(days.is_one, between)) == count


@given(DAYS, st.integers(-400, 800))
def test_what_was_possible_once_is_never_possible_again(issued_on: date, days: int) -> None:
    today = issued_on + timedelta(days=days)
    now, tomorrow = (
        returned(SPECIAL, issued_on, each, RULES, is_verified=False, has_form=False)
        for each in (today, today + timedelta(days=1))
    )
    assert not now.refusal or tomorrow.refusal


def test_year_that_nobody_knows_is_an_error_that_names_it() -> None:
    with pytest.raises(UnknownYearError, match="2099"):
        last_return_day(date(2098, 12, 1), RULES)


def test_year_that_nobody_knows_leaves_the_other_deadlines_alone() -> None:
    found = {each.what: each for each in deadlines(SPECIAL, date(2098, 12, 1), RULES)}
    assert found[Can.DEDUCT].last_day == date(2099, 5, 30)
    assert (found[Can.RETURN].last_day, "2099" in found[Can.RETURN].why) == (None, True)


def test_extra_days_make_a_year_known() -> None:
    extra = ExtraDays(holidays={"2099": [date(2099, 1, 5)]}, workdays={"2099": [date(2099, 1, 4)]})
    days = BusinessDays(extra)
    assert [days.is_one(date(2099, 1, day)) for day in (1, 2, 3, 4, 5, 6)] == [False, True, False, True, False, True]


def test_only_special_invoices_on_paper_have_deadlines() -> None:
    assert [len(deadlines(kind, ISSUED, RULES)) for kind in (SPECIAL, GENERAL, DIGITAL)] == [3, 0, 0]
    assert deadlines(SPECIAL, ISSUED, RULES)[0].days_left(after(179)) == 1


def test_every_rule_names_its_source_and_day() -> None:
    told = [RULES.deduction, RULES.returns, *RULES.mail.values(), *RULES.courier.values(), RULES.numbers, *RULES.law]
    assert all(each.source and each.date <= date(2026, 1, 15) for each in told)
    assert (RULES.mail["certificate"].phone, RULES.mail["return"].phone) == ("4008013260", "0571-85022088")
    assert RULES.courier["ems"].phone == "0571-86238015"


def test_own_file_takes_the_place_of_the_built_in_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = Path("config/rules.toml").read_text(encoding="utf-8").replace("days = 180", "days = 90")
    (tmp_path / "rules.toml").write_text(text, encoding="utf-8")
    monkeypatch.setenv("FAPIAO_CONFIG_FOLDER", str(tmp_path))
    assert load_rules().deduction.days == 90


@pytest.mark.parametrize(
    ("old", "new", "where"),
    [
        ("days = 180", "days = soon", "not TOML"),
        ("days = 180", "day = 180", "deduction"),
        ("= 8\n", '= "x"\n', "numbers"),
    ],
)
def test_faulty_file_is_told_with_its_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, old: str, new: str, where: str
) -> None:
    text = Path("config/rules.toml").read_text(encoding="utf-8").replace(old, new, 1)
    (tmp_path / "rules.toml").write_text(text, encoding="utf-8")
    monkeypatch.setenv("FAPIAO_CONFIG_FOLDER", str(tmp_path))
    with pytest.raises(InputError, match=where) as caught:
        load_rules()
    assert str(tmp_path) in caught.value.where


def test_rules_are_one_object_of_frozen_data() -> None:
    assert isinstance(RULES, Rules)
    with pytest.raises(ValueError, match="frozen"):
        RULES.deduction.days = 1  # type: ignore[misc]


def test_return_long_before_the_end_needs_no_calendar_of_its_year() -> None:
    # 2098 is known here, and the period ends in 2099, of which nobody knows any day.
    rules = RULES.model_copy(update={"calendar": ExtraDays(holidays={"2098": []})})
    verdict = returned(SPECIAL, date(2098, 11, 19), date(2098, 11, 20), rules, is_verified=False, has_form=False)
    assert (verdict.refusal, verdict.last_day) == ("", None)


def test_return_after_the_end_is_refused_without_a_calendar_of_its_year() -> None:
    verdict = returned(SPECIAL, date(2098, 1, 2), date(2098, 12, 22), RULES, is_verified=False, has_form=False)
    assert "7 business days" in verdict.refusal


def test_return_that_hangs_on_days_that_nobody_knows_is_an_error() -> None:
    with pytest.raises(UnknownYearError, match="2099"):
        returned(SPECIAL, date(2098, 12, 1), date(2099, 11, 1), RULES, is_verified=False, has_form=False)


@given(DAYS, st.integers(-40, 40), st.integers(1, 30))
def test_so_many_business_days_are_left_as_another_calendar_counts(start: date, length: int, count: int) -> None:
    end = start + timedelta(days=length)
    left = sum(chinese_calendar.is_workday(start + timedelta(days=step)) for step in range(length))
    assert BusinessDays(ExtraDays()).has(start, end, count) is (left >= count)


def test_day_under_another_year_is_refused() -> None:
    with pytest.raises(ValueError, match="2027-02-20 stands under 2072"):
        ExtraDays(workdays={"2072": [date(2027, 2, 20)]})
