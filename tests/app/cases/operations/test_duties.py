"""Duties planned with an agreement, recorded by people, moved and called off with trace."""

from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy.exc import IntegrityError

from app.accounts.models import User
from app.accounts.permissions import Role
from app.audit.models import TransitionLog
from app.cases.models.duties import Duty
from app.cases.models.jobseeker import Jobseeker
from app.cases.operations.agreement import countersign
from app.cases.operations.caseload import assign_counsellor
from app.cases.operations.duties import (
    Outcome,
    cancel_duty,
    make_appointment,
    move_duty,
    record_outcome,
    say_cannot_come,
)
from app.cases.operations.planning import extend_contacts
from app.cases.queries.duties import (
    duties_of,
    planned_duties,
    rhythm_reached,
)
from app.cases.rules.duties import Plan
from app.cases.states import DutyAction, DutyKind, DutyState, Meeting
from app.core.clock import ROME, frozen
from app.core.database import db
from app.core.errors import IllegalTransition, RuleBroken
from tests.factories import accounts, agreements

SIGNED_ON = date(2026, 11, 25)
DONE, MISSED = Outcome(action=DutyAction.DO), Outcome(action=DutyAction.MISS, reason="absent")


@pytest.fixture
def case(counsellor: User, session: Any) -> Iterator[Jobseeker]:
    """Somebody with a monthly agreement countersigned on 25 November 2026, which is today."""
    with frozen(SIGNED_ON):
        made = agreements.decided_case(counsellor)
        agreements.in_force(counsellor, made)
        yield made


def days(case: Jobseeker, kind: DutyKind, state: DutyState = DutyState.PLANNED) -> list[date]:
    return [duty.due_on for duty in duties_of(case) if (duty.kind, duty.state) == (kind, state)]


def the_action(case: Jobseeker) -> Duty:
    return next(duty for duty in planned_duties(case.id) if duty.kind is DutyKind.ACTION)


def at(day: date, hour: int) -> datetime:
    return datetime(day.year, day.month, day.day, hour, tzinfo=ROME)


def appointment(counsellor: User, case: Jobseeker, day: date) -> Duty:
    plan = Plan(due_on=day, due_at=at(day, 10), meeting=Meeting.CENTRE, counsellor_id=counsellor.id)
    return make_appointment(counsellor, case, plan)


def test_an_agreement_in_force_has_its_actions_and_contacts_dated_up_to_the_horizon(
    case: Jobseeker,
) -> None:
    # Sixty days from 25 November 2026 reach 24 January: its contact is held on Monday 25.
    assert days(case, DutyKind.CONTACT) == [date(2026, 12, 28), date(2027, 1, 25)]
    assert days(case, DutyKind.ACTION) == [date(2026, 12, 15)]


def test_planning_again_plans_nothing_twice_and_the_window_moves_on(
    counsellor: User, case: Jobseeker
) -> None:
    agreement = planned_duties(case.id)[0].agreement_id
    assert extend_contacts(None, rhythm_reached(_agreement(agreement))) == []
    with frozen(date(2026, 12, 26)):
        made = extend_contacts(None, rhythm_reached(_agreement(agreement)))
        assert [duty.due_on for duty in made] == [date(2027, 2, 23)]
        assert extend_contacts(None, rhythm_reached(_agreement(agreement))) == []


def test_the_database_holds_one_contact_for_each_day_of_the_rhythm(case: Jobseeker) -> None:
    contact = next(duty for duty in planned_duties(case.id) if duty.rhythm_on)
    columns = ("jobseeker_id", "centre_id", "kind", "due_on", "rhythm_on", "state")
    db.session.add(Duty(**{name: getattr(contact, name) for name in columns}))
    with pytest.raises(IntegrityError, match="uq_duty_contact_once"):
        db.session.flush()


