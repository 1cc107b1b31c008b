"""The public search: one line for each site an offer is held at."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Integer, Select, case, cast, func, literal, or_, select, text
from sqlalchemy.orm import aliased

from app.core.clock import today
from app.core.database import db
from app.core.language import N_
from app.core.listing import Column, Order, Page, fetch_page
from app.core.places.queries import distance_from_point
from app.core.plain_text import searchable
from catalogue.offers.models import Edition, Mode, Offer
from catalogue.offers.queries.wanted import HOURS, HoursBand, Place, Sort, Wanted
from catalogue.offers.states import EditionState, OfferState
from catalogue.providers.models import Provider, Site
from catalogue.providers.queries import accredited, providers_named

ON_SHOW = (EditionState.OPEN, EditionState.FULL)
FARTHEST_TENTHS = 999_990
"""Where online measures stand in the order by distance: after every place one can walk into."""


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
    wanted = replace(filters, pathway=pathway, near=point, only_free=True)
    if wanted.sort is None:
        wanted = replace(wanted, sort=Sort.NEAREST)
    return search(wanted, cursor)


def lines_by_municipality(wanted: Wanted) -> Sequence[tuple[str, bool, int, date]]:
    """How many lines of the list lie in each municipality, online ones apart, and the soonest start.

    Rows are the ISTAT code, whether it is online, the number and the day.
    """
    statement, _ = _search(wanted, today())
    online = Offer.mode == Mode.ONLINE
    counted = statement.with_only_columns(
        Edition.municipality_code, online, func.count(), func.min(Edition.starts_on)
    ).group_by(Edition.municipality_code, online)
    db.session.execute(text("SET LOCAL plan_cache_mode = force_custom_plan"))
    return [(code, is_online, n, on) for code, is_online, n, on in db.session.execute(counted)]


def found_among(wanted: Wanted, offer_ids: Sequence[int]) -> frozenset[int]:
    """Which of these offers the search finds today."""
    if not offer_ids:
        return frozenset()
    statement, _ = _search(wanted, today())
    found = statement.with_only_columns(Offer.id).where(Offer.id.in_(offer_ids))
    return frozenset(db.session.scalars(found))


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
    if wanted.service_types:
        conditions.append(Offer.service_type.in_(sorted(wanted.service_types)))
    if wanted.pathways:
        conditions.append(Offer.pathways.overlap(sorted(wanted.pathways)))
    if wanted.provinces:
        conditions.append(func.left(Edition.municipality_code, 3).in_(sorted(wanted.provinces)))
    if wanted.municipalities:
        conditions.append(Edition.municipality_code.in_(sorted(wanted.municipalities)))
    if wanted.hours:
        conditions.append(or_(*(_hours(band) for band in wanted.hours)))
    any_of = (
        (Offer.service_type, wanted.services),
        (Offer.mode, wanted.modes),
        (Offer.certificate, wanted.certificates),
        (Edition.provider_id, wanted.providers),
    )
    conditions += [column.in_(list(values)) for column, values in any_of if values]
    return conditions


def _hours(band: HoursBand) -> ColumnElement[bool]:
    least, most = HOURS[band]
    return Offer.hours.between(least, most)


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
    if wanted.order is Sort.NEAREST:
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
