"""Skills, jobs and weekly hours written through the pages; nothing typed is lost."""

from dataclasses import replace
from datetime import time, timedelta

import pytest
from sqlalchemy import select

from app.core.clock import today
from app.core.database import db
from app.core.errors import RuleBroken
from catalogue.drafting.operations import create_offer
from catalogue.drafting.rules import (
    MOST_SKILLS,
    EditionContent,
    OfferContent,
    draft_refusals,
    remarks,
)
from catalogue.esco.queries import concepts_of
from catalogue.esco.rules import Kind, meant
from catalogue.offers.models import Edition, Offer
from catalogue.offers.states import OfferState
from catalogue.timetables.rules import Slot
from tests.factories import catalogue as make

WELDING = meant(concepts_of(Kind.SKILL), "saldare a punti").code
COOK = meant(concepts_of(Kind.OCCUPATION), "cuoco").code


@pytest.fixture
def owner(session):
    return make.provider()


@pytest.fixture
def browser(client_of, owner):
    return client_of(make.manager_of(owner))


def written(**changes):
    return {"own_key": "S-1", "title": "Saldatura", "hours": "0", "call_id": "0", **changes}


def dated(site, **changes):
    day = today() + timedelta(days=30)
    return {
        "code": "1",
        "site_id": str(site.id),
        "starts_on": day.isoformat(),
        "ends_on": (day + timedelta(days=10)).isoformat(),
        "enrol_by": day.isoformat(),
        "seats": "12",
        **changes,
    }


def only(model):
    return db.session.scalars(select(model)).one()


def test_words_and_codes_of_the_list_are_kept_as_codes(browser):
    data = written(skills=[WELDING, "Controllare le saldature"], occupations=["cook; baker"])
    assert browser.post("/provider/offers/new", data=data).status_code == 302
    offer = only(Offer)
    labels = [concepts_of(Kind.SKILL)[code].it for code in offer.skills]
    assert labels == ["saldare a punti", "controllare le saldature"]
    assert offer.occupations[0] == COOK
    assert len(offer.occupations) == 2


def test_adding_keeps_nothing_yet_and_loses_nothing_typed(browser):
    data = written(skills=["saldare a punti"], description="Ancora da finire", add="skills")
    page = browser.post("/provider/offers/new", data=data)
    assert page.status_code == 200
    assert f'value="{WELDING}"' in page.text
    assert "Ancora da finire" in page.text
    assert db.session.scalars(select(Offer)).first() is None


def test_the_enter_key_adds_what_stands_in_a_box_and_else_keeps_the_draft(browser):
    adding = browser.post(
        "/provider/offers/new", data=written(skills=["saldare a punti"], enter="1")
    )
    assert adding.status_code == 200
    keeping = browser.post("/provider/offers/new", data=written(skills=[WELDING, ""], enter="1"))
    assert keeping.status_code == 302
    assert only(Offer).skills == [WELDING]


def test_words_that_name_nothing_propose_what_is_similar_and_stay(browser):
    page = browser.post("/provider/offers/new", data=written(skills=["saldare"]))
    assert page.status_code == 422
    assert f'value="{WELDING}"' in page.text
    assert 'value="saldare"' in page.text
    hopeless = browser.post("/provider/offers/new", data=written(skills=["xyzxyz"]))
    assert hopeless.status_code == 422
    assert "xyzxyz" in hopeless.text


def test_the_page_of_the_offer_names_skills_in_the_readers_language(browser, client, owner):
    make.edition(make.offer(owner, skills=[WELDING], occupations=[COOK]), make.site(owner))
    db.session.commit()
    path = f"/catalogue/offers/{only(Offer).id}"
    assert "saldare a punti" in client.get(path).text
    client.get("/language/en")
    english = client.get(path).text
    assert "apply spot welding techniques" in english
    assert "<li>cook</li>" in english


