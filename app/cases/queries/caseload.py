"""Reads of who follows whom: counsellors, their loads, distributions and their lines."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ARRAY, BigInteger, cast, func, select
from sqlalchemy.orm import joinedload

from app.accounts.models import User
from app.accounts.queries import colleagues
from app.cases.models.caseload import Reassignment, ReassignmentLine
from app.cases.models.jobseeker import Jobseeker, Step
from app.cases.queries.reach import in_reach
from app.cases.states import ReassignmentState
from app.core.database import db
from app.core.errors import NotFoundForYou
from app.core.listing import Order, Page, fetch_page

NEWEST_FIRST = Order(columns=(Reassignment.id,), keys=(lambda row: row.id,), descending=(True,))
LINES_BY_TARGET = Order(
    columns=(ReassignmentLine.to_counsellor_id, ReassignmentLine.id),
    keys=(lambda row: row.to_counsellor_id, lambda row: row.id),
    descending=(False, False),
)


def counsellors_of(user: User) -> Sequence[User]:
    """Those of the user's centre who follow cases, by name; nobody for who works at no centre."""
    if user.centre_id is None:
        return ()
    return colleagues(user.centre_id)


def chosen_cases(user: User, case_ids: Sequence[int]) -> Sequence[Any]:
    """Of these cases, those in the user's reach: keys, reach, who follows them, whether they are open."""
    wanted = cast(list(case_ids), ARRAY(BigInteger))
    mine = in_reach(select(Jobseeker), user).where(Jobseeker.id == func.any(wanted))
    statement = mine.with_only_columns(
        Jobseeker.id,
        Jobseeker.centre_id,
        Jobseeker.provider_id,
        Jobseeker.counsellor_id,
        (Jobseeker.step != Step.CLOSED).label("is_open"),
    )
    return db.session.execute(statement.order_by(Jobseeker.due_on, Jobseeker.id)).all()


def open_cases_of(counsellor_ids: Sequence[int]) -> dict[int, int]:
    """How many open cases each of them follows."""
    statement = (
        select(Jobseeker.counsellor_id, func.count())
        .where(Jobseeker.counsellor_id.in_(counsellor_ids), Jobseeker.step != Step.CLOSED)
        .group_by(Jobseeker.counsellor_id)
    )
    return {key: number for key, number in db.session.execute(statement) if key}


def prepared_reassignment(user: User) -> Reassignment | None:
    """What the manager prepared and has neither confirmed nor given up."""
    statement = select(Reassignment).where(
        Reassignment.prepared_by_id == user.id, Reassignment.state == ReassignmentState.PREPARED
    )
    return db.session.scalar(statement)


def load_reassignment(user: User, number: str) -> Reassignment:
    """A distribution of the user's own centre; what is only prepared, for who prepared it.

    Raises NotFoundForYou alike for a missing one and for one of another centre.
    """
    statement = (
        select(Reassignment)
        .where(Reassignment.number == number, Reassignment.centre_id == user.centre_id)
        .options(joinedload(Reassignment.prepared_by), joinedload(Reassignment.undone_by))
    )
    found = db.session.scalar(statement)
    if found is None or not _is_for(user, found):
        raise NotFoundForYou
    return found


def reassignments_of(user: User, cursor: str | None) -> Page[Reassignment]:
    """The distributions made at the user's centre, the latest first."""
    return fetch_page(db.session, _made_at(user), NEWEST_FIRST, cursor=cursor)


def all_reassignments(user: User, most: int) -> Sequence[Reassignment]:
    """The same for a file, at most so many."""
    return db.session.scalars(_made_at(user).order_by(Reassignment.id.desc()).limit(most)).all()


def lines_of(reassignment: Reassignment, cursor: str | None) -> Page[ReassignmentLine]:
    """Its lines by who is given the case."""
    return fetch_page(db.session, _lines(reassignment), LINES_BY_TARGET, cursor=cursor)


def all_lines(reassignment: Reassignment, most: int) -> Sequence[ReassignmentLine]:
    """The same for a file, at most so many."""
    statement = _lines(reassignment).order_by(*LINES_BY_TARGET.columns).limit(most)
    return db.session.scalars(statement).all()


def shares_of(reassignment: Reassignment) -> Sequence[Any]:
    """How many cases each counsellor is given, by outcome: (counsellor, outcome, number)."""
    line = ReassignmentLine
    statement = (
        select(line.to_counsellor_id, line.outcome, func.count())
        .where(line.reassignment_id == reassignment.id)
        .group_by(line.to_counsellor_id, line.outcome)
    )
    return db.session.execute(statement).all()


def _is_for(user: User, found: Reassignment) -> bool:
    if found.state is ReassignmentState.PREPARED:
        return found.prepared_by_id == user.id
    return found.state is not ReassignmentState.DROPPED


def _made_at(user: User) -> Any:
    done = (ReassignmentState.MADE, ReassignmentState.UNDONE)
    return (
        select(Reassignment)
        .where(Reassignment.centre_id == user.centre_id, Reassignment.state.in_(done))
        .options(joinedload(Reassignment.prepared_by), joinedload(Reassignment.undone_by))
    )


def _lines(reassignment: Reassignment) -> Any:
    line = ReassignmentLine
    return (
        select(line)
        .where(line.reassignment_id == reassignment.id)
        .options(
            joinedload(line.case),
            joinedload(line.from_counsellor).lazyload(User.organisation),
            joinedload(line.to_counsellor).lazyload(User.organisation),
        )
    )
