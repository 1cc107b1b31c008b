"""Reads of the counsellor's desk: what is due, in one list of many kinds, and how much of it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import (
    Select,
    Text,
    cast,
    literal,
    literal_column,
    select,
    tuple_,
    union_all,
)

from app.accounts.models import User
from app.cases.models.jobseeker import Ball, Jobseeker
from app.cases.queries.listing import text_conditions
from app.core.database import db
from app.core.listing import PAGE_SIZE, Page, page_of, place_in, read_cursor
from app.core.reach import Reach
from app.dashboards.queries.sources import DeskSource, Present, desk_sources
from app.dashboards.rules.desk import Due, span


@dataclass(frozen=True, kw_only=True)
class DeskFilters:
    """What the desk is narrowed to; empty means everything within reach."""

    kind: str = ""
    bucket: Due | None = None
    ball: Ball = Ball.CENTRE
    counsellor_id: int | None = None
    is_unassigned: bool = False
    pathway: int | None = None
    text: str = ""


@dataclass(frozen=True)
class DeskItem:
    """One thing that is due, with the person it is about."""

    due_on: date
    place: int
    id: int
    kind: str
    ball: Ball
    case_id: int
    surname: str
    given_name: str
    fiscal_code: str
    pathway: int | None
    counsellor_name: str | None
    is_invented: bool
    reach: Reach = field(repr=False)


@dataclass(frozen=True)
class Asked:
    """Who looks at the desk, for what, on which day."""

    user: User
    filters: DeskFilters
    present: Present

    @property
    def day(self) -> date:
        """Today."""
        return self.present.day


@dataclass(frozen=True)
class _Window:
    """Which part of the list is read: from where, in which direction, how many."""

    falling: bool
    after: Sequence[Any] | None
    most: int


def desk_page(asked: Asked, *, is_latest_first: bool, cursor: str | None) -> Page[DeskItem]:
    """A window of what is due, ordered by deadline, source and key."""
    backwards, after = read_cursor(cursor, 3)
    if after is not None and [type(value) for value in after] != [date, int, int]:
        backwards, after = False, None
    window = _Window(is_latest_first != backwards, after, PAGE_SIZE + 1)
    return page_of(_items(asked, window), PAGE_SIZE, backwards, after is not None, _cursor_of)


def desk_export(asked: Asked, *, is_latest_first: bool, most: int) -> list[DeskItem]:
    """The same for a file, at most so many."""
    return _items(asked, _Window(is_latest_first, None, most))


def _cursor_of(item: DeskItem, backwards: bool) -> str:
    return place_in((item.due_on, item.place, item.id), backwards)


def _items(asked: Asked, window: _Window) -> list[DeskItem]:
    branches = [
        select(_branch(place, source, asked, window).subquery())
        for place, source in desk_sources(asked.user)
        if can_hold(source, asked.filters)
    ]
    if not branches:
        return []
    item = union_all(*branches).subquery("item")
    nearest = select(item).order_by(*_order(item, window)).limit(window.most).subquery("nearest")
    statement = (
        select(
            nearest, Jobseeker.surname, Jobseeker.given_name, Jobseeker.fiscal_code,
            Jobseeker.pathway, Jobseeker.is_invented, Jobseeker.centre_id, Jobseeker.provider_id,
            # Twenty names by key: a join might read every account, the jobseekers' too.
            select(User.name)
            .where(User.id == nearest.c.counsellor_id)
            .scalar_subquery()
            .label("counsellor_name"),
        )
        .join(Jobseeker, Jobseeker.id == nearest.c.case_id)
        .order_by(*_order(nearest, window))
    )  # fmt: skip
    return [_item(row) for row in db.session.execute(statement)]


def _order(rows: Any, window: _Window) -> list[Any]:
    order = [rows.c.due_on, rows.c.place, rows.c.id]
    return [each.desc() for each in order] if window.falling else order


def _item(row: Any) -> DeskItem:
    return DeskItem(
        due_on=row.due_on,
        place=row.place,
        id=row.id,
        kind=row.kind,
        ball=Ball(row.ball),
        case_id=row.case_id,
        surname=row.surname,
        given_name=row.given_name,
        fiscal_code=row.fiscal_code,
        pathway=row.pathway,
        counsellor_name=row.counsellor_name,
        is_invented=row.is_invented,
        reach=Reach(row.case_id, row.centre_id, row.provider_id),
    )


def _branch(
    place: int, source: DeskSource, asked: Asked, window: _Window
) -> Select[*tuple[Any, ...]]:
    """What one source holds, walked along its own index and cut after `most`."""
    kind = literal(source.acts[0].kind) if source.kind is None else source.kind
    ball = literal(Ball.CENTRE.value) if source.ball is None else source.ball
    filters = asked.filters
    statement = waiting_rows(
        source, asked,
        (
            source.due_on.label("due_on"), literal_column(str(place)).label("place"),
            source.model.id.label("id"), source.case_id.label("case_id"),
            cast(kind, Text).label("kind"), cast(ball, Text).label("ball"),
            source.counsellor_id.label("counsellor_id"),
        ),
        shows_whose=True,
    )  # fmt: skip
    if filters.kind and source.kind is not None:
        statement = statement.where(source.kind == filters.kind)
    if filters.bucket is not None:
        statement = statement.where(source.due_on.between(*span(filters.bucket, asked.day)))
    if window.after is not None:
        statement = statement.where(_beyond(source, place, window.after, window.falling))
    order = (source.due_on, source.model.id)
    if window.falling:
        order = tuple(each.desc() for each in order)
    return statement.order_by(*order).limit(window.most)


def waiting_rows(
    source: DeskSource, asked: Asked, columns: Sequence[Any], *, shows_whose: bool
) -> Select[*tuple[Any, ...]]:
    """The rows of one source that wait, within reach and for whom it is asked."""
    filters = asked.filters
    statement = select(*columns).select_from(source.model).where(*source.waits(asked.present))
    if _reads_case(source, filters, shows_whose=shows_whose):
        statement = statement.join(Jobseeker, Jobseeker.id == source.model.jobseeker_id)
    statement = statement.where(source.model.centre_id == asked.user.centre_id)
    if source.ball is not None:
        statement = statement.where(source.ball == filters.ball)
    if filters.is_unassigned:
        statement = statement.where(source.counsellor_id.is_(None))
    elif filters.counsellor_id is not None:
        statement = statement.where(source.counsellor_id == filters.counsellor_id)
    if filters.pathway is not None:
        statement = statement.where(Jobseeker.pathway == filters.pathway)
    return statement.where(*text_conditions(filters.text))


def _reads_case(source: DeskSource, filters: DeskFilters, *, shows_whose: bool) -> bool:
    """Whether a row needs its case beside it: counting a thousand duties would read as many cases."""
    if source.is_case:
        return False
    asks_whose = shows_whose or filters.is_unassigned or filters.counsellor_id is not None
    narrows = filters.pathway is not None or bool(filters.text)
    return source.asks_case or narrows or (source.whose is None and asks_whose)


def _beyond(source: DeskSource, place: int, after: Sequence[Any], falling: bool) -> Any:
    """The rows of this source that come after the place, so that its index can begin there.

    Among things of one day the sources come in their order, so all of a later source's are still to
    come, and all of an earlier one's are past.
    """
    due_on, at, key = after
    column_, here = source.due_on, tuple_(source.due_on, source.model.id)
    if place == at:
        there = tuple_(literal(due_on), literal(key))
        return here < there if falling else here > there
    is_to_come = (place < at) if falling else (place > at)
    if is_to_come:
        return column_ <= due_on if falling else column_ >= due_on
    return column_ < due_on if falling else column_ > due_on


def can_hold(source: DeskSource, filters: DeskFilters) -> bool:
    """Whether the source has anything of the kind, for the side that has to act."""
    if source.ball is None and filters.ball is not Ball.CENTRE:
        return False
    return not filters.kind or filters.kind in {act.kind for act in source.acts}
