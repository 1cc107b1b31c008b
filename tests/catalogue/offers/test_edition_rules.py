"""What an edition must have to be kept; when its minimum is in danger."""

from datetime import date, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalogue.offers.rules import EditionFacts, edition_refusals, is_short
from catalogue.timetables.rules import Slot

DAY = date(2026, 11, 30)


def edition(**changes):
    values = {
        "code": "1",
        "site_id": 1,
        "starts_on": DAY,
        "ends_on": DAY,
        "enrol_by": DAY,
        "seats": 10,
    }
    return EditionFacts(**{**values, **changes})


def codes(**changes):
    return [reason.code for reason in edition_refusals(edition(**changes))]


def test_an_edition_with_everything_in_order_is_kept():
    slots = (Slot(days=(1, 3), begins=time(9), ends=time(13)),)
    assert codes(seats_min=10, waiting_max=5, slots=slots) == []


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"seats_min": 11}, "minimum_out_of_range"),
        ({"seats_min": -1}, "minimum_out_of_range"),
        ({"waiting_max": -1}, "waiting_out_of_range"),
        ({"waiting_max": 201}, "waiting_out_of_range"),
        ({"enrol_by": DAY + timedelta(days=1)}, "enrolment_after_start"),
        ({"ends_on": DAY - timedelta(days=1)}, "ends_before_start"),
        ({"slots": (Slot(days=(), begins=time(9), ends=time(10)),)}, "slot_without_day"),
    ],
)
def test_one_thing_out_of_order_is_the_one_reason(changes, code):
    assert codes(**changes) == [code]


def test_every_reason_is_told_at_once():
    assert codes(seats=0, seats_min=3, waiting_max=999, ends_on=DAY - timedelta(days=1)) == [
        "ends_before_start",
        "seats_out_of_range",
        "minimum_out_of_range",
        "waiting_out_of_range",
    ]


@pytest.mark.parametrize(
    ("taken", "days_ahead", "short"),
    [(4, 7, True), (4, 0, True), (4, 8, False), (4, -1, False), (5, 3, False), (6, 3, False)],
)
def test_an_edition_is_short_from_seven_days_before_while_fewer_than_five_have_a_place(
    taken, days_ahead, short
):
    starts_on = DAY + timedelta(days=days_ahead)
    found = is_short(taken=taken, seats_min=5, starts_on=starts_on, on=DAY, notice_days=7)
    assert found is short


@given(st.integers(0, 50), st.integers(-30, 30))
def test_without_a_minimum_no_edition_is_ever_short(taken, ahead):
    starts_on = DAY + timedelta(days=ahead)
    assert not is_short(taken=taken, seats_min=0, starts_on=starts_on, on=DAY, notice_days=7)
