"""The ledger's arithmetic."""

from hypothesis import given
from hypothesis import strategies as st

from app.core.money import Money, total
from vouchers.budgets.rules import EntryKind, Position, grant_refusals, position, signed

K = EntryKind
AMOUNTS = st.integers(1, 10**12).map(Money)
ENTRIES = st.lists(st.tuples(st.sampled_from(K), AMOUNTS).map(lambda e: (e[0], signed(*e))))


@given(ENTRIES)
def test_the_balance_is_the_sum_of_the_entries(entries):
    assert position(entries).balance == total(amount for _, amount in entries)


def test_a_budget_tells_granted_committed_and_spent_apart():
    entries = [
        (K.GRANT, Money(1000)),
        (K.COMMITMENT, Money(-300)),
        (K.COMMITMENT, Money(-200)),
        (K.RELEASE, Money(300)),
        (K.SPENDING, Money(-250)),
        (K.REPLACEMENT, Money(100)),
        (K.REDUCTION, Money(-50)),
    ]
    assert position(entries) == Position(
        granted=Money(1050), committed=Money(500), released=Money(300), spent=Money(250)
    )
    assert position(entries).outstanding == Money(200)
    assert position(entries).balance == Money(600)


@given(st.sampled_from(K), AMOUNTS)
def test_committing_and_spending_leave_less_granting_and_releasing_more(kind, amount):
    leaves_less = kind in {K.COMMITMENT, K.SPENDING, K.REDUCTION}
    assert (signed(kind, amount).cents < 0) == leaves_less


@given(AMOUNTS, AMOUNTS)
def test_a_reduction_never_reaches_committed_money(amount, balance):
    refused = {reason.code for reason in grant_refusals(K.REDUCTION, amount, balance)}
    assert refused == ({"reduction_too_large"} if amount > balance else set())


def test_an_officer_grants_positive_amounts_only_and_commits_nothing():
    codes = [reason.code for reason in grant_refusals(K.COMMITMENT, Money(0), Money(0))]
    assert codes == ["kind_unknown", "amount_not_positive"]


def test_shares_are_told_in_whole_percent():
    place = Position(Money(300), Money(100), Money(0), Money(0))
    assert place.share(place.committed) == 33
    assert Position(Money(0), Money(0), Money(0), Money(0)).share(Money(0)) == 0
