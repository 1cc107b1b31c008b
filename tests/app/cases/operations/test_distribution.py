"""Distributing cases in bulk: who gets what, what is told, what is left alone, what comes back."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select, text, update
from sqlalchemy.exc import IntegrityError

from app.accounts.models import OrganisationKind
from app.accounts.permissions import Role
from app.audit.models import AuditEvent
from app.cases.models.caseload import ReassignmentLine
from app.cases.models.jobseeker import Jobseeker, Step
from app.cases.models.steps import TimelineEntry
from app.cases.operations.distribution import (
    Distribution,
    drop_reassignment,
    make_reassignment,
    prepare_reassignment,
    undo_reassignment,
)
from app.cases.states import LineOutcome, ReassignmentReason, ReassignmentState
from app.core import clock
from app.core.errors import IllegalTransition, NotFoundForYou, NotPermitted, RuleBroken
from tests.counting import statements
from tests.factories.accounts import organisation
from tests.factories.cases import jobseeker


@pytest.fixture
def manager(as_role):
    return as_role(Role.CENTRE_MANAGER)


@pytest.fixture
def anna(as_role):
    return as_role(Role.COUNSELLOR)


@pytest.fixture
def marco(as_role):
    return as_role(Role.COUNSELLOR)


def free(manager, number):
    return [jobseeker(manager, counsellor_id=None) for _ in range(number)]


def asked(cases, *targets, most=None, **values):
    return Distribution(
        case_ids=[case.id for case in cases],
        target_ids=[target.id for target in targets],
        most=most,
        **{"reason": ReassignmentReason.NEW_CASES, "note": "", **values},
    )


def prepared(manager, cases, *targets, **values):
    return prepare_reassignment(manager, asked(cases, *targets, **values))[0]


def followed(session, cases):
    rows = session.execute(
        select(Jobseeker.id, Jobseeker.counsellor_id).where(
            Jobseeker.id.in_([case.id for case in cases])
        )
    )
    return dict(rows.all())


def outcomes(session, reassignment):
    rows = session.execute(
        select(ReassignmentLine.jobseeker_id, ReassignmentLine.outcome).where(
            ReassignmentLine.reassignment_id == reassignment.id
        )
    )
    return dict(rows.all())


def test_nothing_changes_before_it_is_confirmed(session, manager, anna, marco):
    cases = free(manager, 4)
    prepared(manager, cases, anna, marco)
    assert set(followed(session, cases).values()) == {None}


def test_open_cases_weigh_and_closed_ones_do_not(session, manager, anna, marco):
    for step in (Step.ASSESS, Step.SIGN, Step.CLOSED):
        jobseeker(anna, step=step)
    cases = free(manager, 4)
    make_reassignment(manager, prepared(manager, cases, anna, marco))
    given = list(followed(session, cases).values())
    assert (given.count(anna.id), given.count(marco.id)) == (1, 3)


def test_every_case_that_moves_is_told_once_in_both_trails(session, manager, anna, marco):
    cases = [*free(manager, 2), jobseeker(marco)]
    made = prepared(manager, cases, anna)
    assert make_reassignment(manager, made) == 3
    events = session.scalars(
        select(AuditEvent).where(
            AuditEvent.event == "case:assign", AuditEvent.actor_id == manager.id
        )
    ).all()
    assert {event.jobseeker_id for event in events} == {case.id for case in cases}
    assert len(events) == 3
    assert {event.details["reassignment"] for event in events} == {made.number}
    assert {event.centre_id for event in events} == {manager.organisation_id}
    told = session.scalars(select(TimelineEntry).where(TimelineEntry.action == "assign")).all()
    assert sorted(entry.jobseeker_id for entry in told) == sorted(case.id for case in cases)
    assert {entry.reference for entry in told} == {anna.name}
    assert session.scalar(
        select(func.count()).where(
            AuditEvent.event == "reassignment:make", AuditEvent.object_id == made.id
        )
    ) == 1  # fmt: skip


def test_thousands_cost_a_few_statements(session, manager, anna):
    counts = []
    for number in (3, 60):
        made = prepared(manager, free(manager, number), anna)
        with statements() as sent:
            make_reassignment(manager, made)
        counts.append(len(sent))
    assert counts[0] == counts[1]


def test_a_case_given_to_somebody_meanwhile_is_left_alone_and_reported(
    session, manager, anna, marco
):
    first, second = free(manager, 2)
    made = prepared(manager, [first, second], anna)
    first.counsellor_id = marco.id
    assert make_reassignment(manager, made) == 1
    assert followed(session, [first, second]) == {first.id: marco.id, second.id: anna.id}
    assert outcomes(session, made) == {first.id: LineOutcome.STALE, second.id: LineOutcome.MOVED}
    assert (made.cases, made.moved) == (2, 1)


def test_what_is_confirmed_cannot_be_confirmed_again(manager, anna):
    made = prepared(manager, free(manager, 1), anna)
    make_reassignment(manager, made)
    with pytest.raises(IllegalTransition):
        make_reassignment(manager, made)


def test_preparing_again_gives_up_what_was_prepared_before(session, manager, anna, marco):
    cases = free(manager, 2)
    earlier = prepared(manager, cases, anna)
    later = prepared(manager, cases, marco)
    assert earlier.state is ReassignmentState.DROPPED
    assert not outcomes(session, earlier)
    assert len(outcomes(session, later)) == 2


def test_what_was_given_up_cannot_be_confirmed(manager, anna):
    made = prepared(manager, free(manager, 1), anna)
    drop_reassignment(manager, made)
    with pytest.raises(IllegalTransition):
        make_reassignment(manager, made)


def test_undoing_returns_only_what_is_still_as_it_was_left(session, manager, anna, marco):
    back, gone = jobseeker(marco), jobseeker(marco)
    unowned = jobseeker(manager, counsellor_id=None)
    cases = [back, gone, unowned]
    made = prepared(manager, cases, anna)
    make_reassignment(manager, made)
    session.refresh(gone)
    gone.counsellor_id = manager.id
    assert undo_reassignment(manager, made) == 2
    assert followed(session, cases) == {back.id: marco.id, gone.id: manager.id, unowned.id: None}
    assert outcomes(session, made) == {
        back.id: LineOutcome.RETURNED,
        gone.id: LineOutcome.KEPT,
        unowned.id: LineOutcome.RETURNED,
    }
    actions = session.scalars(
        select(TimelineEntry.action).where(TimelineEntry.jobseeker_id == unowned.id)
    ).all()
    assert sorted(actions) == ["assign", "unassign"]


def test_a_case_does_not_return_to_who_has_left(session, manager, anna, marco):
    case = jobseeker(marco)
    made = prepared(manager, [case], anna)
    make_reassignment(manager, made)
    marco.active = False
    assert undo_reassignment(manager, made) == 0
    assert followed(session, [case]) == {case.id: anna.id}


def test_after_a_week_it_is_too_late_to_undo(manager, anna):
    made = prepared(manager, free(manager, 1), anna)
    make_reassignment(manager, made)
    with clock.frozen(clock.now() + timedelta(days=8)), pytest.raises(RuleBroken) as refused:
        undo_reassignment(manager, made)
    assert [reason.code for reason in refused.value.reasons] == ["undo:late"]


def test_cases_and_counsellors_of_another_centre_do_not_exist(as_role, manager, anna):
    elsewhere = as_role(Role.COUNSELLOR, organisation(OrganisationKind.CENTRE))
    foreign = jobseeker(elsewhere)
    with pytest.raises(NotFoundForYou):
        prepared(manager, [foreign], anna)
    with pytest.raises(NotFoundForYou):
        prepared(manager, free(manager, 1), anna, elsewhere)


def test_a_counsellor_may_not_confirm(session, manager, anna):
    made = prepared(manager, free(manager, 1), anna)
    with pytest.raises(NotPermitted):
        make_reassignment(anna, made)


def test_every_reason_is_told_at_once(manager):
    with pytest.raises(RuleBroken) as refused:
        prepared(manager, [], reason=None)
    codes = {reason.code for reason in refused.value.reasons}
    assert codes == {"cases:none", "targets:none", "reason:missing"}


def test_nobody_is_given_more_than_allowed_and_the_rest_is_counted(session, manager, anna, marco):
    made, left = prepare_reassignment(manager, asked(free(manager, 5), anna, marco, most=2))
    assert (made.cases, left) == (4, 1)


def test_where_nothing_would_change_nothing_is_prepared(manager, anna):
    with pytest.raises(RuleBroken) as refused:
        prepared(manager, [jobseeker(anna)], anna)
    assert [reason.code for reason in refused.value.reasons] == ["targets:nothing"]


def test_who_has_left_since_it_was_prepared_is_given_nothing(session, manager, anna):
    cases = free(manager, 1)
    made = prepared(manager, cases, anna)
    anna.active = False
    with pytest.raises(RuleBroken) as refused:
        make_reassignment(manager, made)
    assert [reason.code for reason in refused.value.reasons] == ["targets:gone"]
    assert followed(session, cases) == {cases[0].id: None}


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE reassignment SET reason = 'absence'",
        "UPDATE reassignment SET moved = 0",
        "DELETE FROM reassignment",
        "UPDATE reassignment_line SET from_counsellor_id = to_counsellor_id",
        "DELETE FROM reassignment_line",
    ],
)
def test_the_database_keeps_what_was_done_as_it_was_done(session, manager, anna, change):
    make_reassignment(manager, prepared(manager, free(manager, 1), anna))
    session.flush()
    with pytest.raises(IntegrityError):
        session.execute(text(change))


def test_somebody_correcting_the_data_meanwhile_meets_the_new_version(session, manager, anna):
    case = free(manager, 1)[0]
    seen = case.version
    make_reassignment(manager, prepared(manager, [case], anna))
    stale = session.execute(
        update(Jobseeker)
        .where(Jobseeker.id == case.id, Jobseeker.version == seen)
        .values(phone="1")
    )
    assert stale.rowcount == 0
