"""What a call says holds for the offers under it: its window, its types, its hours."""

from datetime import timedelta

import pytest

from app.core.clock import today
from app.programme.queries import rules_in_force
from catalogue.offers.queries import facts_of
from catalogue.offers.rules import submission_refusals
from catalogue.services.states import CallState
from tests.factories import catalogue


def refused(call, **values):
    """The codes of what stands against an offer of 24 hours of digital skills under the call."""
    owner = catalogue.provider()
    offer = catalogue.offer(owner, call=call, call_id=call.id, **values)
    catalogue.edition(offer, catalogue.site(owner))
    day = today()
    return {
        reason.code for reason in submission_refusals(facts_of(offer), rules_in_force(day), day)
    }


@pytest.fixture
def yesterday(session):
    return today() - timedelta(days=1)


def test_an_offer_that_keeps_everything_can_be_submitted(session):
    assert refused(catalogue.call(service_types=["digital_skills"], max_hours=24)) == set()


def test_the_window_for_offers_closes_before_the_call_does(session, yesterday):
    assert refused(catalogue.call(offers_until=yesterday)) == {"call_closed"}
    assert refused(catalogue.call(offers_from=today(), offers_until=today())) == set()


@pytest.mark.parametrize("state", [CallState.DRAFT, CallState.CLOSED])
def test_only_a_published_call_takes_offers(session, state):
    assert refused(catalogue.call(state=state)) == {"call_closed"}


def test_types_and_hours_outside_the_call_are_told_together(session):
    call = catalogue.call(service_types=["job_coaching"], max_hours=20)
    assert refused(call) == {"type_outside_call", "hours_over_call"}
