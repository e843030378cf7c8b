"""Until when a special invoice (专用发票) that is not verified can be returned.

Source: FAQ "How do I return or exchange an invoice?", 2026-01-15: within 360 days from the date of issue, at least 7
business days before they expire. Working days, made-up ones among them, are those of the library ``holidays``.
"""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache

import holidays

_PERIOD = timedelta(days=360)
_BUSINESS_DAYS = 7


def last_return_day(issued_on: date) -> date:
    """Return the last day for the return; the day on which the period ends does not count."""
    day, missing = issued_on + _PERIOD, _BUSINESS_DAYS
    while missing:
        day -= timedelta(days=1)
        missing -= _year(day.year).is_working_day(day)
    return day


@lru_cache(maxsize=16)
def _year(year: int) -> holidays.HolidayBase:
    return holidays.country_holidays("CN", years=year)
