"""Finding municipalities and birthplaces, and ordering by distance."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Double, Select, cast, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session, scoped_session

from app.core.places.models import Birthplace, Municipality, Province
from app.core.places.rules import EARTH_RADIUS_KM, TypedPlace
from app.core.plain_text import searchable

PICKER_LIMIT = 12
AnySession = Session | scoped_session[Any]


def municipality(session: AnySession, code: str) -> Municipality | None:
    """The municipality with this ISTAT code."""
    return session.get(Municipality, code)


def municipalities_named(session: AnySession, typed: TypedPlace) -> Sequence[Municipality]:
    """Every current municipality that what was typed can mean, in either of its languages."""
    query = _current()
    if typed.istat_code:
        query = query.where(Municipality.code == typed.istat_code)
    else:
        query = query.where(
            or_(
                Municipality.search_name == typed.name,
                Municipality.search_other_name == typed.name,
            )
        )
    if typed.province:
        query = query.where(Province.abbreviation == typed.province)
    return session.scalars(query.order_by(Municipality.name, Municipality.code)).all()


def municipalities_starting(
    session: AnySession, text: str, *, near: Municipality | None = None, limit: int = PICKER_LIMIT
) -> Sequence[Municipality]:
    """Suggestions for a picker: names beginning with the text, nearest first if `near` is given."""
    if not (prefix := searchable(text)):
        return []
    query = _current().where(_begins(Municipality, prefix))
    if near is not None:
        query = query.order_by(distance_from(near))
    return session.scalars(query.order_by(*_shortest_first(Municipality)).limit(limit)).all()


def nearest_municipalities(
    session: AnySession, origin: Municipality, *, region_code: str | None = None, limit: int = 20
) -> Sequence[tuple[Municipality, float]]:
    """Municipalities round a municipality, nearest first (itself included), with kilometres."""
    kilometres = distance_from(origin)
    query = _current().add_columns(kilometres)
    if region_code:
        query = query.where(Province.region_code == region_code)
    rows = session.execute(query.order_by(kilometres, Municipality.code).limit(limit))
    return [(found, float(distance)) for found, distance in rows]


def distance_from(
    origin: Municipality,
    latitude: ColumnElement[Any] | InstrumentedAttribute[Any] = Municipality.latitude,
    longitude: ColumnElement[Any] | InstrumentedAttribute[Any] = Municipality.longitude,
) -> ColumnElement[float]:
    """Kilometres from `origin` to the point in these columns, to select and to ORDER BY.

    The same haversine formula as `rules.distance_km`, computed by the database.
    """
    return distance_from_point(float(origin.latitude), float(origin.longitude), latitude, longitude)


def distance_from_point(
    from_latitude: float,
    from_longitude: float,
    latitude: ColumnElement[Any] | InstrumentedAttribute[Any],
    longitude: ColumnElement[Any] | InstrumentedAttribute[Any],
) -> ColumnElement[float]:
    """Kilometres from a point in degrees to the point in these columns."""
    to_latitude, to_longitude = cast(latitude, Double), cast(longitude, Double)
    chord = func.power(func.sin(func.radians(to_latitude - from_latitude) / 2), 2) + func.cos(
        func.radians(to_latitude)
    ) * func.cos(func.radians(from_latitude)) * func.power(
        func.sin(func.radians(to_longitude - from_longitude) / 2), 2
    )
    return 2 * EARTH_RADIUS_KM * func.asin(func.least(1.0, func.sqrt(chord)))


def birthplaces_of_code(session: AnySession, cadastral_code: str) -> Sequence[Birthplace]:
    """Every place this cadastral code has stood for, oldest first."""
    query = select(Birthplace).where(Birthplace.cadastral_code == cadastral_code.upper())
    return session.scalars(query.order_by(Birthplace.valid_from.nulls_first())).all()


def countries(session: AnySession) -> Sequence[Birthplace]:
    """The foreign countries of today, by name."""
    statement = select(Birthplace).where(Birthplace.is_foreign, Birthplace.valid_to.is_(None))
    return session.scalars(statement.order_by(Birthplace.search_name)).all()


def birthplaces_starting(
    session: AnySession, text: str, *, on: date | None = None, limit: int = PICKER_LIMIT
) -> Sequence[Birthplace]:
    """Suggestions for a place of birth; with `on`, only what existed on that day.

    Countries are offered whatever the day: those born before independence carry the code of the
    present state.
    """
    if not (prefix := searchable(text)):
        return []
    query = select(Birthplace).where(_begins(Birthplace, prefix))
    if on is not None:
        query = query.where(_stood_on(on))
    return session.scalars(
        query.order_by(Birthplace.search_name, Birthplace.valid_to.desc().nulls_first()).limit(
            limit
        )
    ).all()


def birthplaces_named(
    session: AnySession, typed: TypedPlace, *, on: date | None = None
) -> Sequence[Birthplace]:
    """Every birthplace that a typed name (and province) can mean."""
    query = select(Birthplace).where(
        or_(Birthplace.search_name == typed.name, Birthplace.search_other_name == typed.name)
    )
    if typed.province:
        query = query.where(Birthplace.province == typed.province)
    if on is not None:
        query = query.where(_stood_on(on))
    return session.scalars(query.order_by(Birthplace.valid_to.desc().nulls_first())).all()


def _current() -> Select[Municipality]:
    return select(Municipality).join(Municipality.province).where(Municipality.is_current)


def _begins(model: type[Municipality] | type[Birthplace], prefix: str) -> ColumnElement[bool]:
    # The prefix holds only letters, figures and blanks: no LIKE wildcard can come from outside.
    return or_(model.search_name.like(f"{prefix}%"), model.search_other_name.like(f"{prefix}%"))


def _shortest_first(model: type[Municipality] | type[Birthplace]) -> Sequence[ColumnElement[Any]]:
    # What is nearest to being typed in full comes first: `pado` offers Padova before Padola.
    return func.length(model.search_name), model.search_name.expression


def _stood_on(day: date) -> ColumnElement[bool]:
    return (
        Birthplace.valid_from.is_(None) | (Birthplace.valid_from <= day) | Birthplace.is_foreign
    ) & (Birthplace.valid_to.is_(None) | (Birthplace.valid_to >= day))
