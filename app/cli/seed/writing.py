"""Writes many rows at once: keys reserved ahead, rows copied through a staging table."""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from enum import Enum
from functools import cache
from typing import Any

from sqlalchemy import Table, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Session, scoped_session

from app.core.database import Base
from app.core.money import Money

AnySession = Session | scoped_session[Any]


_AS_THEY_ARE = frozenset({int, str, bool, date, datetime, type(None)})
"""Types a JSON column never holds here and the driver takes unchanged: most values, by far."""


class SequenceMoved(Exception):
    """Somebody else drew keys during the seed: it must run alone."""


class Writer:
    """Collects rows table by table; `flush` writes them in the order foreign keys ask for.

    Rows are plain values by column name. Every row of a table between two flushes names the same
    columns. Columns left out take the database's default.
    """

    def __init__(self, session: AnySession) -> None:
        self._session = session
        self._rows: dict[str, list[tuple[Any, ...]]] = {}
        self._columns: dict[str, tuple[str, ...]] = {}
        self._sequences: dict[str, str] = {}
        self._next: dict[str, int] = {}
        self._reserved: dict[str, int] = {}
        self._settled: dict[str, list[tuple[Any, ...]]] = {}
        self._final_columns: dict[str, tuple[str, ...]] = {}
        self.written: dict[str, int] = {}

    def key(self, model: type[Base]) -> int:
        """The next key of the table, for rows that others refer to."""
        return self.ordinal(self._sequence(model.__tablename__))

    def ordinal(self, sequence: str) -> int:
        """The next number of a sequence."""
        if sequence not in self._next:
            self._next[sequence] = self._reserved[sequence] = self._draw(sequence, 1)
        number = self._next[sequence]
        self._next[sequence] += 1
        return number

    def following(self, table: Table) -> int:
        """The key the next row of the table will have."""
        number = self.ordinal(self._sequence(table.name))
        self._next[self._sequence(table.name)] = number
        return number

    def skip(self, table: Table, count: int) -> None:
        """Leave out so many keys of the table, which are used otherwise."""
        sequence = self._sequence(table.name)
        self._next[sequence] += count
        self._catch_up(sequence, self._next[sequence] - 1)

    def _sequence(self, table: str) -> str:
        if table not in self._sequences:
            found = text("SELECT pg_get_serial_sequence(:name, 'id')")
            self._sequences[table] = str(self._session.scalar(found, {"name": table}))
        return self._sequences[table]

    def copy_into(self, table: str, rows: Iterable[Sequence[Any]]) -> None:
        """Copy rows into a temporary table."""
        driver: Any = self._session.connection().connection.driver_connection
        with driver.cursor().copy(f"COPY {table} FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)

    def add(self, model: type[Base], row: Mapping[str, Any]) -> None:
        """Keep a row for the next flush."""
        name = model.__tablename__
        columns = self._columns.get(name)
        if columns is None:
            columns = self._columns[name] = tuple(row)
        if len(row) != len(columns):
            raise ValueError(f"{name}: {sorted(set(row) ^ set(columns))} not in every row")
        self._rows.setdefault(name, []).append(_plain_row(name, columns, row))

    def settle(self, model: type[Base], key: int, final: Mapping[str, Any]) -> None:
        """Give columns of a row their final values once everything else is written.

        For values known only at the end, and for tables whose triggers let parts be added only in
        the first state. Every call for a table between two flushes names the same columns.
        """
        name = model.__tablename__
        columns = self._final_columns.setdefault(name, tuple(final))
        self._settled.setdefault(name, []).append((key, *_plain_row(name, columns, final)))

    def flush(self) -> None:
        """Write what was kept, and let the sequences catch up with the keys used."""
        for sequence, following in self._next.items():
            self._catch_up(sequence, following - 1)
        for table in Base.metadata.sorted_tables:
            if rows := self._rows.pop(table.name, None):
                self._copy(table, self._columns.pop(table.name), rows)
                self.written[table.name] = self.written.get(table.name, 0) + len(rows)
        for name, rows in self._settled.items():
            self._settle(name, self._final_columns.pop(name), rows)
        self._settled.clear()

    def _draw(self, sequence: str, count: int) -> int:
        statement = text(
            "SELECT max(drawn) FROM (SELECT nextval(CAST(:sequence AS regclass)) AS drawn "
            "FROM generate_series(1, :count)) AS numbers"
        )
        found = self._session.scalar(statement, {"sequence": sequence, "count": count})
        return int(found)

    def _catch_up(self, sequence: str, last_used: int) -> None:
        missing = last_used - self._reserved[sequence]
        if missing > 0:
            if self._draw(sequence, missing) != last_used:
                raise SequenceMoved(sequence)
            self._reserved[sequence] = last_used

    def _copy(self, table: Table, columns: tuple[str, ...], rows: list[tuple[Any, ...]]) -> None:
        names = ", ".join(columns)
        self._through_stage(
            f"SELECT {names} FROM {table.name} LIMIT 0",  # noqa: S608
            rows,
            f"INSERT INTO {table.name} ({names}) SELECT {names} FROM seed_stage",  # noqa: S608
        )

    def _settle(self, table: str, columns: tuple[str, ...], rows: list[tuple[Any, ...]]) -> None:
        changes = ", ".join(f"{column} = seed_stage.{column}" for column in columns)
        self._through_stage(
            f"SELECT id, {', '.join(columns)} FROM {table} LIMIT 0",  # noqa: S608
            rows,
            f"UPDATE {table} SET {changes} FROM seed_stage "  # noqa: S608
            f"WHERE {table}.id = seed_stage.id",
        )

    def _through_stage(self, shape: str, rows: Sequence[tuple[Any, ...]], then: str) -> None:
        # Through a staging table, because COPY is refused where row-level security is on.
        self._session.execute(text(f"CREATE TEMPORARY TABLE seed_stage AS {shape}"))
        self.copy_into("seed_stage", rows)
        self._session.execute(text(then))
        self._session.execute(text("DROP TABLE seed_stage"))


@cache
def _json_columns(table: str) -> frozenset[str]:
    columns = Base.metadata.tables[table].columns
    return frozenset(column.name for column in columns if isinstance(column.type, JSONB))


def _plain_row(table: str, columns: Sequence[str], row: Mapping[str, Any]) -> tuple[Any, ...]:
    as_json = _json_columns(table)
    return tuple(
        [
            row[column]
            if type(row[column]) in _AS_THEY_ARE
            else _plain(row[column], is_json=column in as_json)
            for column in columns
        ]
    )


def _plain(value: object, *, is_json: bool) -> object:
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, Money):
        return value.cents
    if is_json:
        return json.dumps(value, ensure_ascii=False, default=str)
    return value
