"""Who may join a list and until when a place is kept: worked out by hand."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.programme.queries import rules_in_force
from vouchers.waiting.rules import (
    MOST_LISTS,
    ListFacts,
    answer_due,
    answer_refusals,
    can_be_offered,
    has_lapsed,
    join_refusals,
    kept_until,
    many_refusals,
)

FRIDAY = date(2026, 11, 27)
FULL = ListFacts(
    today=FRIDAY,
    is_on_show=True,
    places_left=0,
    is_paused=False,
    enrol_by=FRIDAY + timedelta(20),
    waiting=3,
    waiting_max=5,
    is_on_list=False,
)
WRONG = {
    "already_waiting": {"is_on_list": True},
    "edition_closed": {"is_on_show": False},
    "enrolment_over": {"enrol_by": FRIDAY - timedelta(1)},
    "places_left": {"places_left": 1},
    "no_list": {"waiting_max": 0, "waiting": 0},
    "list_full": {"waiting": 5},
}


def codes(reasons):
    return {reason.code for reason in reasons}


def test_a_full_edition_with_room_on_its_list_can_be_joined():
    assert join_refusals(FULL) == []


@pytest.mark.parametrize("code", WRONG)
def test_each_thing_that_is_wrong_is_told(code):
    assert codes(join_refusals(replace(FULL, **WRONG[code]))) == {code}


def test_every_reason_is_told_at_once():
    found = replace(FULL, is_on_list=True, is_on_show=False, waiting=5)
    assert codes(join_refusals(found)) == {"already_waiting", "edition_closed", "list_full"}


def test_one_waits_for_a_paused_edition_though_places_are_left():
    assert join_refusals(replace(FULL, places_left=2, is_paused=True)) == []


def test_a_free_seat_is_offered_until_enrolment_ends_and_not_during_a_pause():
    free = replace(FULL, places_left=1)
    assert can_be_offered(free)
    assert can_be_offered(replace(free, enrol_by=FRIDAY))
    assert not can_be_offered(replace(free, enrol_by=FRIDAY - timedelta(1)))
    assert not can_be_offered(replace(free, is_paused=True))
    assert not can_be_offered(FULL)


def test_three_days_from_a_friday_end_on_monday_and_never_after_enrolment(session):
    rules = rules_in_force(FRIDAY)
    assert answer_due(rules, FRIDAY, FRIDAY + timedelta(20)) == date(2026, 11, 30)
    assert answer_due(rules, FRIDAY, date(2026, 11, 28)) == date(2026, 11, 28)


def test_a_seat_taken_waits_for_its_voucher_as_long_as_the_centre_has_to_issue_it(session):
    # Ten days from 27 November are Monday 7 December: a working day.
    assert kept_until(rules_in_force(FRIDAY), FRIDAY, FRIDAY + timedelta(20)) == date(2026, 12, 7)


def test_an_answer_on_the_last_day_counts_and_on_the_next_does_not():
    assert answer_refusals(FRIDAY, FRIDAY) == []
    assert codes(answer_refusals(FRIDAY, FRIDAY + timedelta(1))) == {"answer_late"}


@given(st.integers(0, 30), st.integers(0, 30), st.integers(0, 30))
def test_what_has_lapsed_could_not_have_been_answered(offered, kept, later):
    on, respond_by = FRIDAY + timedelta(later), FRIDAY + timedelta(offered)
    lapsed = has_lapsed(respond_by=respond_by, kept_until=None, on=on)
    assert lapsed == bool(answer_refusals(respond_by, on))
    # Once taken, only the later date counts.
    assert has_lapsed(respond_by=respond_by, kept_until=FRIDAY + timedelta(kept), on=on) == (
        later > kept
    )


def test_nobody_waits_on_more_than_a_few_lists_at_once():
    assert many_refusals(MOST_LISTS - 1) == []
    assert [reason.code for reason in many_refusals(MOST_LISTS)] == ["many_lists"]
