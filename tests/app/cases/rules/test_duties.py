"""Days of contacts counted by hand, and what holds for any rhythm."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.cases.rules.duties import (
    OutcomeFacts,
    Plan,
    Rhythm,
    contacts,
    excuse_refusals,
    later,
    outcome_refusals,
    plan_refusals,
)
from app.cases.states import DutyAction, Meeting
from app.core.working_days import is_working_day

FAR = date(2030, 12, 31)
LONGEST_SHIFT = 4
"""Good Friday is a working day in Italy: at most Saturday, Sunday, Easter Monday, one more."""


def days(anchor: date, every: int, ends_on: date) -> list[date]:
    rhythm = Rhythm(anchor=anchor, every_days=every, ends_on=ends_on)
    return [contact.due_on for contact in contacts(rhythm, FAR)]


def test_monthly_contacts_over_christmas_are_held_on_the_next_working_day() -> None:
    # 25 December is Christmas, 26 St Stephen's and a Saturday, 27 a Sunday; 24 January a Sunday.
    assert days(date(2026, 11, 25), 30, date(2027, 3, 1)) == [
        date(2026, 12, 28), date(2027, 1, 25), date(2027, 2, 23),
    ]  # fmt: skip


def test_weekly_contacts_skip_a_holiday_without_pushing_the_following() -> None:
    # Wednesdays from 2 December 2026: 9, 16, 23, 30, then the Epiphany, 6 January.
    assert days(date(2026, 12, 2), 7, date(2027, 1, 20)) == [
        date(2026, 12, 9), date(2026, 12, 16), date(2026, 12, 23), date(2026, 12, 30),
        date(2027, 1, 7), date(2027, 1, 13), date(2027, 1, 20),
    ]  # fmt: skip


def test_the_leap_day_counts_as_a_day() -> None:
    # From 31 January 2028: 14 days are 14 February, then 28 February, then 13 March.
    assert days(date(2028, 1, 31), 14, date(2028, 3, 13)) == [
        date(2028, 2, 14), date(2028, 2, 28), date(2028, 3, 13),
    ]  # fmt: skip
    assert days(date(2028, 1, 30), 30, date(2028, 2, 29)) == [date(2028, 2, 29)]


def test_the_last_contact_is_brought_forward_when_the_agreement_ends_on_a_closed_day() -> None:
    # 24 days after Wednesday 25 November is Saturday 19 December, and Sunday 20 is the last day.
    assert days(date(2026, 11, 25), 24, date(2026, 12, 20)) == [date(2026, 12, 18)]


def test_an_agreement_shorter_than_its_rhythm_has_no_contact() -> None:
    assert days(date(2026, 11, 25), 60, date(2027, 1, 1)) == []


RHYTHMS = st.builds(
    lambda anchor, every, lasts: Rhythm(
        anchor=anchor, every_days=every, ends_on=anchor + timedelta(lasts)
    ),
    st.dates(date(2024, 1, 1), date(2035, 12, 31)),
    st.integers(7, 90),
    st.integers(1, 730),
)


@given(RHYTHMS)
def test_no_silence_is_longer_than_the_rhythm_and_the_shift_to_a_working_day(
    rhythm: Rhythm,
) -> None:
    found = [contact.due_on for contact in contacts(rhythm, rhythm.ends_on)]
    stops = [rhythm.anchor, *found, rhythm.ends_on]
    longest = timedelta(rhythm.every_days + LONGEST_SHIFT)
    assert all(after - before <= longest for before, after in zip(stops, stops[1:], strict=False))
    assert all(is_working_day(day) and rhythm.anchor < day <= rhythm.ends_on for day in found)
    assert found == sorted(set(found))


@given(RHYTHMS, st.integers(0, 400))
def test_a_rhythm_continued_from_where_it_got_is_the_same_as_in_one_go(
    rhythm: Rhythm, cut: int
) -> None:
    first = list(contacts(rhythm, rhythm.anchor + timedelta(cut)))
    reached = first[-1].rhythm_on if first else rhythm.anchor
    rest = Rhythm(anchor=reached, every_days=rhythm.every_days, ends_on=rhythm.ends_on)
    assert [*first, *contacts(rest, rhythm.ends_on)] == list(contacts(rhythm, rhythm.ends_on))


def outcome(action: DutyAction, due_on: date, hour: int | None = None) -> list[str]:
    noon = datetime(2026, 11, 25, 11, tzinfo=UTC)
    at = None if hour is None else datetime(due_on.year, due_on.month, due_on.day, hour, tzinfo=UTC)
    facts = OutcomeFacts(
        due_on=due_on, due_at=at, outcome=action, now=noon, today=date(2026, 11, 25),
        backdating_days=30,
    )  # fmt: skip
    return [reason.code for reason in outcome_refusals(facts)]


@pytest.mark.parametrize(
    ("action", "due_on", "hour", "refused"),
    [
        (DutyAction.MISS, date(2026, 11, 25), None, ["duty:not_yet"]),
        (DutyAction.MISS, date(2026, 11, 24), None, []),
        (DutyAction.MISS, date(2026, 11, 25), 9, []),
        (DutyAction.MISS, date(2026, 11, 25), 15, ["duty:not_yet"]),
        (DutyAction.DO, date(2026, 12, 20), None, []),
        (DutyAction.DO, date(2026, 11, 26), 9, ["duty:not_yet"]),
        (DutyAction.EXCUSE, date(2026, 12, 20), 9, []),
        (DutyAction.DO, date(2026, 10, 26), None, []),
        (DutyAction.DO, date(2026, 10, 25), None, ["duty:too_late"]),
        (DutyAction.EXCUSE, date(2026, 10, 25), 9, ["duty:too_late"]),
    ],
)
def test_an_outcome_is_recorded_neither_before_nor_long_after(
    action: DutyAction, due_on: date, hour: int | None, refused: list[str]
) -> None:
    assert outcome(action, due_on, hour) == refused


@pytest.mark.parametrize(
    ("plan", "refused"),
    [
        (Plan(due_on=date(2026, 11, 24)), ["plan:past"]),
        (Plan(due_on=date(2027, 12, 1)), ["plan:too_far"]),
        (Plan(due_on=date(2026, 12, 8), meeting=Meeting.CENTRE), ["plan:closed"]),
        (Plan(due_on=date(2026, 12, 9), meeting=Meeting.VIDEO), ["plan:place"]),
        (Plan(due_on=date(2026, 12, 9), meeting=Meeting.PHONE), []),
        (Plan(due_on=date(2026, 11, 25), due_at=datetime(2026, 11, 25, 9, tzinfo=UTC)),
         ["plan:past"]),
    ],
)  # fmt: skip
def test_a_plan_lies_ahead_on_a_day_when_the_centre_is_open(plan: Plan, refused: list[str]) -> None:
    now = datetime(2026, 11, 25, 11, tzinfo=UTC)
    assert [reason.code for reason in plan_refusals(plan, now, date(2026, 11, 25))] == refused


def test_one_says_beforehand_that_one_cannot_come() -> None:
    now, today = datetime(2026, 11, 25, 11, tzinfo=UTC), date(2026, 11, 25)
    assert excuse_refusals(today, None, now, today) == []
    assert excuse_refusals(today, now + timedelta(hours=1), now, today) == []
    assert [r.code for r in excuse_refusals(today, now, now, today)] == ["cannot_come:past"]


@pytest.mark.parametrize(
    ("due_on", "moved"),
    [
        # At rest from 1 March to 31 March 2027: 31 days later, then to the next working day.
        (date(2027, 3, 10), date(2027, 4, 12)),
        (date(2027, 2, 20), date(2027, 4, 1)),
        (date(2027, 5, 25), date(2027, 6, 20)),
    ],
)
def test_what_was_agreed_is_due_later_by_as_long_as_the_agreement_rested(
    due_on: date, moved: date
) -> None:
    assert later(due_on, date(2027, 3, 1), date(2027, 4, 1), date(2027, 6, 20)) == moved
