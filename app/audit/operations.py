"""Record what happened, and change states: the two doors every change goes through."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar, Protocol, TypeVar

from sqlalchemy import ARRAY, BigInteger, cast, column, func, insert, literal, select
from sqlalchemy import event as database_event
from sqlalchemy.orm import Session

from app.accounts.models import User
from app.accounts.permissions import Permission
from app.audit.models import AccessLog, AuditEvent, TransitionLog
from app.core.clock import now
from app.core.database import db
from app.core.errors import NotPermitted, Refusal, RuleBroken
from app.core.events import publish
from app.core.language import N_, Labelled
from app.core.reach import Reach
from app.core.state_machine import StateMachine, Transition


class Reachable(Protocol):
    """Whatever is about somebody."""

    @property
    def reach(self) -> Reach:
        """By whom it may be seen."""


class Recorded(Reachable, Protocol):
    """A row with a key and a reach."""

    __tablename__: str
    id: Any


class Stateful(Recorded, Protocol):
    """A row whose `state` moves along a machine."""

    machine: ClassVar[StateMachine]
    state: Any


_READINGS = "readings"

StatefulRow = TypeVar("StatefulRow", bound=Stateful)


@dataclass(frozen=True)
class Transitioned:
    """A record changed its state, or came into being (`from_state` is None)."""

    record: Any
    machine: StateMachine
    action: str
    from_state: Labelled | None
    to_state: Labelled
    actor: User | None
    reason: str | None
    at: datetime


def record(
    actor: User | None,
    event: str,
    subject: Recorded,
    **details: str | int | bool | list[str] | None,
) -> AuditEvent:
    """Leave an audit event about `subject`; flushes, so that its key is known.

    `details` holds names of fields, codes and references, never free text or special categories.
    """
    db.session.flush()
    entry = _event(actor, event, subject, details)
    db.session.add(entry)
    return entry


def _event(
    actor: User | None, event: str, subject: Recorded, details: Mapping[str, Any]
) -> AuditEvent:
    return AuditEvent(
        event=event,
        object_type=subject.__tablename__,
        object_id=subject.id,
        details=dict(details),
        **_who(actor),
        **vars(subject.reach),
    )


def record_all(
    actor: User | None,
    event: str,
    subjects: Sequence[Recorded],
    details: Sequence[Mapping[str, Any]],
) -> None:
    """Leave one audit event about each subject, as `record` does, in a few statements however many.

    `details` stand in the order of the subjects.
    """
    if not subjects:
        return
    common = {"event": event, "at": now(), **_who(actor)}
    rows = [
        {
            **common,
            "object_type": subject.__tablename__,
            "object_id": subject.id,
            "details": dict(told),
            **vars(subject.reach),
        }
        for subject, told in zip(subjects, details, strict=True)
    ]
    db.session.execute(insert(AuditEvent), rows)


def begin(
    actor: User | None, subject: Stateful, *, event: str, **details: str | int | None
) -> None:
    """Record that a stateful record came into being, in its machine's initial state."""
    subject.state = subject.machine.initial
    record(actor, event, subject, **details)
    action = event.partition(":")[2]
    _log(actor, subject, action, None, None, "")


def begin_all(actor: User | None, subjects: Sequence[Stateful], *, event: str) -> None:
    """The same for many records at once: they are flushed together, thousands in a second."""
    for subject in subjects:
        subject.state = subject.machine.initial
    db.session.add_all(subjects)
    db.session.flush()
    with db.session.no_autoflush:
        for subject in subjects:
            db.session.add(_event(actor, event, subject, {}))
            _log(actor, subject, event.partition(":")[2], None, None, "")


def perform(
    actor: User | None,
    subject: StatefulRow,
    action: Labelled,
    *,
    reason: str | None = None,
    note: str = "",
    **details: str | int | None,
) -> Transition:
    """Move `subject` along its machine: lock, check, write state, log and audit event, publish.

    Raises IllegalTransition (the table has no such row from the present state), NotPermitted (the
    actor's role does not hold the row's permission), RuleBroken (a coded reason or a note is missing).
    """
    lock(subject)
    before = subject.state
    row = subject.machine.transition(before, action)
    _check_permission(actor, row)
    _check_reason(row, reason, note)
    subject.state = row.target
    record(
        actor,
        f"{subject.machine.name}:{action.value}",
        subject,
        **{"from": before.value, "to": row.target.value, "reason": reason},
        **details,
    )
    _log(actor, subject, action.value, before, reason, note)
    return row


def perform_all(
    actor: User | None,
    subjects: Sequence[StatefulRow],
    action: Labelled,
    *,
    reason: str | None = None,
    note: str = "",
    **details: str | int | None,
) -> None:
    """Move many records of one kind, as `perform` does one, in a few statements however many.

    The caller holds their rows and has read them since; nothing is moved when one of them cannot be.
    """
    before = [subject.state for subject in subjects]
    for subject, state in zip(subjects, before, strict=True):
        row = subject.machine.transition(state, action)
        _check_permission(actor, row)
        _check_reason(row, reason, note)
    told, moment, logged = [], now(), []
    for subject, state in zip(subjects, before, strict=True):
        subject.state = subject.machine.transition(state, action).target
        values = {"from": state.value, "to": subject.state.value, "reason": reason, **details}
        told.append(values)
        line = _log_values(actor, subject, action.value, state, reason, note)
        logged.append({**line, "at": moment})
    if not subjects:
        return
    db.session.flush()
    record_all(actor, f"{subjects[0].machine.name}:{action.value}", subjects, told)
    db.session.execute(insert(TransitionLog), logged)
    for subject, state in zip(subjects, before, strict=True):
        _tell(actor, subject, action.value, state, reason, moment)


