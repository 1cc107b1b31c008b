"""The public search, the offers that fit a person, and the loaders of published offers."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Integer, Select, case, cast, func, literal, or_, select, text
from sqlalchemy.orm import aliased, joinedload, selectinload

from app.core.clock import today
from app.core.database import db
from app.core.errors import NotFoundForYou
from app.core.language import N_
from app.core.listing import Column, Order, Page, fetch_page
from app.core.places.models import Province
from app.core.places.queries import distance_from_point
from app.core.places.rules import distance_km
from app.core.plain_text import searchable
from catalogue.offers.models import Edition, Mode, Offer
from catalogue.offers.rules import CallFacts, EditionFacts, OfferFacts
from catalogue.offers.states import EditionState, OfferState
from catalogue.providers.models import Provider, Site
from catalogue.providers.queries import accreditation_of, accredited, providers_named
from catalogue.services.models import Call
from catalogue.services.states import CallState
from catalogue.timetables.rules import slots_of

ON_SHOW = (EditionState.OPEN, EditionState.FULL)
FARTHEST_TENTHS = 999_990
"""Where online measures stand in the order by distance: after every place one can walk into."""


@dataclass(frozen=True, kw_only=True)
class Place:
    """A point in degrees, and how far from it one would go; None: any distance."""

    latitude: float
    longitude: float
    within_km: int | None = None


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """The filters of the search, each narrowing it when given."""

    words: str = ""
    pathway: int | None = None
    service_type: str = ""
    mode: Mode | None = None
    province: str = ""
    """ISTAT code of the province, three figures."""
    near: Place | None = None
    starts_by: date | None = None
    only_free: bool = False
    provider_id: int | None = None
    nearest_first: bool = False
    service_types: frozenset[str] = frozenset()
    """Any of these, for the services a person's pathway allows; empty: all."""


@dataclass(frozen=True)
class FoundOffer:
    """A line of the catalogue: an offer at one site, with its soonest edition there."""

    offer: Offer
    edition: Edition
    site: Site
    provider_name: str
    tenths: int

    @property
    def offer_id(self) -> int:
        """The offer's key."""
        return self.offer.id

    @property
    def kilometres(self) -> float | None:
        """Distance from the place asked for; None online, or when no place was given."""
        return None if self.tenths < 0 or self.tenths == FARTHEST_TENTHS else self.tenths / 10

    @property
    def next_start(self) -> date:
        """When it next begins at this site."""
        return self.edition.starts_on

    @property
    def places_left(self) -> int:
        """Places left in that edition."""
        return self.edition.places_left


FOUND: tuple[Column[FoundOffer], ...] = (
    Column("title", N_("Title"), lambda row: row.offer.title),
    Column("provider", N_("Provider"), lambda row: row.provider_name),
    Column("service", N_("Service type"), lambda row: row.offer.service_type),
    Column("pathways", N_("Pathways"), lambda row: ", ".join(map(str, row.offer.pathways))),
    Column("mode", N_("How it is held"), lambda row: row.offer.mode),
    Column("hours", N_("Hours"), lambda row: row.offer.hours),
    Column("site", N_("Site"), lambda row: f"{row.site.address}, {row.site.municipality.label}"),
    Column("kilometres", N_("Kilometres"), lambda row: row.kilometres),
    Column("starts_on", N_("Begins on"), lambda row: row.edition.starts_on),
    Column("ends_on", N_("Ends on"), lambda row: row.edition.ends_on),
    Column("enrol_by", N_("Enrol by"), lambda row: row.edition.enrol_by),
    Column("places_left", N_("Places left"), lambda row: row.places_left),
)


def search(wanted: Wanted, cursor: str | None) -> Page[FoundOffer]:
    """One page of the public catalogue: an offer stands once for each site it is held at."""
    statement, order = _search(wanted, today())
    # Once prepared, PostgreSQL plans for any pathway and any point, and takes ten times as long.
    db.session.execute(text("SET LOCAL plan_cache_mode = force_custom_plan"))
    page = fetch_page(db.session, statement, order, cursor=cursor, scalars=False)
    return Page([_found(row) for row in page.rows], page.next_cursor, page.previous_cursor)


def search_rows(wanted: Wanted, most: int) -> Sequence[FoundOffer]:
    """The same list as a whole, for a file."""
    statement, order = _search(wanted, today())
    rows = db.session.execute(statement.order_by(*order.columns).limit(most))
    return [_found(row) for row in rows]


