"""Reads of the trails."""

from collections.abc import Sequence

from sqlalchemy import select

from app.accounts.models import Organisation, User
from app.audit.models import AccessLog, TransitionLog
from app.core.database import db
from app.core.listing import Order, Page, fetch_page

NEWEST_READING_FIRST = Order(
    columns=(AccessLog.id,), keys=(lambda row: row.AccessLog.id,), descending=(True,)
)


def readings_of(jobseeker_id: int, cursor: str | None) -> Page[object]:
    """Who read the person's record, newest first: rows of (AccessLog, user name, organisation name)."""
    statement = (
        select(
            AccessLog, User.name.label("user_name"), Organisation.name.label("organisation_name")
        )
        .join(User, User.id == AccessLog.actor_id)
        .outerjoin(Organisation, Organisation.id == AccessLog.organisation_id)
        .where(AccessLog.jobseeker_id == jobseeker_id)
    )
    return fetch_page(db.session, statement, NEWEST_READING_FIRST, cursor=cursor, scalars=False)


def transitions_of(machine: str, object_id: int) -> Sequence[TransitionLog]:
    """Every change of state of one record, oldest first."""
    statement = (
        select(TransitionLog)
        .where(TransitionLog.machine == machine, TransitionLog.object_id == object_id)
        .order_by(TransitionLog.id)
    )
    return db.session.scalars(statement).all()
