"""What changed between one calculation of a profile and the next."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from profiling.assessment.rules.profile import Contribution


@dataclass(frozen=True, slots=True)
class Change:
    """One factor that weighs otherwise, or has another value; None where it did not exist."""

    factor: str
    before: Contribution | None
    after: Contribution | None

    @property
    def is_input(self) -> bool:
        """Whether the person's value differs."""
        return self.before is None or self.after is None or self.before.value != self.after.value

    @property
    def is_coefficient(self) -> bool:
        """Whether the factor moves the logit otherwise."""
        return self.step != 0

    @property
    def step(self) -> Decimal:
        """By how much the factor moves the logit more than before."""
        after = self.after.coefficient if self.after else Decimal(0)
        return after - (self.before.coefficient if self.before else Decimal(0))


def changes(before: Iterable[Contribution], after: Iterable[Contribution]) -> tuple[Change, ...]:
    """Every factor whose value or coefficient differs, the largest step first."""
    was = {part.factor: part for part in before}
    now = {part.factor: part for part in after}
    found = (Change(code, was.get(code), now.get(code)) for code in {**was, **now})
    differing = [change for change in found if change.is_input or change.is_coefficient]
    return tuple(sorted(differing, key=lambda change: (-abs(change.step), change.factor)))


def grown_old_on(calculated_on: date, days: int) -> date:
    """The first day on which a profile has to be calculated again (D.Lgs. 150/2015, art. 19 c. 6).

    Example: with 90 days, one of 1 January 2026 is calculated again from 1 April 2026 on.
    """
    return calculated_on + timedelta(days=days)
