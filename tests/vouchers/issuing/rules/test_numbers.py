"""A voucher's number betrays a slip of the pen."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vouchers.issuing.rules.numbers import is_voucher_number, voucher_number, written_number

NUMBERS = st.builds(voucher_number, st.integers(2000, 2999), st.integers(1, 10**9))


def test_number_is_written_with_year_seven_digits_and_check_character():
    assert voucher_number(2026, 123) == "VG-2026-0000123-Z"


@given(NUMBERS)
def test_every_number_is_valid(number):
    assert is_voucher_number(number)


@given(NUMBERS, st.data())
def test_one_wrong_character_is_noticed(number, data):
    places = [place for place, sign in enumerate(number) if place > 2 and sign != "-"]
    place = data.draw(st.sampled_from(places))
    other = data.draw(st.sampled_from([sign for sign in "0123456789" if sign != number[place]]))
    assert not is_voucher_number(number[:place] + other + number[place + 1 :])


@given(NUMBERS, NUMBERS)
def test_two_vouchers_never_share_a_number(one, other):
    assert (one == other) == (one[:-2] == other[:-2])


@given(NUMBERS)
def test_a_number_typed_carelessly_is_understood(number):
    assert written_number(f" {number.lower().replace('-', ' ')} ") == number
    assert written_number(number.replace("-", "")) == number


@pytest.mark.parametrize("text", ["", "VG", "VG-2026-0000123", "VG-2026-0000123-0", "XX-1", "ÀÈ"])
def test_what_is_no_number_is_refused_and_left_as_typed(text):
    assert not is_voucher_number(written_number(text))
