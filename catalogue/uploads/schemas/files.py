"""The rows of a file under the names of our columns, read by a process of their own."""

import contextlib
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import IO, Any, cast

from app.config import ROOT
from app.core.errors import Refusal
from app.core.language import N_
from app.core.plain_text import searchable
from catalogue.uploads.rules import LONGEST_CELL, MOST_ROWS, RECORD_KINDS, Dialect
from catalogue.uploads.schemas import refusals
from catalogue.uploads.schemas.columns import BY_KEY, COLUMNS, IGNORED, keys_by_name
from catalogue.uploads.schemas.dialects import dialect_of
from catalogue.uploads.schemas.refusals import FileRefused

Cell = str | int | float | bool | date | None
READER = "catalogue.uploads.schemas.reading"
PLAIN = Dialect("utf-8-sig", ";", ",")


@dataclass(frozen=True)
class FileRow:
    """A row under the header: its number, as spreadsheets count, and its cells by column.

    In XML and JSON every edition is a row, counted from 1.
    """

    number: int
    cells: dict[str, Cell]


def read_rows(kind: str, content: bytes, dialect: Dialect | None = None) -> Iterator[FileRow]:
    """Every row that holds something, one after the other. Raises FileRefused."""
    if dialect is None:
        dialect = dialect_of(content) if kind == "csv" else PLAIN
    lines = _lines(kind, content, dialect)
    found = 0
    if kind in RECORD_KINDS:
        known = keys_by_name()
        for number, cells in lines:
            found += 1
            yield FileRow(number, _named(cells, known))
    else:
        header = next(lines, None)
        if header is None:
            raise refusals.empty()
        keys = _keys(header[1])
        for number, row in lines:
            found += 1
            cells = {key: _cell(cell) for key, cell in zip(keys, row, strict=False) if key}
            yield FileRow(number, cells)
    if not found:
        message = N_(
            "There is no offer in the file: under the names of the columns stands nothing."
        )
        raise FileRefused("no_rows", message)
    if found > MOST_ROWS:
        raise refusals.too_many_rows()


def _lines(kind: str, content: bytes, dialect: Dialect) -> Iterator[tuple[int, Any]]:
    with tempfile.NamedTemporaryFile(suffix=f".{kind}") as file:
        file.write(content)
        file.flush()
        command = [sys.executable, "-m", READER, kind, file.name, dialect.encoding,
                   dialect.separator]  # fmt: skip
        environ = {"PATH": os.environ.get("PATH", ""), "PYTHONIOENCODING": "utf-8"}
        with subprocess.Popen(  # noqa: S603 - our own module, with our own words
            command, cwd=ROOT, env=environ, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        ) as reader:
            try:
                for line in cast(IO[bytes], reader.stdout):
                    told = json.loads(line)
                    if isinstance(told, dict):
                        raise _refused(told)
                    yield told[0], told[1]
                if reader.wait() != 0:  # it ran out of memory or time, or its parser broke
                    raise refusals.unreadable()
            finally:
                with contextlib.suppress(ProcessLookupError):
                    reader.kill()


def _refused(told: dict[str, Any]) -> FileRefused:
    return FileRefused(told["code"], told["message"], **told["params"])


def _named(record: dict[str, Any], known: dict[str, str]) -> dict[str, Cell]:
    strange = [name for name in record if searchable(name) not in known]
    if strange:
        raise refusals.strange_columns(strange)
    return {known[searchable(name)]: _cell(cell) for name, cell in record.items()}


def _keys(header: list[Any]) -> list[str]:
    known = keys_by_name()
    ignored = {searchable(name) for name in IGNORED}
    names = [searchable(str(name or "")) for name in header]
    keys = [known.get(name, "") for name in names]
    strange = [
        str(shown_name)
        for shown_name, name, key in zip(header, names, keys, strict=True)
        if not key and name not in ignored
    ]
    if strange:
        raise refusals.strange_columns(strange)
    if twice := sorted({key for key in keys if key and keys.count(key) > 1}):
        message = N_("This column stands twice: %(name)s.")
        raise FileRefused("column_twice", message, name=BY_KEY[twice[0]].label)
    if missing := [column.label for column in COLUMNS if column.needed and column.key not in keys]:
        message = N_("This column is missing: %(name)s. Use the template.")
        raise FileRefused("column_missing", message, name=missing[0])
    return keys


def _cell(cell: Any) -> Cell:
    if isinstance(cell, dict):
        return date.fromisoformat(cell["d"])
    if isinstance(cell, str) and len(cell) > LONGEST_CELL:
        raise refusals.unreadable()
    return None if isinstance(cell, list) else cell


def as_kept(row: FileRow) -> str:
    """The cells of a row as JSON text; empty ones are left out, dates are marked."""
    cells = {
        key: {"d": cell.isoformat()} if isinstance(cell, date) else cell
        for key, cell in row.cells.items()
        if cell is not None and cell != ""
    }
    return json.dumps(cells, ensure_ascii=False).replace("\\u0000", "")


def as_cells(kept: dict[str, Any]) -> dict[str, Cell]:
    """The reverse of `as_kept`."""
    return {key: _cell(cell) for key, cell in kept.items()}


def shown(cell: Cell) -> str:
    """A cell as people would say it, shortened, for the report of errors."""
    if cell is None:
        return ""
    if isinstance(cell, datetime):
        cell = cell.date()
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)  # whole numbers of a workbook arrive as 40.0
    text = cell.strftime("%d/%m/%Y") if isinstance(cell, date) else str(cell)
    return text if len(text) <= 120 else f"{text[:119]}…"


def reason_of(refusal: dict[str, Any]) -> Refusal:
    """A refusal as it is kept with the upload."""
    return Refusal(refusal.get("code", "file"), refusal["message"], refusal["params"], "file")
