"""Where a person stands on the ladder of conditionality, and what may happen to a procedure."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from app.cases.states import SanctionState
from app.core.errors import Refusal
from app.core.language import N_

COUNTED = frozenset(
    {
        SanctionState.CONFIRMED,
        SanctionState.COMMUNICATED,
        SanctionState.APPEALED,
        SanctionState.UPHELD,
    }
)
"""What counts as having happened: justified, annulled and withdrawn procedures never do."""


@dataclass(frozen=True)
class Past:
    """An earlier procedure, as far as the ladder asks."""

    failure: str
    did_id: int
    state: SanctionState


def occurrence_of(failure: str, did_id: int, earlier: Iterable[Past]) -> int:
    """The how-manieth time it is: confirmed procedures of the same failure, and this one.

    They are counted under the same declaration: after forfeiture and a new declaration the ladder
    begins again. No public text we know says for how long a failure counts; this is our reading.
    """
    return 1 + sum(
        past.failure == failure and past.did_id == did_id and past.state in COUNTED
        for past in earlier
    )


@dataclass(frozen=True, kw_only=True)
class OpeningFacts:
    """What is known when a counsellor holds a failure against a person."""

    is_bound: bool
    """Whether the person receives a benefit that binds to duties."""
    has_open_did: bool
    failure_known: bool
    failed_on: date
    declared_on: date | None
    today: date
    backdating_days: int
    facts: str


def opening_refusals(facts: OpeningFacts) -> list[Refusal]:
    """Everything that forbids to open a procedure (D.Lgs. 150/2015, art. 21, c. 7)."""
    return [*_person_refusals(facts), *_failure_refusals(facts)]


def _person_refusals(facts: OpeningFacts) -> Iterator[Refusal]:
    if not facts.is_bound:
        message = N_(
            "The person receives no benefit that binds to duties: a failure has no consequence."
        )
        yield Refusal("sanction:not_bound", message)
    if not facts.has_open_did:
        message = N_("No declaration of availability holds: there is no duty to fail.")
        yield Refusal("sanction:no_did", message)


def _failure_refusals(facts: OpeningFacts) -> Iterator[Refusal]:
    if not facts.failure_known:
        message = N_("Choose the failure from the list.")
        yield Refusal("sanction:failure", message, field="failure")
    if not facts.facts.strip():
        message = N_("Say what happened: the person reads it and answers to it.")
        yield Refusal("sanction:facts", message, field="facts")
    if facts.failed_on > facts.today:
        message = N_("The failure cannot be of a day to come.")
        yield Refusal("sanction:future", message, field="failed_on")
    if facts.declared_on is not None and facts.failed_on < facts.declared_on:
        message = N_("On that day the person had not declared yet, and was not bound.")
        yield Refusal("sanction:before_declaration", message, field="failed_on")
    earliest = facts.today - timedelta(facts.backdating_days)
    if facts.failed_on < earliest:
        message = N_(
            "This lies more than %(days)s days back, before %(day)s: outside the time in which you may "
            "still record it. Ask the manager of the centre, who has longer."
        )
        known = {"days": facts.backdating_days, "day": f"{earliest:%d/%m/%Y}"}
        yield Refusal("sanction:backdated", message, known, "failed_on")


def hearing_refusals(*, explained: bool, explain_by: date, today: date) -> list[Refusal]:
    """Nobody is sanctioned unheard: the person has answered, or the last day to do so is over."""
    if explained or today > explain_by:
        return []
    message = N_(
        "The person may explain until %(day)s: nothing is confirmed before that day is over, or before "
        "the person has answered."
    )
    return [Refusal("sanction:unheard", message, {"day": f"{explain_by:%d/%m/%Y}"})]


def explanation_refusals(
    *, explained: bool, explain_by: date, today: date, words: str
) -> list[Refusal]:
    """An explanation is given once, in words, by its last day."""
    refusals = []
    if explained:
        message = N_("An explanation has been given already.")
        refusals.append(Refusal("sanction:explained", message))
    if today > explain_by:
        message = N_("The time to explain was over on %(day)s. Speak to your employment centre.")
        known = {"day": f"{explain_by:%d/%m/%Y}"}
        refusals.append(Refusal("sanction:too_late", message, known))
    if not words.strip():
        message = N_("Write what prevented you.")
        refusals.append(Refusal("sanction:words", message, field="words"))
    return refusals


def appeal_refusals(
    *, appeal_by: date, appealed_on: date, today: date, words: str
) -> list[Refusal]:
    """An appeal says why, by its last day; one given on paper counts from the day it was given."""
    refusals = []
    if appealed_on > today:
        message = N_("The appeal cannot be of a day to come.")
        refusals.append(Refusal("sanction:appeal_future", message, field="appealed_on"))
    if appealed_on > appeal_by:
        message = N_("The time to appeal was over on %(day)s.")
        known = {"day": f"{appeal_by:%d/%m/%Y}"}
        refusals.append(Refusal("sanction:appeal_late", message, known))
    if not words.strip():
        message = N_("Write why you do not agree.")
        refusals.append(Refusal("sanction:words", message, field="words"))
    return refusals


def second_person_refusals(*, first_id: int | None, second_id: int) -> list[Refusal]:
    """A forfeiture is confirmed by somebody other than who proposed it."""
    if first_id != second_id:
        return []
    message = N_("Who proposed the forfeiture cannot confirm it: another person has to look at it.")
    return [Refusal("sanction:same_person", message)]
