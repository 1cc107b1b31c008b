"""`perform` moves a record once, leaves its three traces, and refuses what the table does not allow."""

import pytest
from sqlalchemy import select

from app.accounts.permissions import Role
from app.audit.models import AuditEvent, TransitionLog
from app.audit.operations import begin, perform
from app.cases.models.steps import Did, TimelineEntry
from app.cases.states import DidAction, DidState
from app.core.clock import today
from app.core.errors import IllegalTransition, NotPermitted, RuleBroken
from tests.factories.cases import jobseeker


@pytest.fixture
def did(session, counsellor):
    case = jobseeker(counsellor)
    made = Did(
        jobseeker_id=case.id,
        centre_id=case.centre_id,
        declared_on=today(),
        unemployed_since=today(),
    )
    session.add(made)
    begin(counsellor, made, event="did:declare")
    session.flush()
    return made


def test_a_transition_leaves_state_log_audit_event_and_timeline_line(session, counsellor, did):
    perform(counsellor, did, DidAction.VALIDATE)
    session.flush()
    assert did.state is DidState.VALIDATED
    log = session.scalars(select(TransitionLog).order_by(TransitionLog.id)).all()
    assert [(row.from_state, row.to_state) for row in log] == [
        (None, "declared"),
        ("declared", "validated"),
    ]
    event = session.scalar(select(AuditEvent).where(AuditEvent.event == "did:validate"))
    assert event.actor_id == counsellor.id
    assert event.jobseeker_id == did.jobseeker_id
    told = session.scalars(select(TimelineEntry.action).order_by(TimelineEntry.id)).all()
    assert told == ["declare", "validate"]


def test_an_action_the_table_does_not_list_is_refused(counsellor, did):
    with pytest.raises(IllegalTransition):
        perform(counsellor, did, DidAction.RESUME)


def test_a_role_without_the_permission_is_refused(as_role, did):
    with pytest.raises(NotPermitted):
        perform(as_role(Role.AUDITOR), did, DidAction.VALIDATE)


def test_the_system_may_do_only_what_the_table_gives_it(did):
    with pytest.raises(NotPermitted):
        perform(None, did, DidAction.VALIDATE)


def test_a_coded_reason_and_a_note_are_asked_for_together(counsellor, did):
    with pytest.raises(RuleBroken) as broken:
        perform(counsellor, did, DidAction.REJECT, reason="because", note=" ")
    assert [reason.code for reason in broken.value.reasons] == ["reason_missing", "note_missing"]


def test_the_trail_cannot_be_changed_by_the_owner_of_the_table_either(owner_connection):
    with pytest.raises(Exception, match="append-only"):
        owner_connection.execute("TRUNCATE audit_event")
