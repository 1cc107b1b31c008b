"""The ledger's arithmetic: what each kind of entry does to a budget."""

from collections.abc import Iterable
from dataclasses import dataclass

from app.core.errors import Refusal
from app.core.language import N_, Labelled
from app.core.money import Money, total


class EntryKind(Labelled):
    """Why money moves in a budget."""

    GRANT = "grant", N_("Grant")
    REPLACEMENT = "replacement", N_("Replacement budget")
    REDUCTION = "reduction", N_("Reduction")
    COMMITMENT = "commitment", N_("Commitment")
    RELEASE = "release", N_("Release")
    SPENDING = "spending", N_("Spending")


GRANTED_KINDS = frozenset({EntryKind.GRANT, EntryKind.REPLACEMENT, EntryKind.REDUCTION})
"""Kinds that change how much has been granted."""
OUTGOING = frozenset({EntryKind.REDUCTION, EntryKind.COMMITMENT, EntryKind.SPENDING})
"""Kinds whose amount is below zero: they leave less to commit."""


def signed(kind: EntryKind, amount: Money) -> Money:
    """The amount as the ledger holds it: outgoing kinds below zero, the others above.

    Spending is written together with the release of what had been committed for it, so that the
    balance, the sum of all entries, is always what may still be committed.
    """
    return -amount if kind in OUTGOING else amount


@dataclass(frozen=True)
class Position:
    """Where a budget stands; each figure is the positive sum of its entries."""

    granted: Money
    committed: Money
    """Every commitment ever made, released since or not."""
    released: Money
    spent: Money

    @property
    def outstanding(self) -> Money:
        """Committed to vouchers that are still to be used or paid."""
        return self.committed - self.released

    @property
    def balance(self) -> Money:
        """What may still be committed: the sum of all entries."""
        return self.granted - self.outstanding - self.spent

    def share(self, part: Money) -> int:
        """The part in percent of what was granted, 0 to 100, rounded down."""
        if self.granted.cents <= 0:
            return 0
        return min(100, max(0, part.cents * 100 // self.granted.cents))


def position(entries: Iterable[tuple[EntryKind, Money]]) -> Position:
    """Where a budget stands after these entries (kind and signed amount)."""
    sums = dict.fromkeys(EntryKind, Money(0))
    for kind, amount in entries:
        sums[kind] += amount
    return Position(
        granted=total(sums[kind] for kind in GRANTED_KINDS),
        committed=-sums[EntryKind.COMMITMENT],
        released=sums[EntryKind.RELEASE],
        spent=-sums[EntryKind.SPENDING],
    )


def grant_refusals(kind: EntryKind, amount: Money, balance: Money) -> list[Refusal]:
    """Why an officer's entry is refused: amounts are positive, a reduction leaves commitments whole."""
    reasons = []
    if kind not in GRANTED_KINDS:
        reasons.append(Refusal("kind_unknown", N_("Choose what the amount is."), field="kind"))
    if amount.cents <= 0:
        message = N_("The amount must be more than zero.")
        reasons.append(Refusal("amount_not_positive", message, field="amount"))
    elif kind is EntryKind.REDUCTION and amount > balance:
        message = N_("Only %(balance)s is still free: commitments cannot be reduced away.")
        reasons.append(Refusal("reduction_too_large", message, {"balance": balance}, "amount"))
    return reasons
