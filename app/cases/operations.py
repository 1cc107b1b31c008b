"""Verbs of the case record."""

from datetime import date

from app.audit.operations import Transitioned
from app.cases.models.jobseeker import NO_DEADLINE, Ball, Jobseeker, Step
from app.cases.models.steps import TimelineEntry
from app.core.database import db


def advance(case: Jobseeker, step: Step, ball: Ball, due_on: date = NO_DEADLINE) -> None:
    """Say what comes next in the case, who has to act, and by when; part of the caller's change."""
    case.step, case.ball, case.due_on = step, ball, due_on


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
