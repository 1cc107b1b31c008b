"""Reads of the counsellor's desk: what is due, and how much of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Select, func

from app.accounts.models import User
from app.cases.models.jobseeker import Jobseeker, Step
from app.cases.queries.listing import CaseFilters, cases_counted, cases_matching
from app.core.database import db
from app.dashboards.rules.desk import Due, span


@dataclass(frozen=True)
class Load:
    """How many cases wait, by how soon they are due and by their next step."""

    by_due: dict[Due, int]
    by_step: dict[Step, int]


def desk_cases(
    user: User, filters: CaseFilters, bucket: Due | None, today: date
) -> Select[*tuple[Jobseeker]]:
    """The cases of the desk, all or those of one bucket."""
    statement = cases_matching(user, filters)
    return statement.where(Jobseeker.due_on.between(*span(bucket, today))) if bucket else statement


def desk_load(user: User, filters: CaseFilters, today: date) -> Load:
    """The counts of the desk, in one statement over the same cases whatever their step or day."""
    counts = [func.count().filter(Jobseeker.due_on.between(*span(bucket, today))) for bucket in Due]
    statement = cases_counted(user, filters).with_only_columns(Jobseeker.step, *counts)
    rows: Sequence[Any] = db.session.execute(statement.group_by(Jobseeker.step)).all()
    by_due = {bucket: sum(row[place] for row in rows) for place, bucket in enumerate(Due, start=1)}
    found = {row.step: sum(row[1:]) for row in rows}
    return Load(by_due, {step: found[step] for step in Step if step in found})
