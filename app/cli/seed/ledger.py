"""Budgets of invented providers: what vouchers bind and free, and grants large enough for it."""

from collections.abc import Sequence
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

    def write_entries(self) -> None:
        """Grants first, then every movement in order of time."""
        bound: dict[int, int] = {}
        for movement in self._movements:
            if movement.kind is EntryKind.COMMITMENT:
                before = bound.get(movement.budget_id, 0)
                bound[movement.budget_id] = before + movement.amount.cents
        for (_call, provider_id, _pathway), key in self._budgets.items():
            self._grant(key, provider_id, bound.get(key, 0))
        for movement in sorted(self._movements, key=lambda item: item.at):
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

    def _grant(self, key: int, provider_id: int, bound: int) -> None:
        steps = bound * 5 // 4 // ROUNDED_TO.cents + 1
        amount = max(SMALLEST_GRANT, Money(steps * ROUNDED_TO.cents))
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
