"""Veneto's provincial hubs and employment centres, and which centre looks after which municipality.

The list is recalled, not official (seven hubs and forty local offices are published, their seats
are not): rows carry `source`, and the region corrects them on screen.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from app.core.places.models import Municipality
from app.core.places.rules import distance_km

REGION_CODE = "05"
SOURCE = (
    "Sedi ricordate, non verificate su un atto ufficiale / "
    "Seats recalled, not verified against an official act"
)

# By province: the hub's seat, then the seats of its centres. Mestre is a part of Venezia.
SEATS: Mapping[str, tuple[str, ...]] = {
    "BL": ("Belluno", "Feltre", "Agordo", "Pieve di Cadore"),
    "TV": ("Treviso", "Castelfranco Veneto", "Conegliano", "Montebelluna", "Oderzo",
           "Pieve di Soligo", "Vittorio Veneto"),
    "PD": ("Padova", "Camposampiero", "Cittadella", "Conselve", "Este", "Monselice", "Montagnana",
           "Piove di Sacco"),
    "VE": ("Venezia", "Chioggia", "Dolo", "Mirano", "Portogruaro", "San Donà di Piave"),
    "VR": ("Verona", "Affi", "Bovolone", "Legnago", "San Bonifacio", "Villafranca di Verona"),
    "VI": ("Vicenza", "Arzignano", "Bassano del Grappa", "Lonigo", "Schio", "Valdagno"),
    "RO": ("Rovigo", "Adria", "Badia Polesine"),
}  # fmt: skip
SHORT_NAMES = {"Schio": "Schio-Thiene", "Venezia": "Venezia-Mestre"}

# How many invented people live in a municipality: of a hub, of a centre's seat, of any other;
# times the province, since mountain municipalities are many and small.
HUB_WEIGHT, SEAT_WEIGHT, OTHER_WEIGHT = 24, 6, 1
PROVINCE_WEIGHTS = {"BL": 1, "RO": 1, "TV": 3, "VI": 3, "PD": 3, "VR": 3, "VE": 6}


@dataclass(frozen=True)
class Centre:
    """An employment centre to be: its code, name, province and the municipality it sits in."""

    code: str
    name: str
    province: str
    seat: Municipality
    is_hub_seat: bool


def centres(municipalities: Iterable[Municipality]) -> list[Centre]:
    """The forty centres, in the order of `SEATS`. KeyError when a seat is not a municipality."""
    by_label = {place.label: place for place in municipalities}
    found = []
    for province, seats in SEATS.items():
        for number, seat in enumerate(seats, start=1):
            code, name = f"CPI-{province}-{number:02d}", f"CPI di {SHORT_NAMES.get(seat, seat)}"
            place = by_label[f"{seat} ({province})"]
            found.append(Centre(code, name, province, place, number == 1))
    return found


def nearest_centre(place: Municipality, among: Iterable[Centre]) -> Centre:
    """The centre of the same province whose seat is nearest as the crow flies."""
    same_province = [item for item in among if item.province == place.province.abbreviation]
    return min(same_province, key=lambda centre: kilometres(place, centre.seat))


def kilometres(one: Municipality, other: Municipality) -> float:
    """The distance between two municipalities."""
    return distance_km(
        float(one.latitude), float(one.longitude), float(other.latitude), float(other.longitude)
    )


def weight(place: Municipality, seats: Mapping[str, Centre]) -> int:
    """How often an invented person lives in the municipality; `seats` is keyed by ISTAT code."""
    by_province = PROVINCE_WEIGHTS[place.province.abbreviation]
    centre = seats.get(place.code)
    if centre is None:
        return OTHER_WEIGHT * by_province
    return (HUB_WEIGHT if centre.is_hub_seat else SEAT_WEIGHT) * by_province
