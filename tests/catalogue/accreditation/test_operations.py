"""From the application to the register; suspension, revocation, expiry and what follows from each."""

import threading
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.exc import DBAPIError

from app.accounts.permissions import Role
from app.core.clock import frozen, today
from app.core.database import db, transaction
from app.core.errors import IllegalTransition, NotPermitted, RuleBroken
from app.notices.models import Notice
from catalogue.accreditation import queries
from catalogue.accreditation.models import AccreditationEvent, Application
from catalogue.accreditation.operations import applying, deciding, standing
from catalogue.accreditation.operations.standing import Decision
from catalogue.accreditation.states import ApplicationState, EventKind, Section
from catalogue.approval.operations import resume_offer
from catalogue.offers.queries import Wanted, search
from catalogue.offers.states import EditionState, OfferState
from catalogue.providers.models import Accreditation
from catalogue.providers.operations import SiteContent
from catalogue.providers.queries import accreditation_of
from catalogue.providers.rules import is_accredited_for
from catalogue.providers.states import (
    AccreditationAction,
    AccreditationField,
    ProviderState,
)
from tests.factories import accounts, vouchers
from tests.factories import catalogue as make
from tests.factories.accreditation import filled, grant_of, start, under_review
from vouchers.issuing.states import VoucherState

TRAINING, SERVICES = AccreditationField.TRAINING, AccreditationField.EMPLOYMENT_SERVICES


@pytest.fixture
def officer(session):
    return accounts.user(Role.PROGRAMME_OFFICER)


def codes(broken):
    return {reason.code for reason in broken.value.reasons}


def decision(action, **values):
    given = {"reason": "inspection", "note": "Sede chiusa.", "act": "Decreto 5/2026"}
    if action is AccreditationAction.REVOKE:
        given["reason"] = "closed"
    if action is AccreditationAction.LIFT:
        given["reason"] = None
    return Decision(action=action, **{**given, **values})


def rows_of(owner, field=None):
    return [row.id for row in owner.accreditations if field in (None, row.field)]


def test_an_application_goes_from_the_public_form_to_the_register(session, officer):
    application, manager = filled()
    provider = application.provider
    assert (application.state, provider.state) == (ApplicationState.DRAFT, ProviderState.APPLICANT)
    applying.submit(manager, application, is_declared=True)
    deciding.take(officer, application)
    soon = today() + timedelta(days=10)
    deciding.ask_for_corrections(officer, application, {Section.LEGAL: "Manca il REA."}, soon)
    assert application.state is ApplicationState.CORRECTION_REQUESTED
    applying.submit(manager, application, is_declared=True)
    assert application.corrections[0].answered_at is not None
    deciding.take(officer, application)
    deciding.grant_application(officer, application, grant_of(application))
    session.flush()
    session.refresh(provider)
    assert (provider.state, provider.accreditation_number) == (ProviderState.ACCREDITED, "A0099")
    assert provider.sites[0].accredited_for == ["training"]
    entry = accreditation_of(provider)
    assert is_accredited_for(entry, TRAINING, today(), provider.sites[0].id)
    assert not is_accredited_for(entry, SERVICES, today())


def test_what_is_not_complete_is_kept_but_not_sent(session):
    application, _code = applying.begin_in_public(start(), "x")
    manager = accounts.user(Role.PROVIDER_MANAGER, application.provider.organisation)
    applying.save_part(manager, application, Section.LEGAL, {"fiscal_code": "sbagliato"})
    with pytest.raises(RuleBroken) as broken:
        applying.submit(manager, application, is_declared=False)
    assert {"not_declared", "site_missing", "document_missing"} <= codes(broken)
    assert application.answers["legal"] == {"fiscal_code": "sbagliato"}


def test_nothing_changes_while_the_region_examines(session, officer):
    application, manager = under_review(officer)
    with pytest.raises(RuleBroken) as broken:
        applying.save_part(manager, application, Section.LEGAL, {})
    assert codes(broken) == {"not_editable"}


def test_one_sender_begins_five_in_an_hour_and_another_is_not_stopped(session):
    for _ in range(5):
        applying.begin_in_public(start(), "198.51.100.7")
    with pytest.raises(RuleBroken) as broken:
        applying.begin_in_public(start(), "198.51.100.7")
    assert codes(broken) == {"throttled"}
    assert applying.begin_in_public(start(), "198.51.100.8")[0].id


