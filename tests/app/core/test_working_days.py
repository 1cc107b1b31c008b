"""On which day a deadline falls."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.working_days import deadline, is_working_day


@pytest.mark.parametrize(
    ("start", "days", "due"),
    [
        (date(2026, 11, 23), 10, date(2026, 12, 3)),  # an ordinary Thursday
        (date(2026, 11, 25), 10, date(2026, 12, 7)),  # Saturday 5 and Sunday 6
        (date(2026, 11, 28), 10, date(2026, 12, 9)),  # the Immaculate Conception, 8 December
        (date(2026, 12, 15), 10, date(2026, 12, 28)),  # Christmas, St Stephen, a Sunday
        (date(2027, 3, 19), 10, date(2027, 3, 30)),  # Easter Monday
    ],
)
def test_a_term_ending_on_a_closed_day_runs_to_the_next_working_day(start, days, due):
    assert deadline(start, days) == due


@given(st.dates(date(2000, 1, 1), date(2060, 12, 31)), st.integers(0, 400))
def test_a_deadline_is_a_working_day_and_takes_nothing_away(start, days):
    due = deadline(start, days)
    assert is_working_day(due)
    assert due >= start + timedelta(days)
    assert not any(
        is_working_day(start + timedelta(extra)) for extra in range(days, (due - start).days)
    )
