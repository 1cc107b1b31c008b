"""The value of a voucher and its lines."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.money import Money
from app.programme.rules import measures
from tests.factories.programme import shipped_rules
from vouchers.issuing.rules.value import Calculation, CalculationLine, voucher_value

SERVICES = st.sampled_from(shipped_rules().service_types)


def test_a_course_is_paid_by_the_hour_shared_by_the_group_and_by_the_participant():
    calculation = voucher_value(shipped_rules().service_type("digital_skills"), 40)
    assert [(line.quantity, line.value) for line in calculation.lines] == [
        (40, Money(30720)),
        (40, Money(3360)),
    ]
    assert calculation.value == Money(34080)


def test_a_result_is_paid_once_whatever_the_hours():
    calculation = voucher_value(shipped_rules().service_type("internship"), 0)
    assert calculation.value == Money(50000)
    assert calculation.lines[0].quantity == 1


def test_numbers_no_act_states_are_not_called_verified():
    assert not voucher_value(shipped_rules().service_type("upskilling"), 40).is_verified


@given(SERVICES, st.integers(0, 2000))
def test_lines_always_add_up_to_the_programmes_own_value(service, hours):
    assert voucher_value(service, hours).value == measures.voucher_value(service, hours)


@given(SERVICES, st.integers(0, 2000))
def test_a_calculation_reads_the_same_after_it_has_been_kept(service, hours):
    calculation = voucher_value(service, hours)
    kept = [line.as_stored() for line in calculation.lines]
    assert Calculation(tuple(map(CalculationLine.from_stored, kept))) == calculation


@pytest.mark.parametrize("hours", [1, 7, 90])
def test_more_hours_are_never_worth_less(hours):
    for service in shipped_rules().service_types:
        assert voucher_value(service, hours).value <= voucher_value(service, hours + 1).value
