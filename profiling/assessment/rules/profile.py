"""The quantitative profile: an index from dated coefficients, explained factor by factor."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from app.programme.rules.employability import Band, Category, Factor, IndexModel

INDEX_STEP = Decimal("0.0001")
STARTING_POINT = "starting_point"


class FaultKind(StrEnum):
    """What is wrong with one input."""

    MISSING = "missing"
    UNKNOWN = "unknown"
    OUT_OF_RANGE = "out_of_range"


@dataclass(frozen=True, slots=True)
class InputFault:
    """One input that cannot be used."""

    factor: str
    kind: FaultKind


class InputsRefused(ValueError):
    """Inputs of the index are missing or impossible; `faults` names all of them."""

    def __init__(self, faults: tuple[InputFault, ...]) -> None:
        super().__init__(", ".join(f"{fault.factor}: {fault.kind}" for fault in faults))
        self.faults = faults


@dataclass(frozen=True, slots=True)
class Contribution:
    """What one factor adds to the logit, and how far it alone moves the index.

    `effect` is the index less the index this person would have with the factor at zero; it lies
    between -1 and 1. Effects do not add up to the index, coefficients add up to the logit.
    """

    factor: str
    category: str
    value: str
    coefficient: Decimal
    effect: Decimal


@dataclass(frozen=True, slots=True)
class ProfileResult:
    """An index from 0 to 1 (four decimals), its class, and every factor's part in it."""

    index: Decimal
    profile_class: int
    contributions: tuple[Contribution, ...]

    @property
    def logit(self) -> Decimal:
        """The sum of all contributions."""
        return sum((part.coefficient for part in self.contributions), Decimal(0))


def weightiest(
    contributions: Iterable[Contribution], *, limit: int
) -> tuple[tuple[Contribution, ...], tuple[Contribution, ...]]:
    """The factors that weighed most: those that took the person farther from work, and closer."""
    parts = by_weight(part for part in contributions if part.factor != STARTING_POINT)
    far = tuple(part for part in parts if part.coefficient > 0)
    close = tuple(part for part in parts if part.coefficient < 0)
    return far[:limit], close[:limit]


def by_weight(contributions: Iterable[Contribution]) -> tuple[Contribution, ...]:
    """The starting point, then the factors from the one that weighs most to those of no weight."""
    return tuple(
        sorted(
            contributions,
            key=lambda part: (part.factor != STARTING_POINT, -abs(part.coefficient)),
        )
    )


def input_faults(inputs: Mapping[str, str | int | None], model: IndexModel) -> list[InputFault]:
    """Every input that is missing, unknown or out of range."""
    faults = []
    for factor in model.factors:
        if kind := _fault(factor, inputs.get(factor.code)):
            faults.append(InputFault(factor.code, kind))
    known = {factor.code for factor in model.factors}
    faults += [InputFault(code, FaultKind.UNKNOWN) for code in inputs if code not in known]
    return faults


def employability_index(inputs: Mapping[str, str | int | None], model: IndexModel) -> ProfileResult:
    """Calculate the index: 1 / (1 + exp(-(intercept + the coefficients of the inputs))).

    The same inputs under the same model give the same result for ever: the sum is exact decimal
    arithmetic, and the index is rounded half even to four decimals before the class is read off.

    Raises:
        InputsRefused: an input is missing, unknown or out of range.
    """
    if faults := input_faults(inputs, model):
        raise InputsRefused(tuple(faults))
    chosen = [(factor, _chosen(factor, inputs[factor.code])) for factor in model.factors]
    logit = model.intercept + sum((part.coefficient for _, part in chosen), Decimal(0))
    index = _logistic(logit)
    start = Contribution(STARTING_POINT, STARTING_POINT, "", model.intercept, Decimal(0))
    contributions = [start]
    for factor, part in chosen:
        effect = index - _logistic(logit - part.coefficient)
        value = str(inputs[factor.code])
        contributions.append(Contribution(factor.code, part.code, value, part.coefficient, effect))
    return ProfileResult(index, class_of(index, model), tuple(contributions))


def class_of(index: Decimal, model: IndexModel) -> int:
    """The first class whose upper limit the index does not exceed."""
    return next(item.number for item in model.classes if index <= item.up_to)


def _fault(factor: Factor, value: str | int | None) -> FaultKind | None:
    if value is None or value == "":
        return FaultKind.MISSING
    if not factor.is_number:
        known = any(item.code == value for item in factor.categories)
        return None if known else FaultKind.UNKNOWN
    if isinstance(value, bool) or not isinstance(value, int):
        return FaultKind.UNKNOWN
    if not factor.minimum <= value <= factor.maximum:
        return FaultKind.OUT_OF_RANGE
    return None


def _chosen(factor: Factor, value: str | int | None) -> Category | Band:
    if isinstance(value, int):
        return next(band for band in factor.bands if band.holds(value))
    return next(item for item in factor.categories if item.code == value)


def _logistic(logit: Decimal) -> Decimal:
    return (1 / (1 + (-logit).exp())).quantize(INDEX_STEP)