def lock(subject: Recorded) -> None:
    """Hold the row until the end of the transaction and read its present values.

    Pending changes are flushed first, so that refreshing loses nothing. The lock excludes every other
    holder and writer, but not rows that merely refer to this one: whoever holds an edition may put a
    line on the timeline of somebody whose case is held elsewhere, and the two never wait in a circle.
    """
    db.session.flush()
    model = type(subject)
    # The row must be fetched: a result nobody reads refreshes nothing.
    db.session.execute(
        select(model).where(model.id == subject.id).with_for_update(of=model, key_share=True),
        execution_options={"populate_existing": True},
    ).unique().one()


def _who(actor: User | None) -> dict[str, Any]:
    if actor is None:
        return {"actor_id": None, "organisation_id": None, "role": None}
    return {
        "actor_id": actor.id,
        "organisation_id": actor.organisation_id,
        "role": actor.role.value,
    }


def _check_permission(actor: User | None, row: Transition) -> None:
    if actor is None:
        if row.permission is not None and not row.system_too:
            raise NotPermitted(row.permission)
    elif row.permission is None or not actor.may(Permission(row.permission)):
        raise NotPermitted(row.permission)


def _check_reason(row: Transition, reason: str | None, note: str) -> None:
    missing = []
    if row.reasons and reason not in row.reasons:
        missing.append(
            Refusal("reason_missing", N_("Choose a reason from the list."), field="reason")
        )
    if row.note_required and not note.strip():
        missing.append(Refusal("note_missing", N_("Add a note that explains why."), field="note"))
    if missing:
        raise RuleBroken(missing)


def _log(
    actor: User | None,
    subject: Stateful,
    action: str,
    before: Labelled | None,
    reason: str | None,
    note: str,
) -> None:
    moment = now()
    values = _log_values(actor, subject, action, before, reason, note)
    db.session.add(TransitionLog(**values, at=moment))
    _tell(actor, subject, action, before, reason, moment)


def _log_values(
    actor: User | None,
    subject: Stateful,
    action: str,
    before: Labelled | None,
    reason: str | None,
    note: str,
) -> dict[str, Any]:
    return {
        "machine": subject.machine.name,
        "object_id": subject.id,
        "from_state": before.value if before else None,
        "to_state": subject.state.value,
        "action": action,
        "reason": reason,
        "note": note.strip(),
        **_who(actor),
        **vars(subject.reach),
    }


def _tell(
    actor: User | None,
    subject: Stateful,
    action: str,
    before: Labelled | None,
    reason: str | None,
    at: datetime,
) -> None:
    publish(
        Transitioned(
            record=subject,
            machine=subject.machine,
            action=action,
            from_state=before,
            to_state=subject.state,
            actor=actor,
            reason=reason,
            at=at,
        )
    )


def note_reading(
    user: User, reach: Reach, *, part: str, purpose: str = "case_management", reference: str = ""
) -> None:
    """Note that `user` reads a part of a person's record; written with the request's one commit.

    The note survives a rollback of the business change: what was shown was seen.
    """
    noted: list[dict[str, Any]] = db.session.info.setdefault(_READINGS, [])
    entry = {
        "part": part,
        "purpose": purpose,
        "record": reference,
        **_who(user),
        **vars(reach),
    }
    if entry not in noted:
        noted.append(entry)


def record_export(
    user: User,
    name: str,
    people: Sequence[Reachable],
    **details: str | int | bool | list[str] | None,
) -> None:
    """Note a list taken away as a file: one audit event, and one reading for each person in it.

    The readings are written as one statement, however long the list is.
    """
    db.session.add(
        AuditEvent(
            event=f"{name}:export",
            object_type=user.__tablename__,
            object_id=user.id,
            details={"people": len(people), **details},
            **_who(user),
            **vars(Reach(None, user.centre_id, user.provider_id)),
        )
    )
    if not people:
        return
    reaches = [person.reach for person in people]
    person = (
        func.unnest(
            cast([reach.jobseeker_id for reach in reaches], ARRAY(BigInteger)),
            cast([reach.centre_id for reach in reaches], ARRAY(BigInteger)),
            cast([reach.provider_id for reach in reaches], ARRAY(BigInteger)),
        )
        .table_valued(
            column("jobseeker_id", BigInteger),
            column("centre_id", BigInteger),
            column("provider_id", BigInteger),
        )
        .render_derived()
    )
    constants = {"at": now(), "part": "export", "purpose": "case_management", "record": name}
    common = {**constants, **_who(user)}
    db.session.execute(
        insert(AccessLog).from_select(
            [*common, "jobseeker_id", "centre_id", "provider_id"],
            select(*(literal(value, AccessLog.__table__.c[key].type) for key, value in common.items()),
                   person.c.jobseeker_id, person.c.centre_id, person.c.provider_id),
        )
    )  # fmt: skip


def has_unwritten_readings() -> bool:
    """Whether a reading waits to be written."""
    return bool(db.session.info.get(_READINGS))


@database_event.listens_for(Session, "before_commit")
def _write_readings(session: Session) -> None:
    """The page is not served unless its line in the access log is."""
    if noted := session.info.get(_READINGS):
        # Below the ORM, which would prepare for objects nobody wants: it is in every page's way.
        rows = [{**entry, "at": now()} for entry in noted]
        session.connection().execute(insert(AccessLog), rows)


@database_event.listens_for(Session, "after_commit")
def _forget_readings(session: Session) -> None:
    session.info.pop(_READINGS, None)
