"""The provider's editions: how full they are, which are below their minimum, who is told."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from app.accounts.permissions import Role
from app.core.clock import today
from app.core.database import db
from app.notices.models import Notice
from catalogue.drafting.queries import EditionFill, EditionTime, EditionWish, own_editions
from catalogue.drafting.tasks import tell_short_editions
from catalogue.offers.rules import Filling, filling_of
from catalogue.offers.states import EditionState
from tests.factories import accounts
from tests.factories import catalogue as make


@pytest.fixture
def owner(session):
    return make.provider()


@pytest.fixture
def site(owner):
    return make.site(owner)


@pytest.fixture
def offer(owner):
    return make.offer(owner, own_key="K-7", title="Saldatura")


def codes(owner, **wish):
    found = own_editions(owner, EditionWish(**wish)).order_by("starts_on")
    return [edition.code for edition in db.session.scalars(found)]


@pytest.mark.parametrize(
    ("used", "seats", "filling"),
    [
        (0, 10, Filling.EMPTY),
        (1, 10, Filling.SOME),
        (7, 10, Filling.SOME),
        (8, 10, Filling.NEARLY_FULL),
        (10, 10, Filling.FULL),
        (1, 1, Filling.FULL),
    ],
)
def test_an_edition_is_nearly_full_from_four_places_in_five(used, seats, filling):
    assert filling_of(used, seats) is filling


@given(st.integers(1, 500).flatmap(lambda seats: st.tuples(st.integers(0, seats), st.just(seats))))
def test_only_the_last_place_makes_an_edition_full(used_and_seats):
    used, seats = used_and_seats
    assert (filling_of(used, seats) is Filling.FULL) == (used == seats)


def test_the_list_is_narrowed_by_time_places_site_and_words(owner, site, offer):
    other = make.site(owner, make.TREVISO)
    make.edition(offer, site, code="soon", in_days=5, taken=2, seats_min=3)
    make.edition(offer, site, code="late", in_days=20, taken=9, seats_min=3)
    make.edition(offer, other, code="past", in_days=-40, state=EditionState.CLOSED)
    foreign = make.provider()
    make.edition(make.offer(foreign), make.site(foreign), code="foreign")
    assert codes(owner) == ["past", "soon", "late"]
    assert codes(owner, time=EditionTime.COMING) == ["soon", "late"]
    assert codes(owner, time=EditionTime.OVER, site_id=other.id) == ["past"]
    assert codes(owner, fill=EditionFill.SHORT) == ["soon"]
    assert codes(owner, fill=EditionFill.NEARLY_FULL) == ["late"]
    assert codes(owner, fill=EditionFill.FREE) == ["soon", "late"]
    assert codes(owner, fill=EditionFill.WAITED_FOR) == []
    assert codes(owner, words="k-7") == ["past", "soon", "late"]
    assert codes(owner, words="cucina") == []


def test_the_page_and_its_file_show_the_same_editions(client_of, owner, site, offer):
    make.edition(offer, site, code="soon", in_days=5, taken=2, seats_min=3)
    make.edition(offer, site, code="late", in_days=20, taken=9)
    browser = client_of(make.manager_of(owner))
    page = browser.get("/provider/editions?fill=short")
    assert page.status_code == 200
    assert "Sotto il minimo" in page.text
    assert "K-7 · soon" in page.text
    assert "K-7 · late" not in page.text
    file = browser.get("/provider/editions.csv?fill=short").text
    assert "soon" in file
    assert "late" not in file
    assert browser.get("/provider/editions?site=abc&time=never").status_code == 200


def test_operators_do_not_see_the_list_of_editions(client_of, owner):
    operator = accounts.user(Role.PROVIDER_OPERATOR, owner.organisation)
    assert client_of(operator).get("/provider/editions").status_code == 403


def test_managers_are_told_once_that_an_edition_is_below_its_minimum(owner, site, offer):
    manager = make.manager_of(owner)
    make.edition(offer, site, code="soon", in_days=5, taken=2, seats_min=3)
    make.edition(offer, site, code="enough", in_days=5, taken=3, seats_min=3)
    db.session.commit()
    tell_short_editions(today())
    tell_short_editions(today() + timedelta(days=1))
    told = db.session.scalars(select(Notice).where(Notice.recipient_id == manager.id)).all()
    assert [notice.params["code"] for notice in told] == ["soon"]


def test_the_desk_counts_editions_below_their_minimum(client_of, owner, site, offer):
    make.edition(offer, site, code="soon", in_days=5, taken=2, seats_min=3)
    assert "fill=short" in client_of(make.manager_of(owner)).get("/provider").text


def test_the_price_comes_from_the_tariff_with_its_source(client_of, owner):
    offer = make.offer(owner, service_type="specialised_guidance", hours=10)
    page = client_of(make.manager_of(owner)).get(f"/provider/offers/{offer.id}").text
    assert "373,00" in page


def test_without_a_service_type_no_price_is_shown(client_of, owner):
    offer = make.offer(owner, service_type="")
    page = client_of(make.manager_of(owner)).get(f"/provider/offers/{offer.id}").text
    assert "Si conosce quando è scelto il tipo di servizio" in page
