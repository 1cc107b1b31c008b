"""The public search, the offers that fit a person, and the loaders of published offers."""

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload, selectinload

from app.core.clock import today
from app.core.database import db
from app.core.errors import NotFoundForYou
from app.core.places.models import Province
from app.core.places.rules import distance_km
from catalogue.offers.models import Edition, Offer
from catalogue.offers.queries.search import (
    FOUND,
    ON_SHOW,
    Findings,
    FoundOffer,
    bound_to,
    found_among,
    lines_by_municipality,
    offers_fitting,
    search,
    search_counted,
    search_rows,
)
from catalogue.offers.queries.wanted import Place, Sort, Wanted, wanted_from_args, wanted_to_args
from catalogue.offers.rules import CallFacts, EditionFacts, OfferFacts
from catalogue.offers.states import EditionState, OfferState
from catalogue.providers.models import Provider, Site
from catalogue.providers.queries import accreditation_of, accredited
from catalogue.services.models import Call
from catalogue.services.states import CallState
from catalogue.timetables.rules import slots_of

__all__ = [
    "FOUND",
    "ON_SHOW",
    "WHOLE",
    "Findings",
    "FoundOffer",
    "Place",
    "Sort",
    "Wanted",
    "bound_to",
    "call_facts",
    "editions_on_show",
    "facts_of",
    "found_among",
    "kilometres_between",
    "lines_by_municipality",
    "load_open_edition",
    "load_public_offer",
    "offers_fitting",
    "provinces_with_sites",
    "search",
    "search_counted",
    "search_rows",
    "site_fields",
    "wanted_from_args",
    "wanted_to_args",
]


def load_public_offer(offer_id: int) -> Offer:
    """An offer as everybody sees it, with provider, call and editions: only while it is published.

    Raises NotFoundForYou for one that is not, whose provider is not accredited, or that is missing.
    """
    statement = (
        select(Offer)
        .join(Offer.provider)
        .where(Offer.id == offer_id, Offer.state == OfferState.PUBLISHED, *accredited(today()))
    )
    offer = db.session.scalar(statement.options(*WHOLE))
    if offer is None:
        raise NotFoundForYou
    return offer


def load_open_edition(offer_id: int, edition_id: int) -> Edition:
    """An edition on show of a published offer. Raises NotFoundForYou."""
    offer = load_public_offer(offer_id)
    edition = next((item for item in editions_on_show(offer) if item.id == edition_id), None)
    if edition is None:
        raise NotFoundForYou
    return edition


def editions_on_show(offer: Offer) -> list[Edition]:
    """The editions one can still ask for, soonest first."""
    on = today()
    return [item for item in offer.editions if item.state in ON_SHOW and item.enrol_by >= on]


def provinces_with_sites() -> dict[str, str]:
    """The provinces in which some provider works: name by ISTAT code."""
    here = select(func.left(Site.municipality_code, 3))
    statement = select(Province.code, Province.name).where(Province.code.in_(here))
    return {code: name for code, name in db.session.execute(statement.order_by(Province.name))}


WHOLE = (
    joinedload(Offer.provider),
    joinedload(Offer.call),
    joinedload(Offer.site),
    selectinload(Offer.editions).joinedload(Edition.site),
)


def facts_of(offer: Offer) -> OfferFacts:
    """The offer with its editions, call, accreditation and sites, as the rules read it."""
    return OfferFacts(
        title=offer.title,
        service_type=offer.service_type,
        pathways=frozenset(offer.pathways),
        hours=offer.hours,
        description=offer.description,
        learning=offer.learning,
        contact_email=offer.contact_email,
        contact_phone=offer.contact_phone,
        call=call_facts(offer.call) if offer.call else None,
        accreditation=accreditation_of(offer.provider),
        site_fields=site_fields(offer.provider),
        editions=tuple(_edition_facts(edition) for edition in offer.editions),
    )


def call_facts(call: Call) -> CallFacts:
    """The call as the rules read it."""
    return CallFacts(
        code=call.code,
        pathways=frozenset(call.pathways),
        opens_on=call.opens_on,
        closes_on=call.closes_on,
        offers=call.offers_window,
        is_published=call.state is CallState.PUBLISHED,
        service_types=frozenset(call.service_types),
        max_hours=call.max_hours,
    )


def site_fields(provider: Provider) -> dict[int, frozenset[str]]:
    """The fields the provider is accredited for at each of its sites."""
    return {site.id: frozenset(site.accredited_for) for site in provider.sites}


def _edition_facts(edition: Edition) -> EditionFacts:
    return EditionFacts(
        code=edition.code,
        site_id=edition.site_id,
        starts_on=edition.starts_on,
        ends_on=edition.ends_on,
        enrol_by=edition.enrol_by,
        seats=edition.seats,
        taken=edition.taken,
        slots=slots_of(edition.slots),
        seats_min=edition.seats_min,
        waiting_max=edition.waiting_max,
        is_live=edition.state in (EditionState.PLANNED, *ON_SHOW),
    )


def kilometres_between(place: Place, site: Site) -> float:
    """Kilometres from the place to a site, as the search counts them."""
    latitude, longitude = float(site.latitude), float(site.longitude)
    return round(distance_km(place.latitude, place.longitude, latitude, longitude), 1)
