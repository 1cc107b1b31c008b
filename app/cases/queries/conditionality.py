"""Procedures of conditionality: of a case, of the person, of a desk."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import joinedload

from app.accounts.models import User
from app.cases.models.conditionality import ConditionalityEvent
from app.cases.models.jobseeker import Jobseeker
from app.cases.queries.reach import rows_in_reach
from app.cases.rules.conditionality import Past
from app.cases.states import SanctionState
from app.core.clock import today
from app.core.database import db
from app.core.errors import NotFoundForYou
from app.programme.queries import rule_set_id_on, rules_in_force, rules_of_version
from app.programme.rules.conditionality import Conditionality


def ladder_on(on: date) -> Conditionality | None:
    """The ladder in force on a day; None under versions that have none."""
    return rules_in_force(on).conditionality


def ladder_of(event: ConditionalityEvent) -> Conditionality:
    """The ladder under which a procedure was opened."""
    ladder = rules_of_version(event.rule_set_id).conditionality
    if ladder is None:
        raise NotFoundForYou
    return ladder


def ladder_version_on(on: date) -> int:
    """The key of the version whose ladder a new procedure is bound to."""
    return rule_set_id_on(on)


def is_bound(case: Jobseeker, ladder: Conditionality | None) -> bool:
    """Whether the person receives a benefit that binds to duties."""
    return ladder is not None and case.benefit.value in ladder.benefits


def sanctions_of(case: Jobseeker) -> Sequence[ConditionalityEvent]:
    """Every procedure of the case, the latest first."""
    statement = (
        select(ConditionalityEvent)
        .where(ConditionalityEvent.jobseeker_id == case.id)
        .options(
            joinedload(ConditionalityEvent.opened_by).lazyload(User.organisation),
            joinedload(ConditionalityEvent.confirmed_by).lazyload(User.organisation),
        )
    )
    ordered = statement.order_by(
        ConditionalityEvent.failed_on.desc(), ConditionalityEvent.id.desc()
    )
    return db.session.scalars(ordered).unique().all()


def told_to(case: Jobseeker) -> list[ConditionalityEvent]:
    """The procedures the person has been told of."""
    return [event for event in sanctions_of(case) if event.told_at is not None]


def load_sanction(case: Jobseeker, event_id: int) -> ConditionalityEvent:
    """A procedure of a case that was loaded within reach. Raises NotFoundForYou."""
    statement = select(ConditionalityEvent).where(
        ConditionalityEvent.id == event_id, ConditionalityEvent.jobseeker_id == case.id
    )
    event = db.session.scalar(statement)
    if event is None:
        raise NotFoundForYou
    return event


def earlier_than(event: ConditionalityEvent) -> list[Past]:
    """The other procedures of the person, as the ladder counts them."""
    statement = select(
        ConditionalityEvent.failure, ConditionalityEvent.did_id, ConditionalityEvent.state
    ).where(
        ConditionalityEvent.jobseeker_id == event.jobseeker_id,
        ConditionalityEvent.id != event.id,
    )
    return [Past(*row) for row in db.session.execute(statement)]


def sanctions_due(user: User, *, on: date | None = None) -> Select[*tuple[ConditionalityEvent]]:
    """What the desk has to decide: explanations given or whose time is over, proposals, appeals.

    Within the user's reach, the oldest term first.
    """
    day = on or today()
    heard = or_(ConditionalityEvent.explained_at.is_not(None), ConditionalityEvent.explain_by < day)
    waiting = (SanctionState.PROPOSED, SanctionState.CONFIRMED, SanctionState.APPEALED)
    statement = rows_in_reach(select(ConditionalityEvent), ConditionalityEvent, user).where(
        or_(
            ConditionalityEvent.state.in_(waiting),
            (ConditionalityEvent.state == SanctionState.EXPLAINING) & heard,
        )
    )
    return statement.order_by(ConditionalityEvent.explain_by, ConditionalityEvent.id)
