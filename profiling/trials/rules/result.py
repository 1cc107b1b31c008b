"""The tables of a trial's result: which cells they have, and which of them are hidden."""

from collections.abc import Iterator, Mapping, Sequence

from profiling.trials.rules.breakdowns import MOVES, NOT_COMPUTABLE, STAYS, Breakdown
from profiling.trials.rules.suppression import hidden_cells, hidden_rows

Place = tuple[str, str, str]
"""Breakdown, row, column."""
Counts = Mapping[Place, int]

MATRICES = (Breakdown.PATHWAY, Breakdown.CLASS)
GROUPS = (
    Breakdown.CENTRE, Breakdown.SEX, Breakdown.AGE, Breakdown.CITIZENSHIP, Breakdown.DURATION,
)  # fmt: skip
FATES = (STAYS, MOVES, NOT_COMPUTABLE)


def rows_of(counts: Counts, breakdown: Breakdown) -> list[str]:
    """The rows of a table, in the order of their keys."""
    return sorted({row for name, row, _ in counts if name == breakdown.value})


def columns_of(counts: Counts, breakdown: Breakdown) -> Sequence[str]:
    """The columns of a table; a matrix has one for staying and one for each place to move to."""
    if breakdown not in MATRICES:
        return FATES
    targets = {column for name, _, column in counts if name == breakdown.value} - set(FATES)
    targets |= set(rows_of(counts, breakdown))
    return (STAYS, *sorted(targets), NOT_COMPUTABLE)


def table_of(counts: Counts, breakdown: Breakdown) -> dict[tuple[str, str], int]:
    """Every cell of a table that can be filled, with zeros; staying is no moving to the same place."""
    return {
        (row, column): counts.get((breakdown.value, row, column), 0)
        for row in rows_of(counts, breakdown)
        for column in columns_of(counts, breakdown)
        if row != column
    }


def hidden_places(counts: Counts, *, threshold: int) -> Iterator[Place]:
    """All cells of all tables that are not to be shown.

    The tables share nothing but their totals: how many stay, move, cannot be recomputed. Therefore
    each is made safe by itself against all of its totals. In the matrix those who stay are a column
    of their own, as their total is known from the other tables.
    """
    for breakdown in (*MATRICES, *GROUPS):
        table = table_of(counts, breakdown)
        for row, column in hidden_cells(table, threshold=threshold):
            yield breakdown.value, row, column
    obstacles = {
        row: people for (name, row, _), people in counts.items() if name == Breakdown.OBSTACLE.value
    }
    for row in hidden_rows(obstacles, threshold=threshold):
        yield Breakdown.OBSTACLE.value, row, NOT_COMPUTABLE
