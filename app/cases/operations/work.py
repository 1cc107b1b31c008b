"""Verbs of the periods of work: record, end, take back an end, annul; and the nightly loss."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy.exc import IntegrityError

from app.accounts.models import User
from app.audit.operations import lock, perform, record
from app.cases.models.jobseeker import Jobseeker
from app.cases.models.status import StatusEvent, WorkPeriod
from app.cases.models.steps import Did
from app.cases.operations.did import (
    follow_work,
    is_manager,
    place_by_records,
    rest_while_at_work,
    restore_did,
)
from app.cases.operations.status import Change, write_event
from app.cases.queries.status import Status, dids_at_work, line_of, status_of, statuses
from app.cases.rules.status_history import StatusKind, StatusSource, WorkSource, unsupported
from app.cases.rules.unemployment import ContractKind, Reckoning, Stretch, reckon
from app.cases.rules.work import WorkFacts, work_refusals
from app.cases.states import OPEN_DID, DidAction, DidState
from app.core.clock import now, today
from app.core.database import db
from app.core.errors import Refusal, RuleBroken
from app.core.language import N_
from app.programme.queries import rules_in_force


@dataclass(frozen=True, kw_only=True)
class WorkTold:
    """A period of work as somebody tells it."""

    kind: ContractKind
    started_on: date
    employer: str = ""
    ended_on: date | None = None
    expected_end_on: date | None = None
    annual_income: int | None = None
    source: WorkSource = WorkSource.PERSON


@dataclass(frozen=True)
class Effect:
    """What a change would do, shown before it binds."""

    before: tuple[Stretch, ...]
    after: tuple[Stretch, ...]
    counted_before: Reckoning
    counted_after: Reckoning
    reached: int
    """Key of the last event seen: another one since means that the picture is old."""


def effect_of_work(actor: User, did: Did, told: WorkTold) -> Effect:
    """What recording the period would change. Raises RuleBroken with every reason against it."""
    return _effect(actor, did, _period(did, told), is_new=True)


def effect_of_end(actor: User, did: Did, period: WorkPeriod, ended_on: date) -> Effect:
    """What recording the end of a period would change. Raises RuleBroken as recording does."""
    return _effect(actor, did, _ended_copy(period, ended_on), is_new=False)


def record_work(
    actor: User, case: Jobseeker, did: Did, told: WorkTold, *, seen: int | None = None
) -> WorkPeriod:
    """Record a period of work; the status follows.

    `seen` is what the confirmed picture had reached. Raises RuleBroken with every reason, and when
    the history has moved on since the picture.
    """
    lock(case)
    _refuse_old_picture(did, seen)
    period = _period(did, told)
    _effect(actor, did, period, is_new=True)
    db.session.add(period)
    period.recorded_by_id = actor.id
    _flush_job()
    record(actor, "work:record", period, kind=told.kind.value, started=told.started_on.isoformat())
    if did.state is not DidState.DECLARED:
        follow_work(actor, case, did)
    return period


def end_work(
    actor: User, case: Jobseeker, did: Did, period: WorkPeriod, *, on: date, seen: int | None = None
) -> None:
    """Record the last day of a period; the status is there again from the day after."""
    lock(case)
    lock(period)
    _refuse_old_picture(did, seen)
    if period.ended_on is not None or period.annulled_at is not None:
        message = N_("The end of this work has been recorded already.")
        raise RuleBroken([Refusal("work:ended", message)])
    _effect(actor, did, _ended_copy(period, on), is_new=False)
    period.ended_on = on
    record(actor, "work:end", period, ended=on.isoformat())
    if did.state is not DidState.DECLARED:
        follow_work(actor, case, did)


def reopen_work(actor: User, case: Jobseeker, did: Did, period: WorkPeriod, *, note: str) -> None:
    """Take back an end entered by error: the work goes on; events that rested on it are annulled."""
    _refuse_annulment(case, period, note)
    if period.ended_on is None:
        raise RuleBroken([Refusal("work:goes_on", N_("No end has been recorded."))])
    record(actor, "work:reopen", period, ended=period.ended_on.isoformat())
    period.ended_on = None
    _flush_job()
    _take_back(actor, case, did, note)


def annul_work(actor: User, case: Jobseeker, did: Did, period: WorkPeriod, *, note: str) -> None:
    """Annul a period entered by error; the events that rested on it are annulled with it."""
    _refuse_annulment(case, period, note)
    period.annulled_at, period.annulled_by_id = now(), actor.id
    record(actor, "work:annul", period)
    _take_back(actor, case, did, note)


def end_by_law(*, after_id: int, limit: int, dry_run: bool) -> tuple[int, int]:
    """Let the next `limit` declarations with work going on end where the six months are over.

    Returns how many ended (or would) and the last key looked at, 0 when none was left.
    """
    dids = dids_at_work(after_id, limit)
    done = 0
    for status in statuses(dids):
        asked = {due.action for due in status.due(today())}
        if DidAction.END not in asked:
            continue
        done += 1
        if not dry_run:
            _end_by_law(status.did)
    return done, dids[-1].id if dids else 0


def _end_by_law(did: Did) -> None:
    case = db.session.get_one(Jobseeker, did.jobseeker_id)
    lock(case)
    lock(did)
    if did.state is DidState.SUSPENDED:
        follow_work(None, case, did)


def _take_back(actor: User, case: Jobseeker, did: Did, note: str) -> None:
    db.session.flush()
    status = status_of(did)
    wrong = unsupported(status.known_events, status.line)
    keys = {event.id for event in wrong}
    for event in reversed([event for event in status.events if event.id in keys]):
        if event.kind is StatusKind.ENDED:
            restore_did(actor, case, did, note=note, source=StatusSource.COUNSELLOR)
        else:
            _annul(actor, did, event, note)
    _place_state(actor, case, did, note)
    if did.state in OPEN_DID and did.state is not DidState.DECLARED:
        follow_work(actor, case, did)


def _annul(actor: User, did: Did, event: StatusEvent, note: str) -> None:
    change = Change(
        action=DidAction.CORRECT,
        reason="error",
        note=note,
        happened_on=today(),
        effective_on=event.effective_on,
        work_period_id=event.work_period_id,
        supersedes_id=event.id,
    )
    write_event(actor, did, StatusKind.ANNULLED, change)


def _place_state(actor: User, case: Jobseeker, did: Did, note: str) -> None:
    told = status_of(did).state_told
    if told is did.state or did.state not in (DidState.VALIDATED, DidState.SUSPENDED):
        return
    perform(actor, did, DidAction.CORRECT, note=note)
    if did.state is DidState.SUSPENDED:
        rest_while_at_work(case, status_of(did).reached)
    else:
        place_by_records(case, did)


def _refuse_annulment(case: Jobseeker, period: WorkPeriod, note: str) -> None:
    lock(case)
    lock(period)
    reasons = []
    if period.annulled_at is not None:
        reasons.append(Refusal("work:annulled", N_("This work has been annulled already.")))
    if not note.strip():
        message = N_("Add a note that explains why.")
        reasons.append(Refusal("note_missing", message, field="note"))
    if reasons:
        raise RuleBroken(reasons)


def _effect(actor: User, did: Did, period: WorkPeriod, *, is_new: bool) -> Effect:
    status = status_of(did)
    others = [known for known in status.valid_periods if known.id != period.id]
    after = line_of(did, status.known_events, [*others, period], status.terms)
    rules = rules_in_force(today())
    facts = WorkFacts(
        started_on=period.started_on,
        ended_on=period.ended_on,
        expected_end_on=period.expected_end_on,
        kind=period.kind,
        declared_on=did.declared_on,
        is_open=did.state in OPEN_DID,
        reached=status.reached,
        today=today(),
        backdating_days=rules.backdating_days(is_manager=is_manager(actor)),
        before=status.line,
        after=after,
    )
    if reasons := work_refusals(facts, is_new=is_new):
        raise RuleBroken(reasons)
    return Effect(
        before=status.line,
        after=after,
        counted_before=status.reckoning(today()),
        counted_after=reckon(after, status.terms, on=today()),
        reached=_last_event(status),
    )


def _period(did: Did, told: WorkTold) -> WorkPeriod:
    values: dict[str, Any] = {**vars(told), "employer": told.employer.strip()}
    return WorkPeriod(
        jobseeker_id=did.jobseeker_id,
        centre_id=did.centre_id,
        provider_id=did.provider_id,
        did_id=did.id,
        **values,
    )


def _ended_copy(period: WorkPeriod, ended_on: date) -> WorkPeriod:
    return WorkPeriod(
        id=period.id,
        kind=period.kind,
        started_on=period.started_on,
        ended_on=ended_on,
        expected_end_on=period.expected_end_on,
        annual_income=period.annual_income,
    )


def _refuse_old_picture(did: Did, seen: int | None) -> None:
    if seen is not None and seen != _last_event(status_of(did)):
        message = N_(
            "Somebody has recorded another event in the meantime. Look at the effect again, then "
            "confirm."
        )
        raise RuleBroken([Refusal("work:moved_on", message)])


def _last_event(status: Status) -> int:
    return status.events[-1].id if status.events else 0


def _flush_job() -> None:
    try:
        with db.session.begin_nested():
            db.session.flush()
    except IntegrityError as fault:
        if "work_period_same_job_once" not in str(fault.orig):
            raise
        message = N_("Work for the same employer on these days has been recorded already.")
        raise RuleBroken([Refusal("work:same_job", message, field="employer")]) from fault
