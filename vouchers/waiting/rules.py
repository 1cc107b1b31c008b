"""Who may join a waiting list, until when an offered place is kept, and what the answer is worth."""

from dataclasses import dataclass
from datetime import date

from app.core.errors import Refusal
from app.core.language import N_
from app.core.working_days import deadline
from app.programme.rules.document import RuleSet

MOST_LISTS = 5
"""On which one person may wait at once. No act says it; it is ours."""


@dataclass(frozen=True, kw_only=True)
class ListFacts:
    """What is known of an edition and its list on one day."""

    today: date
    is_on_show: bool
    """Open or full: neither planned, nor begun, nor cancelled."""
    places_left: int
    is_paused: bool
    enrol_by: date
    waiting: int
    waiting_max: int
    is_on_list: bool
    """The person has an open place on this list already."""


def join_refusals(facts: ListFacts) -> list[Refusal]:
    """Why somebody cannot be put on the list today; empty when they can.

    A list is for a full edition in which one can still enrol, as long as the provider keeps one and it
    has room. Where places are left and the provider takes people, the edition is chosen instead.
    """
    reasons = []
    if facts.is_on_list:
        reasons.append(Refusal("already_waiting", N_("Already on this waiting list.")))
    if not facts.is_on_show:
        reasons.append(Refusal("edition_closed", N_("It takes no enrolments.")))
    elif facts.today > facts.enrol_by:
        reasons.append(Refusal("enrolment_over", N_("Enrolment is over.")))
    elif facts.places_left > 0 and not facts.is_paused:
        message = N_("There are places left: choose the edition instead of waiting.")
        reasons.append(Refusal("places_left", message))
    if facts.waiting_max < 1:
        message = N_("The provider keeps no waiting list for this edition.")
        reasons.append(Refusal("no_list", message))
    elif facts.waiting >= facts.waiting_max:
        message = N_("The waiting list is full: %(most)s people wait already.")
        reasons.append(Refusal("list_full", message, {"most": facts.waiting_max}))
    return reasons


def many_refusals(lists: int) -> list[Refusal]:
    """Each list may keep a seat for a while, so nobody stands on more than a few at once."""
    if lists < MOST_LISTS:
        return []
    message = N_("Already on %(most)s waiting lists: leave one of them first.")
    return [Refusal("many_lists", message, {"most": MOST_LISTS})]


def can_be_offered(facts: ListFacts) -> bool:
    """A free seat goes to the list while people can enrol and the provider takes new ones."""
    return (
        facts.is_on_show
        and facts.places_left > 0
        and not facts.is_paused
        and facts.today <= facts.enrol_by
    )


def answer_due(rules: RuleSet, offered_on: date, enrol_by: date) -> date:
    """The last day to answer: the rule set's term, moved to a working day, and within enrolment.

    Example: three days from Friday 27 November 2026 end on Monday 30; if enrolment ends on the 28th,
    on the 28th.
    """
    return min(deadline(offered_on, rules.waiting_answer_days()), enrol_by)


def kept_until(rules: RuleSet, taken_on: date, enrol_by: date) -> date:
    """The last day on which the seat taken waits for its voucher: the centre's term for issuing it."""
    return min(deadline(taken_on, rules.days("issue_days")), enrol_by)


def answer_refusals(respond_by: date | None, on: date) -> list[Refusal]:
    """Why an answer comes too late: from the day after the deadline the place is the next one's,
    even before the nightly job has said so.
    """
    if respond_by is None or on <= respond_by:
        return []
    message = N_("The deadline for answering has passed: the place goes to the next on the list.")
    return [Refusal("answer_late", message)]


def has_lapsed(*, respond_by: date | None, kept_until: date | None, on: date) -> bool:
    """Whether a kept seat has not been answered, or not been used, in time."""
    last = kept_until or respond_by
    return last is not None and last < on
