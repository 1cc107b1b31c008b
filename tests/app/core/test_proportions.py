"""Intervals of shares and ratios against worked examples."""

from math import exp, log, sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.proportions import ratio, share


@pytest.mark.parametrize(
    ("part", "whole", "low", "high"),
    [
        # Newcombe, Statistics in Medicine 17 (1998) 857-872, table I, method 3 (score, no correction).
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0000, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_a_share_has_the_published_score_interval(part, whole, low, high):
    found = share(part, whole)
    assert (round(found.low, 4), round(found.high, 4)) == (low, high)


def test_a_share_by_hand():
    # 5 of 10: z^2 = 3.8415; centre (5 + 1.9207) / 13.8415 = 0.5;
    # half 1.96 * sqrt(2.5 + 0.9604) / 13.8415 = 0.2634.
    found = share(5, 10)
    assert found.value == 0.5
    assert round(found.low, 4) == 0.2366
    assert round(found.high, 4) == 0.7634


def test_nobody_has_no_share_and_more_than_all_is_refused():
    assert share(0, 0) is None
    with pytest.raises(ValueError, match="3 of 2"):
        share(3, 2)


@given(st.integers(0, 500), st.integers(1, 500))
def test_a_share_lies_within_its_interval_which_mirrors_that_of_the_rest(part, whole):
    part = min(part, whole)
    found, rest = share(part, whole), share(whole - part, whole)
    assert 0 <= found.low <= found.value <= found.high <= 1
    assert found.low == pytest.approx(1 - rest.high, abs=1e-12)


@given(st.integers(0, 60), st.integers(1, 60))
def test_more_people_of_the_same_share_narrow_the_interval(part, whole):
    part = min(part, whole)
    few, many = share(part, whole), share(10 * part, 10 * whole)
    assert many.high - many.low < few.high - few.low


def test_a_ratio_has_the_published_log_interval():
    # Physicians' Health Study, NEJM 321 (1989): infarction on aspirin 104 of 11,037, on placebo 189 of
    # 11,034. Agresti, Categorical Data Analysis: placebo over aspirin 1.82, 1.43 to 2.30 (2.31 before
    # rounding).
    found = ratio(189, 11_034, 104, 11_037)
    assert round(found.value, 2) == 1.82
    assert round(found.low, 2) == 1.43
    assert round(found.high, 1) == 2.3
    turned = ratio(104, 11_037, 189, 11_034)
    assert turned.low == pytest.approx(1 / found.high)


def test_a_ratio_by_hand():
    # 30 of 100 over 20 of 100: 1.5; spread sqrt(1/30 - 1/100 + 1/20 - 1/100) = 0.25166.
    found = ratio(30, 100, 20, 100)
    assert found.value == pytest.approx(1.5)
    spread = sqrt(0.0633333)
    assert found.low == pytest.approx(exp(log(1.5) - 1.959964 * spread), rel=1e-5)
    assert found.high == pytest.approx(2.4564, abs=1e-3)


def test_there_is_no_ratio_to_or_of_nothing():
    assert ratio(0, 50, 5, 50) is None
    assert ratio(5, 50, 0, 50) is None
