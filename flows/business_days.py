"""Business days in China: weekdays that are no public holiday, and make-up workdays (调休) on weekends.

Source: the library ``holidays``, which follows the yearly notice of the State Council.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict, field_validator

if TYPE_CHECKING:
    import holidays

_SATURDAY = 5


class UnknownYearError(ValueError):
    """The holidays of a year are not known, so that no business day of it can be told."""


class ExtraDays(BaseModel):
    """Holidays and make-up workdays of years that the library does not know yet; a year named here counts as known."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    holidays: Mapping[str, Sequence[date]] = {}
    workdays: Mapping[str, Sequence[date]] = {}

    @field_validator("holidays", "workdays")
    @classmethod
    def _check_years(cls, days_of: Mapping[str, Sequence[date]]) -> Mapping[str, Sequence[date]]:
        wrong = [(year, day) for year, days in days_of.items() for day in days if str(day.year) != year]
        if wrong:
            year, day = wrong[0]
            raise ValueError(f"{day} stands under {year}; name each day under its own year")
        return days_of


class BusinessDays:
    """Tells business days."""

    def __init__(self, extra: ExtraDays) -> None:
        self._extra = extra

    def is_one(self, day: date) -> bool:
        """Tell whether a day is a business day.

        Raises:
            UnknownYearError: Nobody knows that year's holidays yet.
        """
        if day in self._workdays:
            return True
        if day in self._holidays:
            return False
        if str(day.year) in self._years:
            return day.weekday() < _SATURDAY and not _statutory(day)
        is_known, is_working = _in_library(day)
        if not is_known:
            raise UnknownYearError(
                f"the holidays and make-up workdays of {day.year} are not known; "
                f"update fapiao, or name them in rules.toml under [calendar.holidays] and [calendar.workdays]"
            )
        return is_working

    def before(self, day: date, count: int) -> date:
        """Return the business day that is so many business days before a day; the day itself does not count.

        Raises:
            UnknownYearError: Nobody knows the holidays of one of the years.
        """
        found = day
        while count > 0:
            found -= timedelta(days=1)
            count -= self.is_one(found)
        return found

    def has(self, start: date, end: date, count: int) -> bool:
        """Tell whether at least so many business days lie from a day on, which counts, until an end, which does not.

        Days of years that nobody knows are left open as long as the answer does not hang on them.

        Raises:
            UnknownYearError: It hangs on them.
        """
        known, unknown = 0, list[UnknownYearError]()
        for step in range((end - start).days):
            try:
                known += self.is_one(start + timedelta(days=step))
            except UnknownYearError as error:
                unknown.append(error)
            if known >= count:
                return True
        if known + len(unknown) >= count:
            raise unknown[0]
        return False

    @cached_property
    def _holidays(self) -> frozenset[date]:
        return frozenset(day for days in self._extra.holidays.values() for day in days)

    @cached_property
    def _workdays(self) -> frozenset[date]:
        return frozenset(day for days in self._extra.workdays.values() for day in days)

    @cached_property
    def _years(self) -> frozenset[str]:
        return frozenset({*self._extra.holidays, *self._extra.workdays})


@lru_cache(maxsize=64)
def _year(year: int) -> holidays.HolidayBase:
    # The library takes its time to load, and most commands count no days.
    import holidays

    return holidays.country_holidays("CN", years=year)


def _in_library(day: date) -> tuple[bool, bool]:
    """Return whether the library has the day's year with its make-up workdays, and whether it is a working day.

    For a year to come it knows the statutory holidays only, which is half of the truth: every year on record has
    make-up workdays.
    """
    known = _year(day.year)
    has_made_up = any(made_up.year == day.year for made_up in known.weekend_workdays)
    return has_made_up, known.is_working_day(day)


def _statutory(day: date) -> bool:
    return day in _year(day.year)
