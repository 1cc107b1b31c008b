"""A hidden number cannot be computed back from what is shown."""

from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from profiling.trials.rules.suppression import hidden_cells, hidden_rows


def possible_values(table, hidden, place):
    """Every value the hidden cell can have with all shown cells and all totals as they are (by force)."""
    rows = sorted({row for row, _ in table})
    columns = sorted({column for _, column in table})
    unknown = sorted(hidden)
    left_row = {r: sum(table[p] for p in unknown if p[0] == r) for r in rows}
    left_column = {c: sum(table[p] for p in unknown if p[1] == c) for c in columns}
    found = set()

    def fill(position, row_left, column_left, value):
        if position == len(unknown):
            if not any(row_left.values()) and not any(column_left.values()):
                found.add(value)
            return
        row, column = unknown[position]
        for people in range(min(row_left[row], column_left[column]) + 1):
            fill(
                position + 1,
                row_left | {row: row_left[row] - people},
                column_left | {column: column_left[column] - people},
                people if unknown[position] == place else value,
            )

    fill(0, left_row, left_column, None)
    return found


tables = st.integers(2, 3).flatmap(
    lambda rows: st.integers(2, 3).flatmap(
        lambda columns: st.lists(
            st.integers(0, 6), min_size=rows * columns, max_size=rows * columns
        ).map(lambda cells: dict(zip(product("abc"[:rows], "xyz"[:columns]), cells, strict=True)))
    )
)


@given(tables)
def test_every_small_number_hidden_could_be_any_of_so_many_values(table):
    threshold = 3
    hidden = hidden_cells(table, threshold=threshold)
    small = {place for place, people in table.items() if 0 < people < threshold}
    assert small <= hidden
    if hidden != set(table):
        for place in small:
            assert len(possible_values(table, hidden, place)) >= threshold


@given(st.dictionaries(st.sampled_from("abcdef"), st.integers(0, 9), min_size=1))
def test_a_list_with_its_sum_gives_no_small_number_back(counts):
    threshold = 3
    hidden = hidden_rows(counts, threshold=threshold)
    small = {row for row, people in counts.items() if 0 < people < threshold}
    assert small <= hidden
    left = sum(counts[row] for row in hidden)
    if hidden != {row for row, people in counts.items() if people}:
        # A hidden count lies anywhere between nobody and all that the hidden ones have together.
        assert all(left >= threshold - 1 and len(hidden) > 1 for _ in small)


def test_a_table_without_small_numbers_is_shown_whole():
    table = {("a", "x"): 10, ("a", "y"): 0, ("b", "x"): 20, ("b", "y"): 30}
    assert hidden_cells(table, threshold=5) == frozenset()


def test_one_small_number_takes_the_cheapest_rectangle_with_it():
    # Hiding 2 alone would be undone by its row: 2 = 42 - 40.
    table = {
        ("a", "x"): 40, ("a", "y"): 2,
        ("b", "x"): 30, ("b", "y"): 6,
        ("c", "x"): 90, ("c", "y"): 50,
    }  # fmt: skip
    hidden = hidden_cells(table, threshold=5)
    assert hidden == {("a", "x"), ("a", "y"), ("b", "x"), ("b", "y")}


def test_a_cell_that_can_never_be_filled_hides_nothing():
    # From 1 to 1 is "stays": the cell does not exist, and the rectangle through it does not either.
    table = {("1", "stays"): 50, ("1", "2"): 3, ("2", "stays"): 60, ("2", "1"): 9}
    assert hidden_cells(table, threshold=5) == frozenset(table)


def test_a_table_of_forty_centres_is_done_quickly():
    table = {
        (f"{row:02}", column): number
        for row in range(40)
        for column, number in (("moves", row % 7), ("none", row % 3), ("stays", 30 + row))
    }
    hidden = hidden_cells(table, threshold=5)
    assert hidden != frozenset(table)
