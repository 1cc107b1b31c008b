"""The database tells what changed in the catalogue; words that look alike are found."""

from datetime import timedelta

import pytest
from sqlalchemy import text

from app.core.clock import today
from app.core.database import db
from catalogue.changes.operations import add_words, forget_changes, refresh_words
from catalogue.changes.queries import changes_since, words_beginning, words_like
from catalogue.offers.states import OfferState
from tests.factories import catalogue as make


@pytest.fixture
def owner(session):
    return make.provider()


@pytest.fixture
def place(owner):
    return make.site(owner)


def new_changes(change):
    """What `change` leaves in the trail."""
    before = changes_since(0)
    change()
    db.session.flush()
    return changes_since(0, before.seen)


def test_a_seat_taken_is_a_change_of_its_offer_but_not_of_its_words(owner, place):
    offer = make.offer(owner)
    edition = make.edition(offer, place)
    changes = new_changes(lambda: setattr(edition, "taken", 3))
    assert changes.offers == {offer.id}
    assert changes.texts == set()
    assert changes.is_own


def test_a_new_title_is_a_change_of_words(owner):
    offer = make.offer(owner)
    assert new_changes(lambda: setattr(offer, "title", "Saldatura")).texts == {offer.id}
    assert new_changes(lambda: setattr(offer, "hours", 99)).texts == set()


def test_new_offers_and_editions_are_changes(owner, place):
    made = []
    changes = new_changes(lambda: made.append(make.offer(owner)))
    assert changes.offers == changes.texts == {made[0].id}
    assert new_changes(lambda: make.edition(made[0], place)).offers == {made[0].id}


def test_a_pause_of_a_site_and_the_end_of_an_accreditation_touch_the_whole_provider(owner, place):
    def pause():
        place.paused_since, place.pause_reason = today(), "full"

    assert new_changes(pause).providers == {owner.id}
    until = today() - timedelta(days=1)
    assert new_changes(lambda: setattr(owner, "accredited_until", until)).providers == {owner.id}


def test_old_changes_are_forgotten(owner):
    make.offer(owner)
    assert changes_since(0).offers
    db.session.execute(text("UPDATE catalogue_change SET at = at - interval '3 days'"))
    forget_changes()
    assert not changes_since(0).offers


def test_what_was_mistyped_is_like_what_was_meant(owner):
    make.offer(owner, title="Saldatura e informatica con Excel", description="Città", learning="")
    refresh_words()
    assert words_like("saldatrua")[0] == "saldatura"
    assert words_like("informatca")[0] == "informatica"
    assert words_like("exel")[0] == "excel"
    assert words_like("xyzw") == []
    assert words_beginning("citt") == ["citta"]


def test_words_of_drafts_and_of_what_is_gone_are_no_words(owner):
    gone = make.offer(owner, title="Falegnameria")
    make.offer(owner, title="Oreficeria", state=OfferState.DRAFT)
    refresh_words()
    assert (words_beginning("falegn"), words_beginning("orefic")) == (["falegnameria"], [])
    gone.state = OfferState.WITHDRAWN
    db.session.flush()
    refresh_words()
    assert words_beginning("falegn") == []


def test_words_of_a_new_offer_are_added_within_minutes(owner):
    refresh_words()
    make.offer(owner, title="Liuteria")
    assert words_beginning("liut") == []
    add_words()
    assert words_beginning("liut") == ["liuteria"]
