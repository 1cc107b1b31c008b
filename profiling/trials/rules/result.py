"""The tables of a trial's result: which rows are joined, which cells are hidden."""

from collections.abc import Mapping, Sequence

from profiling.trials.rules.breakdowns import MOVES, NOT_COMPUTABLE, STAYS, Breakdown
from profiling.trials.rules.suppression import Table, hidden_cells, hidden_rows

Place = tuple[str, str, str]
"""Breakdown, row, column."""
Counts = Mapping[Place, int]

MATRICES = (Breakdown.PATHWAY, Breakdown.CLASS)
GROUPS = (
    Breakdown.CENTRE, Breakdown.SEX, Breakdown.AGE, Breakdown.CITIZENSHIP, Breakdown.DURATION,
)  # fmt: skip
FATES = (STAYS, MOVES, NOT_COMPUTABLE)
OTHERS = "others"
"""The row in which groups too small by themselves are joined."""


def shown_tables(counts: Counts, *, threshold: int) -> dict[Place, tuple[int, bool]]:
    """Every cell of every table: how many people, and whether the number is hidden.

    Groups of fewer people than the threshold are joined in one row. The tables share nothing but
    their totals over everybody (how many stay, move, cannot be recomputed), which are always shown;
    therefore each is made safe by itself against all of its totals. In the matrix those who stay are
    a column of their own, as their total is known from the other tables.
    """
    found = {}
    for breakdown in (*MATRICES, *GROUPS):
        table = joined(table_of(counts, breakdown), threshold=threshold)
        hidden = hidden_cells(table, threshold=threshold)
        for (row, column), people in table.items():
            found[breakdown.value, row, column] = people, (row, column) in hidden
    obstacles = {
        row: people for (name, row, _), people in counts.items() if name == Breakdown.OBSTACLE.value
    }
    hidden_obstacles = hidden_rows(obstacles, threshold=threshold)
    for row, people in obstacles.items():
        found[Breakdown.OBSTACLE.value, row, NOT_COMPUTABLE] = people, row in hidden_obstacles
    return found


def rows_of(counts: Counts, breakdown: Breakdown) -> list[str]:
    """The rows of a table, in the order of their keys."""
    return sorted({row for name, row, _ in counts if name == breakdown.value})


def columns_of(counts: Counts, breakdown: Breakdown) -> Sequence[str]:
    """The columns of a table; a matrix has one for staying and one for each place to move to."""
    if breakdown not in MATRICES:
        return FATES
    targets = {column for name, _, column in counts if name == breakdown.value} - set(FATES)
    targets |= set(rows_of(counts, breakdown)) - {OTHERS}
    return (STAYS, *sorted(targets), NOT_COMPUTABLE)


def table_of(counts: Counts, breakdown: Breakdown) -> Table:
    """Every cell of a table that can be filled, with zeros; staying is no moving to the same place."""
    return {
        (row, column): counts.get((breakdown.value, row, column), 0)
        for row in rows_of(counts, breakdown)
        for column in columns_of(counts, breakdown)
        if row != column
    }


def joined(table: Table, *, threshold: int) -> Table:
    """The table with its smallest rows joined until every row has as many people as the threshold."""
    totals: dict[str, int] = {}
    for (row, _), people in table.items():
        totals[row] = totals.get(row, 0) + people
    rising = sorted(totals, key=lambda row: (totals[row], row))
    small = [row for row in rising if totals[row] < threshold]
    for row in rising[len(small) :]:
        if not small or (len(small) > 1 and sum(totals[one] for one in small) >= threshold):
            break
        small.append(row)
    new: dict[tuple[str, str], int] = {}
    for (row, column), people in table.items():
        place = (OTHERS if row in small else row, column)
        new[place] = new.get(place, 0) + people
    return new
