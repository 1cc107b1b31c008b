"""Small numbers hidden so that no total gives them back.

A number of people below the threshold, zero apart, is hidden. Row totals, column totals and the
grand total stay, so hiding alone would be undone by a subtraction. Further numbers are therefore
hidden until every small one could be any of at least `threshold` values with everything shown left
as it is. That is decided exactly: how far a cell can rise or fall while all totals stay is a
greatest flow between its row and its column through the other hidden cells.
"""

from collections import deque
from collections.abc import Iterable, Mapping
from itertools import product

Place = tuple[str, str]
Table = Mapping[Place, int]
Flow = dict[tuple[str, str], dict[tuple[str, str], int]]
_NO_LIMIT = 1 << 60
_REST = "\0rest"
"""The column that stands for everybody else, where a table has but one column."""


def hidden_cells(table: Table, *, threshold: int) -> frozenset[Place]:
    """The cells not to be shown, of a table whose rows and columns are shown with their totals.

    Cells absent from the table can never be filled (somebody who stays does not move) and are no
    hiding place; a zero that could be filled is one.
    """
    if len({row for row, _ in table}) == 1:
        return frozenset()  # one row says of everybody what the totals say
    small = {place for place, people in table.items() if 0 < people < threshold}
    hidden = set(small)
    for place in sorted(small, key=lambda place: (table[place], place)):
        while (spread := _spread(table, hidden, place, threshold)) < threshold - 1:
            more = _cheapest(table, hidden, place, threshold, spread)
            if more is None:
                return frozenset(
                    table
                )  # too small to hide anything in: it is not shown, nor its totals
            hidden |= more
    return frozenset(hidden)


def hidden_rows(counts: Mapping[str, int], *, threshold: int) -> frozenset[str]:
    """The rows not to be shown of a list of counts whose sum is shown."""
    people = sum(counts.values())
    table = {(row, "people"): count for row, count in counts.items()}
    table |= {(row, _REST): people - count for row, count in counts.items()}
    small = {row for row, count in counts.items() if 0 < count < threshold}
    hidden = set(small)
    for row in sorted(counts, key=lambda row: (counts[row], row)):
        if not small or _row_holds(table, hidden, small, threshold):
            break
        if counts[row]:
            hidden.add(row)
    return frozenset(hidden)


def _row_holds(table: Table, hidden: set[str], small: Iterable[str], threshold: int) -> bool:
    places = {(row, column) for row in hidden for column in ("people", _REST)}
    return all(_spread(table, places, (row, "people"), threshold) >= threshold - 1 for row in small)


def _spread(table: Table, hidden: set[Place], place: Place, enough: int) -> int:
    """By how much the cell could vary, totals kept, no count below zero; at most `enough` is asked."""
    row, column = ("row", place[0]), ("column", place[1])
    rise = _flow(_residual(table, hidden, place), column, row, enough)
    if rise >= enough:
        return rise
    fall = _flow(_residual(table, hidden, place), row, column, min(enough, table[place]))
    return rise + fall


def _residual(table: Table, hidden: set[Place], left_out: Place) -> Flow:
    """Along a hidden cell a count may rise without limit, and fall to zero."""
    edges: Flow = {}
    for place in hidden - {left_out}:
        row, column = ("row", place[0]), ("column", place[1])
        edges.setdefault(row, {})[column] = _NO_LIMIT
        edges.setdefault(column, {})[row] = table[place]
    return edges


def _flow(edges: Flow, start: Place, end: Place, enough: int) -> int:
    """The greatest flow from start to end, or `enough`."""
    total = 0
    while total < enough and (path := _path(edges, start, end)):
        amount = min([enough - total, *(edges[one][other] for one, other in path)])
        for one, other in path:
            edges[one][other] -= amount
            edges.setdefault(other, {})[one] = edges.get(other, {}).get(one, 0) + amount
        total += amount
    return total


def _path(edges: Flow, start: Place, end: Place) -> list[tuple[Place, Place]]:
    came_from: dict[Place, Place] = {start: start}
    waiting = deque([start])
    while waiting and end not in came_from:
        here = waiting.popleft()
        for there, room in edges.get(here, {}).items():
            if room > 0 and there not in came_from:
                came_from[there] = here
                waiting.append(there)
    if end not in came_from:
        return []
    path, here = [], end
    while here != start:
        path.append((came_from[here], here))
        here = came_from[here]
    return path[::-1]


def _cheapest(
    table: Table,
    hidden: set[Place],
    place: Place,
    threshold: int,
    spread: int,
) -> set[Place] | None:
    """The rectangle round the cell that lets it vary more and hides the fewest people besides."""
    best: tuple[int, int, list[Place]] | None = None
    rows, columns = {row for row, _ in table}, {column for _, column in table}
    for row, column in product(sorted(rows), sorted(columns)):
        corners = [(place[0], column), (row, place[1]), (row, column)]
        if row == place[0] or column == place[1] or any(corner not in table for corner in corners):
            continue
        added = [corner for corner in corners if corner not in hidden]
        if added and _spread(table, hidden | set(added), place, threshold) > spread:
            price = (sum(table[corner] for corner in added), len(added), sorted(added))
            best = min(best, price) if best else price
    return set(best[2]) if best else None
