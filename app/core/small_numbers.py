"""Which numbers of a table to keep back, so that no small group can be read or reckoned from it."""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Generic, TypeVar

Group = TypeVar("Group", bound=Hashable)
Row = TypeVar("Row", bound=Hashable)
Side = TypeVar("Side", bound=Hashable)


@dataclass(frozen=True)
class Hidden(Generic[Group]):
    """The groups whose numbers are kept back, and whether their sum must be kept back as well."""

    groups: frozenset[Group] = frozenset()
    total: bool = False

    def __contains__(self, group: object) -> bool:
        return group in self.groups


def hidden_groups(counts: Mapping[Group, int], minimum: int) -> Hidden[Group]:
    """The groups to keep back when every other group and the total are shown.

    A group of fewer than `minimum` (but not none) is kept back. What is left of the total when the
    groups shown are taken away must be no small number either, and must leave room for more than one
    split; so the smallest of the others are kept back too until it does (complementary suppression).
    Where even all of them are too few, the total goes as well.
    Example: of 40, 30 and 3, with a minimum of 5, the 3 would be total less 70; the 30 goes too.
    """
    hidden = {group for group, count in counts.items() if 0 < count < minimum}
    if not hidden:
        return Hidden()
    others = sorted((count, place) for place, count in enumerate(counts.values()) if count)
    names = list(counts)
    spare = [names[place] for _, place in others if names[place] not in hidden]
    while not _is_safe([counts[group] for group in hidden], minimum):
        if not spare:
            return Hidden(frozenset(hidden), total=True)
        hidden.add(spare.pop(0))
    return Hidden(frozenset(hidden))


def hidden_cells(
    cells: Mapping[tuple[Row, Side], int], minimum: int
) -> frozenset[tuple[Row, Side]]:
    """The cells to keep back in a table shown with the totals of its rows and of its columns.

    Each row and each column keeps back enough by `hidden_groups`; a cell that is the only way from
    some rows to some columns among those kept back could still be reckoned by adding up rows and
    taking away columns, so its row gives one more. A line too small as a whole is kept back whole:
    show its total only where `hidden_groups` of the totals lets you.
    """
    hidden: set[tuple[Row, Side]] = set()
    lines = _lines(cells)
    while True:
        before = len(hidden)
        for line in lines:
            hidden |= _completed(cells, line, hidden, minimum)
        if len(hidden) > before:
            continue
        bridge = _only_way(hidden)
        if bridge is None or not (spare := _beside(cells, bridge, hidden)):
            return frozenset(hidden)
        hidden.add(spare)


def _is_safe(counts: list[int], minimum: int) -> bool:
    total = sum(counts)
    # As many people as groups means one in each; fewer than the minimum is a small number itself.
    return len(counts) > 1 and total >= minimum and total > len(counts)


def _lines(cells: Mapping[tuple[Row, Side], int]) -> list[list[tuple[Row, Side]]]:
    found: dict[tuple[int, Hashable], list[tuple[Row, Side]]] = defaultdict(list)
    for cell in cells:
        found[0, cell[0]].append(cell)
        found[1, cell[1]].append(cell)
    return list(found.values())


def _completed(
    cells: Mapping[tuple[Row, Side], int],
    line: list[tuple[Row, Side]],
    hidden: set[tuple[Row, Side]],
    minimum: int,
) -> set[tuple[Row, Side]]:
    kept = {cell for cell in line if cell in hidden or 0 < cells[cell] < minimum}
    spare = sorted(
        (cell for cell in line if cell not in kept and cells[cell]), key=cells.__getitem__
    )
    while kept and spare and not _is_safe([cells[cell] for cell in kept], minimum):
        kept.add(spare.pop(0))
    if len(kept) == 1:  # nothing but empty cells beside it: one of them covers it
        kept |= set([cell for cell in line if cell not in kept][:1])
    return kept


def _beside(
    cells: Mapping[tuple[Row, Side], int],
    cell: tuple[Row, Side],
    hidden: set[tuple[Row, Side]],
) -> tuple[Row, Side] | None:
    near = [
        other
        for other in cells
        if other not in hidden and (other[0] == cell[0] or other[1] == cell[1])
    ]
    return min(near, key=lambda other: (cells[other] == 0, cells[other]), default=None)


def _only_way(hidden: Iterable[tuple[Row, Side]]) -> tuple[Row, Side] | None:
    """A cell without which its row and its column are no longer joined by cells kept back."""
    cells = sorted(hidden, key=repr)
    for cell in cells:
        if not _are_joined(cell, [other for other in cells if other != cell]):
            return cell
    return None


def _are_joined(cell: tuple[Row, Side], others: list[tuple[Row, Side]]) -> bool:
    rows: set[Hashable] = {cell[0]}
    columns: set[Hashable] = set()
    while True:
        before = len(rows) + len(columns)
        columns |= {column for row, column in others if row in rows}
        rows |= {row for row, column in others if column in columns}
        if len(rows) + len(columns) == before:
            return cell[1] in columns


class Bound(Enum):
    """Whether a share is told exactly, or only on which side of it the truth lies."""

    EXACT = "exact"
    BELOW = "below"
    ABOVE = "above"


@dataclass(frozen=True)
class ToldShare:
    """A share in percent as it may be told."""

    percent: int
    bound: Bound = Bound.EXACT


def told_share(part: int, whole: int, minimum: int, least: int) -> ToldShare | None:
    """The share of `part` in `whole` as it may be told of people nobody is to recognise.

    None where the whole is fewer than `minimum`. Where fewer than `least` are in the part, or outside
    it, only a bound that says no more than that: of 20 people with a least of 5, 0 to 4 are told as
    "below 25 %", and 16 to 20 as "above 75 %". Nobody learns that all of them did, or one did not.
    """
    if whole < max(minimum, 1):
        return None
    edge = -(-100 * least // whole)
    few_in, few_out = part < least, whole - part < least
    if few_in and few_out:
        return None
    if few_in:
        return ToldShare(edge, Bound.BELOW)
    if few_out:
        return ToldShare(100 - edge, Bound.ABOVE)
    return ToldShare((200 * part + whole) // (2 * whole))
