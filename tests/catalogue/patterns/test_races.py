"""Two people do the same at once: two codes, one name."""

from threading import Barrier, Thread

import pytest
from sqlalchemy import func, select

from app.accounts.models import User
from app.core.database import db, transaction
from app.core.errors import RuleBroken
from catalogue.drafting.operations import copy_offer
from catalogue.offers.models import Offer, OfferTemplate
from catalogue.patterns.operations import begin_offer, keep_template
from tests.factories import catalogue as make


def at_once(app, act):
    """What two threads answer that do the same at the same moment: the codes of their refusals."""
    barrier, answers = Barrier(2), []

    def run():
        with app.app_context():
            barrier.wait()
            try:
                with transaction():
                    act()
                answers.append([])
            except RuleBroken as broken:
                answers.append([reason.code for reason in broken.reasons])

    threads = [Thread(target=run) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(answers)


@pytest.fixture
def place(own_app):
    """The keys of an offer and of its provider's manager, committed."""
    with own_app.app_context():
        owner = make.provider()
        offer, manager = make.offer(owner, own_key="A"), make.manager_of(owner)
        db.session.commit()
        return offer.id, manager.id


def keys(app):
    with app.app_context():
        return set(db.session.scalars(select(Offer.own_key)))


def test_two_copies_at_once_have_two_codes(own_app, place):
    offer_id, manager_id = place

    def act():
        copy_offer(db.session.get_one(User, manager_id), db.session.get_one(Offer, offer_id))

    assert at_once(own_app, act) == [[], []]
    assert keys(own_app) == {"A", "A-2", "A-3"}


def test_two_templates_of_one_name_at_once_are_one(own_app, place):
    offer_id, manager_id = place

    def act():
        manager, offer = db.session.get_one(User, manager_id), db.session.get_one(Offer, offer_id)
        keep_template(manager, offer, "Corsi")

    assert at_once(own_app, act) == [[], ["name_taken"]]
    with own_app.app_context():
        assert db.session.scalar(select(func.count()).select_from(OfferTemplate)) == 1


def test_two_offers_begun_at_once_have_two_codes(own_app, place):
    offer_id, manager_id = place
    with own_app.app_context(), transaction():
        manager, offer = db.session.get_one(User, manager_id), db.session.get_one(Offer, offer_id)
        template_id = keep_template(manager, offer, "Corsi").id

    def act():
        manager, offer = db.session.get_one(User, manager_id), db.session.get_one(Offer, offer_id)
        begin_offer(manager, offer.provider, db.session.get_one(OfferTemplate, template_id))

    assert at_once(own_app, act) == [[], []]
    assert keys(own_app) == {"A", f"M{template_id}-1", f"M{template_id}-2"}
