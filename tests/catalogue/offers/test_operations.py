"""Places are taken and given back, and never one too many."""

import threading
from datetime import timedelta

import pytest

from app.core.clock import frozen, today
from app.core.database import db, transaction
from app.core.errors import RuleBroken
from catalogue.offers.models import Edition
from catalogue.offers.operations import (
    expire_offers,
    fade_offers,
    release_seat,
    take_seat,
    turn_editions,
)
from catalogue.offers.states import EditionState, OfferState
from tests.factories import catalogue as make


@pytest.fixture
def edition(session):
    owner = make.provider()
    return make.edition(make.offer(owner), make.site(owner), seats=2)


def codes(broken):
    return [reason.code for reason in broken.value.reasons]


def test_the_last_place_makes_the_edition_full(edition):
    take_seat(edition)
    assert (edition.taken, edition.state) == (1, EditionState.OPEN)
    take_seat(edition)
    assert (edition.taken, edition.state) == (2, EditionState.FULL)


def test_a_full_edition_refuses_with_the_reason(edition):
    take_seat(edition)
    take_seat(edition)
    with pytest.raises(RuleBroken) as broken:
        take_seat(edition)
    assert codes(broken) == ["edition_full"]


def test_a_place_given_back_opens_a_full_edition(edition):
    take_seat(edition)
    take_seat(edition)
    release_seat(edition)
    assert (edition.taken, edition.state) == (1, EditionState.OPEN)


def test_nothing_is_given_back_where_nothing_was_taken(edition):
    release_seat(edition)
    assert edition.taken == 0


def test_no_place_is_taken_after_enrolment_or_outside_the_catalogue(edition):
    with frozen(edition.enrol_by + timedelta(days=1)), pytest.raises(RuleBroken) as broken:
        take_seat(edition)
    assert codes(broken) == ["enrolment_over"]
    edition.offer.state = OfferState.SUSPENDED
    with pytest.raises(RuleBroken) as broken:
        take_seat(edition)
    assert codes(broken) == ["edition_closed"]


def test_two_people_cannot_take_the_last_place(own_app):
    """Real threads, real commits: exactly one of eight gets it."""
    with own_app.app_context(), transaction():
        owner = make.provider()
        edition_id = make.edition(make.offer(owner), make.site(owner), seats=1).id
    outcomes, gate = [], threading.Barrier(8)

    def attempt():
        with own_app.app_context():
            edition = db.session.get(Edition, edition_id)
            gate.wait()
            try:
                with transaction():
                    take_seat(edition)
                outcomes.append("taken")
            except RuleBroken as refused:
                outcomes.append(refused.reasons[0].code)
            finally:
                db.session.remove()

    threads = [threading.Thread(target=attempt) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["edition_full"] * 7 + ["taken"]
    with own_app.app_context():
        kept = db.session.get(Edition, edition_id)
        assert (kept.taken, kept.state) == (1, EditionState.FULL)


def test_editions_start_and_close_with_the_calendar(edition):
    assert turn_editions(edition.starts_on - timedelta(days=1)) == 0
    assert turn_editions(edition.starts_on) == 1
    assert edition.state is EditionState.RUNNING
    assert turn_editions(edition.ends_on) == 0
    turn_editions(edition.ends_on + timedelta(days=1))
    assert edition.state is EditionState.CLOSED


def test_an_edition_that_enrols_on_its_first_day_starts_the_day_after(edition):
    edition.enrol_by = edition.starts_on
    assert turn_editions(edition.starts_on) == 0
    assert turn_editions(edition.starts_on + timedelta(days=1)) == 1


def test_an_offer_nobody_confirms_fades_at_ninety_days_and_not_before(edition):
    offer = edition.offer
    offer.confirmed_on = today() - timedelta(days=90)
    assert fade_offers(today()) == []
    offer.confirmed_on = today() - timedelta(days=91)
    assert fade_offers(today()) == [offer]
    assert (offer.faded_on, offer.state) == (today(), OfferState.PUBLISHED)
    assert fade_offers(today()) == []


def test_an_offer_nobody_confirms_expires_unless_an_edition_is_on(edition):
    offer = edition.offer
    offer.confirmed_on = today() - timedelta(days=400)
    assert expire_offers(today()) == 0
    edition.state = EditionState.CLOSED
    assert expire_offers(today()) == 1
    assert offer.state is OfferState.EXPIRED
