"""Who may get a voucher, and every reason why not."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.money import Money
from tests.factories.programme import shipped_rules
from vouchers.issuing.rules.eligibility import ChosenFacts, IssuingFacts, checks, refusals

TODAY = date(2026, 11, 23)

CHOSEN = ChosenFacts(
    hours=40,
    allowance=shipped_rules().service_type("upskilling").allowance(2),
    open_voucher=None,
    is_offer_published=True,
    is_accredited=True,
    has_platform_agreement=True,
    call_opens_on=date(2026, 1, 1),
    call_closes_on=TODAY,
    is_edition_open=True,
    seats_left=1,
    enrol_by=TODAY,
    starts_on=date(2026, 11, 24),
    value=Money(50000),
    balance=Money(50000),
)
FACTS = IssuingFacts(
    today=TODAY,
    is_did_validated=True,
    is_agreement_in_force=True,
    pathway=2,
    chosen=CHOSEN,
)

# What spoils the facts, and the one reason it must give.
SPOILT_PERSON = {
    "did_not_validated": {"is_did_validated": False},
    "agreement_not_in_force": {"is_agreement_in_force": False},
}
SPOILT_CHOICE = {
    "measure_not_allowed": {"allowance": None},
    "hours_outside_limits": {"hours": 91},
    "open_voucher_exists": {"open_voucher": "VG-2026-0000001-X"},
    "offer_not_published": {"is_offer_published": False},
    "provider_not_accredited": {"is_accredited": False},
    "platform_agreement_missing": {"has_platform_agreement": False},
    "call_closed": {"call_closes_on": date(2026, 11, 22)},
    "edition_closed": {"is_edition_open": False},
    "enrolment_over": {"enrol_by": date(2026, 11, 22)},
    "edition_started": {"starts_on": TODAY},
    "edition_full": {"seats_left": 0, "is_edition_open": False},
    "budget_insufficient": {"balance": Money(49999)},
    "call_limit_reached": {"most_per_person": Money(50001), "held_by_person": Money(2)},
}


def spoilt(codes):
    person = {key: value for code in codes for key, value in SPOILT_PERSON.get(code, {}).items()}
    choice = {key: value for code in codes for key, value in SPOILT_CHOICE.get(code, {}).items()}
    return replace(FACTS, **person, chosen=replace(CHOSEN, **choice))


def codes_of(facts):
    return {reason.code for reason in refusals(facts)}


def test_nothing_stands_against_a_person_with_everything_in_order():
    assert refusals(FACTS) == []
    assert all(check.holds for check in checks(FACTS))
    assert len(checks(FACTS)) == 13


@pytest.mark.parametrize("code", [*SPOILT_PERSON, *SPOILT_CHOICE])
def test_one_thing_wrong_gives_its_own_reason_and_no_other(code):
    assert codes_of(spoilt([code])) == {code}


@given(st.sets(st.sampled_from([*SPOILT_PERSON, *SPOILT_CHOICE])))
def test_every_reason_is_told_at_once(codes):
    # A measure the pathway forbids has no hour limits; a full edition is not told as closed too.
    hidden = {"hours_outside_limits"} if "measure_not_allowed" in codes else set()
    if "edition_full" in codes:
        hidden.add("edition_closed")
    assert codes_of(spoilt(codes)) == codes - hidden


def test_without_a_choice_only_the_person_is_judged():
    facts = replace(FACTS, chosen=None)
    assert codes_of(facts) == {"choice_missing"}
    assert len(checks(facts)) == 3


def test_no_budget_at_all_is_told_apart_from_too_little():
    assert codes_of(replace(FACTS, chosen=replace(CHOSEN, balance=None))) == {"budget_missing"}


def test_the_last_euro_may_be_spent():
    assert codes_of(replace(FACTS, chosen=replace(CHOSEN, value=Money(50000)))) == set()


def test_a_person_may_reach_the_calls_limit_itself():
    exact = replace(CHOSEN, most_per_person=Money(50002), held_by_person=Money(2))
    assert codes_of(replace(FACTS, chosen=exact)) == set()


@pytest.mark.parametrize("hours", [16, 90])
def test_the_limits_of_the_pathway_are_allowed_themselves(hours):
    assert codes_of(replace(FACTS, chosen=replace(CHOSEN, hours=hours))) == set()
