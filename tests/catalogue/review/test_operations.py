"""Remarks and their settling, automatic approval, changes of published offers, and who comes first."""

import threading
from dataclasses import replace

import pytest
from sqlalchemy import select
from sqlalchemy.exc import DBAPIError

from app.accounts.models import User
from app.accounts.permissions import Role
from app.audit.models import AuditEvent
from app.core.clock import now, today
from app.core.database import db, transaction
from app.core.errors import DomainError, RuleBroken
from app.notices.models import Notice
from catalogue.approval.operations import approve_offer, return_offer
from catalogue.drafting.operations import change_offer, content_of, submit_offer
from catalogue.drafting.operations.standing import take_back_offer, withdraw_offer
from catalogue.offers.models import Offer
from catalogue.offers.queries import Wanted, search
from catalogue.offers.states import OfferState
from catalogue.review.models import OfferAmendment, OfferChange, OfferRemark
from catalogue.review.operations import accept_change, answer_remark, return_change
from catalogue.review.queries import open_amendment, open_remarks
from catalogue.review.states import AmendmentState, Resolution
from tests.factories import accounts
from tests.factories import catalogue as make


@pytest.fixture
def owner(session):
    return make.provider()


@pytest.fixture
def manager(owner):
    return make.manager_of(owner)


@pytest.fixture
def officer(session):
    return accounts.user(Role.PROGRAMME_OFFICER)


def written(owner, call=None, **values):
    call = call or make.call()
    offer = make.offer(owner, **{"call": call, "call_id": call.id, **values})
    make.edition(offer, make.site(owner))
    db.session.expire(owner, ["sites"])
    return offer


def draft(owner, call=None, **values):
    return written(owner, call, state=OfferState.DRAFT, confirmed_on=None, **values)


def test_a_remark_is_settled_by_changing_its_field_and_the_rest_waits(owner, manager, officer):
    offer = draft(owner)
    submit_offer(manager, offer)
    remarks = {"title": "Troppo lungo", "hours": "Troppe"}
    return_offer(officer, offer, "other", remarks)
    assert (offer.state, offer.returns) == (OfferState.DRAFT, 1)
    change_offer(manager, offer, replace(content_of(offer), title="Corto"))
    assert set(open_remarks(offer)) == {"hours"}
    with pytest.raises(RuleBroken) as broken:
        submit_offer(manager, offer)
    assert [(reason.code, reason.field) for reason in broken.value.reasons] == [
        ("remark_open", "hours")
    ]
    answer_remark(manager, open_remarks(offer)["hours"], "Sono quelle del programma.")
    submit_offer(manager, offer)
    found = db.session.scalars(select(OfferRemark).order_by(OfferRemark.id)).all()
    assert {remark.field: remark.resolution for remark in found} == {
        "title": Resolution.CHANGED,
        "hours": Resolution.ANSWERED,
    }
    return_offer(officer, offer, "other", {"hours": "Ancora troppe"})
    assert offer.returns == 2
    assert open_remarks(offer)["hours"].round == 2


def test_an_answer_needs_words_and_comes_once(owner, manager, officer):
    offer = draft(owner)
    submit_offer(manager, offer)
    return_offer(officer, offer, "other", {"hours": "Troppe"})
    remark = open_remarks(offer)["hours"]
    with pytest.raises(RuleBroken):
        answer_remark(manager, remark, " ")
    answer_remark(manager, remark, "Bastano appena.")
    with pytest.raises(RuleBroken):
        answer_remark(manager, remark, "Di nuovo.")


def test_the_trail_of_changes_cannot_be_changed(owner, manager):
    offer = draft(owner)
    change_offer(manager, offer, replace(content_of(offer), hours=30))
    kept = db.session.scalars(select(OfferChange)).one()
    assert (kept.changes, kept.actor_id) == ({"hours": [24, 30]}, manager.id)
    kept.changes = {}
    with pytest.raises(DBAPIError, match="append-only"):
        db.session.flush()
    db.session.rollback()


def test_a_call_with_automatic_approval_publishes_a_known_kind_at_once(owner, manager):
    call = make.call(automatic_approval=True)
    first = draft(owner, call)
    submit_offer(manager, first)
    assert first.state is OfferState.SUBMITTED
    known = written(owner, call)
    db.session.flush()
    db.session.refresh(known)
    assert known.first_published_at is not None
    second = draft(owner, call)
    submit_offer(manager, second)
    assert (second.state, second.approved_by_rule) == (
        OfferState.PUBLISHED,
        "automatic_approval/1",
    )
    event = db.session.scalars(
        select(AuditEvent).where(
            AuditEvent.event == "offer:approve", AuditEvent.object_id == second.id
        )
    ).one()
    assert (event.actor_id, event.details["rule"]) == (None, "automatic_approval/1")
    assert second.confirmed_on == today()
    assert second.id in {row.offer_id for row in search(Wanted(), None).rows}


