"""A second person confirms, does not confirm; the first withdraws; time lets it lapse."""

from datetime import date, timedelta

import pytest
from psycopg import errors
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError

from app.accounts.permissions import Role
from app.audit.models import AuditEvent, TransitionLog
from app.cases.models.jobseeker import Ball, Step
from app.cases.models.steps import TimelineEntry
from app.core.database import db
from app.core.errors import NotPermitted, RuleBroken
from profiling.assessment.models import PathwayRequest
from profiling.assessment.operations.assess import expire_assessments
from profiling.assessment.operations.confirm import (
    confirm_pathway,
    refuse_pathway,
    withdraw_request,
)
from profiling.assessment.operations.decide import decide_pathway
from profiling.assessment.queries import current_pathway, open_request, requests_waiting
from profiling.assessment.states import RequestState
from tests.factories import accounts
from tests.factories.profiling import assessed, case_to_profile, profile

TODAY = date(2026, 11, 20)
ASKED = {"reason": "fragility_seen_later", "note": "La casa è a rischio."}


@pytest.fixture
def case(counsellor):
    made = case_to_profile(counsellor)
    profile(counsellor, made, on=TODAY)
    assessed(counsellor, made, on=TODAY)
    return made


@pytest.fixture
def manager(counsellor):
    return accounts.user(Role.CENTRE_MANAGER, counsellor.organisation)


@pytest.fixture
def request_(counsellor, case):
    return decide_pathway(counsellor, case, 4, **ASKED)


def codes(broken):
    return [reason.code for reason in broken.value.reasons]


def told(case):
    return db.session.execute(
        select(TimelineEntry.machine, TimelineEntry.action)
        .where(TimelineEntry.jobseeker_id == case.id)
        .order_by(TimelineEntry.id)
    ).all()


def test_a_decision_that_needs_two_only_asks_and_changes_nothing_else(case, request_):
    assert isinstance(request_, PathwayRequest)
    assert request_.state is RequestState.REQUESTED
    assert request_.grounds == ["fragility_seen_later"]
    assert current_pathway(case.id) is None
    assert case.pathway is None
    assert (case.step, case.ball) == (Step.DECIDE, Ball.CENTRE)
    assert told(case)[-1] == ("pathway_request", "ask")


def test_its_deadline_comes_from_the_rule_set(request_):
    from app.core.clock import today

    assert request_.due_on == today() + timedelta(days=5)


def test_the_second_person_makes_it_the_decision_with_both_names(
    counsellor, manager, case, request_
):
    decided = confirm_pathway(manager, case, request_)
    assert (decided.proposed, decided.decided) == (1, 4)
    assert (decided.decided_by_id, decided.confirmed_by_id) == (counsellor.id, manager.id)
    assert decided.note == "La casa è a rischio."
    assert request_.state is RequestState.CONFIRMED
    assert (case.pathway, case.step) == (4, Step.DRAFT)
    assert told(case)[-2:] == [("pathway_request", "confirm"), ("assessment", "decide")]
    events = db.session.scalars(
        select(AuditEvent.event).where(AuditEvent.jobseeker_id == case.id)
    ).all()
    assert {"pathway_request:ask", "pathway_request:confirm", "pathway:decide"} <= set(events)


def test_the_one_who_asked_cannot_confirm_not_even_as_a_manager(case, manager):
    asked = decide_pathway(manager, case, 4, **ASKED)
    with pytest.raises(RuleBroken) as broken:
        confirm_pathway(manager, case, asked)
    assert codes(broken) == ["same_person"]
    with pytest.raises(RuleBroken) as broken:
        refuse_pathway(manager, case, asked, answer="No.")
    assert codes(broken) == ["same_person"]


def test_a_counsellor_or_another_centre_cannot_confirm(counsellor, case, request_):
    colleague = accounts.user(Role.COUNSELLOR, counsellor.organisation)
    with pytest.raises(RuleBroken) as broken:
        confirm_pathway(colleague, case, request_)
    assert codes(broken) == ["role_not_named"]
    with pytest.raises(RuleBroken) as broken:
        confirm_pathway(accounts.user(Role.CENTRE_MANAGER), case, request_)
    assert codes(broken) == ["other_centre"]


def test_not_confirming_needs_words_and_gives_the_choice_back(manager, case, request_):
    with pytest.raises(RuleBroken) as broken:
        refuse_pathway(manager, case, request_, answer="  ")
    assert [reason.field for reason in broken.value.reasons] == ["answer"]
    refuse_pathway(manager, case, request_, answer=" Manca la relazione dei servizi. ")
    assert request_.state is RequestState.REFUSED
    assert request_.answer == "Manca la relazione dei servizi."
    assert current_pathway(case.id) is None
    assert case.step is Step.DECIDE
    log = db.session.scalars(
        select(TransitionLog.note).where(TransitionLog.machine == "pathway_request")
    ).all()
    assert log[-1] == "Manca la relazione dei servizi."


def test_only_the_one_who_asked_withdraws(counsellor, manager, case, request_):
    with pytest.raises(RuleBroken) as broken:
        withdraw_request(manager, case, request_)
    assert codes(broken) == ["not_the_asker"]
    withdraw_request(counsellor, case, request_)
    assert request_.state is RequestState.WITHDRAWN
    assert decide_pathway(counsellor, case, 1).decided == 1


