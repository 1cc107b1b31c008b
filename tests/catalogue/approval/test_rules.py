"""When a submitted offer is published without an officer's look; every case by hand."""

from dataclasses import replace

import pytest

from app.core.clock import today
from app.programme.queries import rules_in_force
from catalogue.approval.rules import AutomaticFacts, automatic_reasons
from catalogue.services.rules import AutomaticTerms


@pytest.fixture
def facts(session):
    return AutomaticFacts(
        terms=AutomaticTerms(allowed=True, hours_max=40),
        service_type="digital_skills",
        hours=20,
        approved_before=3,
        approved_same_type=1,
        returned=False,
        suspended_now=0,
        service=rules_in_force(today()).service_type("digital_skills"),
    )


def codes(facts, **changes):
    return [reason.code for reason in automatic_reasons(replace(facts, **changes))]


def test_a_known_provider_with_a_known_type_passes(facts):
    assert codes(facts) == []


def test_where_the_call_does_not_allow_it_that_is_the_only_reason(facts):
    assert codes(facts, terms=AutomaticTerms(allowed=False), returned=True) == ["not_automatic"]


def test_every_reason_is_told_at_once(facts):
    found = codes(
        facts, hours=41, approved_same_type=0, returned=True, suspended_now=1, service=None
    )
    assert found == [
        "hours_looked_at",
        "type_new",
        "no_tariff",
        "was_returned",
        "provider_suspended_offer",
    ]


def test_the_first_offer_of_a_provider_is_looked_at_unless_the_call_lets_it_pass(facts):
    assert codes(facts, approved_before=0, approved_same_type=0) == ["provider_new"]
    open_terms = AutomaticTerms(allowed=True, known_only=False)
    assert codes(facts, approved_before=0, approved_same_type=0, terms=open_terms) == []
