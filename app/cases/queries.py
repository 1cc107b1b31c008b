"""Reads of the case record; loaders take the user, and a foreign case looks like a missing one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from operator import attrgetter

from sqlalchemy import ColumnElement, Select, and_, false, not_, or_, select
from sqlalchemy.orm import joinedload, load_only

from app.accounts.models import User
from app.accounts.permissions import Role
from app.audit.operations import note_reading
from app.cases.models.jobseeker import Ball, Jobseeker, LanguageSkill, Step, WorkExperience
from app.cases.models.steps import Consent, TimelineEntry
from app.cases.rules.journey import silent_actions, silent_beginnings
from app.cases.rules.searching import fiscal_code_beginning, name_words
from app.core.database import db
from app.core.errors import NotFoundForYou
from app.core.listing import Order, Page, fetch_page
from app.core.places.models import Municipality
from app.core.places.queries import birthplaces_of_code
from app.core.state_machine import Audience

NEWEST_ENTRY_FIRST = Order(
    columns=(TimelineEntry.id,), keys=(lambda entry: entry.id,), descending=(True,)
)


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


def load_own_case(user: User, *, part: str) -> Jobseeker:
    """The jobseeker's own case; their own reading is noted too."""
    statement = select(Jobseeker).where(Jobseeker.user_id == user.id)
    case = db.session.scalar(in_reach(statement.options(joinedload(Jobseeker.centre)), user))
    if case is None:
        raise NotFoundForYou
    note_reading(user, case.reach, part=part, purpose="own_record")
    return case


def timeline_of(case: Jobseeker, audience: Audience, cursor: str | None) -> Page[TimelineEntry]:
    """The story of the case as the audience is told it, newest first."""
    statement = (
        select(TimelineEntry)
        .where(TimelineEntry.jobseeker_id == case.id, not_(_is_silent_to(audience)))
        .options(joinedload(TimelineEntry.actor).lazyload(User.organisation))
    )
    return fetch_page(db.session, statement, NEWEST_ENTRY_FIRST, cursor=cursor)


def _is_silent_to(audience: Audience) -> ColumnElement[bool]:
    silent = [
        and_(TimelineEntry.machine == machine, TimelineEntry.action == action)
        for machine, action in silent_actions(audience)
    ]
    beginnings = [
        and_(TimelineEntry.machine == machine, TimelineEntry.action.not_in(others))
        for machine, others in silent_beginnings(audience)
    ]
    return or_(false(), *silent, *beginnings)


@dataclass(frozen=True, kw_only=True)
class CaseFilters:
    """What a list of cases is narrowed to; empty means everything."""

    text: str = ""
    step: Step | None = None
    ball: Ball | None = None
    pathway: int | None = None
    counsellor_id: int | None = None
    is_unassigned: bool = False
    due_before: date | None = None


_BY_NAME = (Jobseeker.name_key, Jobseeker.id), (attrgetter("name_key"), attrgetter("id"))
_BY_DEADLINE = (Jobseeker.due_on, Jobseeker.id), (attrgetter("due_on"), attrgetter("id"))

CASE_ORDERS: Mapping[str, Order] = {
    "name": Order(*_BY_NAME, (False, False)),
    "-name": Order(*_BY_NAME, (True, True)),
    "due": Order(*_BY_DEADLINE, (False, False)),
    "-due": Order(*_BY_DEADLINE, (True, True)),
    "-registered": Order((Jobseeker.id,), (attrgetter("id"),), (True,)),
}
"""How a list of cases may be sorted; the registration order is the order of the ids."""


