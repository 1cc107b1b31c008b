"""Writes many rows at once: keys reserved ahead, rows copied through a staging table."""

import json
from collections.abc import Mapping
from enum import Enum
from typing import Any

from sqlalchemy import Table, text
from sqlalchemy.orm import Session, scoped_session

from app.core.database import Base
from app.core.money import Money

AnySession = Session | scoped_session[Any]


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
        self._next: dict[str, int] = {}
        self._reserved: dict[str, int] = {}
        self.written: dict[str, int] = {}

    def key(self, model: type[Base]) -> int:
        """The next key of the table, for rows that others refer to."""
        name = model.__tablename__
        if name not in self._next:
            self._next[name] = self._reserved[name] = self._draw(name, 1)
        key = self._next[name]
        self._next[name] += 1
        return key

    def add(self, model: type[Base], row: Mapping[str, Any]) -> None:
        """Keep a row for the next flush."""
        name = model.__tablename__
        columns = self._columns.setdefault(name, tuple(row))
        if len(row) != len(columns):
            raise ValueError(f"{name}: {sorted(set(row) ^ set(columns))} not in every row")
        self._rows.setdefault(name, []).append(tuple([_plain(row[column]) for column in columns]))

    def flush(self) -> None:
        """Write what was kept, and let the sequences catch up with the keys used."""
        for name, following in self._next.items():
            self._catch_up(name, following - 1)
        for table in Base.metadata.sorted_tables:
            if rows := self._rows.pop(table.name, None):
                self._copy(table, self._columns.pop(table.name), rows)
                self.written[table.name] = self.written.get(table.name, 0) + len(rows)

    def _draw(self, table: str, count: int) -> int:
        statement = text(
            "SELECT max(drawn) FROM (SELECT nextval(pg_get_serial_sequence(:name, 'id')) AS drawn "
            "FROM generate_series(1, :count)) AS keys"
        )
        found = self._session.scalar(statement, {"name": table, "count": count})
        return int(found)

    def _catch_up(self, table: str, last_used: int) -> None:
        missing = last_used - self._reserved[table]
        if missing > 0:
            if self._draw(table, missing) != last_used:
                raise SequenceMoved(table)
            self._reserved[table] = last_used

    def _copy(self, table: Table, columns: tuple[str, ...], rows: list[tuple[Any, ...]]) -> None:
        # Through a staging table, because COPY is refused where row-level security is on.
        names = ", ".join(columns)
        stage = f"seed_{table.name}"
        self._session.execute(
            text(f"CREATE TEMPORARY TABLE {stage} AS SELECT {names} FROM {table.name} LIMIT 0")  # noqa: S608
        )
        driver: Any = self._session.connection().connection.driver_connection
        with driver.cursor().copy(f"COPY {stage} ({names}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)
        self._session.execute(
            text(f"INSERT INTO {table.name} ({names}) SELECT {names} FROM {stage}")  # noqa: S608
        )
        self._session.execute(text(f"DROP TABLE {stage}"))


def _plain(value: object) -> object:
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, Money):
        return value.cents
    if isinstance(value, dict | list):
        return json.dumps(value, ensure_ascii=False, default=str)
    return value
