"""Circles on the map: as large as what is offered, together where they would cover each other."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import hypot, sqrt

SMALLEST, LARGEST = 15.0, 28.0
"""Radius in units of the drawing: the smallest can be hit with a finger on a telephone (WCAG 2.5.8)."""
GROWTH = 1.5
"""Units of radius for the square root of a number: the surface tells the number."""


@dataclass(frozen=True)
class Dot:
    """What is offered in one municipality, at its place in the drawing."""

    code: str
    label: str
    x: float
    y: float
    offers: int


@dataclass(frozen=True)
class Circle:
    """One circle of the map: one municipality, or several too near each other to be told apart."""

    x: float
    y: float
    radius: float
    dots: tuple[Dot, ...]

    @property
    def offers(self) -> int:
        """How many lines of the catalogue it stands for."""
        return sum(dot.offers for dot in self.dots)

    @property
    def first(self) -> Dot:
        """The municipality with the most, which gives the circle its name and place."""
        return self.dots[0]

    @property
    def others(self) -> int:
        """How many municipalities it holds besides."""
        return len(self.dots) - 1


def radius_of(offers: int, scale: float = 1.0) -> float:
    """The radius for a number of offers; `scale` is what part of the drawing is shown, 1 for all."""
    return round(min(LARGEST, max(SMALLEST, SMALLEST - 4 + GROWTH * sqrt(offers))) * scale, 1)


def circles(dots: Sequence[Dot], scale: float = 1.0) -> list[Circle]:
    """The dots as circles that do not cover each other, largest first.

    A dot within reach of a larger one joins it; two circles that have grown into each other become
    one, until none touches another. Whatever the order of the dots, the circles are the same.
    """
    placed: list[Circle] = []
    for dot in sorted(dots, key=lambda dot: (-dot.offers, dot.code)):
        placed = _settled(placed, _circle((dot,), scale), scale)
    return sorted(placed, key=lambda circle: (-circle.offers, circle.first.code))


def _settled(placed: list[Circle], joining: Circle, scale: float) -> list[Circle]:
    while touched := next((circle for circle in placed if _touch(circle, joining)), None):
        placed = [circle for circle in placed if circle is not touched]
        dots = sorted(touched.dots + joining.dots, key=lambda dot: (-dot.offers, dot.code))
        joining = _circle(tuple(dots), scale)
    return [*placed, joining]


def _circle(dots: tuple[Dot, ...], scale: float) -> Circle:
    radius = radius_of(sum(dot.offers for dot in dots), scale)
    return Circle(dots[0].x, dots[0].y, radius, dots)


def _touch(one: Circle, other: Circle) -> bool:
    return hypot(one.x - other.x, one.y - other.y) < one.radius + other.radius
