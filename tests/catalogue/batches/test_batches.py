"""One act on many offers: told before, counted after, in the same few statements however many."""

import pytest

from app.accounts.permissions import Role
from app.core.clock import now, today
from app.core.database import db
from catalogue.approval.operations import Decision
from catalogue.batches.operations import carry_out
from catalogue.batches.states import BatchAct
from catalogue.offers.states import EditionState, OfferAction, OfferState
from tests.counting import statements
from tests.factories import accounts
from tests.factories import catalogue as make


@pytest.fixture
def officer(session):
    return accounts.user(Role.PROGRAMME_OFFICER)


def offers(number, owner=None, **values):
    owner = owner or make.provider()
    call, site = make.call(), make.site(owner)
    made = []
    for _ in range(number):
        offer = make.offer(
            owner,
            **{
                "call": call,
                "call_id": call.id,
                "state": OfferState.SUBMITTED,
                "submitted_at": now(),
                **values,
            },
        )
        make.edition(offer, site)
        made.append(offer)
    db.session.commit()
    return made


def states(found):
    for offer in found:
        db.session.refresh(offer)
    return [offer.state for offer in found]


def test_many_are_approved_and_those_that_cannot_are_told_why_before_and_after(client_of, officer):
    good, bad = offers(3), offers(1, description="")
    browser = client_of(officer)
    ids = [offer.id for offer in [*good, *bad]]
    page = browser.get("/programme/offers/many/approve", query_string={"offer": ids}).text
    assert page.count('name="offer"') == 4
    assert "80" in page
    done = browser.post("/programme/offers/many/approve", data={"offer": ids})
    assert done.status_code == 200
    assert states(good) == [OfferState.PUBLISHED] * 3
    assert [edition.state for edition in good[0].editions] == [EditionState.OPEN]
    assert states(bad) == [OfferState.SUBMITTED]
    again = browser.post("/programme/offers/many/approve", data={"offer": ids})
    assert again.status_code == 200


def test_all_that_the_filter_finds_are_meant(client_of, officer):
    wanted, other = offers(2, title="Saldatura"), offers(1, title="Cucina")
    page = client_of(officer).get("/programme/offers/many/approve?every=1&q=saldatura").text
    assert page.count('name="offer"') == 2
    assert all(f'value="{offer.id}"' in page for offer in wanted)
    assert f'name="offer" value="{other[0].id}"' not in page


def test_a_suspension_asks_for_reason_and_note_and_a_return_for_its_field(client_of, officer):
    published, waiting = offers(2, state=OfferState.PUBLISHED), offers(2)
    browser = client_of(officer)
    ids = {"offer": [offer.id for offer in published]}
    assert browser.post("/programme/offers/many/suspend", data=ids).status_code == 422
    data = {**ids, "reason": "complaint", "note": "Verifica in corso"}
    assert browser.post("/programme/offers/many/suspend", data=data).status_code == 200
    assert states(published) == [OfferState.SUSPENDED] * 2
    data = {
        "offer": [offer.id for offer in waiting],
        "reason": "other",
        "field": "hours",
        "note": "Troppe ore",
    }
    assert browser.post("/programme/offers/many/return", data=data).status_code == 200
    assert states(waiting) == [OfferState.DRAFT] * 2
    assert [offer.returns for offer in waiting] == [1, 1]


def test_a_provider_confirms_and_withdraws_its_own_and_nobody_elses(client_of, session):
    owner = make.provider()
    own = offers(2, owner, state=OfferState.PUBLISHED, confirmed_on=None, faded_on=today())
    foreign = offers(1, state=OfferState.PUBLISHED)
    browser = client_of(make.manager_of(owner))
    ids = {"offer": [offer.id for offer in [*own, *foreign]]}
    assert browser.get("/provider/offers/many/confirm?every=1").status_code == 200
    assert browser.post("/provider/offers/many/confirm", data=ids).status_code == 200
    assert states(own) == [OfferState.PUBLISHED] * 2
    assert [(offer.confirmed_on, offer.faded_on) for offer in own] == [(today(), None)] * 2
    data = {**ids, "reason": "not_run"}
    assert browser.post("/provider/offers/many/withdraw", data=data).status_code == 200
    assert states(own) == [OfferState.WITHDRAWN] * 2
    assert states(foreign) == [OfferState.PUBLISHED]


@pytest.mark.parametrize(
    "path", ["/programme/offers/many/confirm", "/provider/offers/many/approve"]
)
def test_an_act_of_the_other_side_is_not_there(client_of, officer, path):
    user = officer if path.startswith("/programme") else make.manager_of(make.provider())
    db.session.commit()
    assert client_of(user).get(path).status_code == 404


@pytest.mark.parametrize(
    ("act", "state", "decision"),
    [
        (BatchAct.APPROVE, OfferState.SUBMITTED, Decision(OfferAction.APPROVE)),
        (
            BatchAct.RETURN,
            OfferState.SUBMITTED,
            Decision(OfferAction.RETURN, "other", "", {"title": "No"}),
        ),
        (
            BatchAct.SUSPEND,
            OfferState.PUBLISHED,
            Decision(OfferAction.SUSPEND, "complaint", "Verifica"),
        ),
        (BatchAct.WITHDRAW, OfferState.PUBLISHED, Decision(OfferAction.WITHDRAW, "not_run")),
        (BatchAct.CONFIRM, OfferState.PUBLISHED, Decision(OfferAction.WITHDRAW)),
    ],
)
def test_many_cost_no_more_statements_than_few(session, officer, act, state, decision):
    owner = make.provider()
    actor = officer
    if act in (BatchAct.WITHDRAW, BatchAct.CONFIRM):
        actor = make.manager_of(owner)

    def asked(number):
        ids = [offer.id for offer in offers(number, owner, state=state)]
        db.session.expire_all()
        with statements() as seen:
            carry_out(actor, act, ids, decision)
            db.session.flush()
        return len(seen)

    asked(2)
    few, many = asked(3), asked(40)
    assert many <= few + 2, (few, many)
