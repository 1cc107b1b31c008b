"""The civil calendar of Italy: on which day a deadline falls."""

from datetime import date, timedelta
from functools import cache

from holidays import HolidayBase, country_holidays

SATURDAY = 5


def is_working_day(day: date) -> bool:
    """Whether offices are open: neither Saturday, Sunday nor a national public holiday."""
    return day.weekday() < SATURDAY and day not in _holidays()


def deadline(start: date, days: int) -> date:
    """The last day of a term of `days` from `start`, the first day not counted.

    A term that ends on a day offices are closed runs to the next working day (Civil Code art. 2963,
    third paragraph, for holidays; Code of Civil Procedure art. 155, fifth, for Saturdays).
    Example: ten days from 15 December 2026 end on Christmas, hence on Monday 28.
    """
    day = start + timedelta(days)
    while not is_working_day(day):
        day += timedelta(1)
    return day


@cache
def _holidays() -> HolidayBase:
    return country_holidays("IT")
