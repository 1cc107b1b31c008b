"""The model of the quantitative profile: factors, coefficients, classes."""

from dataclasses import dataclass
from decimal import Decimal

from app.programme.rules.provenance import Sourced, Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Category:
    """One value a factor can have, and its coefficient on the logit."""

    code: str
    text: Text
    coefficient: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Band:
    """Numbers from `at_least` (included) to `below` (excluded), and their coefficient."""

    text: Text
    coefficient: Decimal
    at_least: int | None = None
    below: int | None = None

    @property
    def code(self) -> str:
        """Its bounds, as a name: `25..30`, `..20`, `60..`."""
        low = "" if self.at_least is None else self.at_least
        high = "" if self.below is None else self.below
        return f"{low}..{high}"

    def holds(self, number: int) -> bool:
        """Whether the number lies in the band."""
        low = self.at_least is None or number >= self.at_least
        high = self.below is None or number < self.below
        return low and high


@dataclass(frozen=True, slots=True, kw_only=True)
class Factor(Sourced):
    """One input of the index: a choice among categories, or a whole number put in a band.

    Its source covers the coefficients of all its categories or bands.
    """

    code: str
    text: Text
    hint: Text | None = None
    categories: tuple[Category, ...] = ()
    bands: tuple[Band, ...] = ()
    minimum: int = 0
    maximum: int = 999
    changeable: bool = False
    """Whether the person can bring about another value; never so for sex, age or citizenship."""

    @property
    def is_number(self) -> bool:
        """Whether the input is a number (else one of the categories)."""
        return bool(self.bands)

    def part(self, code: str) -> Category | Band:
        """The category or band with that code; KeyError when there is none."""
        for part in self.bands or self.categories:
            if part.code == code:
                return part
        raise KeyError(code)

    def words(self, value: str | int) -> Text:
        """A value in words: the band a number lies in, or the text of a category."""
        if isinstance(value, int):
            return next(band.text for band in self.bands if band.holds(value))
        return self.part(value).text


@dataclass(frozen=True, slots=True, kw_only=True)
class ProfileClass(Sourced):
    """One class of the profile: indexes up to and including `up_to`, above the class before."""

    number: int
    up_to: Decimal
    text: Text
    meaning: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexModel(Sourced):
    """A logistic model: index = 1 / (1 + exp(-(intercept + the sum of coefficients)))."""

    meaning: Text
    intercept: Decimal
    factors: tuple[Factor, ...]
    classes: tuple[ProfileClass, ...]

    def factor(self, code: str) -> Factor:
        """The factor with that code; KeyError when there is none."""
        for factor in self.factors:
            if factor.code == code:
                return factor
        raise KeyError(code)
