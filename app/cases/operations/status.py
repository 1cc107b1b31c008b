"""Write the history of the status, and let it follow the periods of work."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from app.accounts.models import User
from app.cases.models.status import StatusEvent, WorkPeriod
from app.cases.models.steps import Did
from app.cases.queries.status import status_of
from app.cases.rules.status_history import StatusKind, StatusSource
from app.cases.states import DidAction
from app.core.clock import today
from app.core.database import db

DAY = timedelta(1)


@dataclass(frozen=True, kw_only=True)
class Change:
    """What happens to a declaration, with the two dates of its history.

    Without dates it happens and takes effect today.
    """

    action: DidAction
    reason: str | None = None
    note: str = ""
    happened_on: date | None = None
    effective_on: date | None = None
    source: StatusSource = StatusSource.COUNSELLOR
    work_period_id: int | None = None
    supersedes_id: int | None = None

    @property
    def effect(self) -> date:
        """From which day the status is the new one."""
        return self.effective_on or today()


def write_event(actor: User | None, did: Did, kind: StatusKind, change: Change) -> StatusEvent:
    """Add a line to the history, with the days of unemployment counted up to its effect."""
    db.session.flush()
    status = status_of(did)
    event = StatusEvent(
        jobseeker_id=did.jobseeker_id,
        centre_id=did.centre_id,
        provider_id=did.provider_id,
        did_id=did.id,
        kind=kind,
        happened_on=change.happened_on or change.effect,
        effective_on=change.effect,
        recorded_by_id=actor.id if actor else None,
        reason=change.reason or "",
        source=change.source,
        work_period_id=change.work_period_id,
        note=change.note.strip(),
        supersedes_id=change.supersedes_id,
    )
    counted = status.reckoning(change.effect - DAY)
    event.days_counted, event.months_counted = counted.days, counted.months
    db.session.add(event)
    db.session.flush()
    return event


def cause_of(action: DidAction, effective_on: date, periods: Iterable[WorkPeriod]) -> WorkPeriod:
    """The period of work that brought a change about: the one ended last, or the one going on."""
    known = list(periods)
    if action is DidAction.RESUME:
        ended = [period for period in known if period.ended_on and period.ended_on < effective_on]
        return max(ended, key=lambda period: (period.ended_on or date.min, period.id))
    begun = [
        period
        for period in known
        if period.started_on <= effective_on
        and (period.ended_on is None or period.ended_on >= effective_on)
    ]
    return max(begun, key=lambda period: (period.started_on, period.id))
