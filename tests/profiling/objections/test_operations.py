"""Objecting and answering: dated, once, kept as written by the database."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from app.accounts.permissions import Role
from app.audit.models import AuditEvent
from app.core.clock import today
from app.core.database import db
from app.core.errors import IllegalTransition, NotPermitted, RuleBroken
from profiling.objections.models import Objection
from profiling.objections.operations import answer_objection, object_to_assessment
from profiling.objections.states import ObjectionState
from tests.factories import accounts
from tests.factories.profiling import assessed, case_to_profile, profile


@pytest.fixture
def person(as_role):
    return as_role(Role.JOBSEEKER)


@pytest.fixture
def case(counsellor):
    made = case_to_profile(counsellor)
    profile(counsellor, made, on=today())
    assessed(counsellor, made, on=today())
    return made


@pytest.fixture
def objection(person, case):
    return object_to_assessment(person, case, " I punti di B sono troppi. ", on=today())


def test_an_objection_is_dated_has_the_centres_term_and_leaves_its_event(objection):
    assert objection.words == "I punti di B sono troppi."
    assert objection.due_on == today() + timedelta(days=30)
    events = db.session.scalars(
        select(AuditEvent.event).where(AuditEvent.object_type == "objection")
    ).all()
    assert events == ["objection:make"]


def test_a_second_one_waits_for_the_answer_to_the_first(person, counsellor, case, objection):
    with pytest.raises(RuleBroken) as broken:
        object_to_assessment(person, case, "Ancora.", on=today())
    assert broken.value.reasons[0].code == "objection_open"
    answer_objection(counsellor, objection, "Rivisti insieme: restano così.")
    assert object_to_assessment(person, case, "Ancora.", on=today()).state is ObjectionState.OPEN


def test_the_centre_answers_once(counsellor, objection):
    answer_objection(counsellor, objection, "Rivisti insieme.")
    assert objection.state is ObjectionState.ANSWERED
    with pytest.raises(IllegalTransition):
        answer_objection(counsellor, objection, "Altro.")
    assert objection.answer == "Rivisti insieme."


def test_an_empty_answer_is_none(counsellor, objection):
    with pytest.raises(RuleBroken):
        answer_objection(counsellor, objection, "  ")


def test_only_the_centre_answers(objection):
    with pytest.raises(NotPermitted):
        answer_objection(accounts.user(Role.AUDITOR), objection, "No.")


@pytest.mark.parametrize(
    "change", ["UPDATE objection SET words = 'altro'", "DELETE FROM objection"]
)
def test_the_database_keeps_the_words_of_an_objection(objection, change):
    with pytest.raises(DBAPIError, match="may not change|is kept"), db.session.begin_nested():
        db.session.execute(text(f"{change} WHERE id = {objection.id}"))


def test_the_database_keeps_an_answer(counsellor, objection):
    answer_objection(counsellor, objection, "Rivisti insieme.")
    db.session.flush()
    with pytest.raises(DBAPIError, match="may not change"), db.session.begin_nested():
        db.session.execute(text(f"UPDATE objection SET answer = 'x' WHERE id = {objection.id}"))


def test_there_is_nothing_to_object_to_before_the_first_assessment(person, counsellor):
    with pytest.raises(RuleBroken):
        object_to_assessment(person, case_to_profile(counsellor), "No.", on=date(2026, 11, 25))
    assert db.session.scalar(select(Objection)) is None
