"""What the recorded events of a declaration say, and which events its periods of work still ask for."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from app.cases.rules.unemployment import Standing, Stretch
from app.cases.states import DidAction, DidState
from app.core.language import N_, Labelled


class StatusKind(Labelled):
    """What happened to a declaration, in the history of its status."""

    DECLARED = "declared", N_("Declared")
    VALIDATED = "validated", N_("Validated")
    REJECTED = "rejected", N_("Rejected")
    SUSPENDED = "suspended", N_("Suspended")
    RESUMED = "resumed", N_("Resumed")
    ENDED = "ended", N_("Ended")
    RESTORED = "restored", N_("Restored")
    ANNULLED = "annulled", N_("Event annulled")


class StatusSource(Labelled):
    """On whose word an event stands."""

    COUNSELLOR = "counsellor", N_("Employment centre")
    LAW = "law", N_("By law, recorded by the nightly job")
    APPEAL = "appeal", N_("Decision on an appeal")
    COMMUNICATION = "communication", N_("Employer's communication")


class WorkSource(Labelled):
    """Who told of a period of work."""

    PERSON = "person", N_("The person")
    COUNSELLOR = "counsellor", N_("Employment centre")
    COMMUNICATION = "communication", N_("Employer's communication")


STATE_AFTER = {
    StatusKind.DECLARED: DidState.DECLARED,
    StatusKind.VALIDATED: DidState.VALIDATED,
    StatusKind.REJECTED: DidState.REJECTED,
    StatusKind.SUSPENDED: DidState.SUSPENDED,
    StatusKind.RESUMED: DidState.VALIDATED,
    StatusKind.ENDED: DidState.ENDED,
    StatusKind.RESTORED: DidState.VALIDATED,
}
"""The state each event leaves the declaration in; an annulment leaves the one before."""
BY_WORK = frozenset({StatusKind.SUSPENDED, StatusKind.RESUMED, StatusKind.ENDED})
"""Events that periods of work may bring about."""


@dataclass(frozen=True, kw_only=True)
class Event:
    """One line of the history, in the order it was recorded."""

    id: int
    kind: StatusKind
    effective_on: date
    source: StatusSource = StatusSource.COUNSELLOR
    supersedes_id: int | None = None
    by_work: bool = False
    """Whether a period of work brought it about."""


@dataclass(frozen=True)
class Due:
    """A change that the periods of work ask for and nobody has recorded yet."""

    action: DidAction
    effective_on: date


def standing_events(events: Iterable[Event]) -> list[Event]:
    """The events that hold: neither annulled nor set aside by a later one, nor annulments."""
    known = list(events)
    superseded = {event.supersedes_id for event in known}
    return [
        event
        for event in known
        if event.kind is not StatusKind.ANNULLED and event.id not in superseded
    ]


def state_by(events: Iterable[Event]) -> DidState | None:
    """The state the declaration is in, by its history alone; None without one."""
    held = standing_events(events)
    return STATE_AFTER[held[-1].kind] if held else None


def ended_by_word(events: Iterable[Event]) -> date | None:
    """From which day somebody's word, not the length of a job, ended the declaration."""
    closing = (StatusKind.ENDED, StatusKind.REJECTED)
    held = standing_events(events)
    return next(
        (event.effective_on for event in held if event.kind in closing and not event.by_work), None
    )


def events_due(state: DidState, since: date, line: Sequence[Stretch], *, on: date) -> Iterator[Due]:
    """What has to be recorded by `on`, in order, for the declaration to follow its line.

    `since` is the effect of the last event that holds: nothing is recorded before it.
    """
    for part in line:
        if part.ends < since:
            continue
        if part.first > on:
            return
        action = _NEXT.get((state, part.standing))
        if action is not None:
            yield Due(action, max(part.first, since))
            state = _LEADS_TO[action]


def unsupported(events: Sequence[Event], line: Sequence[Stretch]) -> list[Event]:
    """Events brought about by work which the line no longer bears out, and all after the first."""
    begins = {(part.first, part.standing) for part in line}
    covers = {(event.effective_on, event.kind) for event in events}
    held = standing_events(events)
    for place, event in enumerate(held):
        if not event.by_work or event.kind not in BY_WORK:
            continue
        if (event.effective_on, _STANDING[event.kind]) in begins:
            continue
        twin = (event.effective_on, _OPPOSITE.get(event.kind))
        if twin in covers and _is_pair(held, place):
            continue
        return [later for later in held[place:] if later.by_work]
    return []


def _is_pair(held: Sequence[Event], place: int) -> bool:
    """Whether a resumption was taken back on its own day by a further job, which leaves no trace."""
    day = held[place].effective_on
    return sum(event.effective_on == day for event in held) > 1


_STANDING = {
    StatusKind.SUSPENDED: Standing.SUSPENDED,
    StatusKind.RESUMED: Standing.UNEMPLOYED,
    StatusKind.ENDED: Standing.ENDED,
}
_OPPOSITE = {
    StatusKind.SUSPENDED: StatusKind.RESUMED,
    StatusKind.RESUMED: StatusKind.SUSPENDED,
}
_NEXT = {
    (DidState.VALIDATED, Standing.SUSPENDED): DidAction.SUSPEND,
    (DidState.SUSPENDED, Standing.UNEMPLOYED): DidAction.RESUME,
    (DidState.VALIDATED, Standing.ENDED): DidAction.END,
    (DidState.SUSPENDED, Standing.ENDED): DidAction.END,
}
_LEADS_TO = {
    DidAction.SUSPEND: DidState.SUSPENDED,
    DidAction.RESUME: DidState.VALIDATED,
    DidAction.END: DidState.ENDED,
}
