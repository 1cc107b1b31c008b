"""Reads of the manager's view: what each counsellor carries, and the cases to be given out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import Select, and_, func, select

from app.accounts.models import User
from app.cases.models.jobseeker import Ball, Jobseeker, Step
from app.cases.queries.caseload import counsellors_of
from app.cases.queries.listing import CASE_ORDERS, CaseFilters, cases_counted, cases_matching
from app.cases.queries.reach import in_reach
from app.core.database import db
from app.core.listing import Page, fetch_page
from app.dashboards.rules.desk import Due, span

CASES_SHOWN = 20
"""Cases of one page of the distribution; more are given by the filters."""


@dataclass
class Burden:
    """What one counsellor carries; `counsellor` is None for the cases nobody follows."""

    counsellor: User | None
    cases: int = 0
    overdue: int = 0
    week: int = 0
    by_step: dict[Step, int] = field(default_factory=dict)


def burdens(user: User, day: date) -> list[Burden]:
    """The open cases of the user's centre by who follows them, those nobody follows first.

    What is late or due within a week is counted where the centre has to act. One statement, read
    from an index alone.
    """
    acts = Jobseeker.ball == Ball.CENTRE
    today, week = span(Due.TODAY, day), span(Due.WEEK, day)
    statement = in_reach(select(Jobseeker), user).where(Jobseeker.step != Step.CLOSED)
    rows = db.session.execute(
        statement.with_only_columns(
            Jobseeker.counsellor_id,
            Jobseeker.step,
            func.count().label("cases"),
            func.count().filter(and_(acts, Jobseeker.due_on < day)).label("overdue"),
            func.count()
            .filter(and_(acts, Jobseeker.due_on.between(today[0], week[1])))
            .label("week"),
        ).group_by(Jobseeker.counsellor_id, Jobseeker.step)
    )
    found: dict[int | None, Burden] = {None: Burden(None)}
    found |= {one.id: Burden(one) for one in counsellors_of(user)}
    for row in rows:
        # A case of somebody who has left counts as nobody's: it has to be given to somebody.
        burden = found.get(row.counsellor_id, found[None])
        burden.cases += row.cases
        burden.overdue += row.overdue
        burden.week += row.week
        burden.by_step[row.step] = burden.by_step.get(row.step, 0) + row.cases
    return list(found.values())


def cases_to_give(user: User, filters: CaseFilters, cursor: str | None) -> Page[Jobseeker]:
    """A window of the open cases that the filters let through, the most pressing first."""
    statement = _open(cases_matching(user, filters))
    return fetch_page(db.session, statement, CASE_ORDERS["due"], cursor=cursor, size=CASES_SHOWN)


def keys_to_give(user: User, filters: CaseFilters, most: int) -> Sequence[int]:
    """The keys of all of them, at most so many."""
    statement = _open(cases_counted(user, filters)).with_only_columns(Jobseeker.id)
    return db.session.scalars(statement.order_by(Jobseeker.due_on, Jobseeker.id).limit(most)).all()


def _open(statement: Select[*tuple[Jobseeker]]) -> Select[*tuple[Jobseeker]]:
    return statement.where(Jobseeker.step != Step.CLOSED)


def names_of(keys: Sequence[int]) -> Mapping[int, str]:
    """The names of counsellors, those who have left too."""
    found: Any = db.session.execute(select(User.id, User.name).where(User.id.in_(keys)))
    return {row.id: row.name for row in found}