def cases_matching(user: User, filters: CaseFilters) -> Select[*tuple[Jobseeker]]:
    """The cases in the user's reach that the filters let through, without their long columns."""
    statement = in_reach(select(Jobseeker), user).options(
        load_only(
            Jobseeker.centre_id, Jobseeker.provider_id, Jobseeker.surname, Jobseeker.given_name,
            Jobseeker.name_key, Jobseeker.fiscal_code, Jobseeker.step, Jobseeker.ball,
            Jobseeker.due_on, Jobseeker.pathway, Jobseeker.counsellor_id, Jobseeker.is_invented,
        ),
        joinedload(Jobseeker.counsellor).load_only(User.name).lazyload(User.organisation),
    )  # fmt: skip
    conditions: list[ColumnElement[bool]] = [*_text_conditions(filters.text)]
    for column, value in (
        (Jobseeker.step, filters.step),
        (Jobseeker.ball, filters.ball),
        (Jobseeker.pathway, filters.pathway),
        (Jobseeker.counsellor_id, filters.counsellor_id),
    ):
        if value is not None:
            conditions.append(column == value)
    if filters.is_unassigned:
        conditions.append(Jobseeker.counsellor_id.is_(None))
    if filters.due_before is not None:
        conditions.append(Jobseeker.due_on <= filters.due_before)
    return statement.where(*conditions)


def _text_conditions(typed: str) -> list[ColumnElement[bool]]:
    if beginning := fiscal_code_beginning(typed):
        # A range, which an ordinary index serves whatever the collation; Z sorts last in a code.
        return [Jobseeker.fiscal_code.between(beginning, beginning.ljust(16, "Z"))]
    return [
        or_(Jobseeker.name_key.like(f"{word}%"), Jobseeker.name_key.like(f"% {word}%"))
        for word in name_words(typed)
    ]


def case_page(
    statement: Select[*tuple[Jobseeker]], sort: str, cursor: str | None
) -> Page[Jobseeker]:
    """A window of a case list in one of `CASE_ORDERS`."""
    return fetch_page(db.session, statement, CASE_ORDERS[sort], cursor=cursor)


def case_export(statement: Select[*tuple[Jobseeker]], sort: str, most: int) -> list[Jobseeker]:
    """The rows of a case list for a file, in the order of the page, at most `most`."""
    order = CASE_ORDERS[sort]
    columns = [
        column.desc() if falling else column.asc()
        for column, falling in zip(order.columns, order.descending, strict=True)
    ]
    return list(db.session.scalars(statement.order_by(*columns).limit(most)))


def consent_given(jobseeker_id: int, purpose: str) -> Consent | None:
    """The consent in force for a purpose, if the person has given it."""
    statement = select(Consent).where(
        Consent.jobseeker_id == jobseeker_id,
        Consent.purpose == purpose,
        Consent.withdrawn_at.is_(None),
    )
    return db.session.scalar(statement)


def consents_of(jobseeker_id: int) -> Sequence[Consent]:
    """Every consent ever given by the person, newest first."""
    statement = (
        select(Consent).where(Consent.jobseeker_id == jobseeker_id).order_by(Consent.id.desc())
    )
    return db.session.scalars(statement).all()


def languages_of(jobseeker_id: int) -> Sequence[LanguageSkill]:
    """The languages the person speaks."""
    statement = (
        select(LanguageSkill)
        .where(LanguageSkill.jobseeker_id == jobseeker_id)
        .order_by(LanguageSkill.language)
    )
    return db.session.scalars(statement).all()


def experiences_of(jobseeker_id: int) -> Sequence[WorkExperience]:
    """The jobs the person declared, latest first."""
    statement = (
        select(WorkExperience)
        .where(WorkExperience.jobseeker_id == jobseeker_id)
        .order_by(WorkExperience.started_on.desc(), WorkExperience.id.desc())
    )
    return db.session.scalars(statement).all()


@dataclass(frozen=True)
class CasePlaces:
    """The names of a case's places."""

    birth: str
    residence: str
    domicile: str


def places_of(case: Jobseeker) -> CasePlaces:
    """Birthplace, residence and domicile of the case by name; the code where the name is not known."""
    born = birthplaces_of_code(db.session, case.birthplace_code)
    homes = {
        found.code: found.label
        for found in db.session.scalars(
            select(Municipality).where(
                Municipality.code.in_({case.residence_municipality, case.domicile_municipality})
            )
        )
    }
    return CasePlaces(
        birth=born[0].name if born else case.birthplace_code,
        residence=homes.get(case.residence_municipality, case.residence_municipality),
        domicile=homes.get(case.domicile_municipality, case.domicile_municipality),
    )
