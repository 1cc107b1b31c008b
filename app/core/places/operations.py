"""Bringing the reference tables to the state of the files shipped beside this package."""

import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session, scoped_session

from app.core.plain_text import searchable

AnySession = Session | scoped_session[Any]
DATA = Path(__file__).parent / "data"

_PROVINCE_COLUMNS = "code, abbreviation, name, region_code, region_name"
_MUNICIPALITY_COLUMNS = (
    "code, name, other_name, province_code, cadastral_code, latitude, longitude, "
    "coordinates_from, search_name, search_other_name"
)
_BIRTHPLACE_COLUMNS = (
    "cadastral_code, name, other_name, province, valid_from, valid_to, "
    "search_name, search_other_name"
)


@dataclass(frozen=True)
class PlacesLoaded:
    """How many rows the tables hold after a load."""

    provinces: int
    municipalities: int
    birthplaces: int


def load_places(session: AnySession, folder: Path = DATA) -> PlacesLoaded:
    """Fill or refresh provinces, municipalities and birthplaces from CSV; repeatable.

    Municipalities no longer in the file are kept and marked as not current, since records name
    them. Birthplaces are replaced as a whole: nothing refers to their rows.
    """
    provinces = _upsert(session, "province", _PROVINCE_COLUMNS, _read(folder / "provinces.csv"))
    session.execute(text("UPDATE municipality SET is_current = false WHERE is_current"))
    municipalities = _upsert(
        session,
        "municipality",
        _MUNICIPALITY_COLUMNS,
        _searchable(_read(folder / "municipalities.csv")),
        also="is_current = true",
    )
    session.execute(text("DELETE FROM birthplace"))
    birthplaces = _copy(
        session, "birthplace", _BIRTHPLACE_COLUMNS, _searchable(_read(folder / "birthplaces.csv"))
    )
    session.expire_all()
    return PlacesLoaded(provinces, municipalities, birthplaces)


Row = dict[str, str | None]


def _read(path: Path) -> Iterator[Row]:
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            yield {column: value or None for column, value in row.items()}


def _searchable(rows: Iterable[Row]) -> Iterator[Row]:
    for row in rows:
        other = row["other_name"]
        yield row | {
            "search_name": searchable(row["name"] or ""),
            "search_other_name": searchable(other) if other else None,
        }


def _upsert(
    session: AnySession, table: str, columns: str, rows: Iterable[Row], also: str = ""
) -> int:
    stage = f"stage_{table}"
    session.execute(
        text(f"CREATE TEMPORARY TABLE {stage} (LIKE {table} INCLUDING DEFAULTS) ON COMMIT DROP")
    )
    count = _copy(session, stage, columns, rows)
    changes = ", ".join([f"{column} = excluded.{column}" for column in columns.split(", ")[1:]])
    session.execute(
        text(
            f"INSERT INTO {table} ({columns}) SELECT {columns} FROM {stage} "  # noqa: S608
            f"ON CONFLICT (code) DO UPDATE SET {changes}{', ' if also else ''}{also}"
        )
    )
    session.execute(text(f"DROP TABLE {stage}"))
    return count


def _copy(session: AnySession, table: str, columns: str, rows: Iterable[Row]) -> int:
    cursor = session.connection().connection.driver_connection.cursor()  # type: ignore[union-attr]
    names = columns.split(", ")
    count = 0
    with cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as copy:
        for row in rows:
            copy.write_row([row[name] for name in names])
            count += 1
    return count
