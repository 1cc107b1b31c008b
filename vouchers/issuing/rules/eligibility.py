"""Whether a voucher may be issued: every condition checked, every reason told at once."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from app.core.errors import Refusal
from app.core.language import N_
from app.core.money import Money
from app.programme.rules.measures import Allowance


@dataclass(frozen=True, kw_only=True)
class ChosenFacts:
    """What is known of the measure, provider and edition the person has chosen."""

    hours: int
    allowance: Allowance | None
    """What the pathway allows of the service type; None when it does not allow it."""
    open_voucher: str | None
    """Number of the person's open voucher of the same service type."""
    is_offer_published: bool
    is_accredited: bool
    """For the field of the service, at the site of the edition, today."""
    has_platform_agreement: bool
    may_take_on: bool = True
    """False when the provider has let the deadline for signing the present agreement pass."""
    call_opens_on: date
    call_closes_on: date
    is_edition_open: bool
    seats_left: int
    """With the one kept for the person from the waiting list, if there is."""
    is_paused: bool = False
    """The provider takes no new people, at the site or for the offer."""
    enrol_by: date
    starts_on: date
    value: Money
    balance: Money | None
    """What the provider's budget for this call and pathway still holds; None when there is none."""
    most_per_person: Money | None = None
    """What one person's vouchers under the call may be worth together; None when nothing says so."""
    held_by_person: Money = Money(0)
    """What the person's vouchers under the call are worth that were not given back."""


@dataclass(frozen=True, kw_only=True)
class IssuingFacts:
    """Everything the decision rests on, as plain values of one day."""

    today: date
    is_did_validated: bool
    is_agreement_in_force: bool
    pathway: int | None
    chosen: ChosenFacts | None


@dataclass(frozen=True)
class Check:
    """One condition, with the reasons it fails for (none: it holds)."""

    code: str
    question: str
    refusals: tuple[Refusal, ...]

    @property
    def holds(self) -> bool:
        """Whether nothing stands against it."""
        return not self.refusals


def checks(facts: IssuingFacts) -> list[Check]:
    """Every condition of the issue of a voucher with its result, in the order people read them.

    Conditions about the chosen measure are left out while nothing has been chosen.
    """
    results = [
        Check(code, question, tuple(test(facts))) for code, question, test in _ABOUT_THE_PERSON
    ]
    if facts.chosen is not None:
        for code, question, test_choice in _ABOUT_THE_CHOICE:
            results.append(Check(code, question, tuple(test_choice(facts, facts.chosen))))
    return results


def refusals(facts: IssuingFacts) -> list[Refusal]:
    """Every reason against issuing the voucher; an empty list means it may be issued.

    Person: declaration of availability validated (D.Lgs. 150/2015 art. 19), service agreement in
    force (art. 20), choice made. Measure: allowed by the pathway, hours within its limits, no open
    voucher of the same type. Provider: accredited for the field, platform agreement in force.
    Place: call open, edition open with a seat, enrolment not over, not started. Money: budget
    enough, and the call's limit for one person kept.
    """
    return [reason for check in checks(facts) for reason in check.refusals]


def _did(facts: IssuingFacts) -> list[Refusal]:
    return _unless(
        facts.is_did_validated,
        "did_not_validated",
        N_("The declaration of availability is not validated."),
    )


def _agreement(facts: IssuingFacts) -> list[Refusal]:
    return _unless(
        facts.is_agreement_in_force,
        "agreement_not_in_force",
        N_("No service agreement is in force."),
    )


def _choice(facts: IssuingFacts) -> list[Refusal]:
    return _unless(
        facts.chosen is not None,
        "choice_missing",
        N_("No measure and provider have been chosen yet."),
    )


def _measure(facts: IssuingFacts, chosen: ChosenFacts) -> list[Refusal]:
    return _unless(
        chosen.allowance is not None,
        "measure_not_allowed",
        N_("Pathway %(pathway)s does not allow this measure."),
        pathway=facts.pathway or 0,
    )


def _hours(_facts: IssuingFacts, chosen: ChosenFacts) -> list[Refusal]:
    allowed = chosen.allowance
    return _unless(
        allowed is None or allowed.hours_min <= chosen.hours <= allowed.hours_max,
        "hours_outside_limits",
        N_("%(hours)s hours are outside the limits of the pathway: %(least)s to %(most)s."),
        hours=chosen.hours,
        least=allowed.hours_min if allowed else 0,
        most=allowed.hours_max if allowed else 0,
    )


