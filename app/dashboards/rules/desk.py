"""How soon something is due."""

from datetime import date, timedelta

from app.core.language import N_, Labelled

WEEK = 7
DAYS_AHEAD = 14
"""How far the picture of the days to come reaches."""
MOST_COUNTED = 999
"""Beyond this a number on the desk says only that there are more."""


class Due(Labelled):
    """How soon the next step of a case is due, most pressing first."""

    OVERDUE = "overdue", N_("Overdue")
    TODAY = "today", N_("Today")
    WEEK = "week", N_("In the next seven days")
    LATER = "later", N_("Later")


def due(day: date, today: date) -> Due:
    """Where a deadline stands: yesterday is overdue, today plus seven days is the last of the week."""
    return next(bucket for bucket in Due if _starts(bucket, today) <= day <= _ends(bucket, today))


def span(bucket: Due, today: date) -> tuple[date, date]:
    """The first and the last day of a bucket."""
    return _starts(bucket, today), _ends(bucket, today)


def _starts(bucket: Due, today: date) -> date:
    return {
        Due.OVERDUE: date.min,
        Due.TODAY: today,
        Due.WEEK: today + timedelta(1),
        Due.LATER: today + timedelta(WEEK + 1),
    }[bucket]


def _ends(bucket: Due, today: date) -> date:
    return {
        Due.OVERDUE: today - timedelta(1),
        Due.TODAY: today,
        Due.WEEK: today + timedelta(WEEK),
        Due.LATER: date.max,
    }[bucket]
