"""Reads of the choice: what has been chosen, and the facts a fit rests on."""

from collections.abc import Iterable, Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from app.cases.models.jobseeker import Jobseeker, Step
from app.cases.models.steps import ServiceAgreement
from app.cases.states import AgreementState
from app.core.database import db
from app.core.errors import NotFoundForYou
from app.programme.queries import rules_in_force
from catalogue.offers.models import Edition, Offer
from catalogue.offers.states import EditionState, OfferState
from catalogue.providers.models import Provider
from catalogue.services.models import Call
from catalogue.services.states import CallState
from profiling.matching.models import Choice
from profiling.matching.rules import EditionFacts, FitFacts
from profiling.matching.states import ChoiceState

_SHOWN = (OfferState.PUBLISHED, OfferState.SUSPENDED, OfferState.EXPIRED, OfferState.WITHDRAWN)
"""States in which an offer has been public; a draft is looked at by its provider only."""


def current_choice(jobseeker_id: int) -> Choice | None:
    """The choice no voucher has been issued for yet; None when there is none."""
    return db.session.scalar(
        select(Choice).where(Choice.jobseeker_id == jobseeker_id, Choice.state == ChoiceState.MADE)
    )


def agreement_in_force(jobseeker_id: int) -> ServiceAgreement | None:
    """The person's service agreement in force; None when there is none."""
    return db.session.scalar(
        select(ServiceAgreement).where(
            ServiceAgreement.jobseeker_id == jobseeker_id,
            ServiceAgreement.state == AgreementState.IN_FORCE,
        )
    )


def shown_offer(offer_id: int) -> Offer:
    """An offer with its editions, provider and call. Raises NotFoundForYou for one never published."""
    found = shown_offers([offer_id])
    if not found:
        raise NotFoundForYou
    return found[0]


def shown_offers(offer_ids: Sequence[int]) -> list[Offer]:
    """Offers in the wanted order, with all a page says of them; those never published are left out."""
    if not offer_ids:
        return []
    found = db.session.scalars(
        select(Offer)
        .where(Offer.id.in_(offer_ids), Offer.state.in_(_SHOWN))
        .options(
            joinedload(Offer.provider).joinedload(Provider.organisation),
            joinedload(Offer.call),
            selectinload(Offer.editions).joinedload(Edition.site),
        )
    )
    by_id = {offer.id: offer for offer in found}
    return [by_id[offer_id] for offer_id in offer_ids if offer_id in by_id]


def edition_of(offer: Offer, edition_id: int) -> Edition:
    """One edition of the offer. Raises NotFoundForYou."""
    for edition in offer.editions:
        if edition.id == edition_id:
            return edition
    raise NotFoundForYou


def edition_with_offer(edition_id: int) -> Edition:
    """An edition with its offer, wherever it stands; for what has been chosen already."""
    return db.session.scalars(
        select(Edition)
        .where(Edition.id == edition_id)
        .options(
            joinedload(Edition.site),
            joinedload(Edition.offer).joinedload(Offer.provider).joinedload(Provider.organisation),
            joinedload(Edition.offer).joinedload(Offer.call),
        )
    ).one()


def edition_facts(edition: Edition, on: date, *, seat_kept: bool = False) -> EditionFacts:
    """An edition as the rules see it on that day.

    For whom a seat is kept it is open with one place, whatever it is for others.
    """
    return EditionFacts(
        is_open=edition.state is EditionState.OPEN
        or (seat_kept and edition.state is EditionState.FULL),
        seats_left=edition.places_left + seat_kept,
        enrol_by=edition.enrol_by,
        starts_on=edition.starts_on,
        is_paused=not seat_kept and edition.takes_nobody(on),
    )


def fit_facts(case: Jobseeker, offer: Offer, on: date) -> FitFacts:
    """A person and an offer as the rules see them.

    Vouchers stand a floor above; where the case stands tells whether one is open.
    """
    return fits_of(case, [offer], on)[offer.id]


def fits_of(case: Jobseeker, offers: Sequence[Offer], on: date) -> dict[int, FitFacts]:
    """A person and each of many offers as the rules see them, with as many statements as for one."""
    services = {item.code: item for item in rules_in_force(on).service_types}
    is_in_force = agreement_in_force(case.id) is not None
    calls: dict[int | None, Call] = {
        call.id: call for call in calls_of(offer.call_id for offer in offers)
    }
    facts = {}
    for offer in offers:
        service, call = services.get(offer.service_type), calls.get(offer.call_id)
        window = call.vouchers_window if call and call.state is CallState.PUBLISHED else None
        facts[offer.id] = FitFacts(
            today=on,
            is_agreement_in_force=is_in_force,
            pathway=case.pathway,
            hours=offer.hours,
            allowance=service.allowance(case.pathway) if service and case.pathway else None,
            is_published=offer.state is OfferState.PUBLISHED,
            offered_for=tuple(offer.pathways),
            call_opens_on=window.first if window else date.max,
            call_closes_on=window.last if window else date.min,
            is_voucher_open=case.step in (Step.TAKE_UP, Step.DELIVER),
        )
    return facts


def calls_of(keys: Iterable[int | None]) -> Sequence[Call]:
    """The calls with these keys."""
    wanted = {key for key in keys if key is not None}
    return db.session.scalars(select(Call).where(Call.id.in_(wanted))).all() if wanted else []
