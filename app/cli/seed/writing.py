"""Writes many rows at once: keys reserved ahead, rows copied through a staging table."""

import json
from collections.abc import Mapping, Sequence
from enum import Enum
from typing import Any

from sqlalchemy import Table, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Session, scoped_session
from sqlalchemy.types import TypeEngine

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
        self._settled: dict[str, list[tuple[int, str]]] = {}
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
        table = Base.metadata.tables[name]
        self._rows.setdefault(name, []).append(
            tuple([_plain(row[column], table.c[column].type) for column in columns])
        )

    def settle(self, model: type[Base], key: int, state: Enum) -> None:
        """Give a row its final state once everything else is written.

        For tables whose triggers let parts be added only in the first state.
        """
        self._settled.setdefault(model.__tablename__, []).append((key, state.value))

    def flush(self) -> None:
        """Write what was kept, and let the sequences catch up with the keys used."""
        for name, following in self._next.items():
            self._catch_up(name, following - 1)
        for table in Base.metadata.sorted_tables:
            if rows := self._rows.pop(table.name, None):
                self._copy(table, self._columns.pop(table.name), rows)
                self.written[table.name] = self.written.get(table.name, 0) + len(rows)
        for name, states in self._settled.items():
            self._settle(name, states)
        self._settled.clear()

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
        names = ", ".join(columns)
        self._through_stage(
            f"SELECT {names} FROM {table.name} LIMIT 0",  # noqa: S608
            rows,
            f"INSERT INTO {table.name} ({names}) SELECT {names} FROM seed_stage",  # noqa: S608
        )

    def _settle(self, table: str, states: list[tuple[int, str]]) -> None:
        self._through_stage(
            f"SELECT id, state FROM {table} LIMIT 0",  # noqa: S608
            states,
            f"UPDATE {table} SET state = seed_stage.state FROM seed_stage "  # noqa: S608
            f"WHERE {table}.id = seed_stage.id",
        )

    def _through_stage(self, shape: str, rows: Sequence[tuple[Any, ...]], then: str) -> None:
        # Through a staging table, because COPY is refused where row-level security is on.
        self._session.execute(text(f"CREATE TEMPORARY TABLE seed_stage AS {shape}"))
        driver: Any = self._session.connection().connection.driver_connection
        with driver.cursor().copy("COPY seed_stage FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)
        self._session.execute(text(then))
        self._session.execute(text("DROP TABLE seed_stage"))


def _plain(value: object, kind: TypeEngine[Any]) -> object:
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, Money):
        return value.cents
    if value is not None and isinstance(kind, JSONB):
        return json.dumps(value, ensure_ascii=False, default=str)
    return value
