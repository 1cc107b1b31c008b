"""Verbs of dated duties: plan them, record what became of them, move them, call them off."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ARRAY, BigInteger, cast, func, update

from app.accounts.models import User
from app.accounts.permissions import Role
from app.accounts.queries import colleagues
from app.audit.operations import begin_all, lock, perform, record
from app.cases.models.duties import Duty
from app.cases.models.jobseeker import Jobseeker, reach_columns
from app.cases.operations.journey import tell
from app.cases.queries.steps import agreement_in_force
from app.cases.rules.duties import (
    OutcomeFacts,
    Plan,
    excuse_refusals,
    outcome_refusals,
    plan_refusals,
)
from app.cases.states import DutyAction, DutyKind, DutyState
from app.core.clock import ROME, now, today
from app.core.database import db
from app.core.errors import IllegalTransition, Refusal, RuleBroken
from app.core.language import N_
from app.programme.queries import rules_in_force


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What the counsellor says became of a duty."""

    action: DutyAction
    reason: str = ""
    note: str = ""


def make_appointment(
    actor: User, case: Jobseeker, plan: Plan, *, kind: DutyKind = DutyKind.APPOINTMENT
) -> Duty:
    """Agree with the person on a day; an appointment has its hour. Raises RuleBroken."""
    if reasons := [*plan_refusals(plan, now(), today()), *_staff_refusals(case, plan)]:
        raise RuleBroken(reasons)
    agreement = agreement_in_force(case)
    under = agreement.id if agreement else None
    duty = Duty(**reach_columns(case), kind=kind, agreement_id=under, **vars(plan))
    begin_all(actor, [duty], event="duty:plan")
    tell(case, actor, "make_appointment", _when(duty))
    return duty


def record_outcome(actor: User, duty: Duty, said: Outcome) -> None:
    """Record that a duty was done, missed or excused.

    Only people say so, see `app.cases.states.duty`. Raises RuleBroken when it is too early, too late
    or without a reason, IllegalTransition when somebody has recorded it already.
    """
    lock(duty)
    row = duty.machine.transition(duty.state, said.action)
    facts = OutcomeFacts(
        due_on=duty.due_on,
        due_at=duty.due_at,
        outcome=said.action,
        now=now(),
        today=today(),
        backdating_days=backdating_days(actor),
    )
    reasons = outcome_refusals(facts)
    if said.action is DutyAction.EXCUSE and duty.state is DutyState.MISSED:
        reasons = []  # a justification has its own term, which the conditionality ladder keeps
    if row.reasons and said.reason not in row.reasons:
        message = N_("Choose a reason from the list.")
        reasons.append(Refusal("reason_missing", message, field="reason"))
    if row.note_required and not said.note:
        message = N_("Add a note that explains why.")
        reasons.append(Refusal("note_missing", message, field="note"))
    if reasons:
        raise RuleBroken(reasons)
    duty.reason, duty.note = said.reason, said.note
    duty.recorded_at, duty.recorded_by_id = now(), actor.id
    perform(actor, duty, said.action, reason=said.reason or None, note=said.note)


def move_duty(
    actor: User, case: Jobseeker, duty: Duty, plan: Plan, *, reason: str, note: str = ""
) -> Duty:
    """Put another day in the place of the planned one; both stay, linked. Raises as planning does."""
    lock(duty)
    row = duty.machine.transition(duty.state, DutyAction.MOVE)
    reasons = [*plan_refusals(plan, now(), today()), *_staff_refusals(case, plan)]
    if reason not in row.reasons:
        message = N_("Choose a reason from the list.")
        reasons.append(Refusal("reason_missing", message, field="reason"))
    if reasons:
        raise RuleBroken(reasons)
    kept = {"agreement_id": duty.agreement_id, "kind": duty.kind, "code": duty.code}
    successor = Duty(**reach_columns(case), **kept, **vars(plan))
    begin_all(actor, [successor], event="duty:plan")
    duty.moved_to_id, duty.reason, duty.note = successor.id, reason, note
    perform(actor, duty, DutyAction.MOVE, reason=reason, note=note)
    return successor


def cancel_duty(actor: User | None, duty: Duty, *, reason: str, note: str = "") -> None:
    """Call a planned duty off. Raises RuleBroken without a reason."""
    lock(duty)
    duty.machine.transition(duty.state, DutyAction.CANCEL)
    duty.reason, duty.note = reason, note
    perform(actor, duty, DutyAction.CANCEL, reason=reason or None, note=note)


def cancel_duties(actor: User | None, duties: Iterable[Duty], *, reason: str) -> None:
    """Call planned duties off because of what happened to their agreement."""
    for duty in duties:
        cancel_duty(actor, duty, reason=reason)


def say_cannot_come(actor: User, case: Jobseeker, duty: Duty, *, reason: str, note: str) -> None:
    """The person says beforehand, with a reason, that they cannot come; the counsellor decides.

    Raises RuleBroken afterwards, or when it has been said already.
    """
    lock(duty)
    if duty.state is not DutyState.PLANNED:
        raise IllegalTransition(duty.machine.name, duty.state.value, "cannot_come")
    reasons = excuse_refusals(duty.due_on, duty.due_at, now(), today())
    excuses = duty.machine.transition(DutyState.PLANNED, DutyAction.EXCUSE).reasons
    if reason not in excuses:
        message = N_("Choose a reason from the list.")
        reasons.append(Refusal("reason_missing", message, field="reason"))
    if duty.cannot_come_at is not None:
        message = N_("You have told the centre already.")
        reasons.append(Refusal("cannot_come:twice", message))
    if reasons:
        raise RuleBroken(reasons)
    duty.cannot_come_at, duty.cannot_come_reason, duty.cannot_come_note = now(), reason, note
    record(actor, "duty:cannot_come", duty, reason=reason)
    tell(case, actor, "cannot_come", _when(duty))


def hand_over_duties(jobseeker_ids: Sequence[int]) -> None:
    """What is planned for these people goes to the desk of whoever follows them now."""
    db.session.execute(
        update(Duty)
        .where(
            Duty.jobseeker_id == func.any(cast(jobseeker_ids, ARRAY(BigInteger))),
            Duty.state == DutyState.PLANNED,
            Jobseeker.id == Duty.jobseeker_id,
        )
        .values(counsellor_id=Jobseeker.counsellor_id),
        execution_options={"synchronize_session": False},
    )


def backdating_days(actor: User, on: date | None = None) -> int:
    """For how many days the actor may record what has already happened."""
    is_manager = actor.role is Role.CENTRE_MANAGER
    return rules_in_force(on or today()).backdating_days(is_manager=is_manager)


def _staff_refusals(case: Jobseeker, plan: Plan) -> list[Refusal]:
    staff = {user.id for user in colleagues(case.centre_id)}
    if plan.counsellor_id in staff:
        return []
    message = N_("Choose a colleague of the centre.")
    return [Refusal("counsellor:elsewhere", message, field="counsellor_id")]


def _when(duty: Duty) -> str:
    """Day and hour, written alike in both languages."""
    if duty.due_at is None:
        return f"{duty.due_on:%d/%m/%Y}"
    return f"{duty.due_at.astimezone(ROME):%d/%m/%Y %H:%M}"
