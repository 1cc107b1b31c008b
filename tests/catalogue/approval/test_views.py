"""The officers' queue and decisions."""

import pytest

from app.accounts.permissions import Role
from app.core.clock import now
from app.core.database import db
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
    refused = browser.post(path, data={"note": "Manca il calendario"})
    assert refused.status_code == 422
    assert "Manca il calendario" in refused.text
    data = {"reason": "requirements_unclear", "note": "Manca il calendario"}
    assert browser.post(path, data=data).status_code == 302
    assert state_of(offer) is OfferState.DRAFT
    own = client_of(make.manager_of(owner)).get(f"/provider/offers/{offer.id}")
    assert "Manca il calendario" in own.text


def test_many_are_approved_at_once_and_the_unfit_stay(browser):
    good, bad = submitted(), submitted(description="")
    answer = browser.post("/programme/offers/approve", data={"offer": [good.id, bad.id, 999_999]})
    assert answer.status_code == 302
    assert (state_of(good), state_of(bad)) == (OfferState.PUBLISHED, OfferState.SUBMITTED)


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
