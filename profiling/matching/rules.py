"""Whether a measure and its edition fit a person, and until when a choice is due."""

from dataclasses import dataclass
from datetime import date

from app.core.errors import Refusal
from app.core.language import N_
from app.core.working_days import deadline
from app.programme.rules.document import RuleSet
from app.programme.rules.measures import Allowance

MOST_COMPARED = 3
"""Offers side by side; the rule set may say otherwise (`compared_offers`)."""


@dataclass(frozen=True, kw_only=True)
class EditionFacts:
    """What is known of one dated run of an offer."""

    is_open: bool
    seats_left: int
    enrol_by: date
    starts_on: date
    is_paused: bool = False
    """Its provider takes no new people, there or for the offer."""


@dataclass(frozen=True, kw_only=True)
class FitFacts:
    """Everything the fit of an offer to a person rests on, as plain values of one day."""

    today: date
    is_agreement_in_force: bool
    pathway: int | None
    hours: int
    allowance: Allowance | None
    """What the person's pathway allows of the service type; None when it does not allow it."""
    is_published: bool
    offered_for: tuple[int, ...]
    """Pathways the provider offers it for."""
    call_opens_on: date
    call_closes_on: date
    is_voucher_open: bool
    """A voucher waits for its provider or is under way: the next choice comes after it."""


def misfits(facts: FitFacts) -> list[Refusal]:
    """Every reason why the offer cannot be chosen by this person today; empty when it fits.

    Service agreement in force (D.Lgs. 150/2015 art. 20), pathway that allows the measure and for
    which it is offered, hours within the pathway's limits, offer published under an open call, no
    voucher waiting or under way.
    """
    allowed = facts.allowance
    conditions = (
        (
            facts.is_agreement_in_force,
            Refusal("agreement_not_in_force", N_("No service agreement is in force.")),
        ),
        (facts.is_published, Refusal("offer_not_published", N_("It is no longer offered."))),
        (
            facts.call_opens_on <= facts.today <= facts.call_closes_on,
            Refusal("call_closed", N_("The call that pays for it is not open.")),
        ),
        (
            allowed is not None and facts.pathway in facts.offered_for,
            Refusal(
                "measure_not_allowed",
                N_("It is not meant for pathway %(pathway)s."),
                {"pathway": facts.pathway or "–"},
            ),
        ),
        (
            allowed is None or allowed.hours_min <= facts.hours <= allowed.hours_max,
            Refusal(
                "hours_outside_limits",
                N_("Its %(hours)s hours are outside the limits of the pathway."),
                {"hours": facts.hours},
            ),
        ),
        (
            not facts.is_voucher_open,
            Refusal(
                "voucher_open",
                N_("A voucher is open: the next choice can be made when it has ended."),
            ),
        ),
    )
    return [reason for holds, reason in conditions if not holds]


FAR_KM = 20
"""Farther than this, somebody without a driving licence should be asked how they would get there; no
act draws the line."""


@dataclass(frozen=True, kw_only=True)
class LifeFacts:
    """What of a person's life a measure may not go together with, and what the measure asks."""

    kilometres: float | None
    """From home; None for what is held online."""
    has_licence: bool
    minor_children: int
    hours: int
    is_online: bool
    is_step_free: bool
    requirements: str


def to_check(facts: LifeFacts) -> list[Refusal]:
    """What forbids nothing but should be talked about before choosing: the way there, hours beside
    children, access, what one must bring along."""
    far = facts.kilometres is not None and facts.kilometres > FAR_KM
    conditions = (
        (
            not far or facts.has_licence,
            Refusal(
                "far_without_licence",
                N_("It is %(km)s km from home, and there is no driving licence."),
                {"km": facts.kilometres},
            ),
        ),
        (
            facts.is_online or not facts.minor_children or not facts.hours,
            Refusal(
                "hours_beside_children",
                N_("Its %(hours)s hours are held on site, and there are children at home."),
                {"hours": facts.hours},
            ),
        ),
        (
            facts.is_online or facts.is_step_free,
            Refusal("not_step_free", N_("The site cannot be reached without steps.")),
        ),
        (
            not facts.requirements,
            Refusal(
                "requirements",
                N_("It asks for: %(requirements)s"),
                {"requirements": facts.requirements},
            ),
        ),
    )
    return [reason for holds, reason in conditions if not holds]


def edition_misfits(edition: EditionFacts, today: date) -> list[Refusal]:
    """Every reason why nobody can enrol in the edition today."""
    conditions = (
        (edition.seats_left > 0, Refusal("edition_full", N_("No places left."))),
        (
            # A full edition is told as full, and not as closed as well.
            edition.is_open or edition.seats_left < 1,
            Refusal("edition_closed", N_("It takes no enrolments.")),
        ),
        (
            not edition.is_paused,
            Refusal("provider_paused", N_("The provider takes no new people for now.")),
        ),
        (
            today < edition.starts_on,
            Refusal("edition_started", N_("It has already started.")),
        ),
        (
            today <= edition.enrol_by or today >= edition.starts_on,
            Refusal("enrolment_over", N_("Enrolment is over.")),
        ),
    )
    return [reason for holds, reason in conditions if not holds]


def choice_due(rules: RuleSet, since: date) -> date:
    """The last day of the term for choosing, counted from the day the right to choose began."""
    return deadline(since, rules.days("choice_days"))


def issue_due(rules: RuleSet, chosen_on: date) -> date:
    """The last day by which the centre issues the voucher for a choice."""
    return deadline(chosen_on, rules.days("issue_days"))


def compared(wanted: list[int]) -> tuple[list[int], bool]:
    """The offers to set side by side, without repetition, and whether some had to be left out."""
    distinct = list(dict.fromkeys(wanted))
    return distinct[:MOST_COMPARED], len(distinct) > MOST_COMPARED
