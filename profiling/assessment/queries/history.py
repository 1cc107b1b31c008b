"""Every calculation of a person's profile."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.accounts.models import User
from app.core.database import db
from profiling.assessment.models import QuantitativeProfile

MOST_CALCULATIONS = 200
"""Four a year make fifty years; more than this is not shown, the newest are."""


def calculations_of(case_id: int) -> Sequence[QuantitativeProfile]:
    """The person's profiles, newest first."""
    return db.session.scalars(
        select(QuantitativeProfile)
        .where(QuantitativeProfile.jobseeker_id == case_id)
        .options(joinedload(QuantitativeProfile.calculated_by).lazyload(User.organisation))
        .order_by(QuantitativeProfile.id.desc())
        .limit(MOST_CALCULATIONS)
    ).all()
