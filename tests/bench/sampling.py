"""Taking times so that a noisy machine troubles floor and page alike."""

import gc
import statistics
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tests.bench.browser import Answer, Browser
from tests.bench.floor import FLOOR_PATH

WARMING = 5


class NoPage(Exception):
    """The address answered with something else than a page."""


@dataclass(frozen=True)
class Station:
    """A page on the server of one region: who asks, on which connection, for which address."""

    browser: Browser
    path: str


@dataclass(frozen=True)
class Times:
    """Milliseconds of one page at one size, and of the floor taken in between."""

    page: Sequence[float]
    floor: Sequence[float]
    statements: int
    kilobytes: float

    @property
    def p50(self) -> float:
        """The median of the page."""
        return statistics.median(self.page)

    @property
    def p95(self) -> float:
        """What 95 of 100 answers do not exceed."""
        ordered = sorted(self.page)
        return ordered[min(len(ordered) - 1, int(len(ordered) * 0.95))]

    @property
    def floor_p50(self) -> float:
        """The median of the floor."""
        return statistics.median(self.floor)


def take_times(stations: Mapping[int, Station], rounds: int) -> dict[int, Times]:
    """Ask for the page at every size and the floor in turns, `rounds` times, after warming up.

    Raises NoPage when an answer is not 200.
    """
    for _ in range(WARMING):
        last = {size: _page(station) for size, station in stations.items()}
        for station in stations.values():
            station.browser.get(f"{FLOOR_PATH}/")
    pages: dict[int, list[float]] = {size: [] for size in stations}
    floors: dict[int, list[float]] = {size: [] for size in stations}
    gc.collect()
    gc.disable()
    try:
        for _ in range(rounds):
            for size, station in stations.items():
                floors[size].append(station.browser.get(f"{FLOOR_PATH}/").milliseconds)
                last[size] = _page(station)
                pages[size].append(last[size].milliseconds)
    finally:
        gc.enable()
    return {
        size: Times(pages[size], floors[size], last[size].statements, len(last[size].body) / 1024)
        for size in stations
    }


def _page(station: Station) -> Answer:
    answer = station.browser.get(station.path)
    if answer.status != 200:
        target = f" to {answer.location}" if answer.location else ""
        raise NoPage(f"{station.path}: status {answer.status}{target}")
    return answer