def test_the_public_form_does_not_say_who_has_an_account(session):
    known = accounts.user(Role.COUNSELLOR)
    taken = start()
    with pytest.raises(RuleBroken) as broken:
        applying.begin_in_public(
            applying.Start(
                legal_name="X",
                tax_number=taken.tax_number,
                manager_name="Y",
                manager_email=known.email,
            ),
            "x",
        )
    assert codes(broken) == {"email_unusable"}


def test_a_refusal_needs_its_reason_and_only_officers_refuse(session, officer):
    application, manager = under_review(officer)
    with pytest.raises(RuleBroken):
        deciding.refuse(officer, application, reason=None, note="")
    with pytest.raises(NotPermitted):
        deciding.refuse(manager, application, reason="untrue", note="No.")
    deciding.refuse(officer, application, reason="untrue", note="No.")
    with pytest.raises(IllegalTransition):
        deciding.grant_application(officer, application, grant_of(application))


def test_more_than_was_asked_cannot_be_granted(session, officer):
    application, _manager = under_review(officer)
    site_id = application.sites[0].site_id
    more = grant_of(application, pairs=frozenset({(site_id, SERVICES)}))
    with pytest.raises(RuleBroken) as broken:
        deciding.grant_application(officer, application, more)
    assert codes(broken) == {"not_asked"}


def test_the_database_refuses_two_accreditations_of_the_same_days(session):
    owner = make.provider()
    at = make.site(owner)
    with pytest.raises(DBAPIError, match="accreditation_one_at_a_time"):
        make.accreditation(owner, at, TRAINING)


def test_the_database_rewrites_neither_an_accreditation_nor_its_history(session, officer):
    application, _manager = under_review(officer)
    deciding.grant_application(officer, application, grant_of(application))
    session.flush()
    for statement in (
        update(Accreditation).values(valid_to=today() + timedelta(days=9999)),
        update(AccreditationEvent).values(act="altro"),
    ):
        with pytest.raises(DBAPIError), session.begin_nested():
            session.execute(statement)


def test_a_field_suspended_at_one_site_takes_out_what_runs_only_there(session, officer):
    owner = make.provider()
    here, there = make.site(owner), make.site(owner)
    alone, both = make.offer(owner), make.offer(owner)
    first, second, third = (
        make.edition(alone, here),
        make.edition(both, here),
        make.edition(both, there),
    )
    rows = [
        row.id for row in owner.accreditations if row.site_id == here.id and row.field is TRAINING
    ]
    effects = standing.decide(officer, owner, rows, decision(AccreditationAction.SUSPEND))
    assert [offer.id for offer in effects.offers] == [alone.id]
    assert (alone.state, both.state) == (OfferState.SUSPENDED, OfferState.PUBLISHED)
    states = [edition.state for edition in (first, second, third)]
    assert states == [EditionState.PLANNED, EditionState.PLANNED, EditionState.OPEN]
    session.refresh(here)
    assert here.accredited_for == ["employment_services"]
    assert owner.state is ProviderState.ACCREDITED
    with pytest.raises(RuleBroken) as broken:
        resume_offer(officer, alone)
    assert "site_not_accredited" in codes(broken)
    standing.decide(officer, owner, rows, decision(AccreditationAction.LIFT))
    assert alone.state is OfferState.PUBLISHED
    assert [edition.state for edition in (first, second)] == [EditionState.OPEN] * 2
    session.refresh(here)
    assert here.accredited_for == ["employment_services", "training"]


def test_all_suspended_suspends_the_provider_and_lifting_one_brings_it_back(session, officer):
    owner = make.provider()
    make.edition(make.offer(owner), make.site(owner))
    rows = rows_of(owner)
    standing.decide(officer, owner, rows, decision(AccreditationAction.SUSPEND))
    assert owner.state is ProviderState.SUSPENDED
    assert not search(Wanted(), None).rows
    standing.decide(officer, owner, rows[:1], decision(AccreditationAction.LIFT))
    assert owner.state is ProviderState.ACCREDITED


def test_a_revocation_cancels_vouchers_not_begun_and_gives_seat_and_money_back(
    session, officer, counsellor
):
    supplied = vouchers.supply()
    voucher = vouchers.issued(counsellor, supplied)
    case = voucher.jobseeker
    case.counsellor_id = counsellor.id
    session.flush()
    rows = rows_of(supplied.provider)
    effects = standing.decide(
        officer, supplied.provider, rows, decision(AccreditationAction.REVOKE)
    )
    assert (effects.vouchers.issued, effects.vouchers.committed) == (1, voucher.value)
    session.refresh(supplied.budget)
    assert voucher.state is VoucherState.CANCELLED
    assert (supplied.edition.taken, supplied.budget.released) == (0, voucher.value)
    assert supplied.provider.state is ProviderState.REVOKED
    told = session.scalars(select(Notice.recipient_id).where(Notice.address.like("/cases/%")))
    assert counsellor.id in set(told)


