"""What is near, and what a person may have meant by a typed place name."""

import re
from dataclasses import dataclass
from math import asin, cos, radians, sin, sqrt

from app.core.plain_text import searchable

EARTH_RADIUS_KM = 6371.0088  # mean radius, IUGG 1980
_LABEL = re.compile(r"(?P<name>.+?)\s*\((?P<province>[A-Za-z]{2})\)\s*")
CADASTRAL_CODE = re.compile(r"[A-Z][0-9]{3}")
ITALY = "Z000"
EU_COUNTRIES = frozenset(
    [
        "Z102",
        "Z103",
        "Z104",
        "Z107",
        "Z109",
        "Z110",
        "Z112",
        "Z115",
        "Z116",
        "Z120",
        "Z121",
        "Z126",
        "Z127",
        "Z128",
        "Z129",
        "Z131",
        "Z132",
        "Z134",
        "Z144",
        "Z145",
        "Z146",
        "Z149",
        "Z150",
        "Z155",
        "Z156",
        "Z211",
    ]
)
"""Cadastral codes of the other 26 members of the European Union, as of 1 February 2020."""
_ISTAT_CODE = re.compile(r"[0-9]{6}")


@dataclass(frozen=True)
class TypedPlace:
    """A typed place, taken apart: either an ISTAT code, or a name and perhaps a province."""

    istat_code: str | None = None
    name: str = ""
    province: str | None = None


def distance_km(
    latitude: float, longitude: float, to_latitude: float, to_longitude: float
) -> float:
    """Great-circle distance in kilometres between two points in degrees (haversine formula)."""
    from_lat, to_lat = radians(latitude), radians(to_latitude)
    half_lat, half_lon = (to_lat - from_lat) / 2, radians(to_longitude - longitude) / 2
    chord = sin(half_lat) ** 2 + cos(from_lat) * cos(to_lat) * sin(half_lon) ** 2
    return 2 * EARTH_RADIUS_KM * asin(min(1.0, sqrt(chord)))


def label(name: str, province: str | None) -> str:
    """How a place is written on pages and in forms: `Padova (PD)`, a country without brackets."""
    return f"{name} ({province})" if province else name


def taken_apart(text: str) -> TypedPlace:
    """What was typed: `028060`, `Padova`, `padova (pd)`."""
    text = text.strip()
    if _ISTAT_CODE.fullmatch(text):
        return TypedPlace(istat_code=text)
    if match := _LABEL.fullmatch(text):
        return TypedPlace(name=searchable(match["name"]), province=match["province"].upper())
    return TypedPlace(name=searchable(text))
