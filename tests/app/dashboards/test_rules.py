"""How soon something is due."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from app.dashboards.rules.desk import Due, due, span

TODAY = date(2026, 11, 22)


def test_deadlines_fall_in_their_bucket() -> None:
    found = [due(TODAY + timedelta(days), TODAY) for days in (-1, 0, 1, 7, 8)]
    assert found == [Due.OVERDUE, Due.TODAY, Due.WEEK, Due.WEEK, Due.LATER]


@given(st.dates())
def test_every_day_falls_in_exactly_one_bucket(day: date) -> None:
    holding = [bucket for bucket in Due if span(bucket, TODAY)[0] <= day <= span(bucket, TODAY)[1]]
    assert holding == [due(day, TODAY)]
