"""Reads of budgets and their ledger."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypeVarTuple

from sqlalchemy import BigInteger, ColumnElement, Select, cast, func, select
from sqlalchemy.orm import InstrumentedAttribute, joinedload

from app.accounts.models import Organisation, OrganisationKind, User
from app.core.database import db
from app.core.errors import NotFoundForYou
from app.core.listing import Order, Page, fetch_page
from app.core.money import Money
from app.core.plain_text import without_accents
from catalogue.services.models import Call
from catalogue.services.queries import CallMoney
from vouchers.budgets.models import Budget, BudgetEntry
from vouchers.budgets.rules import EntryKind, Position, position

Rows = TypeVarTuple("Rows")

NEWEST_ENTRY_FIRST = Order(
    columns=(BudgetEntry.id,), keys=(lambda row: row.id,), descending=(True,)
)
BY_PROVIDER = Order(
    columns=(Organisation.name, Budget.pathway, Budget.id),
    keys=(lambda row: row.provider.name, lambda row: row.pathway, lambda row: row.id),
    descending=(False, False, False),
)


@dataclass(frozen=True)
class BudgetFilters:
    """How the list of budgets is narrowed."""

    call_id: int | None = None
    pathway: int | None = None
    provider: str = ""
    """Part of the provider's name."""


@dataclass(frozen=True)
class BudgetDifference:
    """A budget whose kept figures are not the sums of its ledger."""

    budget_id: int
    kept: Position
    summed: Position


def budget_of(call_id: int | None, provider_id: int, pathway: int | None) -> Budget | None:
    """The provider's budget for the call and pathway; None when none has been opened."""
    return db.session.scalar(
        select(Budget).filter_by(call_id=call_id, provider_id=provider_id, pathway=pathway)
    )


def load_budget(budget_id: int) -> Budget:
    """The budget with its call and provider. Raises NotFoundForYou."""
    budget = db.session.scalar(
        select(Budget)
        .where(Budget.id == budget_id)
        .options(joinedload(Budget.call), joinedload(Budget.provider))
    )
    if budget is None:
        raise NotFoundForYou
    return budget


def budgets(filters: BudgetFilters, cursor: str | None, size: int) -> Page[Budget]:
    """Budgets by provider and pathway."""
    statement = _narrowed(select(Budget).join(Budget.provider), filters)
    loads = (joinedload(Budget.call), joinedload(Budget.provider))
    return fetch_page(db.session, statement.options(*loads), BY_PROVIDER, cursor=cursor, size=size)


def totals(filters: BudgetFilters) -> Position:
    """Where all the budgets of the list stand together."""
    figures = (Budget.granted, Budget.committed, Budget.released, Budget.spent)
    sums = select(*(_summed(figure) for figure in figures))
    row = db.session.execute(
        _narrowed(sums.select_from(Budget).join(Budget.provider), filters)
    ).one()
    return Position(*(Money(figure or 0) for figure in row))


def entries_of(budget: Budget, cursor: str | None, size: int) -> Page[BudgetEntry]:
    """The ledger of a budget, newest first."""
    statement = (
        select(BudgetEntry)
        .where(BudgetEntry.budget_id == budget.id)
        .options(joinedload(BudgetEntry.entered_by).lazyload(User.organisation))
    )
    return fetch_page(db.session, statement, NEWEST_ENTRY_FIRST, cursor=cursor, size=size)


def money_of_call(call_id: int) -> Sequence[CallMoney]:
    """What the budgets of a call come to, by pathway."""
    figures = (Budget.granted, Budget.committed, Budget.released, Budget.spent)
    rows: Any = db.session.execute(
        select(Budget.pathway, func.count(), *(_summed(figure) for figure in figures))
        .where(Budget.call_id == call_id)
        .group_by(Budget.pathway)
        .order_by(Budget.pathway)
    )
    return [
        CallMoney(
            pathway=pathway,
            providers=providers,
            granted=Money(granted),
            committed=Money(committed - released),
            spent=Money(spent),
        )
        for pathway, providers, granted, committed, released, spent in rows
    ]


def differences() -> Sequence[BudgetDifference]:
    """Budgets whose figures are not the sums of their ledger; empty, or something is very wrong."""
    sums: dict[int, list[tuple[EntryKind, Money]]] = {}
    rows = db.session.execute(
        select(BudgetEntry.budget_id, BudgetEntry.kind, _summed(BudgetEntry.amount)).group_by(
            BudgetEntry.budget_id, BudgetEntry.kind
        )
    )
    for budget_id, kind, amount in rows:
        sums.setdefault(budget_id, []).append((kind, Money(amount)))
    found = []
    for budget in db.session.scalars(select(Budget).order_by(Budget.id)):
        summed = position(sums.get(budget.id, ()))
        if budget.position != summed or budget.balance != summed.balance:
            found.append(BudgetDifference(budget.id, budget.position, summed))
    return found


def _summed(figure: InstrumentedAttribute[Money]) -> ColumnElement[int]:
    """The sum in cents, as a whole number: PostgreSQL sums big integers into decimals."""
    return cast(func.sum(figure), BigInteger)


def _narrowed(statement: Select[*Rows], filters: BudgetFilters) -> Select[*Rows]:
    if filters.call_id is not None:
        statement = statement.where(Budget.call_id == filters.call_id)
    if filters.pathway is not None:
        statement = statement.where(Budget.pathway == filters.pathway)
    if name := without_accents(filters.provider.strip()):
        statement = statement.where(func.folded(Organisation.name).contains(name, autoescape=True))
    return statement


def calls_by_code() -> list[tuple[int, str]]:
    """Every call as key and code, newest first; a few a year."""
    rows = db.session.execute(select(Call.id, Call.code).order_by(Call.opens_on.desc(), Call.id))
    return [(key, code) for key, code in rows]


def providers_by_name() -> list[tuple[int, str]]:
    """Every provider as key and name; some hundreds."""
    rows = db.session.execute(
        select(Organisation.id, Organisation.name)
        .where(Organisation.kind == OrganisationKind.PROVIDER)
        .order_by(Organisation.name, Organisation.id)
    )
    return [(key, name) for key, name in rows]
