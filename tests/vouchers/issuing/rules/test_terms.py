"""The dates of a voucher."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from app.core.working_days import is_working_day
from tests.factories.programme import shipped_rules
from vouchers.issuing.rules.terms import terms

DAYS = st.dates(date(2022, 6, 1), date(2035, 12, 31))


def test_answer_is_due_after_the_days_of_the_rule_set():
    dates = terms(shipped_rules(), issued_on=date(2026, 11, 23), edition_ends_on=date(2026, 12, 20))
    assert dates.take_up_by == date(2026, 12, 3)
    assert dates.valid_until == date(2026, 11, 23) + timedelta(180)


def test_a_deadline_on_a_holiday_runs_to_the_next_working_day():
    dates = terms(shipped_rules(), issued_on=date(2026, 12, 15), edition_ends_on=date(2027, 1, 31))
    assert dates.take_up_by == date(2026, 12, 28)  # 25 and 26 are holidays, 27 is a Sunday


def test_a_long_course_stays_covered_to_its_end():
    dates = terms(shipped_rules(), issued_on=date(2026, 11, 23), edition_ends_on=date(2027, 10, 1))
    assert dates.valid_until == date(2027, 10, 1)


@given(DAYS, st.integers(1, 400))
def test_the_answer_is_always_due_on_a_working_day_and_never_early(issued_on, length):
    dates = terms(
        shipped_rules(), issued_on=issued_on, edition_ends_on=issued_on + timedelta(length)
    )
    days = shipped_rules().days("take_up_days")
    assert is_working_day(dates.take_up_by)
    assert timedelta(days) <= dates.take_up_by - issued_on <= timedelta(days + 6)
    assert dates.valid_until >= dates.take_up_by
