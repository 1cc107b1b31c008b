"""Rows to be checked, version by version, and what the checks found."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import joinedload

from app.core.database import db
from app.core.listing import Order, Page, fetch_page
from app.programme.models import RuleSetVersion
from profiling.assessment.models import Assessment, QuantitativeProfile
from profiling.assessment.states import AssessmentState
from profiling.checking.models import Checked, RecomputationCheck, RecomputationDifference

NEWEST_CHECK_FIRST = Order(
    columns=(RecomputationCheck.id,), keys=(lambda row: row.id,), descending=(True,)
)
IN_ORDER = Order(
    columns=(RecomputationDifference.id,), keys=(lambda row: row.id,), descending=(False,)
)


def versions_with(kind: Checked) -> list[int]:
    """The versions of the rules under which there is something to check."""
    statement = _rows(kind).with_only_columns(_model(kind).id).order_by(None)
    return [
        key
        for key in db.session.scalars(select(RuleSetVersion.id).order_by(RuleSetVersion.id))
        if db.session.scalar(statement.where(_model(kind).rule_set_id == key).limit(1)) is not None
    ]


def rows_after(kind: Checked, rule_set_id: int, place: int, limit: int) -> Sequence[Any]:
    """The next rows of a version behind a key, in the order of keys."""
    model = _model(kind)
    return db.session.scalars(
        _rows(kind)
        .where(model.rule_set_id == rule_set_id, model.id > place)
        .order_by(model.id)
        .limit(limit)
    ).all()


def last_check(*, of_sample: bool = False) -> RecomputationCheck | None:
    """The newest run, or the newest of samples; None before the first."""
    statement = select(RecomputationCheck).order_by(RecomputationCheck.id.desc()).limit(1)
    if of_sample:
        statement = statement.where(RecomputationCheck.places != {})
    return db.session.scalar(statement)


def checks_page(cursor: str | None) -> Page[RecomputationCheck]:
    """The runs, newest first."""
    return fetch_page(db.session, select(RecomputationCheck), NEWEST_CHECK_FIRST, cursor=cursor)


def differences_by_field(check_id: int) -> Sequence[Any]:
    """Of a run, how many differences by version, kind and field; about nobody."""
    row = RecomputationDifference
    return db.session.execute(
        select(row.rule_set_id, row.kind, row.field, func.count().label("count"))
        .where(row.check_id == check_id)
        .group_by(row.rule_set_id, row.kind, row.field)
        .order_by(row.rule_set_id, row.kind, row.field)
    ).all()


def differences_page(check_id: int, cursor: str | None) -> Page[RecomputationDifference]:
    """The differences of a run, one by one."""
    statement = select(RecomputationDifference).where(RecomputationDifference.check_id == check_id)
    return fetch_page(db.session, statement, IN_ORDER, cursor=cursor)


def _model(kind: Checked) -> Any:
    return QuantitativeProfile if kind is Checked.PROFILE else Assessment


def _rows(kind: Checked) -> Select[*tuple[Any]]:
    if kind is Checked.PROFILE:
        return select(QuantitativeProfile)
    return (
        select(Assessment)
        .where(Assessment.state != AssessmentState.DRAFT)
        .options(joinedload(Assessment.profile), joinedload(Assessment.official))
    )
