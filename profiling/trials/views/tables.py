"""The result of a trial as tables and bars in the reader's words."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _

from app.cases.views.tabs import pathway_name
from app.core.language import N_, Labelled
from app.core.listing import Column
from app.programme.rules.document import RuleSet
from app.web.words import reader_locale
from profiling.trials.models import TrialCount
from profiling.trials.rules.breakdowns import (
    MOVES,
    NOT_COMPUTABLE,
    STAYS,
    AgeBand,
    Breakdown,
    Citizenship,
    Duration,
)
from profiling.trials.rules.result import (
    GROUPS,
    MATRICES,
    OTHERS,
    columns_of,
    rows_of,
    table_of,
)
from profiling.trials.rules.single import Obstacle

SEXES = {"F": N_("Women"), "M": N_("Men")}
BANDS: Mapping[Breakdown, type[Labelled]] = {
    Breakdown.AGE: AgeBand,
    Breakdown.CITIZENSHIP: Citizenship,
    Breakdown.DURATION: Duration,
}
WIDTH = 100.0


@dataclass(frozen=True)
class ShownRow:
    """One row: words, a number for each column (None: hidden; an empty text: cannot be), the total."""

    label: str
    cells: Sequence[int | str | None]
    total: int


@dataclass(frozen=True)
class ShownTable:
    """One table; one that cannot be shown at all has no rows."""

    breakdown: Breakdown
    columns: Sequence[str]
    rows: Sequence[ShownRow]
    totals: Sequence[int]

    @property
    def has_hidden(self) -> bool:
        """Whether a number of it is hidden."""
        return any(cell is None for row in self.rows for cell in row.cells)

    @property
    def total(self) -> int:
        """Everybody."""
        return sum(self.totals)


@dataclass(frozen=True)
class Segment:
    """A part of a bar: where it begins, how long it is, whom it stands for."""

    kind: str
    x: float
    width: float


class Result:
    """What a trial found, in words for the reader; `centres` names the employment centres by key."""

    def __init__(
        self, counts: Sequence[TrialCount], rules: RuleSet, centres: Mapping[int, str]
    ) -> None:
        self._people = {(row.breakdown, row.row_key, row.column_key): row.people for row in counts}
        self._hidden = {
            (row.breakdown, row.row_key, row.column_key) for row in counts if row.hidden
        }
        self._rules, self._centres = rules, centres
        self.fates = self._fates()

    @property
    def people(self) -> int:
        """How many were recomputed or could not be."""
        return sum(self.fates.values())

    @property
    def matrices(self) -> list[ShownTable]:
        """From where to where: pathways, classes."""
        return [self._table(breakdown) for breakdown in MATRICES]

    @property
    def groups(self) -> list[ShownTable]:
        """Who: by centre and by kind of person."""
        return [self._table(breakdown) for breakdown in GROUPS]

    @property
    def obstacles(self) -> list[tuple[str, str, int | None]]:
        """Why cases cannot be recomputed: reason, what is in the way, how many."""
        found = []
        for place, people in self._people.items():
            if place[0] == Breakdown.OBSTACLE.value:
                kind, _colon, item = place[1].partition(":")
                obstacle = Obstacle(kind)
                shown = None if place in self._hidden else people
                found.append((_(obstacle.label), self._item(obstacle, item), shown))
        return sorted(found, key=lambda line: -(line[2] or 0))

    def bars(self) -> list[tuple[str, list[Segment]]]:
        """The matrix of pathways as bars of equal length: which share of each goes where."""
        return [
            (row.label, list(self._segments(table.columns, keys, row)))
            for table, keys in ((self._table(Breakdown.PATHWAY), self._columns(Breakdown.PATHWAY)),)
            for row in table.rows
        ]

    def _segments(self, _words: Sequence[str], keys: Sequence[str], row: ShownRow) -> list[Segment]:
        found, at, shown = [], 0.0, 0
        for key, cell in zip(keys, row.cells, strict=True):
            if isinstance(cell, int) and cell:
                shown += cell
                width = cell / row.total * WIDTH
                kind = key if key in (STAYS, NOT_COMPUTABLE) else f"to-{key}"
                found.append(Segment(kind, round(at, 3), round(width, 3)))
                at += width
        if shown < row.total:
            found.append(Segment("hidden", round(at, 3), round(WIDTH - at, 3)))
        return found

    def _fates(self) -> dict[str, int]:
        found = {STAYS: 0, MOVES: 0, NOT_COMPUTABLE: 0}
        for (breakdown, _row, column), people in self._people.items():
            if breakdown == Breakdown.SEX.value:
                found[column] += people
        return found

    def _columns(self, breakdown: Breakdown) -> Sequence[str]:
        return columns_of(self._people, breakdown)

    def _table(self, breakdown: Breakdown) -> ShownTable:
        cells, columns = table_of(self._people, breakdown), self._columns(breakdown)
        words = [self._column(breakdown, column) for column in columns]
        if cells and all((breakdown.value, *place) in self._hidden for place in cells):
            return ShownTable(breakdown, words, (), ())
        rows = []
        for row in self._in_order(breakdown):
            shown: list[int | str | None] = []
            for column in columns:
                hidden = (breakdown.value, row, column) in self._hidden
                shown.append(None if hidden else cells.get((row, column), ""))
            total = sum(people for place, people in cells.items() if place[0] == row)
            rows.append(ShownRow(self._row(breakdown, row), shown, total))
        totals = [
            sum(people for place, people in cells.items() if place[1] == column)
            for column in columns
        ]
        return ShownTable(breakdown, words, rows, totals)

    def _in_order(self, breakdown: Breakdown) -> list[str]:
        """The rows as people expect them; those joined come last."""
        rows = rows_of(self._people, breakdown)
        order: Callable[[str], Any] = str
        if breakdown in BANDS:
            places = [member.value for member in BANDS[breakdown]]
            order = lambda row: places.index(row) if row in places else len(places)  # noqa: E731
        elif breakdown is Breakdown.CENTRE:
            order = lambda row: self._row(breakdown, row)  # noqa: E731
        return sorted(rows, key=lambda row: (row == OTHERS, order(row)))

    def _row(self, breakdown: Breakdown, key: str) -> str:
        if key == OTHERS:
            return str(_("Smaller groups together"))
        if breakdown is Breakdown.PATHWAY:
            return pathway_name(int(key))
        if breakdown is Breakdown.CLASS:
            return str(_("Class %(number)s", number=key))
        if breakdown is Breakdown.CENTRE:
            return self._centres.get(int(key), key)
        if breakdown is Breakdown.SEX:
            return str(_(SEXES.get(key, key)))
        return str(_(BANDS[breakdown](key).label))

    def _column(self, breakdown: Breakdown, key: str) -> str:
        if key == NOT_COMPUTABLE:
            return str(_("Cannot be recomputed"))
        if breakdown in MATRICES:
            return str(_("Stays") if key == STAYS else _("To %(place)s", place=key))
        return str(_("Same pathway") if key == STAYS else _("Another pathway"))

    def _item(self, obstacle: Obstacle, code: str) -> str:
        """What is in the way, in the words of the rules tried where they know it."""
        language = reader_locale().language
        try:
            if obstacle is Obstacle.INPUT:
                return self._rules.index.factor(code).text.spoken(language)
            if obstacle is Obstacle.AREA_NEW:
                return self._rules.questionnaire.area(code).title.spoken(language)
            return self._rules.questionnaire.question(code).text.spoken(language)
        except KeyError:
            return code


@dataclass(frozen=True)
class FileLine:
    """A cell of a table, as a line of a file."""

    table: str
    row: str
    column: str
    people: int | str


FILE_COLUMNS: tuple[Column[FileLine], ...] = (
    Column("table", N_("Table"), lambda line: line.table),
    Column("row", N_("Row"), lambda line: line.row),
    Column("column", N_("Column"), lambda line: line.column),
    Column("people", N_("People"), lambda line: line.people),
)


def file_lines(result: Result) -> list[FileLine]:
    """Every table of the result, cell by cell, with what is hidden said as on the page."""
    lines = []
    for table in (*result.matrices, *result.groups):
        name = _(table.breakdown.label)
        for row in table.rows:
            for column, cell in zip(table.columns, row.cells, strict=True):
                if cell != "":
                    lines.append(FileLine(name, row.label, column, _said(cell)))
            lines.append(FileLine(name, row.label, _("Total"), row.total))
    for reason, item, people in result.obstacles:
        lines.append(FileLine(_("Cannot be recomputed"), reason, item, _said(people)))
    return lines


def _said(cell: int | str | None) -> int | str:
    return str(_("hidden")) if cell is None else cell
