"""What a voucher is worth, line by line."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from app.core.money import Money, total
from app.programme.rules.measures import ServiceType, Tariff, TariffUnit
from app.programme.rules.measures import voucher_value as value_of


@dataclass(frozen=True)
class CalculationLine:
    """One tariff applied: quantity times unit price, shared by the reference group."""

    unit: TariffUnit
    quantity: int
    price: Money
    group_size: int
    value: Money
    source: str
    verified: bool

    def as_stored(self) -> dict[str, Any]:
        """Plain values, as they are kept with the voucher for ever."""
        return {
            "unit": self.unit.value,
            "quantity": self.quantity,
            "price": self.price.cents,
            "group_size": self.group_size,
            "value": self.value.cents,
            "source": self.source,
            "verified": self.verified,
        }

    @classmethod
    def from_stored(cls, kept: Mapping[str, Any]) -> "CalculationLine":
        """The line again, from its stored values."""
        return cls(
            unit=TariffUnit(kept["unit"]),
            quantity=kept["quantity"],
            price=Money(kept["price"]),
            group_size=kept["group_size"],
            value=Money(kept["value"]),
            source=kept["source"],
            verified=kept["verified"],
        )


@dataclass(frozen=True)
class Calculation:
    """The value of a voucher with the lines it is the sum of."""

    lines: tuple[CalculationLine, ...]

    @property
    def value(self) -> Money:
        """The sum of the lines."""
        return total(line.value for line in self.lines)

    @property
    def is_verified(self) -> bool:
        """Whether every tariff used has been checked against its official source."""
        return all(line.verified for line in self.lines)


def voucher_value(service: ServiceType, hours: int) -> Calculation:
    """What one person's voucher for `hours` of this service is worth at most, line by line.

    Each tariff of the rule set gives one line, rounded to the cent on its own; a result is paid once
    whatever the hours. Example: 40 hours of a course at 76.80 euros for a group of ten are 307.20 euros,
    and 40 hours at 0.84 euros per participant 33.60: 340.80 in all.
    """
    return Calculation(tuple(_line(service, tariff, hours) for tariff in service.tariffs))


def _line(service: ServiceType, tariff: Tariff, hours: int) -> CalculationLine:
    return CalculationLine(
        unit=tariff.unit,
        quantity=1 if tariff.unit is TariffUnit.RESULT else hours,
        price=tariff.amount,
        group_size=tariff.group_size,
        # The programme's own rule, applied to this tariff alone: one rule, not two that may part.
        value=value_of(replace(service, tariffs=(tariff,)), hours),
        source=tariff.source,
        verified=tariff.verified,
    )