def _single(_facts: IssuingFacts, chosen: ChosenFacts) -> list[Refusal]:
    return _unless(
        chosen.open_voucher is None,
        "open_voucher_exists",
        N_("Voucher %(number)s of the same type is still open."),
        number=chosen.open_voucher or "",
    )


def _accredited(_facts: IssuingFacts, chosen: ChosenFacts) -> list[Refusal]:
    return _unless(
        chosen.is_accredited,
        "provider_not_accredited",
        N_("The provider is not accredited for this field at this site."),
    )


def _platform(_facts: IssuingFacts, chosen: ChosenFacts) -> list[Refusal]:
    return [
        *_unless(
            chosen.has_platform_agreement,
            "platform_agreement_missing",
            N_("The provider has no platform agreement in force."),
        ),
        *_unless(
            chosen.may_take_on,
            "platform_agreement_overdue",
            N_("The provider has not signed the present platform agreement in time."),
        ),
    ]


def _call(facts: IssuingFacts, chosen: ChosenFacts) -> list[Refusal]:
    return _unless(
        chosen.call_opens_on <= facts.today <= chosen.call_closes_on,
        "call_closed",
        N_("The call that pays for the measure is not open."),
    )


def _edition(facts: IssuingFacts, chosen: ChosenFacts) -> list[Refusal]:
    """Several things can be wrong with an edition at once; each is told."""
    return [
        *_unless(
            chosen.is_offer_published,
            "offer_not_published",
            N_("The offer is no longer published."),
        ),
        *_unless(
            # A full edition is told as full, below, and not as closed as well.
            chosen.is_edition_open or chosen.seats_left < 1,
            "edition_closed",
            N_("The edition takes no enrolments."),
        ),
        *_unless(
            not chosen.is_paused,
            "provider_paused",
            N_("The provider takes no new people for now."),
        ),
        *_unless(
            facts.today <= chosen.enrol_by,
            "enrolment_over",
            N_("Enrolment in the edition is over."),
        ),
        *_unless(
            facts.today < chosen.starts_on,
            "edition_started",
            N_("The edition has already started."),
        ),
    ]


def _seat(_facts: IssuingFacts, chosen: ChosenFacts) -> list[Refusal]:
    return _unless(chosen.seats_left > 0, "edition_full", N_("The edition has no seat left."))


def _budget(_facts: IssuingFacts, chosen: ChosenFacts) -> list[Refusal]:
    if chosen.balance is None:
        return [
            Refusal(
                "budget_missing",
                N_("The provider has no budget for this call and pathway."),
            )
        ]
    return _unless(
        chosen.value <= chosen.balance,
        "budget_insufficient",
        N_("The budget holds %(balance)s, the voucher is worth %(value)s."),
        balance=chosen.balance,
        value=chosen.value,
    )


def _share_of_call(_facts: IssuingFacts, chosen: ChosenFacts) -> list[Refusal]:
    most = chosen.most_per_person
    return _unless(
        most is None or chosen.held_by_person + chosen.value <= most,
        "call_limit_reached",
        N_(
            "Under this call one person's vouchers may be worth %(most)s together; "
            "this person's already come to %(held)s."
        ),
        most=most or Money(0),
        held=chosen.held_by_person,
    )


def _unless(holds: bool, code: str, message: str, **params: object) -> list[Refusal]:
    return [] if holds else [Refusal(code, message, params)]


_ABOUT_THE_PERSON: tuple[tuple[str, str, Callable[[IssuingFacts], list[Refusal]]], ...] = (
    ("did", N_("Declaration of availability validated"), _did),
    ("agreement", N_("Service agreement in force"), _agreement),
    ("choice", N_("Measure and provider chosen"), _choice),
)
_ABOUT_THE_CHOICE: tuple[
    tuple[str, str, Callable[[IssuingFacts, ChosenFacts], list[Refusal]]], ...
] = (
    ("measure", N_("Measure allowed by the pathway"), _measure),
    ("hours", N_("Hours within the limits of the pathway"), _hours),
    ("single", N_("No other open voucher of the same type"), _single),
    ("accredited", N_("Provider accredited for the field at this site"), _accredited),
    ("platform", N_("Platform agreement of the provider in force"), _platform),
    ("call", N_("Call open"), _call),
    ("share", N_("Within the call's limit for one person"), _share_of_call),
    ("edition", N_("Edition open for enrolment and not started"), _edition),
    ("seat", N_("A seat left in the edition"), _seat),
    ("budget", N_("Budget sufficient"), _budget),
)
