"""Whether a measure fits a person."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from profiling.matching.rules import (
    EditionFacts,
    FitFacts,
    choice_due,
    compared,
    edition_misfits,
    issue_due,
    misfits,
)
from tests.factories.programme import shipped_rules

TODAY = date(2026, 11, 23)

FITS = FitFacts(
    today=TODAY,
    is_agreement_in_force=True,
    pathway=2,
    hours=40,
    allowance=shipped_rules().service_type("upskilling").allowance(2),
    is_published=True,
    offered_for=(2, 4),
    call_opens_on=date(2026, 1, 1),
    call_closes_on=TODAY,
    is_voucher_open=False,
)
OPEN = EditionFacts(is_open=True, seats_left=1, enrol_by=TODAY, starts_on=date(2026, 11, 24))


def codes(reasons):
    return [reason.code for reason in reasons]


def test_an_offer_made_for_the_person_fits():
    assert misfits(FITS) == []


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"is_agreement_in_force": False}, "agreement_not_in_force"),
        ({"is_published": False}, "offer_not_published"),
        ({"call_closes_on": date(2026, 11, 22)}, "call_closed"),
        ({"call_opens_on": date(2026, 11, 24)}, "call_closed"),
        ({"allowance": None}, "measure_not_allowed"),
        ({"offered_for": (3,)}, "measure_not_allowed"),
        ({"pathway": None}, "measure_not_allowed"),
        ({"hours": 15}, "hours_outside_limits"),
        ({"hours": 91}, "hours_outside_limits"),
        ({"is_voucher_open": True}, "voucher_open"),
    ],
)
def test_what_does_not_fit_says_why(changes, code):
    assert codes(misfits(replace(FITS, **changes))) == [code]


def test_every_reason_is_told_at_once():
    spoilt = replace(FITS, is_agreement_in_force=False, is_published=False, hours=500)
    assert codes(misfits(spoilt)) == [
        "agreement_not_in_force",
        "offer_not_published",
        "hours_outside_limits",
    ]


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"seats_left": 0, "is_open": False}, "edition_full"),
        ({"is_open": False}, "edition_closed"),
        ({"starts_on": TODAY}, "edition_started"),
        ({"enrol_by": date(2026, 11, 22)}, "enrolment_over"),
    ],
)
def test_an_edition_nobody_can_enrol_in_says_why(changes, code):
    assert codes(edition_misfits(replace(OPEN, **changes), TODAY)) == [code]


def test_an_edition_takes_people_on_the_last_day_of_enrolment():
    assert edition_misfits(OPEN, TODAY) == []


def test_the_terms_for_choosing_and_issuing_come_from_the_rule_set():
    assert choice_due(shipped_rules(), TODAY) == date(2026, 12, 23)
    assert issue_due(shipped_rules(), TODAY) == date(2026, 12, 3)


@given(st.lists(st.integers(1, 6), max_size=8))
def test_at_most_three_different_offers_stand_side_by_side(wanted):
    shown, left_out = compared(wanted)
    assert len(shown) == len(set(shown)) <= 3
    assert set(shown) <= set(wanted)
    assert left_out == (len(set(wanted)) > 3)
