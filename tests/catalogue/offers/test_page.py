"""The public page of an offer: a place or not, what next, who pays, what search engines are told."""

import json
from datetime import timedelta

import pytest
from bs4 import BeautifulSoup

from app.core.clock import today
from catalogue.offers.models import Certificate, Mode
from catalogue.offers.rules import Room, Standing, standing_of
from tests.counting import statements
from tests.factories import catalogue


@pytest.fixture
def owner(session):
    return catalogue.provider()


@pytest.fixture
def offer(owner):
    return catalogue.offer(owner, certificate=Certificate.COMPETENCES)


@pytest.fixture
def edition(owner, offer):
    return catalogue.edition(offer, catalogue.site(owner))


def page(client, offer, query=""):
    answer = client.get(f"/catalogue/offers/{offer.id}{query}")
    assert answer.status_code == 200
    return BeautifulSoup(answer.data, "html.parser")


def standing(client, offer, query=""):
    return page(client, offer, query).select_one(".cat-standing").get_text(" ", strip=True)


def room(left, *, paused=False, waiting=0, most=0):
    return Room(places_left=left, is_paused=paused, waiting=waiting, waiting_max=most)


@pytest.mark.parametrize(
    ("editions", "expected"),
    [
        ([], Standing.NO_DATES),
        ([room(0), room(2)], Standing.OPEN),
        ([room(5, paused=True), room(0)], Standing.FULL),
        ([room(5, paused=True)], Standing.PAUSED),
        ([room(0), room(0, waiting=1, most=2)], Standing.WAITING_LIST),
        ([room(0, waiting=2, most=2)], Standing.FULL),
    ],
)
def test_the_best_that_the_editions_allow_is_what_counts(editions, expected):
    assert standing_of(editions) is expected


def test_places_left_now_the_next_start_and_the_distance_stand_at_the_top(client, offer, edition):
    edition.taken = 4
    words = standing(client, offer, "?near=Treviso")
    assert "6 posti liberi" in words
    assert "km" in words
    assert str(edition.starts_on.year) in words


def test_a_full_offer_leads_to_others_like_it(client, owner, offer, edition):
    edition.taken, edition.seats = 10, 10
    other = catalogue.offer(owner)
    catalogue.edition(other, catalogue.site(owner))
    soup = page(client, offer)
    assert soup.select_one(".cat-standing.is-full a[href='#similar']")
    similar = soup.select_one("[aria-labelledby=similar]").get_text(" ", strip=True)
    assert other.title in similar
    assert offer.title not in similar


def test_a_pause_says_until_when(client, offer, edition):
    offer.paused_since, offer.pause_reason = today(), "staff"
    offer.paused_until = today() + timedelta(days=40)
    words = standing(client, offer)
    assert str(offer.paused_until.day) in words
    assert page(client, offer).select_one(".cat-standing.is-paused")


def test_the_page_says_plainly_that_people_pay_nothing_and_what_the_certificate_is_worth(
    client, offer, edition
):
    text = page(client, offer).main.get_text(" ", strip=True)
    assert "Non si paga nulla" in text or "gratuit" in text.lower()
    assert "D.Lgs. 13/2013" in text


def test_search_engines_are_told_what_the_page_says(client, offer, edition):
    offer.title = "Taglio & <cucito>"
    data = page(client, offer).find("script", type="application/ld+json")
    course = json.loads(data.string)
    assert course["name"] == "Taglio & <cucito>"
    assert course["isAccessibleForFree"] is True
    assert course["hasCourseInstance"][0]["startDate"] == edition.starts_on.isoformat()
    assert course["hasCourseInstance"][0]["location"]["address"]["addressLocality"] == "Padova"


def test_an_online_offer_has_no_place_to_go_to(client, owner):
    online = catalogue.offer(owner, mode=Mode.ONLINE)
    catalogue.edition(online, catalogue.site(owner))
    data = page(client, online).find("script", type="application/ld+json")
    assert "location" not in json.loads(data.string)["hasCourseInstance"][0]


def test_the_page_asks_the_same_however_many_editions_and_neighbours_there_are(
    client, owner, offer, edition
):
    counts = []
    for more in (1, 6):
        for _ in range(more):
            place = catalogue.site(owner)
            catalogue.edition(offer, place)
            catalogue.edition(catalogue.offer(owner), place)
        page(client, offer)
        with statements() as sent:
            page(client, offer)
        counts.append(len(sent))
    assert counts[0] == counts[1]
