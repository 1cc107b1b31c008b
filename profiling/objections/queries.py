"""Reads of objections; the case has been loaded by who may see it."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.cases.models.jobseeker import Jobseeker
from app.core.clock import ROME
from app.core.database import db
from app.core.errors import NotFoundForYou
from app.programme.queries import rules_of_version
from profiling.assessment.queries import current_pathway, last_assessment
from profiling.objections.models import Objection
from profiling.objections.rules import TERM, ObjectionFacts
from profiling.objections.states import ObjectionState

SHOWN = 20
"""Objections of one person that a page lists, the newest first: there are hardly ever two."""


def objections_of(case_id: int) -> Sequence[Objection]:
    """The person's objections, the newest first."""
    return db.session.scalars(
        select(Objection)
        .where(Objection.jobseeker_id == case_id)
        .order_by(Objection.id.desc())
        .limit(SHOWN)
        .options(joinedload(Objection.answered_by))
    ).all()


def open_objection(case_id: int) -> Objection | None:
    """The one that waits for the centre's answer; None when none does."""
    return db.session.scalar(
        select(Objection).where(
            Objection.jobseeker_id == case_id, Objection.state == ObjectionState.OPEN
        )
    )


def objection_of(case: Jobseeker, key: int) -> Objection:
    """One objection of this case. Raises NotFoundForYou."""
    found = db.session.get(Objection, key)
    if found is None or found.jobseeker_id != case.id:
        raise NotFoundForYou
    return found


def objection_facts(case: Jobseeker) -> ObjectionFacts:
    """What decides whether this person may object now."""
    done, decided = last_assessment(case.id), current_pathway(case.id)
    completed_at = done.completed_at if done else None
    return ObjectionFacts(
        completed_on=completed_at.astimezone(ROME).date() if completed_at else None,
        decided_on=decided.decided_at.astimezone(ROME).date() if decided else None,
        days=rules_of_version(done.rule_set_id).days(TERM) if done else 0,
        is_one_open=open_objection(case.id) is not None,
    )
