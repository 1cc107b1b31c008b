"""The public search: who is found, in which order, page by page."""

from dataclasses import replace
from datetime import timedelta

import pytest

from app.core.clock import today
from app.core.errors import NotFoundForYou
from catalogue.offers.models import Certificate, Mode
from catalogue.offers.queries import (
    Place,
    Sort,
    Wanted,
    load_public_offer,
    offers_fitting,
    search,
    search_rows,
)
from catalogue.offers.queries.wanted import HoursBand
from catalogue.offers.states import EditionState, OfferState
from catalogue.providers.states import ProviderState
from tests.factories import catalogue as make

NEAR_PADOVA = Place(latitude=45.40797, longitude=11.88586)


@pytest.fixture
def owner(session):
    return make.provider()


@pytest.fixture
def place(owner):
    return make.site(owner)


def titles(page):
    return [row.offer.title for row in page.rows]


def test_an_offer_stands_once_at_each_site_with_its_soonest_edition(owner, place):
    offer = make.offer(owner)
    late = make.edition(offer, place, in_days=60)
    soon = make.edition(offer, place, in_days=20)
    other = make.edition(offer, make.site(owner, make.TREVISO), in_days=40)
    found = search(Wanted(), None).rows
    assert [row.edition.id for row in found] == [soon.id, other.id]
    assert late.id not in [row.edition.id for row in found]


def test_only_what_can_be_had_is_found(owner, place):
    make.edition(make.offer(owner, state=OfferState.DRAFT), place)
    make.edition(make.offer(owner, state=OfferState.SUSPENDED), place, state=EditionState.OPEN)
    make.edition(make.offer(owner), place, state=EditionState.CANCELLED)
    make.edition(make.offer(owner), place, in_days=2, enrol_by=today() - timedelta(days=1))
    closed = make.provider(state=ProviderState.SUSPENDED)
    make.edition(make.offer(closed), make.site(closed))
    lapsed = make.provider(accredited_until=today() - timedelta(days=1))
    make.edition(make.offer(lapsed), make.site(lapsed))
    assert search(Wanted(), None).rows == []


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("saldatura", True),
        ("saldatrici", True),
        ("SALDAT", True),
        ("welding", True),
        ("cucina", False),
        ("'); drop table offer; --", False),
        ("%", True),
    ],
)
def test_words_are_found_in_both_languages_and_in_pieces(owner, place, words, found):
    offer = make.offer(
        owner, title="Saldatura a filo", learning="Usare le saldatrici", description="Welding"
    )
    make.edition(offer, place)
    assert bool(search(Wanted(words=words), None).rows) is found


def test_the_name_of_the_provider_is_found_too(owner, place):
    make.edition(make.offer(owner), place)
    assert search(Wanted(words=owner.legal_name), None).rows


def test_filters_narrow(owner, place):
    offer = make.offer(owner, pathways=[2], service_type="upskilling", mode=Mode.MIXED)
    make.edition(offer, place, in_days=30)
    narrow = Wanted(
        pathways=frozenset([2]),
        services=frozenset(["upskilling"]),
        modes=frozenset([Mode.MIXED]),
        certificates=frozenset([Certificate.ATTENDANCE]),
        hours=frozenset([HoursBand.TO_60]),
        provinces=frozenset(["028"]),
        providers=frozenset([owner.id]),
        starts_within=30,
    )
    assert search(narrow, None).rows
    for other in (
        {"pathways": frozenset([1])},
        {"services": frozenset(["reskilling"])},
        {"modes": frozenset([Mode.ONLINE])},
        {"certificates": frozenset([Certificate.QUALIFICATION])},
        {"hours": frozenset([HoursBand.TO_20, HoursBand.LONGER])},
        {"provinces": frozenset(["026"])},
        {"providers": frozenset([owner.id + 1])},
        {"starts_within": 29},
    ):
        assert not search(replace(narrow, **other), None).rows, other
    either = replace(narrow, modes=frozenset([Mode.ONLINE, Mode.MIXED]))
    assert search(either, None).rows


def test_full_editions_are_left_out_when_places_are_wanted(owner, place):
    offer = make.offer(owner)
    make.edition(offer, place, in_days=10, seats=1, taken=1, state=EditionState.FULL)
    free = make.edition(offer, place, in_days=40)
    assert search(Wanted(), None).rows[0].places_left == 0
    assert [row.edition.id for row in search(Wanted(only_free=True), None).rows] == [free.id]


def test_the_nearest_come_first_and_online_measures_last(owner, place):
    far, near, online = (make.offer(owner) for _ in range(3))
    online.mode = Mode.ONLINE
    make.edition(online, place, in_days=1, enrol_by=today())
    make.edition(far, make.site(owner, make.BELLUNO), in_days=5)
    make.edition(near, place, in_days=50)
    found = search(Wanted(near=NEAR_PADOVA, sort=Sort.NEAREST), None)
    assert titles(found) == [near.title, far.title, online.title]
    kilometres = [row.kilometres for row in found.rows]
    assert kilometres[0] < 3
    assert 75 < kilometres[1] < 95
    assert kilometres[2] is None


def test_a_radius_leaves_out_what_is_farther_but_not_what_is_online(owner, place):
    far, online = make.offer(owner), make.offer(owner, mode=Mode.ONLINE)
    make.edition(far, make.site(owner, make.BELLUNO))
    make.edition(online, make.site(owner, make.BELLUNO))
    near = Place(latitude=NEAR_PADOVA.latitude, longitude=NEAR_PADOVA.longitude, within_km=30)
    assert titles(search(Wanted(near=near), None)) == [online.title]


@pytest.mark.parametrize("sort", [Sort.SOONEST, Sort.NEAREST])
def test_pages_follow_each_other_without_gap_or_double(owner, place, sort):
    belluno = make.site(owner, make.BELLUNO)
    for number in range(45):
        make.edition(make.offer(owner), belluno if number % 2 else place, in_days=10 + number % 7)
    wanted = Wanted(near=NEAR_PADOVA, sort=sort)
    seen, cursor = [], None
    while True:
        page = search(wanted, cursor)
        seen += [row.edition.id for row in page.rows]
        if (cursor := page.next_cursor) is None:
            break
    assert seen == [row.edition.id for row in search_rows(wanted, 100)]
    assert len(set(seen)) == 45


def test_offers_fitting_a_person_have_the_pathway_and_places_left(owner, place):
    fitting = make.edition(make.offer(owner, pathways=[3]), place)
    make.edition(make.offer(owner, pathways=[1]), place)
    make.edition(make.offer(owner, pathways=[3]), place, seats=1, taken=1, state=EditionState.FULL)
    found = offers_fitting(3, NEAR_PADOVA.latitude, NEAR_PADOVA.longitude, None, None).rows
    assert [row.edition.id for row in found] == [fitting.id]
    assert found[0].kilometres is not None
    assert found[0].next_start == fitting.starts_on


def test_only_published_offers_of_accredited_providers_have_a_page(owner):
    assert load_public_offer(make.offer(owner).id)
    hidden = [
        make.offer(owner, state=OfferState.DRAFT).id,
        make.offer(make.provider(state=ProviderState.REVOKED)).id,
        999_999,
    ]
    for offer_id in hidden:
        with pytest.raises(NotFoundForYou):
            load_public_offer(offer_id)
