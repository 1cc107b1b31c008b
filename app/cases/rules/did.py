"""When a declaration of immediate availability (DID) can be made, and what follows from it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from app.cases.rules.registration import WORKING_AGE, age_on
from app.core.errors import Refusal
from app.core.language import N_

BARRED_DAYS = 61
"""Two months without a new registration after forfeiture (D.Lgs. 150/2015, art. 21, c. 9)."""
LONGEST_NOTICE_DAYS = 365
"""A dismissed worker may declare during the period of notice (art. 19, c. 4); no contract asks more."""


@dataclass(frozen=True, kw_only=True)
class DeclarationFacts:
    """What is known when somebody declares to be available for work."""

    declared_on: date
    unemployed_since: date
    last_job_ended_on: date | None
    born_on: date
    today: date
    has_open_did: bool
    forfeited_on: date | None
    """When the person last lost the status under conditionality, if ever."""


def declaration_refusals(facts: DeclarationFacts) -> list[Refusal]:
    """Everything that forbids the declaration (D.Lgs. 150/2015, art. 19 and 21).

    The day lies neither in the future nor before working age; the unemployment begins by then, or,
    for who has been given notice, with the end of the job; nobody has two open declarations; two
    months have passed since a forfeiture.
    """
    return [*_day_refusals(facts), *_unemployment_refusals(facts), *_status_refusals(facts)]


def _day_refusals(facts: DeclarationFacts) -> Iterator[Refusal]:
    if facts.declared_on > facts.today:
        message = N_("The declaration cannot be of a day to come.")
        yield Refusal("did:future", message, field="declared_on")
    if age_on(facts.born_on, facts.declared_on) < WORKING_AGE:
        message = N_(
            "On that day the person is not yet 16, the age from which one may work "
            "(Law 296/2006, art. 1, c. 622)."
        )
        yield Refusal("did:too_young", message, field="declared_on")


def _unemployment_refusals(facts: DeclarationFacts) -> Iterator[Refusal]:
    ended = facts.last_job_ended_on
    if ended is not None and facts.unemployed_since < ended:
        message = N_("The person cannot be without work before the last job ends.")
        yield Refusal("did:before_end_of_job", message, field="unemployed_since")
    if facts.unemployed_since <= facts.declared_on:
        return
    if ended is None:
        message = N_(
            "Without a last job, unemployment begins at the latest on the day of the declaration."
        )
        yield Refusal("did:after_declaration", message, field="unemployed_since")
    elif ended > facts.declared_on + timedelta(LONGEST_NOTICE_DAYS):
        message = N_("The last job ends more than a year after the declaration. Check the dates.")
        yield Refusal("did:notice_too_long", message, field="last_job_ended_on")


def _status_refusals(facts: DeclarationFacts) -> Iterator[Refusal]:
    if facts.has_open_did:
        message = N_("A declaration is already open: close it before recording another.")
        yield Refusal("did:already_open", message)
    if facts.forfeited_on is not None:
        again = facts.forfeited_on + timedelta(BARRED_DAYS)
        if facts.declared_on < again:
            message = N_(
                "After forfeiture there is no new declaration for two months, that is before "
                "%(day)s (D.Lgs. 150/2015, art. 21, c. 9)."
            )
            yield Refusal("did:barred", message, {"day": f"{again:%d/%m/%Y}"}, "declared_on")


@dataclass(frozen=True, kw_only=True)
class EndFacts:
    """What is known when somebody ends a declaration as of a day."""

    effective_on: date
    today: date
    reached: date
    """The effect of the last event recorded."""
    backdating_days: int


def end_refusals(facts: EndFacts) -> list[Refusal]:
    """Everything that forbids the end as of that day: the future, the past already told, the window."""
    return list(effect_refusals(facts, field="effective_on"))


def effect_refusals(facts: EndFacts, *, field: str) -> Iterator[Refusal]:
    """What forbids an effect on a day, whatever the event (rule set, `backdating_days`)."""
    if facts.effective_on > facts.today:
        message = N_("The day lies in the future: record it when it has come.")
        yield Refusal("did:effect_future", message, field=field)
    if facts.effective_on < facts.reached:
        message = N_(
            "On %(day)s the status changed already. What lies before that day changes only when that "
            "event is annulled first."
        )
        yield Refusal("did:out_of_order", message, {"day": f"{facts.reached:%d/%m/%Y}"}, field)
    earliest = facts.today - timedelta(facts.backdating_days)
    if facts.effective_on < earliest:
        message = N_(
            "This lies more than %(days)s days back, before %(day)s: outside the time in which you may "
            "still record it. Ask the manager of the centre, who has longer."
        )
        known = {"days": facts.backdating_days, "day": f"{earliest:%d/%m/%Y}"}
        yield Refusal("did:backdated", message, known, field)
