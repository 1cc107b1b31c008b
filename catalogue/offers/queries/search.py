"""The public search: one line for each site an offer is held at.

The lines, their order and the counts come from bitmaps (`lines`, `loading`, `matching`); every row a
page shows is read from the database under the same conditions again.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Date,
    Select,
    and_,
    bindparam,
    not_,
    or_,
    select,
)

from app.core.clock import today
from app.core.database import db
from app.core.language import N_
from app.core.listing import PAGE_SIZE, Column, Page, page_of, place_in, read_cursor
from catalogue.offers.models import Edition, Mode, Offer
from catalogue.offers.queries.lines import edition_of
from catalogue.offers.queries.loading import catalogue_now
from catalogue.offers.queries.matching import (
    FARTHEST_TENTHS,
    Counted,
    Found,
    Matching,
    tenths_between,
)
from catalogue.offers.queries.wanted import START_DAYS, Place, Sort, Wanted
from catalogue.offers.states import EditionState, OfferState
from catalogue.providers.models import Provider, Site
from catalogue.providers.queries import accredited

ON_SHOW = (EditionState.OPEN, EditionState.FULL)


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


@dataclass(frozen=True)
class Findings:
    """A page of what was found, with the counts beside the filters."""

    page: Page[FoundOffer]
    counted: Counted


def search(wanted: Wanted, cursor: str | None) -> Page[FoundOffer]:
    """One page of the public catalogue: an offer stands once for each site it is held at."""
    with catalogue_now() as catalogue:
        window = _window(Matching(catalogue, wanted), cursor)
    return _shown(wanted, window)


def search_counted(wanted: Wanted, cursor: str | None) -> Findings:
    """The same page with the counts of every filter."""
    with catalogue_now() as catalogue:
        matching = Matching(catalogue, wanted)
        window, counted = _window(matching, cursor), matching.counted(START_DAYS)
    return Findings(_shown(wanted, window), counted)


def search_rows(wanted: Wanted, most: int) -> Sequence[FoundOffer]:
    """The same list as a whole, for a file."""
    with catalogue_now() as catalogue:
        lines = Matching(catalogue, wanted).walk(None, backwards=False, most=most)
    rows = _rows(wanted, lines)
    return [rows[line] for line in lines if line in rows]


def lines_by_municipality(wanted: Wanted) -> Sequence[tuple[str, bool, int, date]]:
    """How many lines of the list lie in each municipality, online ones apart, and the soonest start.

    Rows are the ISTAT code, whether it is online, the number and the day.
    """
    with catalogue_now() as catalogue:
        return list(Matching(catalogue, wanted).by_municipality())


def found_among(wanted: Wanted, offer_ids: Sequence[int]) -> frozenset[int]:
    """Which of these offers the search finds today."""
    if not offer_ids:
        return frozenset()
    with catalogue_now() as catalogue:
        return Matching(catalogue, wanted).among(offer_ids)


def offers_fitting(
    pathway: int,
    latitude: float,
    longitude: float,
    filters: Wanted | None = None,
    cursor: str | None = None,
) -> Page[FoundOffer]:
    """Published offers of the pathway with places left, nearest first from the point in degrees."""
    return search(bound_to(pathway, latitude, longitude, filters or Wanted()), cursor)


def bound_to(pathway: int, latitude: float, longitude: float, filters: Wanted) -> Wanted:
    """The search of what can be chosen in a pathway by somebody who lives at the point."""
    within_km = filters.near.within_km if filters.near else None
    point = Place(latitude=float(latitude), longitude=float(longitude), within_km=within_km)
    sort = filters.sort or (None if filters.words else Sort.NEAREST)
    return replace(filters, pathway=pathway, near=point, only_free=True, sort=sort)


def _window(matching: Matching, cursor: str | None) -> Page[Found]:
    """The lines of the page the cursor asks for."""
    backwards, values = read_cursor(cursor, 2)
    after = None
    if values and all(type(value) is int for value in values):
        after = (values[0], values[1])
    found = matching.walk(after, backwards and after is not None, PAGE_SIZE + 1)
    return page_of(found, PAGE_SIZE, backwards and after is not None, after is not None, place_in)


def _shown(wanted: Wanted, window: Page[Found]) -> Page[FoundOffer]:
    rows = _rows(wanted, window.rows)
    shown = [rows[line] for line in window.rows if line in rows]
    return Page(shown, window.next_cursor, window.previous_cursor)


def _rows(wanted: Wanted, lines: Sequence[Found]) -> dict[Found, FoundOffer]:
    """The lines as the database has them now; one that may not be shown any more is missing."""
    by_edition = {edition_of(key): (rank, key) for rank, key in lines}
    if not by_edition:
        return {}
    statement = _shown_now(wanted.only_free, wanted.with_paused)
    found = db.session.execute(statement, {"editions": list(by_edition), "on": today()})
    return {
        by_edition[edition.id]: FoundOffer(
            offer, edition, site, name, _tenths(wanted.near, offer, site)
        )
        for edition, offer, site, name in found
    }


@cache
def _shown_now(only_free: bool, with_paused: bool) -> Select[*tuple[Any, ...]]:
    """Editions by key, as far as they may be shown: the same conditions the bitmaps were made under."""
    on: Any = bindparam("on", type_=Date)
    statement = (
        select(Edition, Offer, Site, Provider.legal_name)
        .join(Offer, Offer.id == Edition.offer_id)
        .join(Site, Site.id == Edition.site_id)
        .join(Provider, Provider.id == Edition.provider_id)
        .where(
            Edition.id.in_(bindparam("editions", expanding=True)),
            Offer.state == OfferState.PUBLISHED,
            Edition.state.in_(ON_SHOW),
            Edition.enrol_by >= on,
            *accredited(on),
        )
    )
    if only_free:
        statement = statement.where(Edition.taken + Edition.held < Edition.seats)
    if not with_paused:
        statement = statement.where(not_(_paused(Offer, on)), not_(_paused(Site, on)))
    return statement


def _paused(row: type[Offer] | type[Site], on: BindParameter[date]) -> ColumnElement[bool]:
    """The pause of an offer or a site holds on that day; see `is_paused` of the rules."""
    begun = and_(row.paused_since.is_not(None), row.paused_since <= on)
    return and_(begun, or_(row.paused_until.is_(None), row.paused_until >= on))


def _tenths(near: Place | None, offer: Offer, site: Site) -> int:
    if near is None:
        return -1
    if offer.mode is Mode.ONLINE:
        return FARTHEST_TENTHS
    return tenths_between(near, float(site.latitude), float(site.longitude))
