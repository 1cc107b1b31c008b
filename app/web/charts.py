"""Geometry of the drawn charts: numbers to places, no words and no colours."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

WIDTH = 100.0
"""Units of the drawing's own scale, which the page stretches to the column."""


@dataclass(frozen=True)
class Box:
    """Where a bar begins and how long it is."""

    x: float
    width: float


@dataclass(frozen=True)
class BarScale:
    """A common scale for signed bars round one zero line."""

    lowest: float
    highest: float

    @property
    def zero(self) -> float:
        """Where the zero line stands."""
        return self._place(0)

    def box(self, value: float) -> Box:
        """The box of one bar; a value of zero has no width."""
        start, end = sorted((self._place(0), self._place(float(value))))
        return Box(start, round(end - start, 2))

    def _place(self, value: float) -> float:
        span = self.highest - self.lowest
        return round((value - self.lowest) / span * WIDTH, 2) if span else 0.0


def bar_scale(bars: Iterable[Any]) -> BarScale:
    """The scale that holds all bars; bars are objects or mappings with a `value`."""
    values = [float(bar["value"] if isinstance(bar, dict) else bar.value) for bar in bars]
    return BarScale(min([0.0, *values]), max([0.0, *values]))


DRAWING_WIDTH, DRAWING_HEIGHT = 400.0, 200.0
"""Units of a line chart, whose words are drawn with it."""
MARGIN_LEFT, MARGIN_RIGHT, MARGIN_Y = 34.0, 12.0, 12.0


@dataclass(frozen=True)
class Place:
    """A point of a drawing."""

    x: float
    y: float


@dataclass(frozen=True)
class LineScale:
    """A line over days, on a scale from 0 to 1: where its points lie."""

    first: date
    last: date

    def place(self, on: date, value: float) -> Place:
        """Where the value of a day lies; a single day stands in the middle."""
        span = (self.last - self.first).days
        share = (on - self.first).days / span if span else 0.5
        width = DRAWING_WIDTH - MARGIN_LEFT - MARGIN_RIGHT
        return Place(round(MARGIN_LEFT + share * width, 2), self.height(value))

    def height(self, value: float) -> float:
        """How far below the top edge a value lies."""
        return round(MARGIN_Y + (1 - float(value)) * (DRAWING_HEIGHT - 2 * MARGIN_Y), 2)

    def path(self, points: Iterable[Any]) -> str:
        """The corners of the line, as an SVG polyline takes them."""
        places = (self.place(point["on"], point["value"]) for point in points)
        return " ".join(f"{place.x},{place.y}" for place in places)


def line_scale(points: Sequence[Any]) -> LineScale:
    """The scale that holds all points; each has the day it is `on` and a `value` from 0 to 1."""
    days = [point["on"] for point in points]
    return LineScale(min(days), max(days))


@dataclass(frozen=True)
class Places:
    """Where an interval begins, where its value stands, where it ends."""

    low: float
    value: float
    high: float


@dataclass(frozen=True)
class IntervalScale:
    """A common scale from zero for shares with their intervals."""

    highest: float

    def places(self, interval: Any) -> Places:
        """The places of an object with `low`, `value` and `high`."""
        return Places(
            *(
                round(float(end) / self.highest * WIDTH, 2) if self.highest else 0.0
                for end in (interval.low, interval.value, interval.high)
            )
        )


def interval_scale(rows: Iterable[Any]) -> IntervalScale:
    """The scale that holds all intervals; rows have a `share`, or None for it."""
    shares = [row["share"] if isinstance(row, dict) else row.share for row in rows]
    return IntervalScale(max((float(share.high) for share in shares if share), default=0.0))
