"""On which days a person's duties fall, and until when their outcome may be recorded."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from app.cases.states import DutyAction, Meeting
from app.core.errors import Refusal
from app.core.language import N_
from app.core.working_days import deadline, is_working_day

ONE_DAY = timedelta(1)
FARTHEST_DAYS = 366
"""An appointment later than a year from now is a slip of the year."""


@dataclass(frozen=True, kw_only=True)
class Rhythm:
    """How often person and counsellor speak: every so many days after `anchor`, until `ends_on`."""

    anchor: date
    every_days: int
    ends_on: date


@dataclass(frozen=True, order=True)
class Contact:
    """One regular contact: the day of the rhythm, and the working day on which it is held."""

    rhythm_on: date
    due_on: date


def contacts(rhythm: Rhythm, until: date) -> Iterator[Contact]:
    """The contacts of the rhythm up to a day (D.Lgs. 150/2015, art. 20, c. 2, d).

    Each is reckoned from the anchor, never from the one before, so that holidays push none of the
    following; one that falls on a closed day is held on the next working day, or on the last one
    before the agreement ends. Example: every 30 days from Wednesday 25 November 2026 falls on
    25 December, hence on Monday 28; the next on 24 January, a Sunday, hence on Monday 25.
    """
    held = rhythm.anchor
    day = rhythm.anchor + timedelta(rhythm.every_days)
    while day <= min(until, rhythm.ends_on):
        due_on = deadline(day, 0)
        if due_on > rhythm.ends_on:
            due_on = _last_working_day(rhythm.ends_on)
        if due_on > held:
            yield Contact(day, due_on)
            held = due_on
        day += timedelta(rhythm.every_days)


@dataclass(frozen=True, kw_only=True)
class OutcomeFacts:
    """What is known when somebody records what became of a duty."""

    due_on: date
    due_at: datetime | None
    outcome: DutyAction
    now: datetime
    today: date
    backdating_days: int


def outcome_refusals(facts: OutcomeFacts) -> list[Refusal]:
    """Why this outcome cannot be recorded now.

    Nothing is missed before its day is over, or its hour; nobody has come before the hour of an
    appointment. What was agreed may be done, and an absence excused, before its day. Nothing is
    recorded later than the rules allow: what is written long after is nobody's memory.
    """
    day = {"day": facts.due_on}
    if is_too_early(facts):
        message = N_("It is due on %(day)s: that outcome can be recorded only once it is past.")
        return [Refusal("duty:not_yet", message, day, "outcome")]
    if facts.due_on < facts.today - timedelta(facts.backdating_days):
        message = N_(
            "It was due on %(day)s: you can record only what happened in the last %(days)s days. "
            "The manager of the centre may have longer."
        )
        known = {**day, "days": facts.backdating_days}
        return [Refusal("duty:too_late", message, known, "outcome")]
    return []


def is_too_early(facts: OutcomeFacts) -> bool:
    """Whether the outcome cannot be known yet."""
    if facts.outcome is DutyAction.EXCUSE:
        return False
    if facts.due_at is not None:
        return facts.due_at > facts.now
    return facts.outcome is DutyAction.MISS and facts.due_on >= facts.today


@dataclass(frozen=True, kw_only=True)
class Plan:
    """When, where and with whom something is to be done."""

    due_on: date
    due_at: datetime | None = None
    meeting: Meeting | None = None
    place: str = ""
    counsellor_id: int | None = None
    description: str = ""


def plan_refusals(plan: Plan, now: datetime, today: date) -> list[Refusal]:
    """Why nothing can be planned so: past, too far away, or when the centre is closed."""
    moment = plan.due_at
    reasons = []
    if plan.due_on < today or (moment is not None and moment <= now):
        reasons.append(Refusal("plan:past", N_("Choose a day and hour to come."), field="due_on"))
    elif plan.due_on > today + timedelta(FARTHEST_DAYS):
        message = N_("Choose a day within a year.")
        reasons.append(Refusal("plan:too_far", message, field="due_on"))
    if plan.meeting is not None and not is_working_day(plan.due_on):
        message = N_("The centre is closed on %(day)s: choose a working day.")
        reasons.append(Refusal("plan:closed", message, {"day": plan.due_on}, "due_on"))
    if plan.meeting is Meeting.VIDEO and not plan.place:
        message = N_("Write the address of the video call.")
        reasons.append(Refusal("plan:place", message, field="place"))
    return reasons


def is_past(due_on: date, due_at: datetime | None, now: datetime, today: date) -> bool:
    """Whether its hour has struck, or its day is over: from then on its outcome is to be recorded."""
    return due_at <= now if due_at is not None else due_on < today


def excuse_refusals(
    due_on: date, due_at: datetime | None, now: datetime, today: date
) -> list[Refusal]:
    """Why the person can no longer say that they cannot come: afterwards they justify an absence."""
    if not is_past(due_on, due_at, now, today):
        return []
    message = N_("Its time is past: call your centre to explain why you did not come.")
    return [Refusal("cannot_come:past", message)]


def later(due_on: date, rested_from: date, resumed_on: date, ends_on: date) -> date:
    """The day of an agreed action after its agreement rested: as many days later as it rested.

    Example: due on 10 March, at rest from 1 March, resumed on 1 April 2027: due on Monday 12 April,
    as the 10th is a Saturday. Never beyond the end of the agreement.
    """
    moved = deadline(resumed_on + (max(due_on, rested_from) - rested_from), 0)
    return min(moved, ends_on)


def _last_working_day(day: date) -> date:
    while not is_working_day(day):
        day -= ONE_DAY
    return day
