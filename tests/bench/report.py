"""What was measured, as a table for people and as a list for machines."""

import json
import statistics
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from tests.bench.sampling import Times

MOST_GROWTH = 1.3
"""p50 of a page at a larger size over its p50 at the smallest (design, 9)."""
MOST_FLOORS = 5
"""p50 of a page over the floor of the same minutes (design, 9)."""

Measured = Mapping[str, Mapping[int, Times]]


@dataclass(frozen=True)
class Figure:
    """One line of `var/bench.json`; a figure without a bar always holds."""

    name: str
    value: float | None
    unit: str
    bar: float | None
    holds: bool


def figures(measured: Measured, failed: Mapping[str, str]) -> list[Figure]:
    """Every figure, the floor first; a page that could not be measured does not hold."""
    found = [
        Figure("floor", round(statistics.median(floors), 2), "ms", None, True)
        for floors in [
            [time for sizes in measured.values() for t in sizes.values() for time in t.floor]
        ]
        if floors
    ]
    for endpoint, sizes in measured.items():
        found += _pages(endpoint, sizes)
        found += _growth(endpoint, sizes)
    found += [Figure(f"page:{endpoint}", None, "ms", None, False) for endpoint in failed]
    return found


def _pages(endpoint: str, sizes: Mapping[int, Times]) -> Iterator[Figure]:
    for size, times in sizes.items():
        bar = MOST_FLOORS * times.floor_p50
        yield Figure(
            f"page:{endpoint}:{size}", round(times.p50, 2), "ms", round(bar, 2), times.p50 <= bar
        )


def _growth(endpoint: str, sizes: Mapping[int, Times]) -> Iterator[Figure]:
    if len(sizes) > 1:
        growth = growth_of(sizes)
        yield Figure(
            f"growth:{endpoint}", round(growth, 2), "ratio", MOST_GROWTH, growth <= MOST_GROWTH
        )


def growth_of(sizes: Mapping[int, Times]) -> float:
    """p50 at the largest size over p50 at the smallest."""
    return sizes[max(sizes)].p50 / sizes[min(sizes)].p50


def table(measured: Measured, failed: Mapping[str, str]) -> Iterator[str]:
    """The lines people read; a broken bar is marked with an exclamation mark."""
    sizes = sorted({size for times in measured.values() for size in times})
    head = "".join(f"{f'{size:,} p50':>14}{'p95':>8}{'floors':>8} {'SQL':>4}" for size in sizes)
    yield f"{'page':34}{head}{'growth':>9}{'kB':>6}"
    for endpoint, by_size in measured.items():
        cells = "".join(_cells(by_size[size]) for size in sizes)
        growth = growth_of(by_size)
        largest = by_size[max(by_size)]
        yield (
            f"{endpoint:34}{cells}{growth:8.2f}{'!' if growth > MOST_GROWTH else ' '}"
            f"{largest.kilobytes:6.0f}"
        )
    floors = "".join(
        f"{statistics.median([t for by in measured.values() for t in by[size].floor]):14.1f}{'':21}"
        for size in sizes
        if measured
    )
    yield f"{'floor':34}{floors}"
    yield from (f"{endpoint:34}not measured: {why}" for endpoint, why in failed.items())


def _cells(times: Times) -> str:
    floors = times.p50 / times.floor_p50
    mark = "!" if floors > MOST_FLOORS else " "
    return f"{times.p50:14.1f}{times.p95:8.1f}{floors:7.1f}{mark} {times.statements:4}"


def write(found: list[Figure], target: Path) -> None:
    """Write the list for machines."""
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(json.dumps([asdict(figure) for figure in found], indent=1) + "\n")
