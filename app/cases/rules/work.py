"""When a period of work may be recorded, ended or annulled, and what it would change."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from app.cases.rules.unemployment import ContractKind, Stretch, first_difference
from app.core.errors import Refusal
from app.core.language import N_

LONGEST_EXPECTED_DAYS = 50 * 366
"""A typing error, not a job: nobody is expected to work longer."""


@dataclass(frozen=True, kw_only=True)
class WorkFacts:
    """A period as it would stand, and what is known of the declaration."""

    started_on: date
    ended_on: date | None
    expected_end_on: date | None
    kind: ContractKind
    declared_on: date
    is_open: bool
    """Whether the declaration is declared, validated or suspended."""
    reached: date
    today: date
    backdating_days: int
    before: Sequence[Stretch]
    """What the status is on every day without the change."""
    after: Sequence[Stretch]


def work_refusals(facts: WorkFacts, *, is_new: bool) -> list[Refusal]:
    """Everything that forbids to record a period, or the end of one already recorded.

    Work begins by today, on the day of the declaration or later; it ends by today; neither is told
    later than the window allows; and nothing changes before the last event recorded.
    """
    refusals = [*_day_refusals(facts)]
    if is_new:
        refusals += _beginning_refusals(facts)
    told_on = facts.started_on if is_new else facts.ended_on
    if told_on is not None:
        field = "started_on" if is_new else "ended_on"
        refusals += _window_refusals(facts, told_on, field)
    if not refusals:
        refusals += _order_refusals(facts)
    return refusals


def _day_refusals(facts: WorkFacts) -> Iterator[Refusal]:
    if not facts.is_open:
        message = N_("The declaration is closed: work recorded now would change nothing.")
        yield Refusal("work:closed", message)
    if facts.ended_on is not None and facts.ended_on < facts.started_on:
        message = N_("The work cannot end before it begins.")
        yield Refusal("work:ends_before", message, field="ended_on")
    if facts.ended_on is not None and facts.ended_on > facts.today:
        message = N_(
            "The last day of work lies in the future: enter it as the expected end, and record the end "
            "when it has come."
        )
        yield Refusal("work:ends_later", message, field="ended_on")


def _beginning_refusals(facts: WorkFacts) -> Iterator[Refusal]:
    if facts.started_on > facts.today:
        message = N_("The work has not begun yet: record it on its first day.")
        yield Refusal("work:begins_later", message, field="started_on")
    if facts.started_on < facts.declared_on:
        message = N_(
            "The work begins before the declaration of %(day)s: who works declares when the work is "
            "over."
        )
        known = {"day": f"{facts.declared_on:%d/%m/%Y}"}
        yield Refusal("work:before_declaration", message, known, "started_on")
    expected = facts.expected_end_on
    if expected is not None and expected < facts.started_on:
        message = N_("The work cannot be expected to end before it begins.")
        yield Refusal("work:expected_before", message, field="expected_end_on")
    elif expected is not None and (expected - facts.started_on).days > LONGEST_EXPECTED_DAYS:
        message = N_("The expected end lies too far away. Check the year.")
        yield Refusal("work:expected_too_far", message, field="expected_end_on")


def _window_refusals(facts: WorkFacts, told_on: date, field: str) -> Iterator[Refusal]:
    earliest = facts.today - timedelta(facts.backdating_days)
    if told_on < earliest:
        message = N_(
            "This lies more than %(days)s days back, before %(day)s: outside the time in which you may "
            "still record it. Ask the manager of the centre, who has longer."
        )
        known = {"days": facts.backdating_days, "day": f"{earliest:%d/%m/%Y}"}
        yield Refusal("work:backdated", message, known, field)


def _order_refusals(facts: WorkFacts) -> Iterator[Refusal]:
    changed = first_difference(facts.before, facts.after)
    if changed is not None and changed < facts.reached:
        message = N_(
            "This would change the status from %(from)s, but on %(day)s a later event has been recorded "
            "already. Annul the later work first, then record both in order."
        )
        known = {"from": f"{changed:%d/%m/%Y}", "day": f"{facts.reached:%d/%m/%Y}"}
        yield Refusal("work:out_of_order", message, known)
