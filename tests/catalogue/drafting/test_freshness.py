"""Offers are asked to be confirmed, left out of the search when nobody does, and found again by one press."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from app.core.clock import today
from app.core.database import db
from app.notices.models import Notice
from catalogue.drafting.tasks import fade_stale, remind_to_confirm
from catalogue.offers.queries import Wanted, search
from tests.factories import catalogue as make


@pytest.fixture
def offer(session):
    owner = make.provider()
    offer = make.offer(owner)
    make.edition(offer, make.site(owner))
    db.session.commit()
    return offer


def confirmed(offer, days_ago):
    offer.confirmed_on = today() - timedelta(days=days_ago)
    db.session.commit()


def is_found(offer):
    return offer.id in {row.offer_id for row in search(Wanted(), None).rows}


def notices():
    return [notice.address for notice in db.session.scalars(select(Notice).order_by(Notice.id))]


def test_a_reminder_comes_a_fortnight_before_and_once_a_week(offer):
    confirmed(offer, 76)
    assert remind_to_confirm(today()) == 0
    confirmed(offer, 77)
    assert remind_to_confirm(today()) == 1
    assert remind_to_confirm(today()) == 0
    assert remind_to_confirm(today() + timedelta(days=7)) == 1
    assert notices() == ["/provider/offers?fresh=due"] * 2
    told = db.session.scalars(select(Notice)).first()
    assert told.params["count"] == 1
    assert (today() + timedelta(days=14)).isoformat() in str(told.params["day"])


def test_a_stale_offer_is_not_found_until_its_provider_confirms_it(offer, client_of):
    confirmed(offer, 91)
    assert is_found(offer)
    assert fade_stale(today()) == 1
    assert fade_stale(today()) == 0
    assert not is_found(offer)
    assert notices() == ["/provider/offers?fresh=faded"]
    browser = client_of(make.manager_of(offer.provider))
    assert offer.title in browser.get("/provider/offers?fresh=faded").text
    assert browser.get(f"/catalogue/offers/{offer.id}").status_code == 200
    assert browser.post(f"/provider/offers/{offer.id}/confirm").status_code == 302
    db.session.refresh(offer)
    assert (offer.confirmed_on, offer.faded_on) == (today(), None)
    assert is_found(offer)