def test_a_suspension_leaves_vouchers_as_they_are(session, officer, counsellor):
    supplied = vouchers.supply()
    voucher = vouchers.issued(counsellor, supplied)
    rows = rows_of(supplied.provider)
    standing.decide(officer, supplied.provider, rows, decision(AccreditationAction.SUSPEND))
    assert (voucher.state, supplied.edition.taken) == (VoucherState.ISSUED, 1)


def test_a_decision_needs_act_reason_and_note_and_leaves_its_history(session, officer):
    owner = make.provider()
    make.site(owner)
    rows = rows_of(owner)
    with pytest.raises(RuleBroken) as broken:
        standing.decide(officer, owner, [], decision(AccreditationAction.SUSPEND, act=""))
    assert codes(broken) == {"nothing_chosen", "act_missing"}
    with pytest.raises(RuleBroken):
        standing.decide(officer, owner, rows, decision(AccreditationAction.SUSPEND, reason=None))
    with pytest.raises(NotPermitted):
        standing.decide(make.manager_of(owner), owner, rows, decision(AccreditationAction.REVOKE))


def test_what_has_expired_is_marked_once(session):
    owner = make.provider(accredited_until=today() - timedelta(days=1))
    at = make.site(owner)
    session.flush()
    assert standing.expire_ended() == 2
    assert standing.expire_ended() == 0
    session.refresh(at)
    assert at.accredited_for == []
    kinds = session.scalars(
        select(AccreditationEvent.kind).where(AccreditationEvent.provider_id == owner.id)
    )
    assert list(kinds) == [EventKind.EXPIRED] * 2


def test_the_end_is_called_to_mind_once_and_not_too_early(session):
    owner = make.provider(accredited_until=today() + timedelta(days=61))
    make.site(owner)
    mine = select(func.count()).where(Notice.recipient_id.in_([make.manager_of(owner).id]))
    standing.remind_of_expiry()
    assert session.scalar(mine) == 0
    with frozen(today() + timedelta(days=1)):
        standing.remind_of_expiry()
        standing.remind_of_expiry()
    assert session.scalar(mine) == 1


def test_two_officers_granting_at_once_grant_once(own_app):
    with own_app.app_context(), transaction():
        first = accounts.user(Role.PROGRAMME_OFFICER)
        application, _manager = under_review(first)
        key, officer_id = application.id, first.id
    outcomes, gate = [], threading.Barrier(2)

    def attempt():
        with own_app.app_context():
            found = db.session.get(Application, key)
            actor = db.session.get(type(first), officer_id)
            given = grant_of(found)
            gate.wait()
            try:
                with transaction():
                    deciding.grant_application(actor, found, given)
                outcomes.append("granted")
            except (RuleBroken, IllegalTransition):
                outcomes.append("refused")

    threads = [threading.Thread(target=attempt) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with own_app.app_context():
        number = db.session.scalar(select(func.count()).select_from(Accreditation))
    assert (sorted(outcomes), number) == (["granted", "refused"], 1)


def test_the_queue_shows_what_waits_and_drafts_only_when_asked(session, officer):
    draft, _manager = filled()
    waiting, _other = under_review(officer)
    shown = [row.id for row in queries.queue_page(queries.queue(), None).rows]
    assert waiting.id in shown
    assert draft.id not in shown
    asked = queries.queue(state=ApplicationState.DRAFT)
    assert draft.id in [row.id for row in queries.queue_page(asked, None).rows]


def test_an_accredited_site_is_asked_more_fields_for_but_not_moved(session):
    owner = make.provider()
    at, manager = make.site(owner), make.manager_of(owner)
    application = applying.begin_application(manager, owner)
    applying.include_site(manager, application, at, ())
    content = SiteContent(
        name=at.name,
        address=at.address,
        municipality_code=at.municipality_code,
        phone="",
        email="",
        step_free=at.step_free,
    )
    line = application.sites[0]
    applying.save_site(manager, application, content, (TRAINING,), line)
    assert line.fields == ["training"]
    moved = replace(content, address="Via Altrove 9")
    with pytest.raises(RuleBroken) as broken:
        applying.save_site(manager, application, moved, (TRAINING,), line)
    assert codes(broken) == {"site_accredited"}
    with pytest.raises(RuleBroken) as broken:
        applying.begin_application(manager, owner)
    assert codes(broken) == {"already_open"}
