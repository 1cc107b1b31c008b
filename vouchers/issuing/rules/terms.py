"""Until when a voucher may be answered and used."""

from dataclasses import dataclass
from datetime import date, timedelta

from app.core.working_days import deadline
from app.programme.rules.document import RuleSet


@dataclass(frozen=True)
class Terms:
    """The two dates of a voucher."""

    take_up_by: date
    """Last day for the provider's answer; silence counts as a refusal, and is announced as such."""
    valid_until: date
    """Last day on which the measure may be delivered."""


def terms(rules: RuleSet, *, issued_on: date, edition_ends_on: date) -> Terms:
    """The dates of a voucher issued on that day.

    The answer is due within the rule set's `take_up_days`, moved to a working day. The voucher is
    valid for `voucher_validity_days`, and in any case until the chosen edition ends: a right is never
    shorter than the course it gives (our decision; no public act states it).
    """
    return Terms(
        take_up_by=deadline(issued_on, rules.days("take_up_days")),
        valid_until=max(
            issued_on + timedelta(rules.days("voucher_validity_days")), edition_ends_on
        ),
    )
