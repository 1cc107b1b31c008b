"""Verbs that let an agreement rest and take it up again, and what ends with an agreement."""

from datetime import date, timedelta

from app.accounts.models import User
from app.audit.operations import Transitioned, begin_all, lock, perform, record
from app.cases.models.duties import AgreementSuspension, Duty
from app.cases.models.jobseeker import Jobseeker
from app.cases.models.status import WorkPeriod
from app.cases.models.steps import ServiceAgreement
from app.cases.operations.duties import backdating_days, cancel_duties
from app.cases.operations.planning import extend_contacts, twin
from app.cases.queries.duties import (
    duties_at_rest,
    expired_suspensions,
    last_work,
    open_suspension,
    planned_duties,
    rhythm_reached,
)
from app.cases.queries.steps import binding_agreement
from app.cases.rules.duties import later
from app.cases.rules.suspension import WORK, Rest, RestFacts, rest_refusals
from app.cases.states import AGREEMENT, DID, AgreementAction, AgreementState, DidState
from app.core.clock import day_of, now, today
from app.core.database import db
from app.core.errors import Refusal, RuleBroken
from app.core.language import N_


def suspend_agreement(actor: User, agreement: ServiceAgreement, rest: Rest) -> AgreementSuspension:
    """Let the agreement rest; whatever was planned from its first day on is called off.

    What was due before stays to be recorded. Raises RuleBroken with every reason.
    """
    lock(agreement)
    agreement.machine.transition(agreement.state, AgreementAction.SUSPEND)
    facts = RestFacts(
        today=today(),
        in_force_since=day_of(agreement.countersigned_at or agreement.created_at),
        rested_until=rhythm_reached(agreement).rested_until,
        backdating_days=backdating_days(actor),
    )
    reasons = rest_refusals(rest, facts)
    if rest.reason not in AGREEMENT.transition(agreement.state, AgreementAction.SUSPEND).reasons:
        message = N_("Choose a reason from the list.")
        reasons.append(Refusal("reason_missing", message, field="reason"))
    if reasons:
        raise RuleBroken(reasons)
    return _rest(actor, agreement, rest)


def resume_agreement(
    actor: User | None, agreement: ServiceAgreement, *, rested_until: date | None = None
) -> None:
    """Take the agreement up again: actions fall due as much later, the rhythm starts anew.

    Its last day of rest is yesterday, or `rested_until` where the cause had ended before.
    """
    perform(actor, agreement, AgreementAction.RESUME)
    rest = _close(actor, agreement.jobseeker_id, rested_until)
    if rest is not None:
        _replan_actions(actor, agreement, rest)
    extend_contacts(actor, rhythm_reached(agreement))


def resume_expired(limit: int) -> int:
    """Take up agreements whose foreseen last day of rest is past; how many. Part of the nightly job."""
    found = expired_suspensions(today(), limit)
    for agreement in found:
        resume_agreement(None, agreement)
    return len(found)


def follow_did(event: Transitioned) -> None:
    """Reaction: while the unemployment status rests for a period of work, so does the agreement.

    From the first day of the work to its last, also where it is told afterwards: nobody owes a
    contact on a day on which they were at work.
    """
    if event.machine is not DID or DidState.SUSPENDED not in (event.from_state, event.to_state):
        return
    case = db.session.get_one(Jobseeker, event.record.jobseeker_id)
    agreement = binding_agreement(case)
    if agreement is None:
        return
    work = last_work(event.record.id, today())
    if event.to_state is DidState.SUSPENDED:
        if agreement.state is AgreementState.IN_FORCE:
            _rest(event.actor, agreement, Rest(reason=WORK, from_on=_first_day(agreement, work)))
    elif event.to_state is DidState.VALIDATED and agreement.state is AgreementState.SUSPENDED:
        rest = open_suspension(agreement.jobseeker_id)
        if rest is None or rest.reason == WORK:
            ended_on = work.ended_on if work else None
            resume_agreement(event.actor, agreement, rested_until=ended_on)


def _first_day(agreement: ServiceAgreement, work: WorkPeriod | None) -> date:
    """The first day of the work, but neither before the agreement nor within an earlier rest."""
    rested = rhythm_reached(agreement).rested_until
    earliest = day_of(agreement.countersigned_at or agreement.created_at)
    if rested is not None:
        earliest = max(earliest, rested + timedelta(1))
    return max(earliest, work.started_on if work else today())


def close_what_depends(event: Transitioned) -> None:
    """Reaction: with the end of an agreement its rest ends, and nothing to come is owed any more.

    What was due before stays on the desk until somebody records what became of it.
    """
    if event.machine is not AGREEMENT or event.to_state is not AgreementState.ENDED:
        return
    agreement: ServiceAgreement = event.record
    _close(event.actor, agreement.jobseeker_id, None)
    to_come = [duty for duty in _agreed(agreement.jobseeker_id) if duty.due_on > today()]
    cancel_duties(event.actor, to_come, reason="closed")


def _rest(actor: User | None, agreement: ServiceAgreement, rest: Rest) -> AgreementSuspension:
    perform(actor, agreement, AgreementAction.SUSPEND, reason=rest.reason, note=rest.note)
    made = AgreementSuspension(
        jobseeker_id=agreement.jobseeker_id,
        centre_id=agreement.centre_id,
        provider_id=agreement.provider_id,
        agreement_id=agreement.id,
        begun_by_id=actor.id if actor else None,
        **vars(rest),
    )
    db.session.add(made)
    record(actor, "agreement_suspension:begin", made, reason=rest.reason)
    during = [duty for duty in _agreed(agreement.jobseeker_id) if duty.due_on >= rest.from_on]
    cancel_duties(actor, during, reason="suspended")
    return made


def _close(
    actor: User | None, jobseeker_id: int, until_on: date | None
) -> AgreementSuspension | None:
    rest = open_suspension(jobseeker_id)
    if rest is not None:
        yesterday = today() - timedelta(1)
        rest.until_on = max(rest.from_on, min(until_on or yesterday, yesterday))
        rest.resumed_at, rest.resumed_by_id = now(), actor.id if actor else None
        record(actor, "agreement_suspension:close", rest)
    return rest


def _replan_actions(
    actor: User | None, agreement: ServiceAgreement, rest: AgreementSuspension
) -> None:
    for duty in duties_at_rest(agreement.jobseeker_id, rest):
        resumed_on = (rest.until_on or today()) + timedelta(1)
        due_on = later(duty.due_on, rest.from_on, resumed_on, agreement.ends_on)
        successor = twin(duty, max(due_on, today()))
        begin_all(actor, [successor], event="duty:plan")
        duty.moved_to_id = successor.id


def _agreed(jobseeker_id: int) -> list[Duty]:
    return [duty for duty in planned_duties(jobseeker_id) if duty.agreement_id is not None]
