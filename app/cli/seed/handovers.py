"""Cases that changed hands at the demonstration's centre: one distribution kept, one undone."""

from datetime import datetime, timedelta

from sqlalchemy import exists, select

from app.accounts.models import User
from app.cases.models.jobseeker import Jobseeker, Step
from app.cases.models.steps import TimelineEntry
from app.cases.operations.distribution import (
    Distribution,
    make_reassignment,
    prepare_reassignment,
    undo_reassignment,
)
from app.cases.states import ReassignmentReason
from app.cli.seed.organisations import Office
from app.cli.seed.writing import AnySession
from app.core.clock import frozen

FIRST = 3
"""How many days ago the first distribution was."""
ABSENT, GIVEN_BACK = 8, 3
"""Cases of each distribution: enough to fill a page, too few to even the loads out."""


def hand_over_some(session: AnySession, office: Office, now: datetime) -> None:
    """Two distributions by the centre's manager, made by the operations themselves."""
    manager = session.get_one(User, office.manager.id)
    busiest, other = (session.get_one(User, one.id).id for one in office.counsellors[:2])
    rows = session.scalars(
        select(Jobseeker.id)
        .where(
            Jobseeker.centre_id == office.id,
            Jobseeker.counsellor_id == busiest,
            # The demonstration's own people stay with their counsellor.
            Jobseeker.user_id.is_(None),
            Jobseeker.step != Step.CLOSED,
            # Nothing may happen to a case before what has happened to it.
            ~exists().where(
                TimelineEntry.jobseeker_id == Jobseeker.id,
                TimelineEntry.at > now - timedelta(days=FIRST),
            ),
        )
        .order_by(Jobseeker.id)
        .limit(ABSENT + GIVEN_BACK)
    ).all()
    for keys, reason, note, days in (
        (rows[:ABSENT], ReassignmentReason.ABSENCE, "Ferie dell'operatrice", FIRST),
        (rows[ABSENT:], ReassignmentReason.WORKLOAD, "", 2),
    ):
        if not keys:
            continue
        with frozen(now - timedelta(days=days)):
            asked = Distribution(
                case_ids=keys, target_ids=[other], most=None, reason=reason, note=note
            )
            made, _left = prepare_reassignment(manager, asked)
            make_reassignment(manager, made)
    if rows[ABSENT:]:
        with frozen(now - timedelta(days=1)):
            undo_reassignment(manager, made)
