from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from app.core.money import Money, total


def test_euros_are_rounded_half_up_to_the_cent():
    assert Money.euro("35.705") == Money(3571)


def test_a_unit_price_times_a_quantity_is_rounded_once():
    assert Money(3730).times(Decimal("1.5")) == Money(5595)


@given(st.lists(st.integers(-(10**12), 10**12)))
def test_a_sum_loses_no_cent(cents):
    assert total(Money(amount) for amount in cents).cents == sum(cents)
