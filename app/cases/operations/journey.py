"""Say what comes next in a case and what has happened in it."""

from datetime import date

from app.accounts.models import User
from app.audit.operations import Transitioned
from app.cases.models.jobseeker import NO_DEADLINE, Ball, Jobseeker, Step, reach_columns
from app.cases.models.steps import TimelineEntry
from app.cases.rules.journey import CASE, messages_of
from app.core.database import db


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
    if reach.jobseeker_id is None or not messages_of(event.machine.name, event.action):
        return  # about nobody, or told to nobody: the dated contacts of an agreement are many
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
