"""Which figures of a provider may be shown: examples by hand."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.small_numbers import Bound, ToldShare
from vouchers.performance.rules import Counts, Terms, public_figures, window

TERMS = Terms(minimum=10, least=5, months=12, employed_after_days=90)
TODAY = date(2026, 11, 25)
DAYS = (date(2025, 11, 1), date(2026, 10, 31))
WHOLE = Counts(
    service_type="",
    answers=40,
    answer_people=38,
    silent=6,
    median_days=3,
    ended=30,
    ended_people=30,
    completed=20,
    followed=9,
    followed_people=9,
    employed=4,
)


def shown(*counts):
    return public_figures(counts, TERMS, DAYS, TODAY)


@pytest.mark.parametrize(
    ("on", "months", "expected"),
    [
        (TODAY, 12, DAYS),
        (date(2026, 1, 1), 1, (date(2025, 12, 1), date(2025, 12, 31))),
        (date(2026, 3, 31), 14, (date(2025, 1, 1), date(2026, 2, 28))),
    ],
)
def test_the_window_is_whole_months_before_this_one(on, months, expected):
    assert window(on, months) == expected


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)), st.integers(1, 60))
def test_the_window_moves_only_from_month_to_month(on, months):
    first, last = window(on, months)
    assert first.day == 1
    assert (last + timedelta(days=1)).day == 1
    assert first <= last < on
    assert window(on.replace(day=1), months) == (first, last)


def test_enough_people_are_told_and_too_few_are_not():
    whole = shown(WHOLE).whole
    assert (whole.answers, whole.median_days, whole.ended) == (40, 3, 30)
    assert whole.silent == ToldShare(15)
    assert whole.completed == ToldShare(67)
    assert (whole.followed, whole.employed) == (None, None)


def test_the_people_count_and_not_the_vouchers():
    assert shown(replace(WHOLE, answer_people=9)).whole.median_days is None


def test_nothing_is_told_of_a_provider_with_few_people():
    few = replace(WHOLE, answer_people=9, ended_people=9)
    assert shown(few).whole.is_empty
    assert shown().whole.is_empty


def test_a_type_kept_back_takes_another_with_it():
    """Of 40 with 30 and 10 told, none is left; of 30, 7 and 3 the 3 would be 40 less 37."""
    big = replace(WHOLE, service_type="a", answers=30, answer_people=30)
    middle = replace(WHOLE, service_type="b", answers=12, answer_people=12)
    small = replace(WHOLE, service_type="c", answers=3, answer_people=3, silent=0)
    told = {
        line.service_type: line.figures.answers for line in shown(WHOLE, big, middle, small).by_type
    }
    assert told == {"a": 30, "b": None, "c": None}


def test_all_or_none_on_one_side_is_told_as_a_bound():
    whole = shown(replace(WHOLE, completed=30)).whole
    assert whole.completed == ToldShare(83, Bound.ABOVE)