def test_another_rhythm_replaces_the_contacts_to_come_and_leaves_the_past(
    counsellor: User, case: Jobseeker
) -> None:
    first = planned_duties(case.id)[0]
    before = _agreement(first.agreement_id)
    with frozen(date(2027, 1, 4)):
        varied = agreements.signed(
            counsellor, case, before=before, contact_frequency="fortnightly",
            actions=[("Inviare tre candidature", 10)],
        )  # fmt: skip
        countersign(counsellor, case, varied)
        # Overdue since 28 December: it stays to be recorded. The rhythm starts anew on 4 January.
        assert days(case, DutyKind.CONTACT) == [
            date(2026, 12, 28), date(2027, 1, 18), date(2027, 2, 1), date(2027, 2, 15),
            date(2027, 3, 1),
        ]  # fmt: skip
        assert days(case, DutyKind.CONTACT, DutyState.CANCELLED) == [date(2027, 1, 25)]
        assert days(case, DutyKind.ACTION) == [date(2027, 1, 14)]
        assert days(case, DutyKind.ACTION, DutyState.CANCELLED) == [date(2026, 12, 15)]


def test_a_version_with_the_same_rhythm_leaves_the_contacts_alone_and_moves_a_changed_action(
    counsellor: User, case: Jobseeker
) -> None:
    before = _agreement(planned_duties(case.id)[0].agreement_id)
    with frozen(date(2026, 11, 26)):
        varied = agreements.signed(
            counsellor, case, before=before, actions=[("Rivedere il curriculum", 40)]
        )
        countersign(counsellor, case, varied)
    assert days(case, DutyKind.CONTACT) == [date(2026, 12, 28), date(2027, 1, 25)]
    (moved,) = [duty for duty in duties_of(case) if duty.state is DutyState.MOVED]
    assert (moved.due_on, the_action(case).id) == (date(2026, 12, 15), moved.moved_to_id)
    assert the_action(case).due_on == date(2027, 1, 5)


def test_a_missed_duty_is_somebodys_word_with_its_reason(counsellor: User, case: Jobseeker) -> None:
    duty = the_action(case)
    with frozen(date(2026, 12, 16)):
        with pytest.raises(RuleBroken, match="reason_missing"):
            record_outcome(counsellor, duty, Outcome(action=DutyAction.MISS))
        record_outcome(counsellor, duty, MISSED)
    missed = (DutyState.MISSED, counsellor.id, "absent")
    assert (duty.state, duty.recorded_by_id, duty.reason) == missed
    with frozen(date(2027, 3, 1)):  # long after: its justification has a term of its own
        excuse = Outcome(action=DutyAction.EXCUSE, reason="illness", note="Certificato del medico.")
        record_outcome(counsellor, duty, excuse)
    assert duty.state is DutyState.EXCUSED


def test_no_machine_records_an_outcome(case: Jobseeker) -> None:
    assert all(
        row.permission == "duty:record" and not row.system_too
        for row in Duty.machine.transitions
        if row.target in (DutyState.DONE, DutyState.MISSED, DutyState.EXCUSED)
    )


def test_a_manager_may_record_later_than_a_counsellor(
    as_role: Callable[..., User], counsellor: User, case: Jobseeker
) -> None:
    duty = the_action(case)
    with frozen(date(2027, 1, 15)):  # 31 days after
        with pytest.raises(RuleBroken, match="duty:too_late"):
            record_outcome(counsellor, duty, DONE)
        record_outcome(as_role(Role.CENTRE_MANAGER), duty, DONE)
    assert duty.state is DutyState.DONE


def test_what_is_recorded_is_recorded_once(counsellor: User, case: Jobseeker) -> None:
    duty = the_action(case)
    record_outcome(counsellor, duty, DONE)
    with pytest.raises(IllegalTransition):
        record_outcome(counsellor, duty, DONE)


