"""The duties of an agreement: dated when it comes into force, kept up with its rhythm and versions."""

from collections.abc import Sequence
from datetime import date, timedelta

from app.accounts.models import User
from app.audit.operations import begin_all, lock, perform
from app.cases.models.duties import Duty
from app.cases.models.steps import AgreementStep, ServiceAgreement
from app.cases.operations.duties import cancel_duties
from app.cases.queries.duties import Reached, planned_duties, rhythm_reached
from app.cases.rules.duties import Rhythm, contacts
from app.cases.states import DutyAction, DutyKind
from app.core.clock import day_of, today
from app.programme.queries import rules_of_version


def plan_duties(actor: User, agreement: ServiceAgreement, before: ServiceAgreement | None) -> None:
    """Give the agreement that has come into force its dated duties.

    Of a new version only what differs changes: an action left out is cancelled, one with another
    date is moved, one that is new is planned; another rhythm replaces the contacts still to come.
    The past stays as it was.
    """
    planned = [duty for duty in planned_duties(agreement.jobseeker_id) if duty.agreement_id]
    _replan_actions(actor, agreement, before, planned)
    if before is not None:
        ended = [duty for duty in planned if _is_outdated(duty, agreement, before)]
        cancel_duties(actor, ended, reason="varied")
    extend_contacts(actor, rhythm_reached(agreement))


def extend_contacts(actor: User | None, reached: Reached) -> Sequence[Duty]:
    """Plan the contacts of the rhythm from where it has got to the horizon of the rules.

    Doing it twice does nothing twice: the rhythm goes on from the last contact that stands, and the
    database holds one contact for each of its days.
    """
    agreement, on = reached.agreement, today()
    rules = rules_of_version(agreement.rule_set_id)
    often = {item.code: item.every_days for item in rules.agreement.contact_frequencies}
    every_days = often.get(agreement.content.get("contact_frequency", ""))
    if every_days is None or agreement.countersigned_at is None:
        return []
    begun = day_of(agreement.countersigned_at)
    anchor = max(filter(None, (begun, reached.rhythm_on, reached.rested_until)))
    rhythm = Rhythm(anchor=anchor, every_days=every_days, ends_on=agreement.ends_on)
    until = on + timedelta(rules.contact_horizon_days())
    made = [
        _duty(
            agreement,
            kind=DutyKind.CONTACT,
            due_on=contact.due_on,
            rhythm_on=contact.rhythm_on,
        )
        for contact in contacts(rhythm, until)
        if contact.due_on >= on
    ]
    begin_all(actor, made, event="duty:plan")
    return made


def twin(duty: Duty, due_on: date) -> Duty:
    """The same duty on another day, not yet written."""
    names = (
        "jobseeker_id", "centre_id", "provider_id", "agreement_id", "counsellor_id", "kind", "code",
        "description",
    )  # fmt: skip
    return Duty(**{name: getattr(duty, name) for name in names}, due_on=due_on)


def _replan_actions(
    actor: User,
    agreement: ServiceAgreement,
    before: ServiceAgreement | None,
    planned: Sequence[Duty],
) -> None:
    waiting = {_called(duty): duty for duty in planned if duty.kind is DutyKind.ACTION}
    agreed = {(step.code, step.description): step for step in agreement.actions}
    known = {(step.code, step.description) for step in before.actions} if before else set()
    left_out = [duty for called, duty in waiting.items() if called not in agreed]
    cancel_duties(actor, left_out, reason="varied")
    fresh = [step for called, step in agreed.items() if called not in known]
    begin_all(actor, [_action(agreement, step) for step in fresh], event="duty:plan")
    for called, duty in waiting.items():
        step = agreed.get(called)
        if step is not None and step.due_on != duty.due_on:
            _move_action(actor, duty, _action(agreement, step))


def _move_action(actor: User, duty: Duty, successor: Duty) -> None:
    lock(duty)
    begin_all(actor, [successor], event="duty:plan")
    duty.moved_to_id, duty.reason = successor.id, "agreed"
    perform(actor, duty, DutyAction.MOVE, reason="agreed")


def _is_outdated(duty: Duty, agreement: ServiceAgreement, before: ServiceAgreement) -> bool:
    """Whether a planned contact still to come belongs to a rhythm that is no more."""
    if duty.kind is not DutyKind.CONTACT or duty.due_on <= today():
        return False
    has_same_rhythm = _frequency(agreement) == _frequency(before)
    return not has_same_rhythm or duty.due_on > agreement.ends_on


def _frequency(agreement: ServiceAgreement) -> str:
    return str(agreement.content.get("contact_frequency", ""))


def _called(duty: Duty) -> tuple[str, str]:
    return duty.code, duty.description


def _action(agreement: ServiceAgreement, step: AgreementStep) -> Duty:
    return _duty(
        agreement,
        kind=DutyKind.ACTION,
        due_on=step.due_on,
        code=step.code,
        description=step.description,
    )


def _duty(
    agreement: ServiceAgreement,
    *,
    kind: DutyKind,
    due_on: date,
    code: str = "",
    description: str = "",
    rhythm_on: date | None = None,
) -> Duty:
    return Duty(
        jobseeker_id=agreement.jobseeker_id,
        centre_id=agreement.centre_id,
        provider_id=agreement.provider_id,
        agreement_id=agreement.id,
        counsellor_id=agreement.responsible_id,
        kind=kind,
        due_on=due_on,
        code=code,
        description=description,
        rhythm_on=rhythm_on,
    )
