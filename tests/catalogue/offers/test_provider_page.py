"""The public page of a provider: sites, pauses, figures where there are enough people."""

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup

from app.core.clock import today
from app.core.database import db
from tests.factories import catalogue
from vouchers.performance.models import ProviderPerformance
from vouchers.performance.rules import window


@pytest.fixture
def owner(session):
    made = catalogue.provider()
    catalogue.site(made, name="Sede di prova", phone="049 000000", step_free=True)
    return made


def page_of(app, owner):
    db.session.commit()
    answer = app.test_client().get(f"/catalogue/providers/{owner.id}")
    assert answer.status_code == 200
    return BeautifulSoup(answer.text, "html.parser")


def counted(owner, people):
    first, last = window(today(), 12)
    db.session.add(
        ProviderPerformance(
            provider_id=owner.id,
            computed_on=today(),
            first_day=first,
            last_day=last,
            answers=people,
            answer_people=people,
            silent=0,
            median_days=7,
            ended=people,
            ended_people=people,
            completed=people - 5,
            followed=0,
            followed_people=0,
            employed=0,
        )
    )


def test_figures_are_shown_from_the_minimum_of_people_on(app, owner):
    counted(owner, 10)
    numbers = [item.get_text() for item in page_of(app, owner).select(".pc-number strong")]
    assert [number.split()[0] for number in numbers[:2]] == ["7", "50%"]
    assert not numbers[2][0].isdigit()


def test_with_one_person_less_a_sentence_says_why_there_are_none(app, owner):
    counted(owner, 9)
    page = page_of(app, owner)
    assert page.select(".pc-number") == []
    assert "10" in page.find(id="figures").find_next("p").get_text()


def test_before_the_first_night_nothing_is_told(app, owner):
    page = page_of(app, owner)
    assert page.find(id="figures") is not None
    assert page.select(".pc-number") == []


def test_a_paused_site_is_marked_and_an_open_one_is_not(app, owner):
    place = catalogue.site(owner, name="Sede in pausa")
    place.paused_since, place.pause_reason = today() - timedelta(days=1), "capacity"
    cards = {card.h3.get_text(): card for card in page_of(app, owner).select(".pc-card")}
    assert len(cards["Sede in pausa"].select(".pc-tag.is-warning, .is-warning")) == 1
    assert cards["Sede di prova"].select(".is-warning") == []
    assert "049 000000" in cards["Sede di prova"].get_text()


def test_full_editions_are_not_among_what_has_places_now(app, owner):
    place = owner.sites[0] if owner.sites else catalogue.site(owner)
    full, free = catalogue.offer(owner), catalogue.offer(owner)
    catalogue.edition(full, place, taken=10)
    catalogue.edition(free, place)
    text = page_of(app, owner).get_text()
    assert free.title in text
    assert full.title not in text
