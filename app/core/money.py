"""Euro amounts in whole cents; never floating point."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal


@dataclass(frozen=True, order=True, slots=True)
class Money:
    """An amount of euro, held in integer cents; may be negative in a ledger."""

    cents: int

    @classmethod
    def euro(cls, amount: Decimal | int | str) -> "Money":
        """From euros, rounded half up to the cent: `Money.euro("35.705")` is 35.71."""
        return cls(int((Decimal(amount) * 100).quantize(Decimal(1), ROUND_HALF_UP)))

    @property
    def amount(self) -> Decimal:
        """The amount in euros, two decimals."""
        return Decimal(self.cents).scaleb(-2)

    def __add__(self, other: "Money") -> "Money":
        return Money(self.cents + other.cents)

    def __sub__(self, other: "Money") -> "Money":
        return Money(self.cents - other.cents)

    def __neg__(self) -> "Money":
        return Money(-self.cents)

    def times(self, quantity: Decimal | int) -> "Money":
        """This unit price for `quantity` units, rounded half up to the cent."""
        return Money(int((self.cents * Decimal(quantity)).quantize(Decimal(1), ROUND_HALF_UP)))

    def __str__(self) -> str:
        return f"{self.amount:.2f} EUR"


def total(amounts: Iterable[Money]) -> Money:
    """The sum of the amounts; zero for none."""
    return Money(sum(amount.cents for amount in amounts))
