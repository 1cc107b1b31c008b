"""How sure a share is, and a ratio of two shares: intervals that hold for small numbers too."""

from dataclasses import dataclass
from math import exp, log, sqrt

Z_95 = 1.959963984540054
"""Of the normal distribution, for 95 of 100 intervals to hold the true value."""


@dataclass(frozen=True)
class Interval:
    """An estimate between its bounds."""

    low: float
    value: float
    high: float


def share(part: int, whole: int, z: float = Z_95) -> Interval | None:
    """A share with its score interval; None of nobody.

    Wilson, Probable inference, JASA 22 (1927) 209-212; recommended for every size by Brown, Cai and
    DasGupta, Statistical Science 16 (2001) 101-133. Example: 81 of 263 is 0.308, 0.2553 to 0.3662.
    """
    if not 0 <= part <= whole:
        raise ValueError(f"no share: {part} of {whole}")
    if whole == 0:
        return None
    value, square = part / whole, z * z
    centre = (part + square / 2) / (whole + square)
    half = z * sqrt(whole * value * (1 - value) + square / 4) / (whole + square)
    # At none and at all the bound is the value itself, which rounding misses by a hair.
    low = 0.0 if part == 0 else max(0.0, centre - half)
    high = 1.0 if part == whole else min(1.0, centre + half)
    return Interval(low, value, high)


def ratio(
    part: int, whole: int, reference_part: int, reference_whole: int, z: float = Z_95
) -> Interval | None:
    """A share over the share of a reference group, with its log interval; None where either is nil.

    Katz, Baptista, Azen and Pike, Biometrics 34 (1978) 469-474. The interval leaves 1 out when the
    two differ by more than chance explains at that level. Example: 104 of 11,037 against 189 of
    11,034 is 0.550, 0.433 to 0.698.
    """
    if not part or not reference_part:
        return None
    value = (part / whole) / (reference_part / reference_whole)
    spread = sqrt(1 / part - 1 / whole + 1 / reference_part - 1 / reference_whole)
    return Interval(exp(log(value) - z * spread), value, exp(log(value) + z * spread))
