"""When an agreement may rest, and from which day."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from app.core.errors import Refusal
from app.core.language import N_

WORK = "work"
OTHER = "other"


@dataclass(frozen=True, kw_only=True)
class Rest:
    """A time during which the agreement is to rest; `until_on` is its last day, if it is known."""

    reason: str
    from_on: date
    until_on: date | None = None
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class RestFacts:
    """What the rest is measured by."""

    today: date
    in_force_since: date
    rested_until: date | None
    """The last day of the rest before this one."""
    backdating_days: int


def rest_refusals(rest: Rest, facts: RestFacts) -> list[Refusal]:
    """Everything that forbids the suspension: times of rest neither overlap nor lie in the future.

    It begins today or, within the days the rules allow, earlier; never before the agreement. What is
    not one of the listed reasons is told in words.
    """
    return [*_first_day_refusals(rest, facts), *_other_refusals(rest, facts)]


def _first_day_refusals(rest: Rest, facts: RestFacts) -> Iterator[Refusal]:
    if rest.from_on > facts.today:
        message = N_("A suspension begins today at the latest: record it when its day has come.")
        yield Refusal("rest:future", message, field="from_on")
    if rest.from_on < facts.in_force_since:
        message = N_("The agreement is in force since %(day)s: it cannot rest before that.")
        yield Refusal("rest:before", message, {"day": facts.in_force_since}, "from_on")
    elif rest.from_on < facts.today - timedelta(facts.backdating_days):
        message = N_("You can record only what began in the last %(days)s days.")
        yield Refusal("rest:too_late", message, {"days": facts.backdating_days}, "from_on")
    if facts.rested_until is not None and rest.from_on <= facts.rested_until:
        message = N_(
            "The agreement rested until %(day)s: the new suspension begins after that day."
        )
        yield Refusal("rest:overlap", message, {"day": facts.rested_until}, "from_on")


def _other_refusals(rest: Rest, facts: RestFacts) -> Iterator[Refusal]:
    if rest.until_on is not None and rest.until_on < max(rest.from_on, facts.today):
        message = N_("The last day lies neither before the first nor in the past.")
        yield Refusal("rest:until", message, field="until_on")
    if rest.reason == OTHER and not rest.note:
        message = N_("Tell the reason in the note.")
        yield Refusal("rest:note", message, field="note")
