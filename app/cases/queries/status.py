"""The history of the status of unemployment and its periods of work, put together for pages and checks."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload

from app.accounts.models import User
from app.cases.models.jobseeker import Jobseeker
from app.cases.models.status import StatusEvent, WorkPeriod
from app.cases.models.steps import Did
from app.cases.queries.reach import rows_in_reach
from app.cases.rules.status_history import (
    Due,
    Event,
    ended_by_word,
    events_due,
    standing_events,
    state_by,
)
from app.cases.rules.unemployment import (
    EXAMPLE_TERMS,
    Declared,
    Reckoning,
    Stretch,
    Terms,
    reckon,
    status_line,
)
from app.cases.states import DidState
from app.core.clock import today
from app.core.database import db
from app.core.errors import NotFoundForYou
from app.programme.queries import rules_in_force

OPEN = (DidState.VALIDATED, DidState.SUSPENDED)


def status_terms(on: date) -> Terms:
    """The numbers of the rules in force on a day; an older version lacks some: examples then."""
    given = rules_in_force(on).parameters
    numbers = {
        name: int(given[key].value) if key in given else getattr(EXAMPLE_TERMS, name)
        for name, key in _PARAMETERS.items()
    }
    return Terms(**numbers)


_PARAMETERS = {
    "suspension_months": "work_suspension_months",
    "employee_income": "work_income_employees",
    "self_employed_income": "work_income_self_employed",
    "month_days": "unemployment_month_days",
    "long_term_months": "long_term_months",
}


def history_of(did: Did) -> Sequence[StatusEvent]:
    """Every event of a declaration in the order it was recorded, annulled ones too."""
    statement = (
        select(StatusEvent)
        .where(StatusEvent.did_id == did.id)
        .options(
            joinedload(StatusEvent.recorded_by).lazyload(User.organisation),
            joinedload(StatusEvent.work_period),
        )
    )
    return db.session.scalars(statement.order_by(StatusEvent.id)).unique().all()


def work_of(did: Did) -> Sequence[WorkPeriod]:
    """Every period of work told about a declaration, annulled ones too, by day."""
    statement = select(WorkPeriod).where(WorkPeriod.did_id == did.id)
    return db.session.scalars(statement.order_by(WorkPeriod.started_on, WorkPeriod.id)).all()


def load_work(did: Did, work_id: int) -> WorkPeriod:
    """A period of a declaration that was loaded within reach. Raises NotFoundForYou."""
    statement = select(WorkPeriod).where(WorkPeriod.id == work_id, WorkPeriod.did_id == did.id)
    period = db.session.scalar(statement)
    if period is None:
        raise NotFoundForYou
    return period


@dataclass(frozen=True)
class Status:
    """A declaration with its history, its periods of work, and what they come to."""

    did: Did
    events: Sequence[StatusEvent]
    periods: Sequence[WorkPeriod]
    terms: Terms

    @property
    def valid_periods(self) -> list[WorkPeriod]:
        """The periods that were not entered by error."""
        return [period for period in self.periods if period.annulled_at is None]

    @property
    def known_events(self) -> list[Event]:
        """The events as the rules know them."""
        return [event_of(event) for event in self.events]

    @property
    def state_told(self) -> DidState | None:
        """The state by the history alone."""
        return state_by(self.known_events)

    @property
    def line(self) -> tuple[Stretch, ...]:
        """What the status is on every day."""
        return line_of(self.did, self.known_events, self.valid_periods, self.terms)

    @property
    def reached(self) -> date:
        """The effect of the last event that holds: nothing is recorded before it."""
        return reached_by(self.did, self.known_events)

    def due(self, on: date) -> list[Due]:
        """What the periods of work ask for by a day and nobody has recorded."""
        return list(events_due(self.did.state, self.reached, self.line, on=on))

    def reckoning(self, on: date) -> Reckoning:
        """Days and months of unemployment up to a day."""
        return reckon(self.line, self.terms, on=on)


def status_of(did: Did) -> Status:
    """A declaration with all that bears on its status: two statements, however long the history."""
    return Status(did, history_of(did), work_of(did), status_terms(today()))


def event_of(event: StatusEvent) -> Event:
    """A line of the history as the rules know it."""
    return Event(
        id=event.id,
        kind=event.kind,
        effective_on=event.effective_on,
        source=event.source,
        supersedes_id=event.supersedes_id,
        by_work=event.work_period_id is not None,
    )


def line_of(
    did: Did, events: Iterable[Event], periods: Iterable[WorkPeriod], terms: Terms
) -> tuple[Stretch, ...]:
    """What the status of a declaration is on every day."""
    declared = Declared(
        declared_on=did.declared_on,
        unemployed_since=did.unemployed_since,
        ended_from=ended_by_word(events),
    )
    return status_line(declared, [period.work for period in periods], terms)


def reached_by(did: Did, events: Iterable[Event]) -> date:
    """The effect of the last event that holds; the declaration itself where none is known."""
    held = standing_events(events)
    return held[-1].effective_on if held else did.declared_on


def latest_did(case: Jobseeker) -> Did | None:
    """The declaration made last, open or closed."""
    statement = select(Did).where(Did.jobseeker_id == case.id)
    return db.session.scalar(statement.order_by(Did.declared_on.desc(), Did.id.desc()).limit(1))


def months_unemployed(case_id: int, on: date) -> int | None:
    """Months of unemployment of the person up to a day; None without a declaration that holds.

    Suspensions are taken out: this, not the distance from `unemployed_since`, is the duration that
    profiles and benefits of the law speak of.
    """
    statement = select(Did).where(Did.jobseeker_id == case_id, Did.state.in_(OPEN))
    did = db.session.scalar(statement)
    return None if did is None else status_of(did).reckoning(on).months


def work_to_confirm(user: User, *, on: date | None = None) -> Select[*tuple[WorkPeriod]]:
    """Work that should be over and of which nobody has said so, within the user's reach.

    For the desk: by the day it was expected to end, the oldest first. The end is the person's or the
    employer's word; no job guesses it.
    """
    statement = rows_in_reach(select(WorkPeriod), WorkPeriod, user).where(
        WorkPeriod.ended_on.is_(None),
        WorkPeriod.annulled_at.is_(None),
        WorkPeriod.expected_end_on < (on or today()),
        WorkPeriod.did_id.in_(select(Did.id).where(Did.state.in_(OPEN))),
    )
    return statement.order_by(WorkPeriod.expected_end_on, WorkPeriod.id)


def dids_at_work(after_id: int, limit: int) -> Sequence[Did]:
    """Open declarations with work that goes on, by key: those the law may end by itself."""
    at_work = select(WorkPeriod.did_id).where(
        WorkPeriod.ended_on.is_(None), WorkPeriod.annulled_at.is_(None)
    )
    statement = select(Did).where(Did.state.in_(OPEN), Did.id > after_id, Did.id.in_(at_work))
    return db.session.scalars(statement.order_by(Did.id).limit(limit)).all()


def statuses(dids: Sequence[Did]) -> list[Status]:
    """Many declarations with their histories: two statements for all of them."""
    keys, terms = [did.id for did in dids], status_terms(today())
    events: dict[int, list[StatusEvent]] = {key: [] for key in keys}
    periods: dict[int, list[WorkPeriod]] = {key: [] for key in keys}
    told = select(StatusEvent).where(StatusEvent.did_id.in_(keys)).order_by(StatusEvent.id)
    for event in db.session.scalars(told.options(joinedload(StatusEvent.work_period))).unique():
        events[event.did_id].append(event)
    work = select(WorkPeriod).where(WorkPeriod.did_id.in_(keys)).order_by(WorkPeriod.started_on)
    for period in db.session.scalars(work):
        periods[period.did_id].append(period)
    return [Status(did, events[did.id], periods[did.id], terms) for did in dids]


@dataclass(frozen=True)
class Difference:
    """A declaration whose stored state is not what its history and its work say."""

    did_id: int
    stored: str
    by_history: str
    overdue: int


def status_differences(after_id: int, limit: int, *, on: date) -> tuple[list[Difference], int]:
    """Recompute the state of the next `limit` declarations; the differences and the last key seen.

    The key is 0 when there were none left.
    """
    dids = db.session.scalars(
        select(Did).where(Did.id > after_id).order_by(Did.id).limit(limit)
    ).all()
    found = []
    for status in statuses(dids):
        told, overdue = status.state_told, status.due(on)
        if told is not status.did.state or overdue:
            by_history = told.value if told else "-"
            stored = status.did.state.value
            found.append(Difference(status.did.id, stored, by_history, len(overdue)))
    return found, dids[-1].id if dids else 0
