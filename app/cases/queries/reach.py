"""Loaders take the user: a foreign case looks exactly like a missing one."""

from typing import TypeVar

from sqlalchemy import Select, false, select
from sqlalchemy.orm import joinedload

from app.accounts.models import User
from app.accounts.permissions import Role
from app.audit.operations import note_reading
from app.cases.models.jobseeker import CaseRow, Jobseeker
from app.core.database import db
from app.core.errors import NotFoundForYou

Row = TypeVar("Row", bound=CaseRow)


def in_reach(statement: Select[*tuple[Jobseeker]], user: User) -> Select[*tuple[Jobseeker]]:
    """Narrow a statement over jobseekers to those the user may see: the one place reach is decided.

    Staff of a centre see their centre's, providers those whose open voucher they hold, the jobseeker
    themself, the auditor everybody; nobody else sees anyone.
    """
    if user.role in (Role.COUNSELLOR, Role.CENTRE_MANAGER):
        return statement.where(Jobseeker.centre_id == user.organisation_id)
    if user.role in (Role.PROVIDER_MANAGER, Role.PROVIDER_OPERATOR):
        return statement.where(Jobseeker.provider_id == user.organisation_id)
    if user.role is Role.JOBSEEKER:
        return statement.where(Jobseeker.user_id == user.id)
    if user.role is Role.AUDITOR:
        return statement
    return statement.where(false())


def rows_in_reach(
    statement: Select[*tuple[Row]], rows: type[Row], user: User
) -> Select[*tuple[Row]]:
    """Narrow a statement over rows of cases as `in_reach` narrows one over the cases themselves.

    For rows that concern person and centre alone: a provider sees none of them.
    """
    if user.role in (Role.COUNSELLOR, Role.CENTRE_MANAGER):
        return statement.where(rows.centre_id == user.organisation_id)
    if user.role is Role.JOBSEEKER:
        own = select(Jobseeker.id).where(Jobseeker.user_id == user.id)
        return statement.where(rows.jobseeker_id.in_(own))
    return statement if user.role is Role.AUDITOR else statement.where(false())


def load_case(
    user: User, case_id: int, *, part: str, purpose: str = "case_management"
) -> Jobseeker:
    """The case, if the user may see it; the reading of `part` goes to the access log.

    Raises NotFoundForYou alike for a missing case and for one outside the user's reach.
    """
    statement = (
        select(Jobseeker)
        .where(Jobseeker.id == case_id)
        .options(joinedload(Jobseeker.centre), joinedload(Jobseeker.counsellor))
    )
    case = db.session.scalar(in_reach(statement, user))
    if case is None:
        raise NotFoundForYou
    note_reading(user, case.reach, part=part, purpose=purpose)
    return case


def domicile_of(user: User) -> str | None:
    """The municipality where the person of the account lives, by ISTAT code: for a link of their own."""
    return db.session.scalar(
        select(Jobseeker.domicile_municipality).where(Jobseeker.user_id == user.id)
    )


def load_own_case(user: User, *, part: str) -> Jobseeker:
    """The jobseeker's own case; their own reading is noted too."""
    statement = select(Jobseeker).where(Jobseeker.user_id == user.id)
    case = db.session.scalar(in_reach(statement.options(joinedload(Jobseeker.centre)), user))
    if case is None:
        raise NotFoundForYou
    note_reading(user, case.reach, part=part, purpose="own_record")
    return case
