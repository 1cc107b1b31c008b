"""Weekly hours: what is wrong with them, how many hours they make."""

from datetime import date, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalogue.timetables.rules import (
    Slot,
    as_stored,
    day_runs,
    planned_minutes,
    slot_refusals,
    slots_of,
)

MONDAY = date(2026, 11, 30)


def slot(days=(1, 3), begins=time(9), ends=time(13), place=""):
    return Slot(days=tuple(days), begins=begins, ends=ends, place=place)


def codes(*slots):
    return [reason.code for reason in slot_refusals(slots)]


def test_mornings_and_afternoons_of_the_same_days_are_right():
    assert codes(slot(), slot(begins=time(13), ends=time(15)), slot(days=[5])) == []


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        (slot(days=[]), "slot_without_day"),
        (slot(days=[8]), "slot_without_day"),
        (slot(ends=None), "slot_without_hours"),
        (slot(begins=None), "slot_without_hours"),
        (slot(ends=time(9)), "slot_reversed"),
        (slot(begins=time(14)), "slot_reversed"),
        (slot(place="x" * 81), "slot_place_long"),
    ],
)
def test_a_wrong_line_is_refused(wrong, code):
    assert codes(wrong) == [code]


def test_every_reason_is_told_at_once_with_its_line():
    reasons = slot_refusals([slot(), slot(days=[], ends=None)])
    assert [(reason.code, reason.params["line"]) for reason in reasons] == [
        ("slot_without_day", 2),
        ("slot_without_hours", 2),
    ]


def test_two_lines_at_once_are_refused():
    assert codes(slot(), slot(days=[3], begins=time(12), ends=time(14))) == ["slots_overlap"]


def test_more_lines_than_the_page_has_are_refused():
    assert codes(*[slot(days=[day]) for day in range(1, 6)]) == ["slots_too_many"]


def test_two_mornings_a_week_for_two_weeks_make_sixteen_hours():
    assert planned_minutes([slot()], MONDAY, MONDAY + timedelta(days=11)) == 4 * 4 * 60


def test_a_weekday_that_does_not_come_makes_no_hours():
    assert planned_minutes([slot(days=[1])], MONDAY + timedelta(days=1), MONDAY) == 0
    assert (
        planned_minutes([slot(days=[1])], MONDAY + timedelta(days=1), MONDAY + timedelta(days=6))
        == 0
    )


def test_days_in_a_row_are_one_run():
    assert day_runs([5, 1, 3, 2]) == [(1, 3), (5, 5)]
    assert day_runs([]) == []


moments = st.times().map(lambda moment: moment.replace(second=0, microsecond=0))
slots = st.builds(
    Slot,
    days=st.sets(st.integers(1, 7), min_size=1).map(lambda days: tuple(sorted(days))),
    begins=moments,
    ends=moments,
    place=st.text(max_size=20),
)


@given(st.lists(slots, max_size=4))
def test_what_is_stored_is_read_again(several):
    assert slots_of(as_stored(several)) == tuple(several)


@given(slots, st.dates(date(2026, 1, 1), date(2026, 12, 31)), st.integers(0, 400))
def test_the_hours_of_a_period_are_those_of_its_days(one, first, length):
    last = first + timedelta(days=length)
    counted = sum(
        one.minutes
        for ahead in range(length + 1)
        if (first + timedelta(days=ahead)).isoweekday() in one.days
    )
    assert planned_minutes([one], first, last) == counted


@given(slots, slots)
def test_overlapping_does_not_depend_on_the_order(one, other):
    overlap = [reason.code == "slots_overlap" for reason in slot_refusals([one, other])]
    again = [reason.code == "slots_overlap" for reason in slot_refusals([other, one])]
    assert any(overlap) == any(again)
