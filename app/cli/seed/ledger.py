"""Budgets of invented providers: what vouchers bind and free, and grants large enough for it."""

from collections.abc import Sequence, Set
from dataclasses import dataclass
from datetime import datetime, timedelta

from app.cli.seed.editions import Proposal
from app.cli.seed.trails import Act, Actor, Details, Subject, Trails
from app.cli.seed.writing import Writer
from app.core.money import Money
from app.core.reach import Reach
from vouchers.budgets.models import Budget, BudgetEntry
from vouchers.budgets.rules import EntryKind, signed

SMALLEST_GRANT = Money.euro(60_000)
ROUNDED_TO = Money.euro(10_000)
TIGHT_STEP = Money.euro(1_000)
GRANTED_DAYS_AGO = 560
ACT = "Atto inventato DEMO-B"


@dataclass(frozen=True, slots=True)
class _Movement:
    at: datetime
    budget_id: int
    kind: EntryKind
    amount: Money
    reference: str
    actor: Actor


class Ledger:
    """Opens budgets, keeps movements, and writes them in order of time behind the grants.

    Money freed is not spent again in what is granted, so that at no moment a balance is below zero.
    """

    def __init__(self, writer: Writer, trails: Trails, officer: Actor, now: datetime) -> None:
        self._writer, self._trails, self._officer, self._now = writer, trails, officer, now
        self._budgets: dict[tuple[int, int, int], int] = {}
        self._movements: list[_Movement] = []

    def open_for(self, proposals: Sequence[Proposal]) -> None:
        """A budget for every call, provider and pathway that offers stand under."""
        for proposal in proposals:
            for pathway in proposal.pathways:
                self._open(proposal.call_id, proposal.supplier.id, pathway)

    def budget_id(self, proposal: Proposal, pathway: int) -> int:
        """The budget that pays for a voucher of the offer."""
        return self._budgets[proposal.call_id, proposal.supplier.id, pathway]

    def commit(self, act: Act, budget_id: int, value: Money, number: str) -> None:
        """Bind money to a voucher."""
        self._move(act, budget_id, EntryKind.COMMITMENT, value, number)

    def release(self, act: Act, budget_id: int, value: Money, number: str) -> None:
        """Free the money of a voucher that is not used."""
        self._move(act, budget_id, EntryKind.RELEASE, value, number)

    def write_entries(self, tight: Set[tuple[int, int]] = frozenset()) -> None:
        """Grants first, then every movement in order of time.

        Of budgets named in `tight`, as provider and pathway, hardly more is granted than was ever bound
        at one time.
        """
        ordered = sorted(self._movements, key=lambda item: item.at)
        bound: dict[int, int] = {}
        at_once: dict[int, int] = {}
        highest: dict[int, int] = {}
        for movement in ordered:
            key, cents = movement.budget_id, movement.amount.cents
            is_commitment = movement.kind is EntryKind.COMMITMENT
            if is_commitment:
                bound[key] = bound.get(key, 0) + cents
            at_once[key] = at_once.get(key, 0) + (cents if is_commitment else -cents)
            highest[key] = max(highest.get(key, 0), at_once[key])
        for (_call, provider_id, pathway), key in self._budgets.items():
            steps = bound.get(key, 0) * 5 // 4 // ROUNDED_TO.cents + 1
            amount = max(SMALLEST_GRANT, Money(steps * ROUNDED_TO.cents))
            if (provider_id, pathway) in tight and highest.get(key):
                amount = Money((highest[key] * 23 // 20 // TIGHT_STEP.cents + 1) * TIGHT_STEP.cents)
            self._grant(key, provider_id, amount)
        for movement in ordered:
            self._write(movement)

    def _open(self, call_id: int, provider_id: int, pathway: int) -> None:
        place = (call_id, provider_id, pathway)
        if place in self._budgets:
            return
        key = self._writer.key(Budget)
        self._budgets[place] = key
        self._writer.add(
            Budget,
            {
                "id": key,
                "call_id": call_id,
                "provider_id": provider_id,
                "pathway": pathway,
                "created_at": self._granted_at,
            },
        )

    def _move(self, act: Act, budget_id: int, kind: EntryKind, value: Money, number: str) -> None:
        self._movements.append(_Movement(act.at, budget_id, kind, value, number, act.actor))
        event = "budget:commit" if kind is EntryKind.COMMITMENT else "budget:release"
        details: Details = {"cents": value.cents, "voucher": number}
        self._trails.record(act, event, Subject("budget", budget_id, Reach()), details)

    def _grant(self, key: int, provider_id: int, amount: Money) -> None:
        act = Act(self._officer, self._granted_at)
        details: Details = {"kind": EntryKind.GRANT.value, "cents": amount.cents, "act": ACT}
        subject = Subject("budget", key, Reach(provider_id=provider_id))
        self._trails.record(act, "budget:grant", subject, details)
        self._write(_Movement(act.at, key, EntryKind.GRANT, amount, ACT, self._officer))

    def _write(self, movement: _Movement) -> None:
        self._writer.add(
            BudgetEntry,
            {
                "budget_id": movement.budget_id,
                "kind": movement.kind,
                "amount": signed(movement.kind, movement.amount),
                "reference": movement.reference,
                "note": "",
                "entered_by_id": movement.actor.id,
                "entered_at": movement.at,
            },
        )

    @property
    def _granted_at(self) -> datetime:
        return self._now - timedelta(days=GRANTED_DAYS_AGO)
