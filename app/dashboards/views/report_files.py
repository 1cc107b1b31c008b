"""The reports as lines of a file."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _

from app.core.language import N_
from app.core.listing import Column
from app.core.proportions import Interval
from app.dashboards.rules.reports import (
    CLASSES,
    MEASURES,
    OVERRIDE,
    Alike,
    Compared,
    Rate,
    Trait,
    compared,
)
from app.web.formats import label


@dataclass(frozen=True)
class Line:
    """A line of a file: what it is about, and its numbers."""

    about: str
    name: str
    whole: int | None
    part: int | None
    share: Interval | None
    ratio: Interval | None = None


@dataclass(frozen=True)
class Breakdown:
    """One table of rates: what it is by, the address's name for it, the words of its groups."""

    about: str
    key: str
    rates: Sequence[Rate]
    names: Mapping[Any, str]
    is_of_overrides: bool = False


def _bound(kind: str, place: str) -> Any:
    return lambda line: getattr(getattr(line, kind), place) if getattr(line, kind) else None


RATE_COLUMNS: tuple[Column[Line], ...] = (
    Column("about", N_("Breakdown"), lambda line: line.about),
    Column("name", N_("Group"), lambda line: line.name),
    Column("whole", N_("Decisions"), lambda line: line.whole),
    Column("part", N_("Departures"), lambda line: line.part),
    Column("share", N_("Share"), _bound("share", "value")),
    Column("low", N_("Share, lower bound (95%)"), _bound("share", "low")),
    Column("high", N_("Share, upper bound (95%)"), _bound("share", "high")),
)
FAIRNESS_COLUMNS: tuple[Column[Line], ...] = (
    *(column for column in RATE_COLUMNS if column.key != "part"),
    Column("ratio", N_("Ratio to the reference group"), _bound("ratio", "value")),
    Column("ratio_low", N_("Ratio, lower bound (95%)"), _bound("ratio", "low")),
    Column("ratio_high", N_("Ratio, upper bound (95%)"), _bound("ratio", "high")),
)


def measure_words(measure: str) -> str:
    """What is compared, in the reader's language."""
    number = measure.rpartition("_")[2]
    if measure == OVERRIDE:
        return str(_("Departures from the proposal"))
    if measure in {f"class_{one}" for one in CLASSES}:
        return str(_("Class %(number)s of the profile", number=number))
    return str(_("Pathway %(number)s", number=number))


def rate_lines(tables: Sequence[Breakdown]) -> list[Line]:
    """The breakdowns of the overrides as lines of a file."""
    return [
        Line(label(table.about), table.names.get(rate.key, "–"), rate.whole, rate.part, rate.share)
        for table in tables
        for rate in table.rates
    ]


def fairness_lines(rows: Sequence[Alike], hidden: Mapping[Trait, frozenset[str]]) -> list[Line]:
    """Every measure of every group as lines of a file, less what is kept back."""

    def line(measure: str, row: Compared) -> Line:
        return Line(measure_words(measure), label(row.label), row.count, None, row.share, row.ratio)

    return [
        line(measure, row)
        for measure in MEASURES
        for trait in Trait
        for row in compared(rows, trait, measure, hidden[trait])
    ]
