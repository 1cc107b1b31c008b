"""Templates: what they keep, who may begin from them, how they are put away."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from app.accounts.permissions import Role
from app.core.database import db
from catalogue.drafting.rules import OfferContent
from catalogue.esco.queries import concepts_of
from catalogue.esco.rules import Kind
from catalogue.offers.models import Offer, OfferTemplate
from catalogue.offers.states import OfferState
from catalogue.patterns.rules import content_from, kept_of, template_refusals
from tests.factories import catalogue as make

SKILL = next(iter(concepts_of(Kind.SKILL)))


@pytest.fixture
def owner(session):
    return make.provider()


@pytest.fixture
def browser(client_of, owner):
    return client_of(make.manager_of(owner))


@pytest.fixture
def officer(client_of, as_role):
    return client_of(as_role(Role.PROGRAMME_OFFICER))


def only():
    return db.session.scalars(select(OfferTemplate)).one()


contents = st.builds(
    OfferContent,
    own_key=st.just("K"),
    title=st.text(max_size=20),
    call_id=st.none() | st.integers(1, 9),
    site_id=st.none() | st.integers(1, 9),
    pathways=st.lists(st.integers(1, 5), max_size=3).map(tuple),
    skills=st.lists(st.text(max_size=4), max_size=3).map(tuple),
    hours=st.integers(0, 400),
    contact_email=st.text(max_size=9),
)


@given(contents, st.booleans())
def test_a_template_gives_back_what_it_kept_and_neither_code_nor_call(content, for_all):
    kept = kept_of(content, for_all=for_all)
    begun = content_from(kept, "NEW")
    assert (begun.own_key, begun.call_id) == ("NEW", None)
    assert (begun.title, begun.skills, begun.pathways) == (
        content.title,
        content.skills,
        content.pathways,
    )
    private = (begun.site_id, begun.contact_email)
    assert private == ((None, "") if for_all else (content.site_id, content.contact_email))


def test_words_a_later_version_no_longer_knows_are_left_out():
    assert content_from({"title": "T", "colour": "red"}, "1").title == "T"


@pytest.mark.parametrize(
    ("name", "changes", "codes"),
    [
        ("Saldatura", {}, []),
        ("", {}, ["name_missing"]),
        ("x" * 161, {}, ["name_long"]),
        ("Saldatura", {"is_taken": True}, ["name_taken"]),
        ("", {"for_all": True, "service": ""}, ["name_missing", "service_missing"]),
    ],
)
def test_a_template_needs_a_name_of_its_own(name, changes, codes):
    facts = {"is_taken": False, "for_all": False, "service": "upskilling", **changes}
    assert [reason.code for reason in template_refusals(name, **facts)] == codes


def test_an_offer_is_kept_and_another_begun_from_it(browser, owner):
    offer = make.offer(owner, title="Saldatura", skills=[SKILL], service_type="upskilling")
    db.session.commit()
    path = f"/provider/offers/{offer.id}/template"
    assert 'value="Saldatura"' in browser.get(path).text
    assert browser.post(path, data={"name": "Corsi di saldatura"}).status_code == 302
    template = only()
    assert "Corsi di saldatura" in browser.get("/provider/templates").text
    assert browser.post(f"/provider/templates/{template.id}/begin").status_code == 302
    assert browser.post(f"/provider/templates/{template.id}/begin").status_code == 302
    begun = db.session.scalars(select(Offer).where(Offer.template_id == template.id)).all()
    assert {one.own_key for one in begun} == {f"M{template.id}-1", f"M{template.id}-2"}
    assert all(
        (one.title, one.skills, one.state, one.editions)
        == ("Saldatura", [SKILL], OfferState.DRAFT, [])
        for one in begun
    )


def test_the_same_name_twice_is_refused_until_the_first_is_put_away(browser, owner):
    offer = make.offer(owner)
    db.session.commit()
    path = f"/provider/offers/{offer.id}/template"
    browser.post(path, data={"name": "Corsi"})
    refused = browser.post(path, data={"name": "CORSÌ"})
    assert refused.status_code == 422
    assert 'value="CORSÌ"' in refused.text
    assert browser.post(f"/provider/templates/{only().id}/retire").status_code == 302
    assert "Corsi</th>" not in browser.get("/provider/templates").text
    assert browser.post(path, data={"name": "Corsi"}).status_code == 302


def test_foreign_templates_do_not_exist_for_others(browser, client_of, owner):
    offer = make.offer(owner)
    db.session.commit()
    browser.post(f"/provider/offers/{offer.id}/template", data={"name": "Nostro"})
    stranger = client_of(make.manager_of(make.provider()))
    template = only()
    assert stranger.post(f"/provider/templates/{template.id}/begin").status_code == 404
    assert stranger.post(f"/provider/templates/{template.id}/retire").status_code == 404
    assert stranger.get(f"/provider/offers/{offer.id}/template").status_code == 404
    assert "Nostro" not in stranger.get("/provider/templates").text


def test_the_regions_template_is_for_all_providers_and_passes_on_no_contact(
    browser, officer, owner
):
    offer = make.offer(make.provider(), contact_email="altri@ente.example")
    db.session.commit()
    path = f"/programme/offers/{offer.id}/template"
    assert officer.get(path).status_code == 200
    assert officer.post(path, data={"name": "Digitale di base"}).status_code == 302
    assert "Digitale di base" in officer.get("/programme/templates").text
    assert "Digitale di base" in browser.get("/provider/templates").text
    template = only()
    assert browser.post(f"/provider/templates/{template.id}/begin").status_code == 302
    begun = db.session.scalars(select(Offer).where(Offer.template_id == template.id)).one()
    assert (begun.provider_id, begun.contact_email) == (owner.id, "")
    assert browser.post(f"/provider/templates/{template.id}/retire").status_code == 404
    assert officer.post(f"/programme/templates/{template.id}/retire").status_code == 302
    assert "Digitale di base" not in browser.get("/provider/templates").text
