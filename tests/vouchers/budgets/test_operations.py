"""The ledger in the database: figures follow entries, and nobody writes them by hand."""

import pytest
from psycopg import errors
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError

from app.accounts.permissions import Role
from app.audit.models import AuditEvent
from app.core.errors import RuleBroken
from app.core.money import Money
from tests.factories import catalogue
from vouchers.budgets.models import BudgetEntry
from vouchers.budgets.operations import commit_amount, grant, release_amount
from vouchers.budgets.queries import BudgetFilters, budget_of, budgets, differences, totals
from vouchers.budgets.rules import EntryKind

K = EntryKind


@pytest.fixture
def officer(as_role):
    return as_role(Role.PROGRAMME_OFFICER)


@pytest.fixture
def place(session):
    return catalogue.call().id, catalogue.provider().id, 2


def granted(officer, place, cents=1000, kind=K.GRANT):
    return grant(officer, to=place, kind=kind, amount=Money(cents), act="DGR 1/2026")


def test_the_first_grant_opens_the_budget_and_the_next_adds_to_it(officer, place):
    granted(officer, place, 1000)
    budget = granted(officer, place, 500, K.REPLACEMENT)
    assert budget is budget_of(*place)
    assert (budget.granted, budget.balance) == (Money(1500), Money(1500))


def test_commitments_and_releases_move_the_balance(officer, place):
    budget = granted(officer, place)
    commit_amount(officer, budget, Money(400), "VG-1")
    commit_amount(officer, budget, Money(600), "VG-2")
    assert budget.balance == Money(0)
    release_amount(None, budget, Money(400), "VG-1")
    assert (budget.committed, budget.released, budget.balance) == (
        Money(1000),
        Money(400),
        Money(400),
    )
    assert differences() == []


def test_more_than_the_balance_cannot_be_committed(officer, place):
    budget = granted(officer, place)
    with pytest.raises(RuleBroken) as broken:
        commit_amount(officer, budget, Money(1001), "VG-1")
    assert broken.value.reasons[0].code == "budget_insufficient"
    assert budget.balance == Money(1000)


def test_a_reduction_leaves_commitments_whole(officer, place):
    budget = granted(officer, place)
    commit_amount(officer, budget, Money(700), "VG-1")
    with pytest.raises(RuleBroken):
        granted(officer, place, 301, K.REDUCTION)
    assert granted(officer, place, 300, K.REDUCTION).balance == Money(0)


@pytest.mark.parametrize("cents", [0, -5])
def test_nothing_or_less_is_no_grant(officer, place, cents):
    with pytest.raises(RuleBroken):
        granted(officer, place, cents)


def test_every_grant_leaves_an_audit_event(session, officer, place):
    granted(officer, place)
    event = session.scalars(select(AuditEvent).filter_by(event="budget:grant")).one()
    assert event.details == {"kind": "grant", "cents": 1000, "act": "DGR 1/2026"}


def test_a_voucher_is_committed_once_whatever_happens(session, officer, place):
    budget = granted(officer, place)
    commit_amount(officer, budget, Money(10), "VG-1")
    with pytest.raises(IntegrityError, match="uq_budget_entry_once"):
        commit_amount(officer, budget, Money(10), "VG-1")


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE budget SET balance = balance + 1, granted = granted + 1",
        "UPDATE budget SET pathway = 3",
        "DELETE FROM budget",
        "UPDATE budget_entry SET amount = amount + 1",
        "DELETE FROM budget_entry",
    ],
)
def test_nobody_writes_figures_or_rewrites_the_ledger(session, officer, place, statement):
    granted(officer, place)
    with pytest.raises(IntegrityError) as refused:
        session.execute(text(statement))
    assert isinstance(refused.value.orig, errors.RestrictViolation)


def test_the_database_itself_refuses_a_balance_below_zero(session, officer, place):
    budget = granted(officer, place)
    session.add(
        BudgetEntry(budget_id=budget.id, kind=K.COMMITMENT, amount=Money(-1001), reference="VG-1")
    )
    with pytest.raises(IntegrityError, match="balance_not_negative"):
        session.flush()


@pytest.mark.parametrize(("kind", "cents"), [(K.GRANT, -1), (K.COMMITMENT, 1), (K.RELEASE, 0)])
def test_the_database_refuses_an_entry_with_the_wrong_sign(session, officer, place, kind, cents):
    budget = granted(officer, place)
    session.add(BudgetEntry(budget_id=budget.id, kind=kind, amount=Money(cents), reference="VG-1"))
    with pytest.raises(IntegrityError, match="sign_by_kind"):
        session.flush()


def test_the_list_narrows_and_adds_up(officer, place):
    granted(officer, place, 1000)
    other = granted(officer, (place[0], catalogue.provider().id, 3), 500)
    assert len(budgets(BudgetFilters(), None, 20).rows) == 2
    narrowed = BudgetFilters(pathway=3)
    assert [row.id for row in budgets(narrowed, None, 20).rows] == [other.id]
    assert totals(narrowed).granted == Money(500)
    assert totals(BudgetFilters(call_id=place[0])).balance == Money(1500)
    assert totals(BudgetFilters(provider="nessuno così")).granted == Money(0)