def offers_fitting(
    pathway: int,
    latitude: float,
    longitude: float,
    filters: Wanted | None = None,
    cursor: str | None = None,
) -> Page[FoundOffer]:
    """Published offers of the pathway with places left, nearest first from the point in degrees."""
    filters = filters or Wanted()
    within_km = filters.near.within_km if filters.near else None
    point = Place(latitude=float(latitude), longitude=float(longitude), within_km=within_km)
    wanted = replace(filters, pathway=pathway, near=point, only_free=True, nearest_first=True)
    return search(wanted, cursor)


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


def _found(row: Any) -> FoundOffer:
    return FoundOffer(row.Offer, row.Edition, row.Site, row.provider_name, row.tenths)


def _search(wanted: Wanted, on: date) -> tuple[Select[*tuple[Any, ...]], Order]:
    tenths = _tenths(wanted.near)
    statement = (
        select(Offer, Edition, Site, Provider.legal_name.label("provider_name"), tenths)
        .select_from(Edition)
        .join(Offer, Offer.id == Edition.offer_id)
        .join(Site, Site.id == Edition.site_id)
        .join(Provider, Provider.id == Edition.provider_id)
        .where(Offer.state == OfferState.PUBLISHED, *_edition_filters(Edition, wanted, on))
    )
    sooner = aliased(Edition)
    earlier_here = select(literal(1)).where(
        sooner.offer_id == Edition.offer_id,
        sooner.site_id == Edition.site_id,
        func.row(sooner.starts_on, sooner.id) < func.row(Edition.starts_on, Edition.id),
        *_edition_filters(sooner, wanted, on),
    )
    statement = statement.where(*accredited(on), ~earlier_here.exists())
    for condition in _offer_filters(wanted):
        statement = statement.where(condition)
    if wanted.near and wanted.near.within_km:
        nearby = tenths.element <= wanted.near.within_km * 10
        statement = statement.where(or_(nearby, Offer.mode == Mode.ONLINE))
    return statement, _order(wanted, tenths.element)


def _edition_filters(edition: type[Edition], wanted: Wanted, on: date) -> list[ColumnElement[bool]]:
    conditions = [edition.state.in_(ON_SHOW), edition.enrol_by >= on]
    if wanted.only_free:
        conditions.append(edition.taken + edition.held < edition.seats)
    if wanted.starts_by:
        conditions.append(edition.starts_on <= wanted.starts_by)
    return conditions


def _offer_filters(wanted: Wanted) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if searchable(wanted.words):
        conditions.append(_says(wanted.words))
    if wanted.pathway:
        conditions.append(literal(wanted.pathway) == func.any(Offer.pathways))
    if wanted.service_type:
        conditions.append(Offer.service_type == wanted.service_type)
    if wanted.service_types:
        conditions.append(Offer.service_type.in_(sorted(wanted.service_types)))
    if wanted.mode:
        conditions.append(Offer.mode == wanted.mode)
    if wanted.province:
        conditions.append(Edition.municipality_code.startswith(wanted.province, autoescape=True))
    if wanted.provider_id:
        conditions.append(Edition.provider_id == wanted.provider_id)
    return conditions


def _says(words: str) -> ColumnElement[bool]:
    """The words, in either language, in title or text; or a piece of the title; or the provider."""
    plain = func.folded(words)
    query = func.websearch_to_tsquery("pg_catalog.italian", plain).op("||")(
        func.websearch_to_tsquery("pg_catalog.english", plain)
    )
    found = [
        Offer.search.op("@@")(query),
        Offer.title_key.contains(searchable(words), autoescape=True),
    ]
    if providers := providers_named(words):
        found.append(Offer.provider_id.in_(providers))
    return or_(*found)


def _tenths(near: Place | None) -> Any:
    """Distance in tenths of a kilometre, whole, so that the order has ties the date can break."""
    if near is None:
        return literal(-1).label("tenths")
    kilometres = distance_from_point(near.latitude, near.longitude, Site.latitude, Site.longitude)
    there = cast(func.round(kilometres * 10), Integer)
    return case((Offer.mode == Mode.ONLINE, FARTHEST_TENTHS), else_=there).label("tenths")


def _order(wanted: Wanted, tenths: ColumnElement[Any]) -> Order:
    if wanted.near and wanted.nearest_first:
        return Order(
            columns=(tenths, Edition.starts_on, Edition.id),
            keys=(_key_tenths, _key_start, _key_id),
            descending=(False, False, False),
        )
    return Order(
        columns=(Edition.starts_on, Edition.id),
        keys=(_key_start, _key_id),
        descending=(False, False),
    )


def _key_tenths(row: Any) -> int:
    return int(row.tenths)


def _key_start(row: Any) -> date:
    found: date = row.Edition.starts_on
    return found


def _key_id(row: Any) -> int:
    return int(row.Edition.id)
