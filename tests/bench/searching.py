"""`search:words`, `search:facets`, `search:near`: the catalogue's page, filters counted, at 100,000 offers."""

from collections.abc import Mapping
from typing import NamedTuple

from tests.bench.browser import Browser
from tests.bench.report import MOST_FLOORS, Figure
from tests.bench.sampling import Station, Times, take_times
from tests.bench.shelves import OFFERS

SEARCHES: Mapping[str, str] = {
    "search:words": "/catalogue?q=saldatura+carpentry",
    "search:facets": "/catalogue?pathway=2&pathway=3&mode=in_person&start=90&free=1&hours=to_60",
    "search:near": "/catalogue?near=028060&within=50&sort=nearest",
}
"""What is asked, over HTTP, by a visitor; the answer is the whole page with the counts of all filters."""


class Searched(NamedTuple):
    """Times of one search, the floor in between."""

    name: str
    times: Times

    def figures(self) -> list[Figure]:
        """The page in milliseconds and in floors."""
        bar, floors = MOST_FLOORS * self.times.floor_p50, self.times.p50 / self.times.floor_p50
        holds = self.times.p50 <= bar
        return [
            Figure(self.name, round(self.times.p50, 2), "ms", round(bar, 2), holds),
            Figure(f"{self.name}:over_floor", round(floors, 2), "ratio", MOST_FLOORS, holds),
        ]

    def line(self) -> str:
        """One line for people."""
        times = self.times
        floors = times.p50 / times.floor_p50
        return (
            f"{self.name} at {OFFERS:,} offers: p50 {times.p50:.1f} ms, p95 {times.p95:.1f} ms, "
            f"{floors:.1f} floors of {times.floor_p50:.1f} ms, {times.statements} statements"
        )


def run_searches(port: int, rounds: int, only: str) -> list[Searched]:
    """Each search in turns with the floor, on the server of that port."""
    browser = Browser(port)
    return [
        Searched(name, take_times({OFFERS: Station(browser, path)}, rounds)[OFFERS])
        for name, path in SEARCHES.items()
        if name.startswith(only)
    ]
