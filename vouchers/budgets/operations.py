"""Grant, commit and release public money; every movement is a line of the ledger."""

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from app.accounts.models import User
from app.audit.operations import lock, record
from app.core.database import db
from app.core.errors import Refusal, RuleBroken
from app.core.language import N_
from app.core.money import Money
from vouchers.budgets.models import Budget, BudgetEntry
from vouchers.budgets.rules import EntryKind, grant_refusals, signed


def grant(
    actor: User,
    *,
    to: tuple[int, int, int],
    kind: EntryKind,
    amount: Money,
    act: str,
    note: str = "",
) -> Budget:
    """Enter a grant, replacement budget or reduction for (call, provider, pathway).

    The first entry opens the budget. Raises RuleBroken when the amount is not positive or a reduction
    reaches money already committed.
    """
    call_id, provider_id, pathway = to
    budget = _opened(call_id, provider_id, pathway)
    lock(budget)
    if reasons := grant_refusals(kind, amount, budget.balance):
        raise RuleBroken(reasons)
    _enter(actor, budget, kind, amount, act, note)
    record(actor, "budget:grant", budget, kind=kind.value, cents=amount.cents, act=act)
    return budget


def commit_amount(actor: User | None, budget: Budget, amount: Money, reference: str) -> None:
    """Bind money of the budget to a voucher. Raises RuleBroken when the balance is too small.

    The budget's row is held until the end of the transaction: nobody else can take the last euro.
    """
    lock(budget)
    if amount > budget.balance:
        message = N_("The budget holds %(balance)s, the voucher is worth %(value)s.")
        values = {"balance": budget.balance, "value": amount}
        raise RuleBroken([Refusal("budget_insufficient", message, values)])
    _enter(actor, budget, EntryKind.COMMITMENT, amount, reference)
    record(actor, "budget:commit", budget, cents=amount.cents, voucher=reference)


def release_amount(actor: User | None, budget: Budget, amount: Money, reference: str) -> None:
    """Free the money bound to a voucher that will not be used."""
    lock(budget)
    _enter(actor, budget, EntryKind.RELEASE, amount, reference)
    record(actor, "budget:release", budget, cents=amount.cents, voucher=reference)


def _opened(call_id: int, provider_id: int, pathway: int) -> Budget:
    """The budget, made now if there was none; two officers at once get the same one."""
    values = {"call_id": call_id, "provider_id": provider_id, "pathway": pathway}
    statement = insert(Budget).values(**values).on_conflict_do_nothing()
    db.session.execute(statement)
    return db.session.scalars(select(Budget).filter_by(**values)).one()


def _enter(
    actor: User | None,
    budget: Budget,
    kind: EntryKind,
    amount: Money,
    reference: str,
    note: str = "",
) -> None:
    """Write the line; the database moves the figures of the budget, which are then read again."""
    db.session.add(
        BudgetEntry(
            budget_id=budget.id,
            kind=kind,
            amount=signed(kind, amount),
            reference=reference,
            note=note,
            entered_by_id=actor.id if actor else None,
        )
    )
    db.session.flush()
    db.session.refresh(budget)