def test_while_it_waits_nothing_else_is_decided(counsellor, case, request_):
    with pytest.raises(RuleBroken) as broken:
        decide_pathway(counsellor, case, 1)
    assert codes(broken) == ["request_open"]


@pytest.mark.parametrize("act", [confirm_pathway, withdraw_request])
def test_an_answered_request_tells_what_came_of_it(counsellor, manager, case, request_, act):
    refuse_pathway(manager, case, request_, answer="Non ancora.")
    with pytest.raises(RuleBroken) as broken:
        act(manager if act is confirm_pathway else counsellor, case, request_)
    assert codes(broken) == ["request_refused"]


def test_it_lapses_with_the_assessment_it_rests_on(counsellor, manager, case, request_):
    assessed(counsellor, case, on=TODAY)
    assert request_.state is RequestState.LAPSED
    assert open_request(case.id) is None
    assert ("pathway_request", "lapse") in told(case)
    with pytest.raises(RuleBroken) as broken:
        confirm_pathway(manager, case, request_)
    assert codes(broken) == ["request_lapsed"]


def test_it_lapses_when_the_assessment_expires(case, request_):
    assert expire_assessments(on=TODAY + timedelta(days=181), limit=10) == 1
    assert request_.state is RequestState.LAPSED
    assert case.step is Step.ASSESS


def test_the_queue_holds_what_others_of_the_centre_asked(counsellor, manager, request_):
    found = lambda user, **by: db.session.scalars(requests_waiting(user, **by)).all()  # noqa: E731
    assert found(manager) == [request_]
    assert found(manager, due_by=request_.due_on) == [request_]
    assert found(manager, due_by=request_.due_on - timedelta(1)) == []
    assert found(counsellor) == []
    assert found(accounts.user(Role.CENTRE_MANAGER)) == []


def test_a_role_without_the_permission_is_turned_away(counsellor, case, request_):
    auditor = accounts.user(Role.AUDITOR)
    auditor.organisation_id = counsellor.organisation_id
    with pytest.raises((RuleBroken, NotPermitted)):
        confirm_pathway(auditor, case, request_)


def refused_by_the_database(statement, **values):
    db.session.flush()
    with pytest.raises(IntegrityError) as refused, db.session.begin_nested():
        db.session.execute(text(statement), values)
    return refused.value.orig


CLOSE = (
    "UPDATE pathway_request SET state = :state, answered_by_id = :who, answered_at = now(), "
    "answer = 'x' WHERE id = :id"
)


@pytest.mark.parametrize("state", ["confirmed", "refused"])
def test_the_database_refuses_the_same_person(counsellor, request_, state):
    error = refused_by_the_database(CLOSE, state=state, who=counsellor.id, id=request_.id)
    assert isinstance(error, errors.CheckViolation)


def test_the_database_refuses_an_answer_of_another_centre_or_of_nobody(request_):
    stranger = accounts.user(Role.CENTRE_MANAGER)
    error = refused_by_the_database(CLOSE, state="confirmed", who=stranger.id, id=request_.id)
    assert isinstance(error, errors.RestrictViolation)
    refused_by_the_database(CLOSE, state="confirmed", who=None, id=request_.id)


def test_the_database_refuses_a_record_confirmed_by_its_author(counsellor, manager, case, request_):
    confirm_pathway(manager, case, request_)
    error = refused_by_the_database(
        "INSERT INTO pathway_record (jobseeker_id, centre_id, assessment_id, rule_set_id, rule, "
        "proposed, decided, decided_by_id, confirmed_by_id, decided_at, superseded_at) "
        "SELECT jobseeker_id, centre_id, assessment_id, rule_set_id, rule, proposed, proposed, "
        "decided_by_id, decided_by_id, now(), now() FROM pathway_record WHERE jobseeker_id = :id",
        id=case.id,
    )
    assert isinstance(error, errors.CheckViolation)


def test_what_was_asked_cannot_be_rewritten_nor_answered_twice_nor_deleted(
    counsellor, manager, case, request_
):
    rewrite = "UPDATE pathway_request SET decided = 3 WHERE id = :id"
    assert isinstance(refused_by_the_database(rewrite, id=request_.id), errors.RestrictViolation)
    confirm_pathway(manager, case, request_)
    again = "UPDATE pathway_request SET state = 'requested' WHERE id = :id"
    assert isinstance(refused_by_the_database(again, id=request_.id), errors.RestrictViolation)
    refused_by_the_database("DELETE FROM pathway_request WHERE id = :id", id=request_.id)


def test_the_database_holds_one_open_request_for_a_person(request_):
    error = refused_by_the_database(
        "INSERT INTO pathway_request (state, jobseeker_id, centre_id, assessment_id, rule_set_id, "
        "proposed, decided, override_reason, note, asked_by_id, asked_at, due_on) "
        "SELECT state, jobseeker_id, centre_id, assessment_id, rule_set_id, proposed, decided, "
        "override_reason, note, asked_by_id, asked_at, due_on FROM pathway_request WHERE id = :id",
        id=request_.id,
    )
    assert isinstance(error, errors.UniqueViolation)
