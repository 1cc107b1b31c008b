"""The bridge from rows to the values the rules of issuing decide by."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import select

from app.cases.models.jobseeker import Jobseeker
from app.cases.models.steps import Did, ServiceAgreement
from app.cases.states import DidState
from app.core.database import db
from app.core.money import Money, total
from app.programme.queries import rule_set_id_on, rules_of_version
from app.programme.rules.document import RuleSet
from app.programme.rules.measures import ServiceType
from catalogue.agreements.queries import signing_of
from catalogue.agreements.rules import Standing
from catalogue.offers.models import Edition
from catalogue.offers.states import EditionState, OfferState
from catalogue.providers.models import Provider
from catalogue.providers.queries import accreditation_of, platform_agreement_in_force
from catalogue.providers.rules import field_for, is_accredited_for
from catalogue.services.models import Call
from catalogue.services.rules import limits_of
from catalogue.services.states import CallState
from profiling.matching.models import Choice
from profiling.matching.queries import agreement_in_force, current_choice, edition_with_offer
from vouchers.budgets.models import Budget
from vouchers.budgets.queries import budget_of
from vouchers.issuing.models import Voucher
from vouchers.issuing.rules.eligibility import ChosenFacts, IssuingFacts
from vouchers.issuing.rules.terms import Terms, terms
from vouchers.issuing.rules.value import Calculation, voucher_value
from vouchers.issuing.states import HOLDS_SEAT, OPEN, VoucherState
from vouchers.waiting.models import WaitingPlace
from vouchers.waiting.queries import kept_place


@dataclass(frozen=True, kw_only=True)
class Proposal:
    """What would be issued for the choice a person has made."""

    choice: Choice
    edition: Edition
    service: ServiceType | None
    calculation: Calculation
    terms: Terms
    budget: Budget | None
    rule_set_id: int
    kept: WaitingPlace | None = None
    """The place on the waiting list whose seat is kept for this person."""


@dataclass(frozen=True, kw_only=True)
class Grounds:
    """Everything the decision about one case rests on: the facts, and the rows they come from."""

    facts: IssuingFacts
    agreement: ServiceAgreement | None
    proposal: Proposal | None


class _Held(NamedTuple):
    number: str
    service_type: str
    state: VoucherState
    call_id: int
    value: Money


def grounds_of(case: Jobseeker, on: date) -> Grounds:
    """The grounds for issuing a voucher to the person on that day."""
    rule_set_id = rule_set_id_on(on)
    choice, agreement = current_choice(case.id), agreement_in_force(case.id)
    proposal = _proposal(case, choice, rule_set_id, on) if choice else None
    facts = IssuingFacts(
        today=on,
        is_did_validated=_is_did_validated(case.id),
        is_agreement_in_force=agreement is not None,
        pathway=case.pathway,
        chosen=_chosen(case, proposal, on) if proposal else None,
    )
    return Grounds(facts=facts, agreement=agreement, proposal=proposal)


def with_present_rows(grounds: Grounds) -> Grounds:
    """The same grounds with what edition and budget say now, after the caller has held both rows.

    Everything else rests on rows that change only under the case's own lock, or with the edition.
    """
    facts, proposal = grounds.facts, grounds.proposal
    if facts.chosen is None or proposal is None:
        return grounds
    edition, budget = proposal.edition, proposal.budget
    proposal = replace(proposal, kept=kept_place(proposal.choice.jobseeker_id, edition.id))
    chosen = replace(
        facts.chosen, **_seats(proposal, facts.today), balance=budget.balance if budget else None
    )
    return replace(grounds, facts=replace(facts, chosen=chosen), proposal=proposal)


def _proposal(case: Jobseeker, choice: Choice, rule_set_id: int, on: date) -> Proposal:
    rules, edition = rules_of_version(rule_set_id), edition_with_offer(choice.edition_id)
    offer = edition.offer
    services = {service.code: service for service in rules.service_types}
    service = services.get(offer.service_type)
    return Proposal(
        choice=choice,
        edition=edition,
        service=service,
        calculation=voucher_value(service, offer.hours) if service else Calculation(()),
        terms=terms(rules, issued_on=on, edition_ends_on=edition.ends_on),
        budget=budget_of(offer.call_id, offer.provider_id, case.pathway),
        rule_set_id=rule_set_id,
        kept=kept_place(case.id, edition.id),
    )


def _seats(proposal: Proposal, on: date) -> dict[str, Any]:
    """What the edition has for this person: a kept seat is theirs though it is full or paused."""
    edition, is_kept = proposal.edition, proposal.kept is not None
    return {
        "is_edition_open": edition.state is EditionState.OPEN
        or (is_kept and edition.state is EditionState.FULL),
        "seats_left": edition.places_left + is_kept,
        "is_paused": not is_kept and edition.takes_nobody(on),
    }


def _chosen(case: Jobseeker, proposal: Proposal, on: date) -> ChosenFacts:
    edition, service, budget = proposal.edition, proposal.service, proposal.budget
    offer = edition.offer
    held, window = _vouchers_held(case.id), offer.call.vouchers_window if offer.call else None
    is_paying = offer.call is not None and offer.call.state is CallState.PUBLISHED
    allowance = service.allowance(case.pathway) if service and case.pathway else None
    return ChosenFacts(
        hours=offer.hours,
        allowance=allowance if case.pathway in offer.pathways else None,
        open_voucher=next(
            (
                voucher.number
                for voucher in held
                if voucher.service_type == offer.service_type and voucher.state in OPEN
            ),
            None,
        ),
        is_offer_published=offer.state is OfferState.PUBLISHED,
        is_accredited=_is_accredited(offer.provider, edition, service, on),
        has_platform_agreement=platform_agreement_in_force(offer.provider_id) is not None,
        may_take_on=signing_of(offer.provider_id, on).standing is not Standing.OVERDUE,
        call_opens_on=window.first if window and is_paying else date.max,
        call_closes_on=window.last if window and is_paying else date.min,
        **_seats(proposal, on),
        enrol_by=edition.enrol_by,
        starts_on=edition.starts_on,
        value=proposal.calculation.value,
        balance=budget.balance if budget else None,
        most_per_person=_most_per_person(offer.call, rules_of_version(proposal.rule_set_id)),
        held_by_person=total(voucher.value for voucher in held if voucher.call_id == offer.call_id),
    )


def _is_did_validated(jobseeker_id: int) -> bool:
    found = db.session.scalar(
        select(Did.id).where(Did.jobseeker_id == jobseeker_id, Did.state == DidState.VALIDATED)
    )
    return found is not None


def _vouchers_held(jobseeker_id: int) -> Sequence[_Held]:
    """The person's vouchers that were not given back: a handful in a life."""
    rows = db.session.execute(
        select(
            Voucher.number, Voucher.service_type, Voucher.state, Voucher.call_id, Voucher.value
        ).where(Voucher.jobseeker_id == jobseeker_id, Voucher.state.in_(HOLDS_SEAT))
    )
    return [_Held(*row) for row in rows]


def _most_per_person(call: Call | None, rules: RuleSet) -> Money | None:
    own = call.max_euro.cents if call and call.max_euro else None
    limit = limits_of({"max_euro": own}, rules).get("max_euro")
    return Money(limit.value) if limit else None


def _is_accredited(
    provider: Provider, edition: Edition, service: ServiceType | None, on: date
) -> bool:
    """For the field of the service, as a body on that day and at the site of the edition."""
    if service is None:
        return False
    wanted = field_for(service)
    return wanted.value in edition.site.accredited_for and is_accredited_for(
        accreditation_of(provider), wanted, on, edition.site_id
    )
