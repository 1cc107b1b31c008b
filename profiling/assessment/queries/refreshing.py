"""Which profiles have to be calculated again: by the nightly job, or with the person."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import ColumnElement, Select, and_, func, or_, select

from app.accounts.models import User
from app.cases.models.jobseeker import Jobseeker
from app.cases.models.steps import Did
from app.core.database import db
from profiling.assessment.models import ProfileRefresh, QuantitativeProfile
from profiling.assessment.queries import VALID_DID
from profiling.assessment.states import ProfileState


@dataclass(frozen=True)
class Place:
    """Where the job has come to in its order: a day (or a version of the rules) and a key."""

    day: date
    id: int


def hold_grown_old(
    on: date, days: int, after: Place | None, *, limit: int
) -> tuple[Sequence[Jobseeker], Place | None]:
    """Cases whose profile has grown old on a day, oldest first, held for a change; the next place.

    Those another worker or a counsellor holds are left to them, those who wait for the person too.
    """
    statement = _due(_is_old(on, days)).order_by(
        QuantitativeProfile.calculated_on, QuantitativeProfile.id
    )
    if after is not None:
        statement = statement.where(
            QuantitativeProfile.calculated_on >= after.day,
            or_(
                QuantitativeProfile.calculated_on > after.day,
                QuantitativeProfile.id > after.id,
            ),
        )
    rows = db.session.execute(_held(statement, limit)).all()
    last = Place(rows[-1].calculated_on, rows[-1].profile_id) if rows else None
    return [row.Jobseeker for row in rows], last


def hold_of_earlier_rules(
    rule_set_id: int, after: int, *, limit: int
) -> tuple[Sequence[Jobseeker], int]:
    """Cases whose profile was calculated under another version, held; and the next place."""
    is_other = and_(QuantitativeProfile.rule_set_id != rule_set_id, QuantitativeProfile.id > after)
    rows = db.session.execute(_held(_due(is_other).order_by(QuantitativeProfile.id), limit)).all()
    return [row.Jobseeker for row in rows], rows[-1].profile_id if rows else after


def hold_touched(*, limit: int) -> Sequence[Jobseeker]:
    """Cases whose record changed since their profile, in that order, held for a change."""
    return db.session.scalars(
        select(Jobseeker)
        .join(ProfileRefresh, ProfileRefresh.jobseeker_id == Jobseeker.id)
        .where(ProfileRefresh.tried_on.is_(None))
        .order_by(ProfileRefresh.id)
        .limit(limit)
        .with_for_update(of=Jobseeker, skip_locked=True)
    ).all()


def refresh_of(case_id: int) -> ProfileRefresh | None:
    """What waits for this case; None when nothing does."""
    return db.session.scalar(
        select(ProfileRefresh).where(ProfileRefresh.jobseeker_id == case_id),
        execution_options={"populate_existing": True},  # it is written below the session
    )


def profiles_to_refresh(
    user: User, *, due_by: date | None = None
) -> Select[*tuple[ProfileRefresh]]:
    """Profiles of the user's centre that only the person can bring up to date, by deadline."""
    statement = select(ProfileRefresh).where(
        ProfileRefresh.tried_on.is_not(None), ProfileRefresh.centre_id == user.organisation_id
    )
    if due_by is not None:
        statement = statement.where(ProfileRefresh.due_on <= due_by)
    return statement.order_by(ProfileRefresh.due_on, ProfileRefresh.id)


def due_counts(on: date, days: int) -> tuple[int, int]:
    """How many profiles have grown old, and how many records changed: what the job would look at."""
    old = select(func.count()).select_from(_due(_is_old(on, days)).subquery())
    touched = (
        select(func.count()).select_from(ProfileRefresh).where(ProfileRefresh.tried_on.is_(None))
    )
    return db.session.scalar(old) or 0, db.session.scalar(touched) or 0


def _is_old(on: date, days: int) -> ColumnElement[bool]:
    return QuantitativeProfile.calculated_on <= on - timedelta(days=days)


def _due(which: ColumnElement[bool]) -> Select[*tuple[Jobseeker, date, int]]:
    has_did = select(Did.id).where(
        Did.jobseeker_id == QuantitativeProfile.jobseeker_id, Did.state.in_(VALID_DID)
    )
    waits = select(ProfileRefresh.id).where(
        ProfileRefresh.jobseeker_id == QuantitativeProfile.jobseeker_id
    )
    return (
        select(
            Jobseeker,
            QuantitativeProfile.calculated_on,
            QuantitativeProfile.id.label("profile_id"),
        )
        .join(QuantitativeProfile, QuantitativeProfile.jobseeker_id == Jobseeker.id)
        .where(
            QuantitativeProfile.state == ProfileState.CURRENT,
            which,
            has_did.exists(),
            ~waits.exists(),
        )
    )


def _held(
    statement: Select[*tuple[Jobseeker, date, int]], limit: int
) -> Select[*tuple[Jobseeker, date, int]]:
    return statement.limit(limit).with_for_update(of=Jobseeker, skip_locked=True)
