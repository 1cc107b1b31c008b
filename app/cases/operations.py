"""Verbs of the case record."""

from datetime import date

from app.accounts.models import User
from app.audit.operations import Transitioned, record
from app.cases.models.jobseeker import NO_DEADLINE, Ball, Jobseeker, Step, reach_columns
from app.cases.models.steps import Consent, TimelineEntry
from app.cases.queries import consent_given
from app.cases.rules.journey import CASE
from app.core.clock import now, today
from app.core.database import db
from app.core.errors import Refusal, RuleBroken
from app.core.language import N_
from app.programme.queries import rules_in_force


def advance(case: Jobseeker, step: Step, ball: Ball, due_on: date = NO_DEADLINE) -> None:
    """Say what comes next in the case, who has to act, and by when; part of the caller's change."""
    case.step, case.ball, case.due_on = step, ball, due_on


def tell(case: Jobseeker, actor: User | None, action: str, reference: str = "") -> None:
    """Put an event that changes no state on the timeline; its words are in `states.CASE_WORDS`."""
    db.session.add(
        TimelineEntry(
            **reach_columns(case),
            machine=CASE,
            action=action,
            object_id=case.id,
            reference=reference,
            actor_id=actor.id if actor else None,
        )
    )


def tell_timeline(event: Transitioned) -> None:
    """Reaction: whatever changes state about a person is told on the person's timeline."""
    reach = event.record.reach
    if reach.jobseeker_id is None:
        return
    db.session.add(
        TimelineEntry(
            jobseeker_id=reach.jobseeker_id,
            centre_id=reach.centre_id,
            provider_id=reach.provider_id,
            at=event.at,
            machine=event.machine.name,
            action=event.action,
            object_id=event.record.id,
            reference=getattr(event.record, "number", ""),
            actor_id=event.actor.id if event.actor else None,
            reason=event.reason,
        )
    )


def give_consent(actor: User, case: Jobseeker, purpose: str) -> None:
    """Record the person's consent to a purpose; giving it twice changes nothing.

    Raises RuleBroken for a purpose nobody asked about.
    """
    asked = {clause.code for clause in rules_in_force(today()).agreement.data_consents}
    if purpose not in asked:
        raise RuleBroken(
            [Refusal("purpose_unknown", N_("This purpose is not one of those asked about."))]
        )
    if consent_given(case.id, purpose) is not None:
        return
    consent = Consent(purpose=purpose, recorded_by_id=actor.id, **reach_columns(case))
    db.session.add(consent)
    record(actor, "consent:give", consent, purpose=purpose)


def withdraw_consent(actor: User, case: Jobseeker, purpose: str) -> None:
    """Close the consent in force for a purpose, if there is one; the row stays as history."""
    consent = consent_given(case.id, purpose)
    if consent is None:
        return
    consent.withdrawn_at = now()
    record(actor, "consent:withdraw", consent, purpose=purpose)


def change_contacts(
    actor: User, case: Jobseeker, *, phone: str, email: str, language: str
) -> list[str]:
    """Change how the person is reached; returns the names of the fields that changed."""
    wanted = {"phone": phone, "email": email, "language": language}
    changed = [name for name, value in wanted.items() if getattr(case, name) != value]
    for name in changed:
        setattr(case, name, wanted[name])
    if changed:
        record(actor, "case:update", case, fields=changed)
    return changed
