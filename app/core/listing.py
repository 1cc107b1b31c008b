"""Keyset pagination: pages that cost the same at the first and at the millionth row."""

import base64
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Generic, TypeVar

from sqlalchemy import ColumnElement, Select, and_, false, or_
from sqlalchemy.orm import InstrumentedAttribute, Session, scoped_session

Row = TypeVar("Row")

PAGE_SIZE = 20


@dataclass(frozen=True)
class Column(Generic[Row]):
    """One column of a list, on the screen and in its exports alike.

    `label` is the English source string of the header; `value` takes the row and returns a plain value
    (text, number, date, Money, enum with a label).
    """

    key: str
    label: str
    value: Callable[[Row], Any]


@dataclass(frozen=True)
class Page(Generic[Row]):
    """A window of rows with the cursors of its neighbours; None where there is no neighbour."""

    rows: Sequence[Row]
    next_cursor: str | None
    previous_cursor: str | None


@dataclass(frozen=True)
class Order:
    """A total order: sort columns with their direction; the last one must be unique.

    `keys` read the same values from a fetched row. Columns must not be NULL.
    """

    columns: tuple[InstrumentedAttribute[Any] | ColumnElement[Any], ...]
    keys: tuple[Callable[[Any], Any], ...]
    descending: tuple[bool, ...]

    def cursor_of(self, row: object, backwards: bool) -> str:
        """The place of `row` as URL text."""
        return place_in([key(row) for key in self.keys], backwards)


def fetch_page(
    session: Session | scoped_session[Any],
    statement: Select[*tuple[Any, ...]],
    order: Order,
    *,
    cursor: str | None,
    size: int = PAGE_SIZE,
    scalars: bool = True,
) -> Page[Any]:
    """The rows after (or before) `cursor` in `order`. A malformed cursor means the first page."""
    backwards, values = read_cursor(cursor, len(order.columns))
    if values is not None:
        statement = statement.where(_beyond(order, values, backwards))
    statement = statement.order_by(None).order_by(
        *(
            column.desc() if descending != backwards else column.asc()
            for column, descending in zip(order.columns, order.descending, strict=True)
        )
    )
    result = session.execute(statement.limit(size + 1))
    found = list(result.scalars() if scalars else result)
    return page_of(found, size, backwards, values is not None, order.cursor_of)


def page_of(
    found: Sequence[Any],
    size: int,
    backwards: bool,
    is_further: bool,
    cursor_of: Callable[[Any, bool], str],
) -> Page[Any]:
    """The page of up to `size` rows, of which one more was fetched if there was one, read in the
    direction of travel; `is_further` when it is not the first."""
    more, rows = len(found) > size, list(found[:size])
    if backwards:
        rows.reverse()
    has_next = more if not backwards else True
    has_previous = is_further if not backwards else more
    return Page(
        rows=rows,
        next_cursor=cursor_of(rows[-1], False) if rows and has_next else None,
        previous_cursor=cursor_of(rows[0], True) if rows and has_previous else None,
    )


def place_in(values: Sequence[object], backwards: bool) -> str:
    """A place in a list, given by the values of its order, as URL text."""
    raw = json.dumps(["<" if backwards else ">", *map(plain_value, values)], separators=(",", ":"))
    return base64.urlsafe_b64encode(raw.encode()).decode().rstrip("=")


def _beyond(order: Order, values: list[Any], backwards: bool) -> ColumnElement[bool]:
    """The row comparison, written out because directions may differ."""
    alternatives: list[ColumnElement[bool]] = [false()]
    for position, value in enumerate(values):
        column, descending = order.columns[position], order.descending[position]
        forward = column < value if descending != backwards else column > value
        equal = [order.columns[before] == values[before] for before in range(position)]
        alternatives.append(and_(*equal, forward))
    # A plain bound on the first column lets the index seek instead of filtering.
    first, descending = order.columns[0], order.descending[0]
    bound = first <= values[0] if descending != backwards else first >= values[0]
    return and_(bound, or_(*alternatives))


def read_cursor(cursor: str | None, width: int) -> tuple[bool, list[Any] | None]:
    """Whether the cursor leads backwards, and its values; None when it is missing or malformed."""
    if not cursor:
        return False, None
    try:
        raw = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
        direction, *values = json.loads(raw)
        restored = [restored_value(value) for value in values]
    except (ValueError, TypeError):
        return False, None
    if direction not in ("<", ">") or len(restored) != width:
        return False, None
    return direction == "<", restored


def plain_value(value: object) -> object:
    """The value as JSON can hold it."""
    if isinstance(value, datetime):
        return {"t": value.isoformat()}
    if isinstance(value, date):
        return {"d": value.isoformat()}
    return value


def restored_value(value: object) -> object:
    """What `plain_value` was given."""
    if isinstance(value, dict):
        if "t" in value:
            return datetime.fromisoformat(value["t"])
        return date.fromisoformat(value["d"])
    return value
