"""Which lines a search finds, how many stand behind every filter, and in which order they come."""

from array import array
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from pyroaring import BitMap

from app.core.places.rules import distance_km
from catalogue.offers.queries.lines import Facet
from catalogue.offers.queries.loading import Catalogue
from catalogue.offers.queries.wanted import Place, Sort, Wanted

FARTHEST_TENTHS = 999_990
"""Where online measures stand in the order by distance: after every place one can walk into."""
DAY_BITS = 20
MOST_DISTANCES = 32
MOST_PROVIDERS = 30
"""Providers offered as values of the filter."""
WORDS, START, FREE, PAUSED, NEAR = "q", "start", "free", "paused", "near"
UNCOUNTED = (Facet.SITE, Facet.MUNICIPALITY)
EPOCH = date(1970, 1, 1).toordinal()
Found = tuple[int, int]
"""A line in an order: its rank and its key."""


@dataclass(frozen=True)
class Counted:
    """How many lines are found with each value of each filter, the filter's own choice set aside."""

    total: int
    facets: Mapping[str, Mapping[Any, int]]
    without: Mapping[str, int]
    """When nothing is found: how many would be with one filter less, by its name."""
    corrections: Mapping[str, str]
    providers: Mapping[int, str]
    """Names of the providers with the most lines, and of those chosen."""
    provinces: Mapping[str, str]
    """Names of the provinces by ISTAT code."""


