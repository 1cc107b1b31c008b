"""Slips of typing, counted by hand."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalogue.changes.rules import likeliest, slips_between

WORDS = st.text("abc", max_size=6)


@pytest.mark.parametrize(
    ("typed", "known", "slips"),
    [
        ("saldatura", "saldatura", 0),
        ("saldatrua", "saldatura", 1),
        ("exel", "excel", 1),
        ("inglesse", "inglese", 1),
        ("informatca", "informatica", 1),
        ("cucian", "cucina", 1),
        ("cocian", "cucina", 2),
        ("", "cucina", 6),
    ],
)
def test_slips_are_letters_left_out_added_mistaken_or_swapped(typed, known, slips):
    assert slips_between(typed, known) == slips


@given(WORDS, WORDS)
def test_slips_are_the_same_in_both_directions_and_none_only_between_equals(one, other):
    assert slips_between(one, other) == slips_between(other, one)
    assert (slips_between(one, other) == 0) == (one == other)


def test_the_fewest_slips_come_first_and_too_many_are_another_word():
    known = ["saldatrici", "saldatura", "salumeria"]
    assert likeliest("saldatrua", known) == ["saldatura", "saldatrici"]
    assert likeliest("exel", ["excel", "hotel", "motore"]) == ["excel"]
