"""The story of a case, as each side is told it."""

from functools import cache

from sqlalchemy import ColumnElement, Text, and_, any_, literal, not_, or_, select
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import joinedload

from app.accounts.models import User
from app.cases.models.jobseeker import Jobseeker
from app.cases.models.steps import TimelineEntry
from app.cases.rules.journey import silent_actions, silent_beginnings
from app.core.database import db
from app.core.listing import Order, Page, fetch_page
from app.core.state_machine import Audience

NEWEST_ENTRY_FIRST = Order(
    columns=(TimelineEntry.id,), keys=(lambda entry: entry.id,), descending=(True,)
)


def timeline_of(case: Jobseeker, audience: Audience, cursor: str | None) -> Page[TimelineEntry]:
    """The story of the case as the audience is told it, newest first."""
    statement = (
        select(TimelineEntry)
        .where(TimelineEntry.jobseeker_id == case.id, not_(_is_silent_to(audience)))
        .options(joinedload(TimelineEntry.actor).lazyload(User.organisation))
    )
    return fetch_page(db.session, statement, NEWEST_ENTRY_FIRST, cursor=cursor)


@cache
def _is_silent_to(audience: Audience) -> ColumnElement[bool]:
    # One array compared with one text: forty comparisons cost a page more than the rest of its SQL.
    silent = [f"{machine}:{action}" for machine, action in silent_actions(audience)]
    named = TimelineEntry.machine + ":" + TimelineEntry.action
    beginnings = [
        and_(TimelineEntry.machine == machine, TimelineEntry.action.not_in(others))
        for machine, others in silent_beginnings(audience)
    ]
    return or_(named == any_(literal(silent, ARRAY(Text))), *beginnings)
