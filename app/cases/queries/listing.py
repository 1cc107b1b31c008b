"""Lists of cases: filters, orders, pages, rows of files."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from operator import attrgetter

from sqlalchemy import ColumnElement, Select, or_, select
from sqlalchemy.orm import joinedload, load_only

from app.accounts.models import User
from app.cases.models.jobseeker import Ball, Jobseeker, Step
from app.cases.queries.reach import in_reach
from app.cases.rules.searching import fiscal_code_beginning, name_words
from app.core.database import db
from app.core.listing import Order, Page, fetch_page


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
    """The cases in the user's reach that the filters let through, with the columns of a list."""
    return cases_counted(user, filters).options(
        load_only(
            Jobseeker.centre_id, Jobseeker.provider_id, Jobseeker.surname, Jobseeker.given_name,
            Jobseeker.name_key, Jobseeker.fiscal_code, Jobseeker.step, Jobseeker.ball,
            Jobseeker.due_on, Jobseeker.pathway, Jobseeker.counsellor_id, Jobseeker.is_invented,
        ),
        joinedload(Jobseeker.counsellor).load_only(User.name).lazyload(User.organisation),
    )  # fmt: skip


def cases_counted(user: User, filters: CaseFilters) -> Select[*tuple[Jobseeker]]:
    """The same cases, bare: for counts over them."""
    conditions: list[ColumnElement[bool]] = [*text_conditions(filters.text)]
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
    return in_reach(select(Jobseeker), user).where(*conditions)


def text_conditions(typed: str) -> list[ColumnElement[bool]]:
    """What a typed name, or the beginning of a fiscal code, asks of a case."""
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