def test_a_published_offer_keeps_its_words_until_the_new_ones_are_accepted(owner, manager, officer):
    offer = written(owner, title="Vecchio", contact_phone="000 1")
    wanted = replace(content_of(offer), title="Nuovo", contact_phone="000 2")
    change_offer(manager, offer, wanted)
    assert (offer.title, offer.contact_phone) == ("Vecchio", "000 2")
    amendment = open_amendment(offer)
    assert (amendment.values, amendment.state) == ({"title": "Nuovo"}, AmendmentState.WAITING)
    return_change(officer, amendment, {"title": "Troppo breve"})
    assert (offer.title, amendment.state) == ("Vecchio", AmendmentState.RETURNED)
    change_offer(manager, offer, replace(wanted, title="Nuovo e più lungo"))
    assert amendment.state is AmendmentState.WAITING
    assert open_remarks(offer) == {}
    accept_change(officer, amendment)
    assert (offer.title, open_amendment(offer)) == ("Nuovo e più lungo", None)
    last = db.session.scalars(select(OfferChange).order_by(OfferChange.id.desc())).first()
    assert (last.changes, last.actor_id) == (
        {"title": ["Vecchio", "Nuovo e più lungo"]},
        manager.id,
    )


def test_words_with_which_it_could_not_be_published_are_not_even_proposed(owner, manager):
    offer = written(owner)
    with pytest.raises(RuleBroken) as broken:
        change_offer(manager, offer, replace(content_of(offer), description="Breve", hours=1999))
    assert {reason.field for reason in broken.value.reasons} == {"description", "hours"}
    assert open_amendment(offer) is None


def test_writing_the_published_words_again_takes_the_proposal_back(owner, manager):
    offer = written(owner)
    as_published = content_of(offer)
    change_offer(manager, offer, replace(as_published, title="Nuovo"))
    change_offer(manager, offer, as_published)
    assert open_amendment(offer) is None


def test_a_proposal_ends_when_its_offer_leaves_the_catalogue(owner, manager):
    offer = written(owner)
    change_offer(manager, offer, replace(content_of(offer), title="Nuovo"))
    take_back_offer(manager, offer)
    found = db.session.scalars(select(OfferAmendment)).one()
    assert found.state is AmendmentState.DROPPED


def test_the_provider_is_told_of_a_decision(owner, manager, officer):
    offer = draft(owner)
    submit_offer(manager, offer)
    approve_offer(officer, offer)
    told = db.session.scalars(select(Notice).where(Notice.recipient_id == manager.id)).all()
    assert [notice.params for notice in told] == [{"title": offer.title}]


def race(own_app, acts):
    """Do all the acts at once, each in a transaction of its own; what came of each."""
    results, start = [], threading.Barrier(len(acts))

    def run(act):
        with own_app.app_context():
            start.wait()
            try:
                with transaction():
                    act()
                results.append("done")
            except DomainError as refused:
                results.append(type(refused).__name__)

    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(results)


def submitted_for_race(own_app):
    with own_app.app_context():
        owner = make.provider()
        call = make.call()
        offer = make.offer(
            owner,
            call=call,
            call_id=call.id,
            state=OfferState.SUBMITTED,
            submitted_at=now(),
            confirmed_on=None,
        )
        make.edition(offer, make.site(owner))
        people = [accounts.user(Role.PROGRAMME_OFFICER).id for _ in range(2)]
        people.append(make.manager_of(owner).id)
        db.session.commit()
        return offer.id, people


def get(model, key):
    return db.session.get_one(model, key)


def test_of_two_officers_who_decide_at_once_one_decides(own_app):
    offer, (first, second, _manager) = submitted_for_race(own_app)
    results = race(
        own_app,
        [
            lambda: approve_offer(get(User, first), get(Offer, offer)),
            lambda: return_offer(get(User, second), get(Offer, offer), "other", {"title": "No"}),
        ],
    )
    assert results == ["IllegalTransition", "done"]
    with own_app.app_context():
        remarks = db.session.scalars(select(OfferRemark)).all()
        published = get(Offer, offer).state is OfferState.PUBLISHED
        assert published != bool(remarks)


def test_approved_and_withdrawn_at_once_it_ends_withdrawn_or_neither_is_lost(own_app):
    offer, (officer, _second, manager) = submitted_for_race(own_app)
    results = race(
        own_app,
        [
            lambda: approve_offer(get(User, officer), get(Offer, offer)),
            lambda: withdraw_offer(get(User, manager), get(Offer, offer), "mistake"),
        ],
    )
    with own_app.app_context():
        kept = get(Offer, offer)
        assert kept.state is OfferState.WITHDRAWN
        assert [edition.state.value for edition in kept.editions] == ["cancelled"]
    assert results in (["done", "done"], ["IllegalTransition", "done"])
