"""How much waits on the desk: bounded counts by deadline, kind and day, in one statement."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from sqlalchemy import (
    ARRAY,
    ColumnElement,
    Date,
    Select,
    Text,
    cast,
    column,
    func,
    literal,
    literal_column,
    select,
    union_all,
)

from app.core.database import db
from app.dashboards.queries.desk import Asked, can_hold, waiting_rows
from app.dashboards.queries.sources import DeskSource, desk_sources
from app.dashboards.rules.desk import DAYS_AHEAD, MOST_COUNTED, Due, span


@dataclass(frozen=True)
class Load:
    """How much waits: by how soon, by kind, and by day of the next two weeks.

    No number is counted beyond `MOST_COUNTED`, so that counting costs the same in the largest centre.
    """

    by_due: Mapping[Due, int]
    by_kind: Mapping[str, int]
    by_day: Mapping[date, int]


def desk_load(asked: Asked) -> Load:
    """The counts of the desk, in one statement, whatever kind or bucket is looked at."""
    asked = replace(asked, filters=replace(asked.filters, kind="", bucket=None))
    sources = [each for _, each in desk_sources(asked.user) if can_hold(each, asked.filters)]
    counts = [count for source in sources for count in _counts(source, asked)]
    day = asked.day
    by_due = dict.fromkeys(Due, 0)
    by_day = {day + timedelta(ahead): 0 for ahead in range(DAYS_AHEAD)}
    by_kind: dict[str, int] = {}
    for name, number in db.session.execute(union_all(*counts)) if counts else ():
        what, _, which = name.partition(":")
        if what == "due":
            by_due[Due(which)] += number
        elif what == "day":
            by_day[date.fromisoformat(which)] += number
        elif number:
            by_kind[which] = number
    return Load(by_due, by_kind, by_day)


def _counts(source: DeskSource, asked: Asked) -> Iterable[Select[*tuple[Any, ...]]]:
    """How many rows of the source fall in each span of days, and how many there are of each kind."""
    day = asked.day
    spans = [(f"due:{bucket.value}", *span(bucket, day)) for bucket in Due]
    spans += [
        (f"day:{there.isoformat()}", there, there)
        for there in (day + timedelta(ahead) for ahead in range(DAYS_AHEAD))
    ]
    if source.kind is None:
        spans.append((f"kind:{source.acts[0].kind}", date.min, date.max))
    else:
        kinds = _rows_of("kinds", ("kind", Text, [act.kind for act in source.acts]))
        yield select(
            literal("kind:") + kinds.c.kind,
            _counted(source, asked, (source.kind == kinds.c.kind,), kinds),
        )
    names, since, until = zip(*spans, strict=True)
    spread = _rows_of(
        "spans", ("name", Text, names), ("since", Date, since), ("until", Date, until)
    )
    falls = source.due_on.between(spread.c.since, spread.c.until)
    yield select(spread.c.name, _counted(source, asked, (falls,), spread))


def _rows_of(name: str, *columns: tuple[str, Any, Sequence[Any]]) -> Any:
    """Rows given as arrays: unlike VALUES, the statement is the same whatever they hold, so that it
    is compiled once."""
    arrays = [cast(list(held), ARRAY(kind)) for _, kind, held in columns]
    named = [column(called, kind) for called, kind, _ in columns]
    return func.unnest(*arrays).table_valued(*named, name=name).render_derived()


def _counted(
    source: DeskSource, asked: Asked, conditions: Sequence[ColumnElement[bool]], outside: Any
) -> Any:
    """Rows up to one more than are told, for each row of `outside`."""
    one = waiting_rows(source, asked, (literal_column("1").label("one"),), shows_whose=False)
    found = one.where(*conditions).limit(MOST_COUNTED + 1).correlate(outside).subquery()
    return select(func.count()).select_from(found).correlate(outside).scalar_subquery()
