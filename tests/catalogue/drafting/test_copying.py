"""An offer is copied with the editions one wants, on later dates; the list finds offers to look after."""

import re
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from app.core.clock import today
from app.core.database import db
from catalogue.drafting.rules import ENROLMENT_AHEAD_DAYS, weeks_to_move
from catalogue.esco.queries import concepts_of
from catalogue.esco.rules import Kind
from catalogue.offers.models import Edition, Offer
from catalogue.offers.states import EditionState, OfferState
from tests.factories import catalogue as make

SKILL = next(iter(concepts_of(Kind.SKILL)))
HOURS = [{"days": [1], "from": "09:00", "to": "13:00", "place": ""}]


@pytest.fixture
def owner(session):
    return make.provider()


@pytest.fixture
def browser(client_of, owner):
    return client_of(make.manager_of(owner))


@pytest.mark.parametrize(
    ("deadline", "weeks"),
    [
        (None, 0),
        (date(2026, 12, 9), 0),
        (date(2026, 12, 8), 1),
        (date(2026, 10, 1), 10),
    ],
)
def test_copied_dates_leave_a_fortnight_to_enrol(deadline, weeks):
    assert weeks_to_move(deadline, date(2026, 11, 25)) == weeks


@given(st.dates(date(2020, 1, 1), date(2030, 1, 1)), st.dates(date(2020, 1, 1), date(2030, 1, 1)))
def test_never_a_week_more_than_needed(deadline, on):
    weeks = weeks_to_move(deadline, on)
    wanted = on + timedelta(days=ENROLMENT_AHEAD_DAYS)
    assert deadline + timedelta(weeks=weeks) >= wanted
    assert weeks == 0 or deadline + timedelta(weeks=weeks - 1) < wanted


def test_a_copy_takes_words_and_the_chosen_editions_with_it_but_nobodys_place(browser, owner):
    site, offer = make.site(owner), make.offer(owner, own_key="A", skills=[SKILL])
    old = make.edition(
        offer, site, code="1", in_days=10, taken=4, slots=HOURS, seats_min=5, waiting_max=2
    )
    make.edition(offer, site, code="2", in_days=-50, state=EditionState.CLOSED)
    db.session.commit()
    path = f"/provider/offers/{offer.id}/copy"
    boxes = re.findall('<input[^>]*name="editions"[^>]*>', browser.get(path).text)
    assert [f'value="{old.id}"' in box and "checked" in box for box in boxes] == [False, True]
    answer = browser.post(path, data={"editions": [str(old.id)], "weeks": "6"})
    assert answer.status_code == 302
    copied = db.session.scalars(select(Offer).where(Offer.own_key == "A-2")).one()
    assert (copied.state, copied.skills) == (OfferState.DRAFT, [SKILL])
    edition = db.session.scalars(select(Edition).where(Edition.offer_id == copied.id)).one()
    assert edition.starts_on == old.starts_on + timedelta(weeks=6)
    assert edition.ends_on - edition.starts_on == old.ends_on - old.starts_on
    assert (edition.taken, edition.seats_min, edition.waiting_max) == (0, 5, 2)
    assert (edition.slots, edition.state) == (HOURS, EditionState.PLANNED)


def test_a_copy_without_editions_has_none(browser, owner):
    offer = make.offer(owner, own_key="A")
    make.edition(offer, make.site(owner))
    db.session.commit()
    assert browser.post(f"/provider/offers/{offer.id}/copy", data={"weeks": "0"}).status_code == 302
    copied = db.session.scalars(select(Offer).where(Offer.own_key == "A-2")).one()
    assert db.session.scalars(select(Edition).where(Edition.offer_id == copied.id)).all() == []


def test_weeks_out_of_range_keep_the_page_as_it_was(browser, owner):
    offer = make.offer(owner)
    edition = make.edition(offer, make.site(owner))
    db.session.commit()
    data = {"editions": [str(edition.id)], "weeks": "999"}
    page = browser.post(f"/provider/offers/{offer.id}/copy", data=data)
    assert page.status_code == 422
    assert 'value="999"' in page.text


def test_the_list_is_narrowed_by_service_type_and_by_what_is_to_be_confirmed(browser, owner):
    make.offer(owner, title="Vecchia", confirmed_on=today() - timedelta(days=85))
    make.offer(owner, title="Nuova", service_type="upskilling")
    due = browser.get("/provider/offers?fresh=due").text
    assert "Vecchia" in due
    assert "Nuova" not in due
    fresh = browser.get("/provider/offers?fresh=fresh&service=upskilling").text
    assert "Nuova" in fresh
    assert "Vecchia" not in fresh
    assert "Vecchia" in browser.get("/provider/offers.csv?fresh=due").text