def test_a_code_outside_the_list_is_refused_even_without_the_page(owner):
    content = OfferContent(own_key="1", title="T", skills=("nowhere",))
    with pytest.raises(RuleBroken) as broken:
        create_offer(make.manager_of(owner), owner, content)
    assert [reason.code for reason in broken.value.reasons] == ["skills_outside_list"]


def test_too_many_skills_say_nothing():
    codes = tuple(list(concepts_of(Kind.SKILL))[: MOST_SKILLS + 1])
    content = OfferContent(own_key="1", title="T", skills=codes, occupations=(COOK,) * 11)
    assert [reason.code for reason in draft_refusals(content)] == [
        "skills_too_many",
        "occupations_too_many",
    ]


def test_weekly_hours_minimum_and_waiting_list_are_kept_and_shown_again(browser, owner):
    site, offer = make.site(owner), make.offer(owner, state=OfferState.DRAFT)
    db.session.commit()
    hours = {
        "slots-0-days": ["1", "3"],
        "slots-0-begins": "09:00",
        "slots-0-ends": "13:00",
        "slots-0-place": "Laboratorio 2",
    }
    data = dated(site, seats_min="6", waiting_max="4", **hours)
    path = f"/provider/offers/{offer.id}/editions"
    assert browser.post(f"{path}/new", data=data).status_code == 302
    edition = only(Edition)
    assert edition.slots == [
        {"days": [1, 3], "from": "09:00", "to": "13:00", "place": "Laboratorio 2"}
    ]
    assert (edition.seats_min, edition.waiting_max) == (6, 4)
    again = browser.get(f"{path}/{edition.id}").text
    assert "Laboratorio 2" in again
    assert 'value="09:00"' in again
    shown = browser.get(f"/provider/offers/{offer.id}/preview").text
    assert "Lunedì, mercoledì" in shown


def test_every_reason_is_told_at_once_whoever_finds_it(browser, owner):
    site, offer = make.site(owner), make.offer(owner, state=OfferState.DRAFT)
    db.session.commit()
    data = dated(site, code="", ends_on="2020-01-01", seats="x", **{"slots-0-place": "Aula"})
    page = browser.post(f"/provider/offers/{offer.id}/editions/new", data=data).text
    for told in ("Dare un codice all", "L’ultimo giorno non può", "Riga 1"):
        assert told in page


def test_wrong_weekly_hours_are_told_with_the_line_and_nothing_is_lost(browser, owner):
    site, offer = make.site(owner), make.offer(owner, state=OfferState.DRAFT)
    db.session.commit()
    data = dated(site, seats_min="20", **{"slots-1-begins": "13:00", "slots-1-ends": "9:00"})
    page = browser.post(f"/provider/offers/{offer.id}/editions/new", data=data)
    assert page.status_code == 422
    assert "Riga 1" in page.text
    assert 'value="13:00"' in page.text
    assert "Il minimo per iniziare" in page.text
    assert db.session.scalars(select(Edition)).first() is None


def test_remarks_say_what_would_be_better_and_forbid_nothing():
    monday = today() + timedelta(days=7 - today().weekday())
    hours = Slot(days=(1, 3), begins=time(9), ends=time(13))
    edition = EditionContent(
        code="E1",
        site_id=1,
        starts_on=monday,
        ends_on=monday + timedelta(days=11),
        enrol_by=monday,
        seats=10,
        slots=(hours,),
    )
    offer = OfferContent(own_key="1", title="T", hours=20)
    assert [remark.code for remark in remarks(offer, [edition])] == [
        "no_skills",
        "no_accessibility",
        "hours_differ",
    ]
    better = replace(offer, hours=17, skills=(WELDING,), accessibility="Ascensore")
    assert remarks(better, [edition]) == []
    assert remarks(replace(better, hours=0), [edition]) == []


def test_the_page_of_a_draft_shows_what_would_be_better(browser, owner):
    offer = make.offer(owner, state=OfferState.DRAFT)
    db.session.commit()
    assert "le persone cercano così" in browser.get(f"/provider/offers/{offer.id}").text
