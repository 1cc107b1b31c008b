"""The ledger's arithmetic, targets, and when replacement budget may be asked for and granted."""

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

    @property
    def used_percent(self) -> int:
        """How much is committed or spent, in percent of what was granted, rounded down."""
        return self.share(self.outstanding + self.spent)

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


def grant_refusals(
    kind: EntryKind, amount: Money, balance: Money, available: Money | None = None
) -> list[Refusal]:
    """Why an officer's entry is refused.

    Amounts are positive, a reduction leaves commitments whole, and what is granted stays within what
    the call has `available` (None: its act states no total).
    """
    reasons = []
    if kind not in GRANTED_KINDS:
        reasons.append(Refusal("kind_unknown", N_("Choose what the amount is."), field="kind"))
    if amount.cents <= 0:
        message = N_("The amount must be more than zero.")
        reasons.append(Refusal("amount_not_positive", message, field="amount"))
    elif kind is EntryKind.REDUCTION and amount > balance:
        message = N_("Only %(balance)s is still free: commitments cannot be reduced away.")
        reasons.append(Refusal("reduction_too_large", message, {"balance": balance}, "amount"))
    elif kind is not EntryKind.REDUCTION:
        reasons += _over_total(amount, available)
    return reasons


def _over_total(amount: Money, available: Money | None) -> list[Refusal]:
    if available is None or amount <= available:
        return []
    message = N_("The call has only %(available)s left of its total.")
    params = {"available": max(available, Money(0))}
    return [Refusal("call_total_exceeded", message, params, "amount")]


@dataclass(frozen=True)
class Progress:
    """How many people a budget has reached so far, each counted once."""

    taken_up: int = 0
    started: int = 0
    """Of them, those who have begun a measure."""


def percent_of(part: int, whole: int) -> int:
    """The part in percent of the whole, rounded down; above 100 where more was done than asked."""
    return part * 100 // whole if whole > 0 else 0


def target_refusals(people: int, starts: int) -> list[Refusal]:
    """Why a target cannot be set so."""
    reasons = []
    if people <= 0:
        message = N_("Enter how many people are to be reached.")
        reasons.append(Refusal("people_missing", message, field="people"))
    if not 0 <= starts <= max(people, 0):
        message = N_("Those expected to begin cannot be more than the people to be reached.")
        reasons.append(Refusal("starts_too_many", message, field="starts"))
    return reasons


@dataclass(frozen=True, kw_only=True)
class RequestFacts:
    """What decides whether replacement budget may be asked for."""

    used_percent: int
    used_needed: int
    """From how much committed or spent on it may be asked for, by the rule set."""
    people_target: int | None
    """None while no target has been set."""
    people_started: int
    target_needed: int
    """From how much of the target on, by the rule set."""
    is_call_paying: bool
    open_request: str | None
    """Number of the request that still waits."""


@dataclass(frozen=True)
class Condition:
    """One condition of a request, for people to read before they ask."""

    code: str
    holds: bool
    refusal: Refusal


def request_conditions(facts: RequestFacts) -> list[Condition]:
    """What must hold before replacement budget can be asked for, each with its sentence.

    Source: replacement budget is on request once the target number of people has been taken up and
    each has started at least one measure (Veneto Region, GOL FAQ of 19 December 2023). The share of
    money that must be committed is an example of the rule set. Example: of 100,000 euros 80,000 are
    committed and 20 of 20 people have started: it may be asked for.
    """
    used = Refusal(
        "not_used_enough",
        N_("At least %(needed)s%% of the budget must be committed; now it is %(used)s%%."),
        {"needed": facts.used_needed, "used": facts.used_percent},
    )
    least = -(-(facts.people_target or 0) * facts.target_needed // 100)
    reached = Refusal(
        "target_not_reached",
        N_("%(least)s people must have started a measure; so far %(started)s have."),
        {"least": least, "started": facts.people_started},
    )
    open_call = Refusal("call_closed", N_("The call must still pay for vouchers."))
    single = Refusal("request_open", N_("No other request for this budget may be waiting."))
    return [
        Condition("used", facts.used_percent >= facts.used_needed, used),
        Condition("reached", facts.people_started >= least, reached),
        Condition("call", facts.is_call_paying, open_call),
        Condition("single", facts.open_request is None, single),
    ]


def request_refusals(facts: RequestFacts, amount: Money, reason: str) -> list[Refusal]:
    """Why replacement budget cannot be asked for; empty when it can."""
    reasons = [found.refusal for found in request_conditions(facts) if not found.holds]
    if amount.cents <= 0:
        message = N_("The amount must be more than zero.")
        reasons.append(Refusal("amount_not_positive", message, field="amount"))
    if not reason.strip():
        message = N_("Say what the money is needed for.")
        reasons.append(Refusal("reason_missing", message, field="reason"))
    return reasons


def decision_refusals(
    *, asked: Money, given: Money | None, available: Money | None, act: str, decision: str
) -> list[Refusal]:
    """Why a request cannot be decided so; `given` is None for a refusal.

    Never more than was asked, never more than the call has left of its total; an act grants, and
    whoever gets less or nothing is told why.
    """
    reasons = []
    if given is not None:
        if given.cents <= 0:
            message = N_("The amount must be more than zero.")
            reasons.append(Refusal("amount_not_positive", message, field="amount"))
        if given > asked:
            message = N_("Only %(asked)s were asked for.")
            reasons.append(Refusal("more_than_asked", message, {"asked": asked}, "amount"))
        reasons += _over_total(given, available)
        if not act.strip():
            message = N_("Enter the act that grants it.")
            reasons.append(Refusal("act_missing", message, field="act"))
    if (given is None or given < asked) and not decision.strip():
        message = N_("Say why, so that the provider can understand it.")
        reasons.append(Refusal("decision_missing", message, field="decision"))
    return reasons


def request_number(year: int, ordinal: int) -> str:
    """The number of a request, such as BS-2026-00012 (budget di sostituzione)."""
    return f"BS-{year:04d}-{ordinal:05d}"
