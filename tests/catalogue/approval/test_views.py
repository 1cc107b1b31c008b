"""The officers' queue and decisions."""

from dataclasses import replace

import pytest

from app.accounts.permissions import Role
from app.core.clock import now
from app.core.database import db
from catalogue.drafting.operations import change_offer, content_of
from catalogue.offers.states import EditionState, OfferState
from catalogue.providers.states import ProviderState
from tests.factories import catalogue as make


@pytest.fixture
def browser(client_of, as_role):
    return client_of(as_role(Role.PROGRAMME_OFFICER))


def submitted(owner=None, **values):
    owner = owner or make.provider()
    call = make.call()
    offer = make.offer(
        owner,
        **{"call": call, "call_id": call.id, "state": OfferState.SUBMITTED, **values},
        submitted_at=now(),
    )
    make.edition(offer, make.site(owner))
    db.session.commit()
    return offer


def state_of(offer):
    db.session.refresh(offer)
    return offer.state


def test_an_approved_offer_is_published_with_its_editions_open(browser):
    offer = submitted()
    assert offer.title in browser.get("/programme/offers").text
    assert browser.get(f"/programme/offers/{offer.id}").status_code == 200
    assert browser.post(f"/programme/offers/{offer.id}/approve").status_code == 302
    assert state_of(offer) is OfferState.PUBLISHED
    assert [edition.state for edition in offer.editions] == [EditionState.OPEN]
    assert offer.title in browser.get("/catalogue").text


def test_an_offer_whose_provider_lost_its_accreditation_is_not_approved(browser):
    owner = make.provider()
    offer = submitted(owner)
    owner.state = ProviderState.SUSPENDED
    db.session.commit()
    assert browser.post(f"/programme/offers/{offer.id}/approve").status_code == 422
    assert state_of(offer) is OfferState.SUBMITTED


def test_a_returned_offer_carries_reason_and_note_to_its_provider(browser, client_of):
    owner = make.provider()
    offer = submitted(owner)
    path = f"/programme/offers/{offer.id}/return"
    assert browser.get(path).status_code == 200
    refused = browser.post(path, data={"remark_description": "Manca il calendario"})
    assert refused.status_code == 422
    assert "Manca il calendario" in refused.text
    silent = browser.post(path, data={"reason": "requirements_unclear"})
    assert silent.status_code == 422
    data = {"reason": "requirements_unclear", "remark_description": "Manca il calendario"}
    assert browser.post(path, data=data).status_code == 302
    assert state_of(offer) is OfferState.DRAFT
    own = client_of(make.manager_of(owner))
    assert "Manca il calendario" in own.get(f"/provider/offers/{offer.id}").text
    form = own.get(f"/provider/offers/{offer.id}/edit").text
    assert 'id="description-remark"' in form
    assert 'id="title-remark"' not in form


def test_two_officers_do_not_look_at_the_same_offer(browser, client_of, as_role):
    offer = submitted()
    path = f"/programme/offers/{offer.id}"
    assert browser.post(f"{path}/claim").status_code == 302
    other = client_of(as_role(Role.PROGRAMME_OFFICER))
    assert other.post(f"{path}/claim").status_code == 422
    assert other.post(f"{path}/approve").status_code == 422
    assert offer.title in browser.get("/programme/offers?claim=mine").text
    assert offer.title in other.get("/programme/offers?claim=others").text
    assert offer.title not in other.get("/programme/offers?claim=free").text
    assert other.post(f"{path}/claim", data={"take_over": "1"}).status_code == 302
    assert browser.post(f"{path}/approve").status_code == 422
    assert other.post(f"{path}/approve").status_code == 302


def test_a_claim_is_given_back(browser):
    offer = submitted()
    browser.post(f"/programme/offers/{offer.id}/claim")
    assert browser.post(f"/programme/offers/{offer.id}/release").status_code == 302
    assert offer.title in browser.get("/programme/offers?claim=free").text


def test_the_history_shows_before_and_after_to_officer_and_provider(browser, client_of):
    owner = make.provider()
    offer = make.offer(owner, contact_phone="000 1")
    make.edition(offer, make.site(owner))
    db.session.commit()
    manager = make.manager_of(owner)
    change_offer(manager, offer, replace(content_of(offer), contact_phone="000 2"))
    db.session.commit()
    for page in (
        browser.get(f"/programme/offers/{offer.id}/history").text,
        client_of(manager).get(f"/provider/offers/{offer.id}/history").text,
    ):
        assert "000 1" in page
        assert "000 2" in page


def test_a_proposed_change_is_accepted_on_the_page_of_its_offer(browser, client_of):
    owner = make.provider()
    offer = make.offer(owner)
    make.edition(offer, make.site(owner))
    db.session.commit()
    manager = make.manager_of(owner)
    change_offer(manager, offer, replace(content_of(offer), title="Un titolo nuovo"))
    db.session.commit()
    assert "Un titolo nuovo" not in browser.get(f"/catalogue/offers/{offer.id}").text
    assert offer.title in browser.get("/programme/offers/changes").text
    assert "Un titolo nuovo" in browser.get(f"/programme/offers/{offer.id}").text
    assert "Un titolo nuovo" in client_of(manager).get(f"/provider/offers/{offer.id}/edit").text
    path = f"/programme/offers/{offer.id}/change"
    assert browser.get(f"{path}/return").status_code == 200
    assert browser.post(f"{path}/accept").status_code == 302
    assert "Un titolo nuovo" in browser.get(f"/catalogue/offers/{offer.id}").text
    assert browser.post(f"{path}/accept").status_code == 404


def test_a_suspended_offer_leaves_the_catalogue_and_comes_back(browser):
    offer = submitted()
    browser.post(f"/programme/offers/{offer.id}/approve")
    path = f"/programme/offers/{offer.id}"
    browser.post(f"{path}/suspend", data={"reason": "complaint", "note": "Verifica"})
    assert browser.get(f"/catalogue/offers/{offer.id}").status_code == 404
    assert browser.post(f"{path}/resume").status_code == 302
    assert browser.get(f"/catalogue/offers/{offer.id}").status_code == 200


def test_what_cannot_be_done_from_a_state_is_told_not_done(browser):
    offer = submitted()
    browser.post(f"/programme/offers/{offer.id}/approve")
    assert browser.post(f"/programme/offers/{offer.id}/approve").status_code == 409


@pytest.mark.parametrize("role", [Role.PROVIDER_MANAGER, Role.COUNSELLOR, Role.ADMINISTRATOR])
def test_the_queue_is_for_officers(client_of, as_role, role):
    assert client_of(as_role(role)).get("/programme/offers").status_code == 403


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_the_queue_is_exported(browser, kind):
    submitted()
    assert browser.get(f"/programme/offers.{kind}").status_code == 200