def test_a_moved_appointment_leads_to_the_new_one(counsellor: User, case: Jobseeker) -> None:
    with frozen(SIGNED_ON):
        first = appointment(counsellor, case, date(2026, 12, 1))
        plan = Plan(due_on=date(2026, 12, 3), due_at=at(date(2026, 12, 3), 9),
                    meeting=Meeting.PHONE, counsellor_id=counsellor.id)  # fmt: skip
        second = move_duty(counsellor, case, first, plan, reason="asked")
    assert (first.state, first.moved_to_id) == (DutyState.MOVED, second.id)
    assert (second.state, second.kind) == (DutyState.PLANNED, DutyKind.APPOINTMENT)
    logged = db.session.query(TransitionLog).filter_by(machine="duty", object_id=first.id)
    assert [(row.action, row.reason) for row in logged.order_by(TransitionLog.id)] == [
        ("plan", None), ("move", "asked"),
    ]  # fmt: skip


def test_an_appointment_is_with_somebody_of_the_centre(counsellor: User, case: Jobseeker) -> None:
    stranger = accounts.user(Role.COUNSELLOR)
    with frozen(SIGNED_ON), pytest.raises(RuleBroken, match="counsellor:elsewhere"):
        appointment(stranger, case, date(2026, 12, 1))
    assert counsellor.id != stranger.id


def test_the_person_says_once_and_beforehand_that_they_cannot_come(
    as_role: Callable[..., User], counsellor: User, case: Jobseeker
) -> None:
    person = as_role(Role.JOBSEEKER)
    with frozen(SIGNED_ON):
        duty = appointment(counsellor, case, date(2026, 12, 1))
        say_cannot_come(person, case, duty, reason="work", note="Colloquio a Padova.")
        assert (duty.state, duty.cannot_come_reason) == (DutyState.PLANNED, "work")
        with pytest.raises(RuleBroken, match="cannot_come:twice"):
            say_cannot_come(person, case, duty, reason="work", note="")
    with frozen(date(2026, 12, 2)), pytest.raises(RuleBroken, match="cannot_come:past"):
        say_cannot_come(person, case, duty, reason="work", note="")


def test_what_is_planned_follows_the_case_to_its_new_counsellor(
    as_role: Callable[..., User], counsellor: User, case: Jobseeker
) -> None:
    colleague, manager = as_role(Role.COUNSELLOR), as_role(Role.CENTRE_MANAGER)
    assert {duty.counsellor_id for duty in planned_duties(case.id)} == {counsellor.id}
    assign_counsellor(manager, case, colleague.id)
    assert [duty.counsellor_id for duty in planned_duties(case.id)] == [colleague.id] * 3


def test_what_is_recorded_cannot_be_rewritten_in_the_database_either(
    counsellor: User, case: Jobseeker
) -> None:
    duty = the_action(case)
    record_outcome(counsellor, duty, DONE)
    duty.due_on += timedelta(1)
    with pytest.raises(IntegrityError, match="is recorded and may not change"):
        db.session.flush()


def test_a_planned_duty_is_never_deleted(counsellor: User, case: Jobseeker) -> None:
    db.session.delete(the_action(case))
    with pytest.raises(IntegrityError, match="is kept"):
        db.session.flush()


def test_an_outcome_without_its_author_is_no_outcome(case: Jobseeker) -> None:
    the_action(case).state = DutyState.DONE
    with pytest.raises(IntegrityError, match="outcome_is_somebodys_word"):
        db.session.flush()


def test_a_cancelled_duty_says_why(counsellor: User, case: Jobseeker) -> None:
    duty = the_action(case)
    with pytest.raises(RuleBroken, match="reason_missing"):
        cancel_duty(counsellor, duty, reason="")
    cancel_duty(counsellor, duty, reason="mistake")
    assert (duty.state, duty.reason) == (DutyState.CANCELLED, "mistake")


def _agreement(key: int | None) -> Any:
    return db.session.get_one(agreements.ServiceAgreement, key)
