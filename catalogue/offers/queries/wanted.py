"""What somebody asks of the catalogue, and how it stands in an address."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TypeVar

from app.core.clock import today
from app.core.database import db
from app.core.language import N_, Labelled
from app.core.places.queries import municipality
from catalogue.offers.models import Certificate, Mode

MOST_WORDS = 200
"""Characters of the words that are looked at."""
MOST_VALUES = 50
"""Values of one filter that are looked at: more stands in no page of ours."""
START_DAYS = (30, 60, 90, 180)
KILOMETRES = (10, 20, 30, 50, 100)
USUAL_KM, ANY_DISTANCE = 30, "any"
"""How far from a municipality when nothing is said, and how to say that it does not matter."""
Value = TypeVar("Value")


class Sort(Labelled):
    """What comes first."""

    RELEVANT = "relevant", N_("What matches best")
    SOONEST = "soonest", N_("What begins first")
    NEAREST = "nearest", N_("What is nearest")
    FRESHEST = "freshest", N_("What was confirmed last")


class HoursBand(Labelled):
    """How long a measure is, in bands people think in; no act draws them."""

    BY_RESULT = "by_result", N_("No fixed hours")
    TO_20 = "to_20", N_("Up to 20 hours")
    TO_60 = "to_60", N_("21 to 60 hours")
    TO_150 = "to_150", N_("61 to 150 hours")
    LONGER = "longer", N_("More than 150 hours")


HOURS = {
    HoursBand.BY_RESULT: (0, 0),
    HoursBand.TO_20: (1, 20),
    HoursBand.TO_60: (21, 60),
    HoursBand.TO_150: (61, 150),
    HoursBand.LONGER: (151, 1_000_000_000),
}
"""The fewest and the most hours of each band; 0 hours stand for measures paid by result."""


def hours_band(hours: int) -> HoursBand:
    """The band of so many hours."""
    return next(band for band, (least, most) in HOURS.items() if least <= hours <= most)


@dataclass(frozen=True, kw_only=True)
class Place:
    """A point in degrees, and how far from it one would go; None: any distance."""

    latitude: float
    longitude: float
    within_km: int | None = None
    municipality: str = ""
    """ISTAT code, where the point is the middle of one."""


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """The filters of the search, each narrowing it when given; several values of one mean any of them.

    `pathway` and `service_types` bound the search to what one person may have: they stand in no
    address and cannot be dropped by the reader.
    """

    words: str = ""
    pathways: frozenset[int] = frozenset()
    services: frozenset[str] = frozenset()
    modes: frozenset[Mode] = frozenset()
    provinces: frozenset[str] = frozenset()
    """ISTAT codes of provinces, three figures."""
    municipalities: frozenset[str] = frozenset()
    """ISTAT codes of municipalities, six figures: a circle of the map."""
    hours: frozenset[HoursBand] = frozenset()
    certificates: frozenset[Certificate] = frozenset()
    providers: frozenset[int] = frozenset()
    starts_within: int | None = None
    """Days from today in which it begins."""
    only_free: bool = False
    with_paused: bool = False
    """Also what takes no new people for now."""
    near: Place | None = None
    sort: Sort | None = None
    """None: the natural one, see `order`."""
    pathway: int | None = None
    service_types: frozenset[str] = frozenset()

    @property
    def order(self) -> Sort:
        """What comes first: as asked; else the best match, the nearest, the soonest, where possible."""
        if self.sort is Sort.NEAREST and self.near is None:
            return Sort.SOONEST
        if self.sort is Sort.RELEVANT and not self.words:
            return Sort.SOONEST
        if self.sort is not None:
            return self.sort
        if self.words:
            return Sort.RELEVANT
        return Sort.NEAREST if self.near else Sort.SOONEST

    @property
    def starts_by(self) -> date | None:
        """The last day on which it may begin."""
        return None if self.starts_within is None else today() + timedelta(days=self.starts_within)


def wanted_to_args(wanted: Wanted) -> dict[str, list[str]]:
    """The search as the values of an address, in an order that is always the same; see `wanted_from_args`."""
    near = wanted.near
    args: dict[str, list[str]] = {
        "q": [wanted.words] if wanted.words else [],
        "near": [near.municipality] if near and near.municipality else [],
        "within": [str(near.within_km or ANY_DISTANCE)] if near and near.municipality else [],
        "pathway": [str(number) for number in sorted(wanted.pathways)],
        "service": sorted(wanted.services),
        "mode": _values(wanted.modes),
        "province": sorted(wanted.provinces),
        "at": sorted(wanted.municipalities),
        "hours": _values(wanted.hours),
        "certificate": _values(wanted.certificates),
        "provider": [str(key) for key in sorted(wanted.providers)],
        "start": [str(wanted.starts_within)] if wanted.starts_within is not None else [],
        "free": ["1"] if wanted.only_free else [],
        "paused": ["1"] if wanted.with_paused else [],
        "sort": [wanted.sort.value] if wanted.sort else [],
    }
    return {name: values for name, values in args.items() if values}


def wanted_from_args(args: Mapping[str, Sequence[str]]) -> Wanted:
    """The search an address asks for: `request.args.to_dict(flat=False)`, or what was kept of one.

    What cannot be understood narrows nothing, so that an old address goes on to answer.
    """
    return Wanted(
        words=_first(args, "q").strip()[:MOST_WORDS],
        pathways=_understood(args, "pathway", int),
        services=_understood(args, "service", _code),
        modes=_understood(args, "mode", Mode),
        provinces=_understood(args, "province", _code),
        municipalities=_understood(args, "at", _code),
        hours=_understood(args, "hours", HoursBand),
        certificates=_understood(args, "certificate", Certificate),
        providers=_understood(args, "provider", int),
        starts_within=next(iter(_understood(args, "start", _days)), None),
        only_free=bool(_first(args, "free")),
        with_paused=bool(_first(args, "paused")),
        near=_near(_first(args, "near"), _first(args, "within")),
        sort=next(iter(_understood(args, "sort", Sort)), None),
    )


def radius(within: str) -> int | None:
    """Kilometres as an address says them; None: any distance."""
    if within == ANY_DISTANCE:
        return None
    return int(within) if within in map(str, KILOMETRES) else USUAL_KM


def _near(code: str, within: str) -> Place | None:
    found = municipality(db.session, code) if len(code) == 6 and code.isdecimal() else None
    if found is None:
        return None
    return Place(
        latitude=float(found.latitude),
        longitude=float(found.longitude),
        within_km=radius(within),
        municipality=found.code,
    )


def _values(members: Collection[Labelled]) -> list[str]:
    return sorted(str(member.value) for member in members)


def _first(args: Mapping[str, Sequence[str]], name: str) -> str:
    return next(iter(args.get(name) or ()), "")


def _understood(
    args: Mapping[str, Sequence[str]], name: str, meaning: Callable[[str], Value]
) -> frozenset[Value]:
    found = set()
    for value in (args.get(name) or ())[:MOST_VALUES]:
        try:
            found.add(meaning(value))
        except ValueError:
            continue
    return frozenset(found)


def _code(value: str) -> str:
    if not value or len(value) > 32 or not value.replace("_", "").isalnum():
        raise ValueError(value)
    return value


def _days(value: str) -> int:
    days = int(value)
    if days not in START_DAYS:
        raise ValueError(value)
    return days
