"""Histories that could have happened: every change of state is checked against its machine.

Does in memory what `app.audit.operations.begin` and `perform` do on rows, so that what the seed
writes agrees with what the application would have written.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from app.accounts.permissions import Permission, Role, has_permission
from app.audit.models import AccessLog, AuditEvent, TransitionLog
from app.cases.models.steps import TimelineEntry
from app.cases.rules.journey import messages_of
from app.cli.seed.writing import Writer
from app.core.database import Base
from app.core.language import Labelled
from app.core.reach import Reach
from app.core.state_machine import StateMachine, Transition


class ImpossibleHistory(Exception):
    """The seed tried what the application would refuse."""


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acted, as the trails remember it; without id the system itself."""

    id: int | None = None
    organisation_id: int | None = None
    role: Role | None = None


SYSTEM = Actor()


@dataclass(frozen=True, slots=True)
class Act:
    """Who did something and when, and what they said about it."""

    actor: Actor
    at: datetime
    reason: str | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Subject:
    """A row as the trails see it: table, key, reach, its machine, and what people call it."""

    table: str
    id: int
    reach: Reach
    machine: StateMachine | None = None
    reference: str = ""


Details = dict[str, str | int | bool | list[str] | None]


_PURPOSES: Mapping[Role | None, str] = {
    Role.JOBSEEKER: "own_record",
    Role.PROVIDER_MANAGER: "measure",
    Role.PROVIDER_OPERATOR: "measure",
}


class Trails:
    """Transition log, audit events, readings and timeline entries, written in order of time."""

    def __init__(self, writer: Writer) -> None:
        self._writer = writer
        self._kept: list[tuple[datetime, type[Base], dict[str, Any]]] = []

    def write(self) -> None:
        """Write what was kept since the last time, in order of time."""
        for _at, model, row in sorted(self._kept, key=lambda kept: kept[0]):
            self._writer.add(model, row)
        self._kept.clear()

    def _keep(self, model: type[Base], row: dict[str, Any]) -> None:
        self._kept.append((row["at"], model, row))

    def record(
        self, act: Act, event: str, subject: Subject, details: Details | None = None
    ) -> None:
        """One audit event."""
        self._keep(
            AuditEvent,
            {
                **_who(act.actor),
                **reach_columns(subject.reach),
                "at": act.at,
                "event": event,
                "object_type": subject.table,
                "object_id": subject.id,
                "details": details or {},
            },
        )

    def read(self, act: Act, reach: Reach, part: str, record: str = "") -> None:
        """Somebody read a part of the person's record, for the purpose their role has."""
        self._keep(
            AccessLog,
            {
                **_who(act.actor),
                **reach_columns(reach),
                "at": act.at,
                "part": part,
                "purpose": _PURPOSES.get(act.actor.role, "case_management"),
                "record": record,
            },
        )

    def begin(
        self, act: Act, event: str, subject: Subject, details: Details | None = None
    ) -> Labelled:
        """A stateful record came into being; returns its machine's initial state."""
        machine = _machine(subject)
        self.record(act, event, subject, details)
        action = event.partition(":")[2]
        self._log(act, subject, (None, machine.initial.value), action)
        self.tell(act, machine.name, action, subject)
        return machine.initial

    def perform(self, act: Act, subject: Subject, state: Labelled, action: Labelled) -> Labelled:
        """Move the record; returns the new state.

        Raises IllegalTransition or ImpossibleHistory where the application would refuse.
        """
        machine = _machine(subject)
        row = machine.transition(state, action)
        _check(act, row)
        details: Details = {"from": state.value, "to": row.target.value, "reason": act.reason}
        self.record(act, f"{machine.name}:{action.value}", subject, details)
        self._log(act, subject, (state.value, row.target.value), action.value)
        self.tell(act, machine.name, action.value, subject)
        return row.target

    def tell(self, act: Act, machine: str, action: str, subject: Subject) -> None:
        """One line on the person's timeline, where the record is about a person."""
        if subject.reach.jobseeker_id is None or not messages_of(machine, action):
            return
        self._keep(
            TimelineEntry,
            {
                **reach_columns(subject.reach),
                "at": act.at,
                "machine": machine,
                "action": action,
                "object_id": subject.id,
                "reference": subject.reference,
                "actor_id": act.actor.id,
                "reason": act.reason,
            },
        )

    def _log(self, act: Act, subject: Subject, states: tuple[str | None, str], action: str) -> None:
        self._keep(
            TransitionLog,
            {
                **_who(act.actor),
                **reach_columns(subject.reach),
                "at": act.at,
                "machine": _machine(subject).name,
                "object_id": subject.id,
                "from_state": states[0],
                "to_state": states[1],
                "action": action,
                "reason": act.reason,
                "note": act.note,
            },
        )


def reach_columns(reach: Reach) -> dict[str, int | None]:
    """The reach as columns; written out, since it is done for every row of the region."""
    return {
        "jobseeker_id": reach.jobseeker_id,
        "centre_id": reach.centre_id,
        "provider_id": reach.provider_id,
    }


def _who(actor: Actor) -> dict[str, object]:
    return {"actor_id": actor.id, "organisation_id": actor.organisation_id, "role": actor.role}


def _machine(subject: Subject) -> StateMachine:
    if subject.machine is None:
        raise ImpossibleHistory(f"{subject.table} has no states")
    return subject.machine


def _check(act: Act, row: Transition) -> None:
    if act.actor.role is None:
        allowed = row.permission is None or row.system_too
    else:
        allowed = row.permission is not None and has_permission(
            act.actor.role, Permission(row.permission)
        )
    if not allowed:
        raise ImpossibleHistory(f"{row.action.value} by {act.actor.role}")
    if row.reasons and act.reason not in row.reasons:
        raise ImpossibleHistory(f"{row.action.value} without a reason of its list: {act.reason}")
    if row.note_required and not act.note:
        raise ImpossibleHistory(f"{row.action.value} without a note")
