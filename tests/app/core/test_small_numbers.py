"""Numbers that are kept back cannot be reckoned from those shown."""

from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.core.small_numbers import Bound, ToldShare, hidden_cells, hidden_groups, told_share

MINIMUM = 4


def named(counts):
    return {f"g{place}": count for place, count in enumerate(counts)}


def test_large_groups_and_empty_ones_are_shown():
    assert hidden_groups({"a": 40, "b": 5, "c": 0}, 5).groups == frozenset()


def test_a_single_small_group_takes_the_smallest_of_the_others_along():
    assert hidden_groups({"a": 40, "b": 30, "c": 3}, 5).groups == {"b", "c"}


def test_small_groups_that_are_few_together_take_a_third_along():
    assert hidden_groups({"a": 40, "b": 30, "c": 1, "d": 2}, 5).groups == {"b", "c", "d"}


def test_small_groups_that_are_enough_together_stand_alone():
    assert hidden_groups({"a": 40, "c": 4, "d": 3}, 5).groups == {"c", "d"}


def test_one_person_in_each_of_many_groups_is_not_told_by_their_number():
    assert hidden_groups({"a": 1, "b": 1, "c": 1, "d": 1, "e": 1, "f": 9}, 5).groups == set(
        "abcdef"
    )


def test_the_total_goes_where_everything_is_too_little():
    found = hidden_groups({"a": 2, "b": 0}, 5)
    assert found.total
    assert "a" in found
    assert "b" not in found


def published(counts):
    """What a reader of the table sees."""
    found = hidden_groups(named(counts), MINIMUM)
    shown = tuple(None if f"g{place}" in found else count for place, count in enumerate(counts))
    return shown, None if found.total else sum(counts)


@given(st.lists(st.integers(0, 12), min_size=1, max_size=4))
@settings(max_examples=150, deadline=None)
def test_every_hidden_group_could_have_several_sizes_for_all_the_table_tells(counts):
    """By trying every split of what is left of the total that keeps what the reader knows."""
    shown, total = published(counts)
    hidden = [place for place, value in enumerate(shown) if value is None]
    if total is None or not hidden:
        return
    rest = total - sum(value for value in shown if value is not None)
    splits = [
        sizes for sizes in product(range(1, rest + 1), repeat=len(hidden)) if sum(sizes) == rest
    ]
    for place in range(len(hidden)):
        assert len({sizes[place] for sizes in splits}) > 1
    assert rest >= MINIMUM


@given(st.lists(st.integers(0, 12), min_size=1, max_size=6))
def test_no_small_number_is_ever_shown(counts):
    shown, total = published(counts)
    assert all(value is None or value == 0 or value >= MINIMUM for value in shown)
    assert total is None or total == 0 or total >= MINIMUM


tables = st.integers(2, 4).flatmap(
    lambda rows: st.integers(2, 4).flatmap(
        lambda columns: st.lists(
            st.lists(st.integers(0, 15), min_size=columns, max_size=columns),
            min_size=rows, max_size=rows,
        )
    )
)  # fmt: skip


def table_of(rows):
    return {(r, c): value for r, row in enumerate(rows) for c, value in enumerate(row)}


@given(tables)
@settings(max_examples=200, deadline=None)
def test_no_cell_of_a_table_follows_from_the_totals_of_rows_and_columns(rows):
    """A cell follows when no change of the hidden cells that keeps all totals moves it: when it lies
    on no closed walk through hidden cells. Found by trying every walk, another way than the rule's.
    """
    cells = table_of(rows)
    hidden = hidden_cells(cells, MINIMUM)
    assert all(cell in hidden for cell, value in cells.items() if 0 < value < MINIMUM)
    for cell in hidden:
        assert closes(cell, hidden)


def closes(cell, hidden):
    """Whether a walk of alternating row and column moves returns to the column of `cell`."""

    def walk(row, used):
        for other in hidden - used:
            if other[0] != row:
                continue
            if other[1] == cell[1]:
                return True
            for turn in hidden - used - {other}:
                if turn[1] == other[1] and walk(turn[0], used | {other, turn}):
                    return True
        return False

    return walk(cell[0], frozenset({cell}))


def test_a_lone_small_cell_hides_a_rectangle():
    cells = table_of([[2, 30, 40], [20, 50, 60], [70, 80, 90]])
    hidden = hidden_cells(cells, MINIMUM)
    assert hidden == {(0, 0), (0, 1), (1, 0), (1, 1)}


def test_a_table_without_small_cells_is_shown_whole():
    assert hidden_cells(table_of([[5, 30], [0, 50]]), MINIMUM) == frozenset()


@pytest.mark.parametrize(
    ("part", "whole", "expected"),
    [
        (5, 9, None),
        (0, 20, ToldShare(25, Bound.BELOW)),
        (4, 20, ToldShare(25, Bound.BELOW)),
        (5, 20, ToldShare(25)),
        (15, 20, ToldShare(75)),
        (16, 20, ToldShare(75, Bound.ABOVE)),
        (20, 20, ToldShare(75, Bound.ABOVE)),
        (1, 0, None),
    ],
)
def test_a_share_with_few_on_one_side_is_told_as_a_bound(part, whole, expected):
    assert told_share(part, whole, 10, 5) == expected


@given(st.integers(0, 200), st.integers(0, 200))
def test_a_told_share_never_says_which_small_number_it_was(part, rest):
    told = told_share(part, part + rest, 10, 5)
    if told is None:
        assert part + rest < 10
    elif told.bound is Bound.BELOW:
        assert all(told_share(few, part + rest, 10, 5) == told for few in range(5))
    elif told.bound is Bound.ABOVE:
        assert all(told_share(part + rest - few, part + rest, 10, 5) == told for few in range(5))
    else:
        assert min(part, rest) >= 5
