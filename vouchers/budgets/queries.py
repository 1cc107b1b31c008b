"""Reads of budgets and their ledger."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVarTuple

from sqlalchemy import BigInteger, ColumnElement, Select, cast, func, select
from sqlalchemy.orm import InstrumentedAttribute, joinedload

from app.accounts.models import Organisation, OrganisationKind, User
from app.accounts.permissions import Permission
from app.core.clock import today
from app.core.database import db
from app.core.errors import NotFoundForYou
from app.core.language import N_
from app.core.listing import Order, Page, fetch_page
from app.core.money import Money
from app.core.plain_text import without_accents
from app.programme.queries import rules_in_force
from catalogue.providers.models import Provider
from catalogue.providers.queries import DeskTask, load_own_provider
from catalogue.services.models import Call
from catalogue.services.queries import CallMoney
from vouchers.budgets.models import Budget, BudgetEntry, BudgetTarget, ReplacementRequest
from vouchers.budgets.rules import (
    EntryKind,
    Position,
    Progress,
    RequestFacts,
    percent_of,
    position,
)
from vouchers.budgets.states import ReplacementState

Rows = TypeVarTuple("Rows")

NEWEST_ENTRY_FIRST = Order(
    columns=(BudgetEntry.id,), keys=(lambda row: row.id,), descending=(True,)
)
NEWEST_BUDGET_FIRST = Order(columns=(Budget.id,), keys=(lambda row: row.id,), descending=(True,))
NEWEST_REQUEST_FIRST = Order(
    columns=(ReplacementRequest.id,), keys=(lambda row: row.id,), descending=(True,)
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
class BudgetLine:
    """A budget with its target and how far it has come."""

    budget: Budget
    target: BudgetTarget | None
    progress: Progress

    @property
    def target_percent(self) -> int | None:
        """People taken up in percent of those to be reached; None without a target."""
        return percent_of(self.progress.taken_up, self.target.people) if self.target else None


ProgressReader = Callable[[Sequence[int]], Mapping[int, Progress]]
_progress: list[ProgressReader] = []


def furnish_progress(reader: ProgressReader) -> None:
    """Install who counts the people reached with budgets; called once by wiring."""
    _progress[:] = [reader]


def lines_of(found: Sequence[Budget]) -> list[BudgetLine]:
    """The budgets with target and progress, in two queries however many they are."""
    keys = [budget.id for budget in found]
    targets = targets_of(keys)
    progress: dict[int, Progress] = {}
    for reader in _progress:
        progress |= reader(keys)
    none = Progress()
    return [
        BudgetLine(budget, targets.get(budget.id), progress.get(budget.id, none))
        for budget in found
    ]


def targets_of(budget_ids: Sequence[int]) -> dict[int, BudgetTarget]:
    """The target that counts for each of the budgets: the newest."""
    newest = select(func.max(BudgetTarget.id)).where(BudgetTarget.budget_id.in_(budget_ids))
    rows = db.session.scalars(
        select(BudgetTarget).where(BudgetTarget.id.in_(newest.group_by(BudgetTarget.budget_id)))
    )
    return {target.budget_id: target for target in rows}


def past_targets(budget: Budget) -> Sequence[BudgetTarget]:
    """Every target the budget has had, newest first; a few."""
    statement = select(BudgetTarget).where(BudgetTarget.budget_id == budget.id)
    loaded = statement.options(joinedload(BudgetTarget.set_by).lazyload(User.organisation))
    return db.session.scalars(loaded.order_by(BudgetTarget.id.desc())).all()


def warning_percent(on: date) -> int:
    """From how much committed on a budget is said to run down."""
    return _percent("budget_warning_percent", on)


def request_facts(budget: Budget, on: date) -> RequestFacts:
    """What decides whether replacement budget may be asked for on that day."""
    (line,) = lines_of([budget])
    return RequestFacts(
        used_percent=budget.position.used_percent,
        used_needed=_percent("replacement_used_percent", on),
        people_target=line.target.people if line.target else None,
        people_started=line.progress.started,
        target_needed=_percent("replacement_target_percent", on),
        is_call_paying=budget.call.pays_on(on),
        open_request=db.session.scalar(
            select(ReplacementRequest.number).where(
                ReplacementRequest.budget_id == budget.id,
                ReplacementRequest.state == ReplacementState.REQUESTED,
            )
        ),
    )


def load_own_budget(user: User, budget_id: int) -> Budget:
    """A budget of the user's own provider. Raises NotFoundForYou for any other."""
    provider, budget = load_own_provider(user), load_budget(budget_id)
    if budget.provider_id != provider.id:
        raise NotFoundForYou
    return budget


