"""Reads of the profiles the ministry calculated."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.accounts.models import User
from app.core.database import db
from profiling.assessment.models import OfficialProfile


def current_official(case_id: int) -> OfficialProfile | None:
    """The ministry's profile as last received; None where none has been recorded."""
    return next((row for row in officials_of(case_id) if row.superseded_at is None), None)


def officials_of(case_id: int) -> Sequence[OfficialProfile]:
    """Every profile of the ministry recorded for the person, newest first, corrected ones too."""
    return db.session.scalars(
        select(OfficialProfile)
        .where(OfficialProfile.jobseeker_id == case_id)
        .options(joinedload(OfficialProfile.recorded_by).lazyload(User.organisation))
        .order_by(OfficialProfile.id.desc())
    ).all()


def is_code_of_another(case_id: int, code: str) -> bool:
    """Whether the ministry's code stands in another person's record."""
    statement = select(OfficialProfile.id).where(
        OfficialProfile.code == code,
        OfficialProfile.jobseeker_id != case_id,
        OfficialProfile.superseded_at.is_(None),
    )
    return db.session.scalar(statement.limit(1)) is not None
