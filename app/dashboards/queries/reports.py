"""Reads of the reports on pathways: counts only, in one statement each; who may see what is decided here."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from operator import attrgetter
from typing import Any

from sqlalchemy import ColumnElement, Select, case, cast, func, literal, select, type_coerce
from sqlalchemy.types import Date, Interval, String

from app.accounts.models import Organisation, OrganisationKind, User
from app.accounts.permissions import Role
from app.cases.models.jobseeker import Jobseeker
from app.cases.models.steps import PathwayRecord
from app.cases.queries import in_reach
from app.core.clock import ROME
from app.core.database import db
from app.core.listing import Order, Page, fetch_page
from app.core.places.rules import EU_COUNTRIES, ITALY
from app.dashboards.rules.reports import AGES, Alike, Decided, Period, Trait


@dataclass(frozen=True)
class Scope:
    """Whose decisions a report counts.

    `centre_id` None means every centre. Counsellors are told apart, and cases listed, only where the
    reader sees the cases anyway: managers their centre's, auditors everybody's. For others small
    numbers are kept back.
    """

    centre_id: int | None
    may_see_cases: bool
    may_choose_centre: bool


def scope_of(user: User, centre_asked: int | None) -> Scope:
    """What the reader of a report may see; a manager's own centre, whatever is asked for."""
    if user.role is Role.CENTRE_MANAGER:
        return Scope(user.organisation_id, may_see_cases=True, may_choose_centre=False)
    return Scope(centre_asked, may_see_cases=user.role is Role.AUDITOR, may_choose_centre=True)


def centres() -> Sequence[Organisation]:
    """Every employment centre, by name."""
    statement = select(Organisation).where(Organisation.kind == OrganisationKind.CENTRE)
    return db.session.scalars(statement.order_by(Organisation.name)).all()


def names_of(user_ids: Sequence[int]) -> Mapping[int, str]:
    """The names of counsellors, in one statement."""
    statement = select(User.id, User.name).where(User.id.in_(user_ids))
    return {row.id: row.name for row in db.session.execute(statement)}


def decisions_counted(scope: Scope, period: Period) -> list[Decided]:
    """The decisions of the period, alike ones together; by counsellor only where they may be told."""
    counsellor: Any = PathwayRecord.decided_by_id
    keys = [
        PathwayRecord.centre_id,
        PathwayRecord.proposed,
        PathwayRecord.decided,
        PathwayRecord.override_reason.label("reason"),
        PathwayRecord.confirmed_by_id.is_not(None).label("is_confirmed"),
    ]
    if scope.may_see_cases and scope.centre_id is not None:
        keys.append(counsellor.label("counsellor_id"))
    statement = (
        select(func.count().label("total"), *keys).where(*_within(scope, period)).group_by(*keys)
    )
    return [
        Decided(
            count=row.total, **{key: getattr(row, key) for key in row._fields if key != "total"}
        )
        for row in db.session.execute(statement)
    ]


def decisions_alike(scope: Scope, period: Period) -> list[Alike]:
    """The decisions of the period by the traits of the people they are about."""
    traits = _traits()
    keys = [
        *(column.label(trait.value) for trait, column in traits.items()),
        PathwayRecord.profile_class,
        PathwayRecord.proposed,
        PathwayRecord.decided,
    ]
    statement = (
        select(func.count().label("total"), *keys)
        .join(Jobseeker, Jobseeker.id == PathwayRecord.jobseeker_id)
        .where(*_within(scope, period))
        .group_by(*keys)
    )
    return [
        Alike(
            count=row.total,
            groups={trait: getattr(row, trait.value) for trait in traits},
            profile_class=row.profile_class,
            proposed=row.proposed,
            decided=row.decided,
        )
        for row in db.session.execute(statement)
    ]


def sizes_by_centre(period: Period) -> Mapping[Trait, Mapping[tuple[int, str], int]]:
    """How many decisions about each group in each centre: what has to be kept back in one of them
    depends on what the others show.
    """
    traits = _traits()
    keys = [column.label(trait.value) for trait, column in traits.items()]
    everybody = Scope(None, may_see_cases=False, may_choose_centre=True)
    statement = (
        select(func.count().label("total"), PathwayRecord.centre_id, *keys)
        .join(Jobseeker, Jobseeker.id == PathwayRecord.jobseeker_id)
        .where(*_within(everybody, period))
        .group_by(PathwayRecord.centre_id, *keys)
    )
    found: dict[Trait, dict[tuple[int, str], int]] = {trait: {} for trait in traits}
    for row in db.session.execute(statement):
        for trait in traits:
            cell = (row.centre_id, getattr(row, trait.value))
            found[trait][cell] = found[trait].get(cell, 0) + row.total
    return found


LATEST_DECISION_FIRST = Order(
    columns=(PathwayRecord.decided_at, PathwayRecord.id),
    keys=(lambda row: row.PathwayRecord.decided_at, lambda row: row.PathwayRecord.id),
    descending=(True, True),
)


def override_cases(
    user: User, scope: Scope, period: Period, only: Mapping[str, Any], cursor: str | None
) -> Page[Any]:
    """The cases behind the numbers, as far as the user reaches, the latest decision first.

    `only` narrows by columns of the record: `decided_by_id`, `override_reason`, `proposed`, `decided`.
    """
    reached = in_reach(select(Jobseeker), user).subquery()
    statement: Select[Any] = (
        select(
            PathwayRecord, reached.c.given_name, reached.c.surname, User.name.label("counsellor")
        )
        .join(reached, reached.c.id == PathwayRecord.jobseeker_id)
        .join(User, User.id == PathwayRecord.decided_by_id)
        .where(*_within(scope, period), PathwayRecord.proposed != PathwayRecord.decided)
        .where(*(attrgetter(name)(PathwayRecord) == value for name, value in only.items()))
    )
    return fetch_page(db.session, statement, LATEST_DECISION_FIRST, cursor=cursor, scalars=False)


def _within(scope: Scope, period: Period) -> list[ColumnElement[bool]]:
    begins, ends = (
        datetime.combine(day, time(), tzinfo=ROME) for day in (period.first, period.following)
    )
    conditions = [PathwayRecord.decided_at >= begins, PathwayRecord.decided_at < ends]
    if scope.centre_id is not None:
        conditions.append(PathwayRecord.centre_id == scope.centre_id)
    return conditions


def _traits() -> dict[Trait, Any]:
    decided_on = cast(func.timezone("Europe/Rome", PathwayRecord.decided_at), Date)
    # The day on which the person would have to be born to be of that age on the day of decision.
    bands = [
        (Jobseeker.born_on > decided_on - cast(f"{age} years", Interval), str(start))
        for age, start in zip(AGES, (0, *AGES), strict=False)
    ]
    return {
        Trait.SEX: type_coerce(Jobseeker.sex, String),
        Trait.AGE: case(
            *((test, literal(code)) for test, code in bands), else_=literal(str(AGES[-1]))
        ),
        Trait.CITIZENSHIP: case(
            (Jobseeker.citizenship == ITALY, literal("it")),
            (Jobseeker.citizenship.in_(sorted(EU_COUNTRIES)), literal("eu")),
            else_=literal("extra_eu"),
        ),
    }