class Matching:
    """One search over the lines as they are now."""

    def __init__(self, catalogue: Catalogue, wanted: Wanted) -> None:
        self.catalogue, self.lines, self.wanted = catalogue, catalogue.lines, wanted
        self.said = catalogue.words.said(wanted.words, self.lines) if wanted.words else None
        self._parts = dict([*self._narrowing(), *self._narrowing_further()])
        self.matches = self._all_but(None)

    def counted(self, start_days: Sequence[int]) -> Counted:
        """The counts beside the filters."""
        total = len(self.matches)
        facets: dict[str, Mapping[Any, int]] = {}
        for facet in Facet:
            if facet not in UNCOUNTED:
                base, filed = self._all_but(facet.value), self.lines.filed[facet]
                counts = {value: base.intersection_cardinality(b) for value, b in filed.items()}
                facets[facet.value] = {value: n for value, n in counts.items() if n}
        base = self._all_but(START)
        facets[START] = {n: base.intersection_cardinality(self._until(n)) for n in start_days}
        facets[FREE] = {True: len(self._all_but(FREE) & self._begins(free=True))}
        shown = self._all_but(PAUSED)
        facets[PAUSED] = {True: shown.intersection_cardinality(self.lines.paused)}
        without = {} if total else self._one_less()
        corrections = self.said.corrections if self.said else {}
        names = self._provider_names(facets[Facet.PROVIDER.value])
        return Counted(total, facets, without, corrections, names, self.lines.provinces)

    def _provider_names(self, counts: Mapping[int, int]) -> dict[int, str]:
        most = sorted(counts, key=lambda key: (-counts[key], key))[:MOST_PROVIDERS]
        known = self.lines.providers
        return {key: known[key] for key in {*most, *self.wanted.providers} if key in known}

    def by_municipality(self) -> Iterator[tuple[str, bool, int, date]]:
        """The lines found in each municipality, online ones apart: how many, and the soonest start."""
        starts = self._starts
        days = sorted(starts)
        for code, there in sorted(self.lines.filed[Facet.MUNICIPALITY].items()):
            for is_online in (False, True):
                here = there & self.matches
                here = here & self.lines.online if is_online else here - self.lines.online
                if here:
                    soonest = next(day for day in days if starts[day].intersect(here))
                    yield code, is_online, len(here), date.fromordinal(soonest + EPOCH)

    def among(self, offers: Sequence[int]) -> frozenset[int]:
        """Which of these offers are found."""
        return frozenset(self.lines.offer[n] for n in self.lines.bits_of(offers) & self.matches)

    def walk(self, after: Found | None, backwards: bool, most: int) -> list[Found]:
        """The next lines in the order asked for, beyond `after`, at most so many."""
        found: list[Found] = []
        keys = self._keys
        for rank, bits in self._groups(backwards):
            if after and (rank > after[0] if backwards else rank < after[0]):
                continue
            hits = self.matches & bits
            group = sorted(((rank, keys[number]) for number in hits), reverse=backwards)
            if after and rank == after[0]:
                group = [line for line in group if (line < after if backwards else line > after)]
            found += group
            if len(found) >= most:
                return found[:most]
        return found

    @property
    def _keys(self) -> "array[int]":
        return self.lines.soonest_free if self.wanted.only_free else self.lines.soonest

    @property
    def _starts(self) -> Mapping[int, BitMap]:
        return self.lines.by_free_start if self.wanted.only_free else self.lines.by_start

    def _narrowing(self) -> Iterator[tuple[str, BitMap]]:
        """The lines each filter in use leaves, by its name."""
        wanted, lines = self.wanted, self.lines
        chosen = {
            Facet.PATHWAY: wanted.pathways,
            Facet.SERVICE: wanted.services,
            Facet.MODE: {mode.value for mode in wanted.modes},
            Facet.PROVINCE: wanted.provinces,
            Facet.MUNICIPALITY: wanted.municipalities,
            Facet.HOURS: {band.value for band in wanted.hours},
            Facet.CERTIFICATE: {certificate.value for certificate in wanted.certificates},
            Facet.PROVIDER: wanted.providers,
        }
        for facet, values in chosen.items():
            if values:
                yield facet.value, lines.any_of(facet, values)
        if wanted.pathway:
            yield "", lines.any_of(Facet.PATHWAY, [wanted.pathway])
        if wanted.service_types:
            yield " ", lines.any_of(Facet.SERVICE, wanted.service_types)

    def _narrowing_further(self) -> Iterator[tuple[str, BitMap]]:
        """The same of what is no property of an offer: words, start, places, pauses, distance."""
        wanted, lines = self.wanted, self.lines
        if self.said:
            yield WORDS, self.said.hits
        if wanted.starts_within is not None:
            yield START, self._until(wanted.starts_within)
        if wanted.only_free:
            yield FREE, lines.free
        if not wanted.with_paused:
            yield PAUSED, lines.shown - lines.paused
        if wanted.near and wanted.near.within_km:
            yield NEAR, self._within(wanted.near, wanted.near.within_km)

    def _all_but(self, name: str | None) -> BitMap:
        """What is found when one filter is set aside."""
        if name is not None and name not in self._parts:
            return self.matches
        aside = {name, START} if name == FREE else {name}
        parts = [bits for key, bits in self._parts.items() if key not in aside]
        if name == FREE:
            # In time it need not be the free one that begins: both are asked for together.
            parts.append(self._begins(free=False))
        return BitMap.intersection(self.lines.shown, *parts)

    def _until(self, days: int) -> BitMap:
        last = self.catalogue.day.toordinal() - EPOCH + days
        return self.lines.begins_until(last, self.wanted.only_free)

    def _begins(self, free: bool) -> BitMap:
        """What begins in time; with a place left in an edition that does, if `free`."""
        if self.wanted.starts_within is None:
            return self.lines.free if free else self.lines.shown
        last = self.catalogue.day.toordinal() - EPOCH + self.wanted.starts_within
        return self.lines.begins_until(last, free)

    def _one_less(self) -> dict[str, int]:
        names = [name for name in self._parts if name.strip()]
        counts = {name: len(self._all_but(name)) for name in names}
        return {name: count for name, count in counts.items() if count}

    def _groups(self, backwards: bool) -> Iterator[tuple[int, BitMap]]:
        """Lines by rank, lowest first unless backwards; within a rank the key decides."""
        lines, order = self.lines, self.wanted.order
        starts = self._starts
        days = sorted(starts, reverse=backwards)
        if order is Sort.FRESHEST:
            for day in sorted(lines.by_confirmed, reverse=not backwards):
                yield -day, lines.by_confirmed[day]
        elif order is Sort.NEAREST and self.wanted.near:
            yield from self._by_distance(self.wanted.near, days, starts, backwards)
        else:
            tiers = self.said.tiers if self.said and order is Sort.RELEVANT else (lines.shown,)
            numbered = list(enumerate(tiers))
            for tier, bits in reversed(numbered) if backwards else numbered:
                hits = self.matches & bits
                if hits:
                    for day in days:
                        yield (tier << DAY_BITS) + day, hits & starts[day]

    def _by_distance(
        self, near: Place, days: Sequence[int], starts: Mapping[int, BitMap], backwards: bool
    ) -> Iterator[tuple[int, BitMap]]:
        online = self.matches & self.lines.online
        there = self.matches - online
        last = FARTHEST_TENTHS << DAY_BITS
        if backwards:
            for day in days:
                yield last + day, online & starts[day]
        rings = self._rings(near)
        for tenths, sites in reversed(rings) if backwards else rings:
            yield tenths << DAY_BITS, there & self.lines.any_of(Facet.SITE, sites)
        if not backwards:
            for day in days:
                yield last + day, online & starts[day]

    def _within(self, near: Place, kilometres: int) -> BitMap:
        filed = self.lines.filed[Facet.SITE]
        inside = [
            filed[site]
            for tenths, sites in self._rings(near)
            if tenths <= kilometres * 10
            for site in sites
            if site in filed
        ]
        return BitMap.union(self.lines.online, *inside)

    def _rings(self, near: Place) -> list[tuple[int, list[int]]]:
        """The sites by their distance in tenths of a kilometre, nearest first."""
        known, point = self.catalogue.distances, (near.latitude, near.longitude)
        if (found := known.get(point)) is None:
            rings: dict[int, list[int]] = {}
            for key, site in self.lines.sites.items():
                rings.setdefault(tenths_between(near, site.latitude, site.longitude), []).append(
                    key
                )
            if len(known) >= MOST_DISTANCES:
                known.pop(next(iter(known)))
            found = known[point] = sorted(rings.items())
        rings_found: list[tuple[int, list[int]]] = found
        return rings_found


def tenths_between(near: Place, latitude: float, longitude: float) -> int:
    """The distance in whole tenths of a kilometre, so that the order has ties the date can break."""
    return round(distance_km(near.latitude, near.longitude, latitude, longitude) * 10)
