"""A provider writes, dates, submits and changes offers through the pages."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from app.accounts.permissions import Role
from app.core.clock import today
from app.core.database import db
from catalogue.offers.models import Edition, Offer
from catalogue.offers.states import EditionState, OfferState
from tests.factories import accounts
from tests.factories import catalogue as make


@pytest.fixture
def owner(session):
    return make.provider()


@pytest.fixture
def site(owner):
    return make.site(owner)


@pytest.fixture
def browser(client_of, owner):
    return client_of(make.manager_of(owner))


def written(call, **changes):
    return {
        "own_key": "DIG-1",
        "title": "Competenze digitali",
        "call_id": str(call.id),
        "service_type": "digital_skills",
        "pathways": ["1", "2"],
        "hours": "20",
        "description": make.DESCRIPTION,
        "learning": "Usare la posta elettronica.",
        "certificate": "attendance",
        "mode": "in_person",
        "language": "it",
        "site_id": "0",
        "contact_email": "corsi@ente.example",
        **changes,
    }


def dated(site, **changes):
    day = today() + timedelta(days=30)
    return {
        "code": "1",
        "site_id": str(site.id),
        "starts_on": day.isoformat(),
        "ends_on": (day + timedelta(days=10)).isoformat(),
        "enrol_by": (day - timedelta(days=3)).isoformat(),
        "timetable": "Lunedì, 9-13",
        "seats": "12",
        **changes,
    }


def only(model):
    return db.session.scalars(select(model)).one()


def test_an_offer_is_written_dated_and_submitted(browser, site):
    call = make.call()
    assert browser.post("/provider/offers/new", data=written(call)).status_code == 302
    offer = only(Offer)
    path = f"/provider/offers/{offer.id}"
    lacking = browser.post(f"{path}/submit")
    assert lacking.status_code == 422
    assert browser.post(f"{path}/editions/new", data=dated(site)).status_code == 302
    assert browser.get(f"{path}/preview").status_code == 200
    assert browser.post(f"{path}/submit").status_code == 302
    db.session.refresh(offer)
    assert offer.state is OfferState.SUBMITTED
    assert browser.get(path).status_code == 200


def test_a_wrong_offer_keeps_what_was_typed(browser):
    answer = browser.post("/provider/offers/new", data=written(make.call(), own_key="", hours="x"))
    assert answer.status_code == 422
    assert "Usare la posta elettronica." in answer.text
    assert only_none(Offer)


def only_none(model):
    return db.session.scalars(select(model)).first() is None


def test_the_same_own_code_twice_is_refused(browser):
    call = make.call()
    browser.post("/provider/offers/new", data=written(call))
    answer = browser.post("/provider/offers/new", data=written(call, title="Un altro titolo"))
    assert answer.status_code == 422
    assert "Un altro titolo" in answer.text


def test_two_people_do_not_overwrite_each_other(browser, owner):
    offer = make.offer(owner, state=OfferState.DRAFT)
    db.session.commit()
    path, call = f"/provider/offers/{offer.id}/edit", make.call()
    assert browser.get(path).status_code == 200
    assert browser.post(path, data=written(call, revision="0")).status_code == 302
    late = browser.post(path, data=written(call, revision="0", title="In ritardo"))
    assert late.status_code == 422
    assert "In ritardo" in late.text


def test_reversed_dates_are_refused_with_the_form_as_it_was(browser, owner, site):
    offer = make.offer(owner, state=OfferState.DRAFT)
    db.session.commit()
    wrong = dated(site, ends_on="2020-01-01", timetable="Ogni giorno")
    answer = browser.post(f"/provider/offers/{offer.id}/editions/new", data=wrong)
    assert answer.status_code == 422
    assert "Ogni giorno" in answer.text


def test_an_edition_added_to_a_published_offer_opens_at_once_if_the_rules_allow(
    browser, owner, site
):
    call = make.call(closes_on=today() + timedelta(days=60))
    offer = make.offer(owner, call=call, call_id=call.id)
    db.session.commit()
    path = f"/provider/offers/{offer.id}/editions/new"
    assert browser.post(path, data=dated(site)).status_code == 302
    assert only(Edition).state is EditionState.OPEN
    late = (today() + timedelta(days=90)).isoformat()
    beyond = dated(site, code="2", starts_on=late, ends_on=late, enrol_by=late)
    assert browser.post(path, data=beyond).status_code == 422
    assert only(Edition).code == "1"


def test_dates_do_not_move_and_nothing_is_cancelled_once_a_place_is_taken(browser, owner, site):
    call = make.call()
    edition = make.edition(make.offer(owner, call=call, call_id=call.id), site, taken=3, code="1")
    db.session.commit()
    path = f"/provider/offers/{edition.offer_id}/editions/{edition.id}"
    assert browser.get(path).status_code == 200
    assert browser.post(path, data=dated(site, starts_on="2030-01-01")).status_code == 422
    cancelled = browser.post(f"{path}/cancel", data={"reason": "teacher"})
    assert cancelled.status_code == 422
    withdrawn = browser.post(
        f"/provider/offers/{edition.offer_id}/withdraw", data={"reason": "not_run"}
    )
    assert withdrawn.status_code == 422


def test_a_published_offer_taken_back_leaves_the_catalogue(browser, owner, site):
    edition = make.edition(make.offer(owner), site)
    db.session.commit()
    assert browser.post(f"/provider/offers/{edition.offer_id}/take-back").status_code == 302
    db.session.refresh(edition)
    assert edition.state is EditionState.PLANNED


def test_a_copy_is_a_draft_with_its_own_code(browser, owner):
    offer = make.offer(owner, own_key="X")
    db.session.commit()
    assert browser.post(f"/provider/offers/{offer.id}/copy").status_code == 302
    copied = db.session.scalars(select(Offer).where(Offer.id != offer.id)).one()
    assert (copied.own_key, copied.state) == ("X-2", OfferState.DRAFT)


@pytest.mark.parametrize("path", ["", "/edit", "/preview", "/withdraw", "/editions/new"])
def test_a_foreign_offer_is_not_found(browser, path):
    foreign = make.offer(make.provider())
    db.session.commit()
    assert browser.get(f"/provider/offers/{foreign.id}{path}").status_code == 404


@pytest.mark.parametrize("act", ["copy", "submit", "take-back", "confirm"])
def test_nothing_is_done_to_a_foreign_offer(browser, act):
    foreign = make.offer(make.provider())
    db.session.commit()
    assert browser.post(f"/provider/offers/{foreign.id}/{act}").status_code == 404


def test_operators_do_not_write_offers(client_of, owner):
    operator = accounts.user(Role.PROVIDER_OPERATOR, owner.organisation)
    assert client_of(operator).get("/provider/offers").status_code == 403


def test_the_list_and_its_export_take_the_same_filters(browser, owner):
    make.offer(owner, title="Saldatura", state=OfferState.DRAFT)
    make.offer(owner, title="Cucina")
    db.session.commit()
    for asked in ("?q=saldatura", "?state=draft"):
        page = browser.get(f"/provider/offers{asked}").text
        assert "Saldatura" in page
        assert "Cucina" not in page
        assert "Cucina" not in browser.get(f"/provider/offers.csv{asked}").text
    assert browser.get("/provider/offers.xlsx").status_code == 200
