"""Geometry of the drawn charts: numbers to places, no words and no colours."""

from collections.abc import Iterable
from dataclasses import dataclass
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