def own_budgets(user: User, cursor: str | None, size: int) -> Page[Budget]:
    """The budgets of the user's provider, newest call first."""
    provider = load_own_provider(user)
    statement = select(Budget).where(Budget.provider_id == provider.id)
    loads = (joinedload(Budget.call), joinedload(Budget.provider))
    return fetch_page(db.session, statement.options(*loads), NEWEST_BUDGET_FIRST, cursor=cursor, size=size)  # fmt: skip


def budgets_running_down(provider: Provider) -> list[DeskTask]:
    """For the provider's desk: how many of its budgets run down while their call still pays."""
    on = today()
    line = warning_percent(on)
    found = db.session.scalars(
        select(Budget).where(Budget.provider_id == provider.id).options(joinedload(Budget.call))
    )
    low = [b for b in found if b.call.pays_on(on) and b.position.used_percent >= line]
    return [DeskTask(N_("Budgets that run down"), len(low), "budgets.own_listing", {}, "warning")]


@dataclass(frozen=True)
class RequestFilters:
    """How a list of requests is narrowed."""

    state: ReplacementState | None = None
    provider: str = ""


def requests(
    filters: RequestFilters, cursor: str | None, size: int, *, provider_id: int | None = None
) -> Page[ReplacementRequest]:
    """Requests for replacement budget, newest first; of one provider where it is given."""
    statement = select(ReplacementRequest).options(*_WHOLE_REQUEST)
    if provider_id is not None:
        statement = statement.where(ReplacementRequest.provider_id == provider_id)
    if filters.state is not None:
        statement = statement.where(ReplacementRequest.state == filters.state)
    if name := without_accents(filters.provider.strip()):
        statement = statement.join(ReplacementRequest.provider)
        named = func.folded(Organisation.name).contains(name, autoescape=True)
        statement = statement.where(named)
    return fetch_page(db.session, statement, NEWEST_REQUEST_FIRST, cursor=cursor, size=size)


def requests_of(budget: Budget) -> Sequence[ReplacementRequest]:
    """Every request for the budget, newest first; a few."""
    statement = select(ReplacementRequest).where(ReplacementRequest.budget_id == budget.id)
    return db.session.scalars(statement.order_by(ReplacementRequest.id.desc())).all()


def requests_waiting() -> int:
    """How many requests wait for the region."""
    statement = select(func.count()).where(ReplacementRequest.state == ReplacementState.REQUESTED)
    return db.session.scalar(statement) or 0


def load_request(user: User, request_id: int) -> ReplacementRequest:
    """A request: of one's own provider, any for the region. Raises NotFoundForYou."""
    statement = select(ReplacementRequest).where(ReplacementRequest.id == request_id)
    if not user.may(Permission.BUDGET_READ):
        statement = statement.where(ReplacementRequest.provider_id == load_own_provider(user).id)
    asked = db.session.scalar(statement.options(*_WHOLE_REQUEST))
    if asked is None:
        raise NotFoundForYou
    return asked


_WHOLE_REQUEST = (
    joinedload(ReplacementRequest.budget).joinedload(Budget.call),
    joinedload(ReplacementRequest.budget).joinedload(Budget.provider),
    joinedload(ReplacementRequest.provider),
    joinedload(ReplacementRequest.requested_by).lazyload(User.organisation),
    joinedload(ReplacementRequest.decided_by).lazyload(User.organisation),
)
_EXAMPLES = {
    "budget_warning_percent": 80,
    "replacement_used_percent": 80,
    "replacement_target_percent": 100,
}
"""Percentages that version 1 of the rules does not know yet: those of version 2."""


def _percent(name: str, on: date) -> int:
    given = rules_in_force(on).parameters.get(name)
    return int(given.value) if given else _EXAMPLES[name]


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
