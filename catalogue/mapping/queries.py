"""What the map shows: the region's picture, and what is offered in each municipality."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from sqlalchemy import func, select

from app.core.database import db
from app.core.places.models import Municipality, Province
from app.core.places.rules import distance_km
from catalogue.mapping.rules.circles import Dot
from catalogue.mapping.rules.region import Picture, Seat, drawn
from catalogue.offers.queries import Place, Wanted, lines_by_municipality
from catalogue.providers.models import Site

NEIGHBOURHOOD = 0.5
"""Degrees round the region in which neighbours bound its picture."""


@dataclass(frozen=True)
class Town:
    """A municipality of the table beside the map."""

    code: str
    label: str
    province: str
    latitude: float
    longitude: float
    offers: int
    next_start: date
    kilometres: float | None


@dataclass(frozen=True)
class Spread:
    """Where what the search finds is held."""

    towns: Sequence[Town]
    online: int

    @property
    def offers(self) -> int:
        """How many lines of the list there are in all."""
        return self.online + sum(town.offers for town in self.towns)


def spread(wanted: Wanted, near: Place | None) -> Spread:
    """What the search finds, by municipality: nearest first from the place given, else most first."""
    lines = lines_by_municipality(wanted)
    places = _places({code for code, is_online, _, _ in lines if not is_online})
    towns = [
        _town(places[code], offers, starts_on, near)
        for code, is_online, offers, starts_on in lines
        if not is_online
    ]
    towns.sort(key=lambda town: (town.kilometres or 0.0, -town.offers, town.label))
    return Spread(towns, sum(offers for _, is_online, offers, _ in lines if is_online))


def dots(towns: Sequence[Town], picture: Picture) -> list[Dot]:
    """The municipalities at their places in the drawing."""
    return [
        Dot(town.code, town.label, *picture.frame.place(town.latitude, town.longitude), town.offers)
        for town in towns
    ]


def region_picture() -> tuple[Picture, Mapping[str, str]] | None:
    """The picture of the region most sites lie in, with the names of its provinces; None without sites."""
    region = db.session.scalar(
        select(Province.region_code)
        .join(Municipality, Municipality.province_code == Province.code)
        .join(Site, Site.municipality_code == Municipality.code)
        .group_by(Province.region_code)
        .order_by(func.count().desc(), Province.region_code)
        .limit(1)
    )
    return _picture(region) if region else None


@lru_cache(maxsize=4)
def _picture(region: str) -> tuple[Picture, Mapping[str, str]]:
    # Seats move with a new list of municipalities, which comes with a new start.
    provinces = {
        code: name
        for code, name in db.session.execute(
            select(Province.code, Province.name).where(Province.region_code == region)
        )
    }
    here = select(Municipality).where(Municipality.province_code.in_(provinces)).subquery()
    south, north, west, east = db.session.execute(
        select(
            func.min(here.c.latitude) - NEIGHBOURHOOD,
            func.max(here.c.latitude) + NEIGHBOURHOOD,
            func.min(here.c.longitude) - NEIGHBOURHOOD,
            func.max(here.c.longitude) + NEIGHBOURHOOD,
        )
    ).one()
    rows = db.session.execute(
        select(
            Municipality.code,
            Municipality.latitude,
            Municipality.longitude,
            Municipality.province_code,
        ).where(
            Municipality.is_current,
            Municipality.latitude.between(south, north),
            Municipality.longitude.between(west, east),
        )
    )
    seats = [
        Seat(code, float(latitude), float(longitude), area if area in provinces else "")
        for code, latitude, longitude, area in rows
    ]
    return drawn(seats), provinces


def _places(codes: set[str]) -> Mapping[str, Municipality]:
    found = db.session.scalars(select(Municipality).where(Municipality.code.in_(codes)))
    return {place.code: place for place in found}


def _town(place: Municipality, offers: int, starts_on: date, near: Place | None) -> Town:
    point = float(place.latitude), float(place.longitude)
    away = round(distance_km(near.latitude, near.longitude, *point), 1) if near else None
    return Town(place.code, place.label, place.province_code, *point, int(offers), starts_on, away)
