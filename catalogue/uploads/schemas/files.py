"""Reading a file nobody vouches for: refused at once and with a reason when it is not what it says."""

import csv
import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook

from app.core.errors import Refusal
from app.core.language import N_
from app.core.plain_text import searchable
from catalogue.uploads.rules import (
    ACCEPTED_KINDS,
    LARGEST_FILE,
    LARGEST_UNZIPPED,
    MEGABYTE,
    MOST_COLUMNS,
    MOST_MEMBERS,
    MOST_ROWS,
)
from catalogue.uploads.schemas.columns import BY_KEY, COLUMNS, keys_by_name

Cell = str | int | float | bool | date | None

_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_CELL = re.compile(rb'<(?:\w+:)?c\b[^>]*?\br="([A-Z]{1,3})([0-9]{1,7})"')
_ROW = re.compile(rb'<(?:\w+:)?row\b[^>]*?\br="([0-9]{1,10})"')
_WINDOW = 1 << 20
_LONGEST_CELL = 32_767  # what a spreadsheet allows


class FileRefused(Exception):
    """The file as a whole cannot be taken."""

    def __init__(self, code: str, message: str, **params: object) -> None:
        super().__init__(code)
        self.reason = Refusal(code, message, params, "file")


@dataclass(frozen=True)
class FileRow:
    """A row under the header: its number, as spreadsheets count, and its cells by column."""

    number: int
    cells: dict[str, Cell]


def checked_kind(file_name: str, content: bytes) -> str:
    """`xlsx` or `csv`, when the file is one whatever its name says. Raises FileRefused."""
    kind = file_name.rpartition(".")[2].lower()
    if kind not in ACCEPTED_KINDS:
        raise FileRefused("kind", N_("Only XLSX and CSV files are taken. Save the sheet as one."))
    if not content.strip():
        raise FileRefused("empty", N_("The file is empty."))
    if len(content) > LARGEST_FILE:
        message = N_("The file is larger than %(most)s MB. Divide it into smaller files.")
        raise FileRefused("too_large", message, most=LARGEST_FILE // MEGABYTE)
    if kind == "xlsx":
        _check_workbook(content)
    elif content.startswith((_ZIP, _OLE)) or _decoded(content) is None:
        raise FileRefused("not_csv", N_("The name says CSV, but the content is something else."))
    return kind


def read_rows(kind: str, content: bytes) -> list[FileRow]:
    """Every row that holds something, under the names of our columns. Raises FileRefused."""
    table = _sheet(content) if kind == "xlsx" else _csv(content)
    numbered = ((number, row) for number, row in enumerate(table, start=1) if any(map(_says, row)))
    header = next(numbered, None)
    if header is None:
        raise FileRefused("empty", N_("The file is empty."))
    keys = _keys(header[1])
    rows: list[FileRow] = []
    for number, row in numbered:
        if len(rows) == MOST_ROWS:
            raise _too_many_rows()
        cells = {key: cell for key, cell in zip(keys, row, strict=False) if key}
        rows.append(FileRow(number, cells))
    if not rows:
        raise FileRefused("no_rows", N_("Under the names of the columns there is no row."))
    return rows


def _check_workbook(content: bytes) -> None:
    if content.startswith(_OLE):
        message = N_("The file is protected by a password, or is of an old kind. Save it as XLSX.")
        raise FileRefused("protected", message)
    broken = FileRefused("not_xlsx", N_("The name says XLSX, but the content is something else."))
    if not content.startswith(_ZIP):
        raise broken
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            _check_members(archive)
    except (zipfile.BadZipFile, NotImplementedError, EOFError, RuntimeError, OSError) as error:
        raise broken from error


def _check_members(archive: zipfile.ZipFile) -> None:
    members = archive.infolist()
    names = [member.filename for member in members]
    if len(members) > MOST_MEMBERS or sum(m.file_size for m in members) > LARGEST_UNZIPPED:
        message = N_("Unpacked, the file is far larger than a list of offers. It is not opened.")
        raise FileRefused("too_large_inside", message)
    if "xl/workbook.xml" not in names:
        raise FileRefused("not_xlsx", N_("The name says XLSX, but the content is something else."))
    if any("vbaproject" in name.lower() or "/macrosheets/" in name.lower() for name in names):
        raise FileRefused("macros", N_("The file holds macros. Save it as XLSX without macros."))
    if any(name.startswith("xl/externalLinks/") for name in names):
        raise FileRefused("links", N_("The file refers to other files. Paste the values instead."))
    # Sizes may lie: reading everything once finds a member that is longer than it says.
    if archive.testzip() is not None:
        raise zipfile.BadZipFile
    for name in names:
        if name.startswith("xl/worksheets/") and name.endswith(".xml"):
            _check_extent(archive, name)


def _check_extent(archive: zipfile.ZipFile, name: str) -> None:
    """A single cell far away makes readers lay out every cell before it."""
    rest = b""
    with archive.open(name) as sheet:
        while block := sheet.read(_WINDOW):
            for letters, number in _CELL.findall(rest + block):
                if int(number) > MOST_ROWS + 10:
                    message = N_(
                        "The file has more than %(most)s rows. Divide it into smaller files."
                    )
                    raise FileRefused("too_many_rows", message, most=MOST_ROWS)
                if len(letters) > 2 or _column_number(letters) > MOST_COLUMNS:
                    raise _too_many_columns()
            rest = block[-200:]


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - ord("A") + 1
    return number


def _sheet(content: bytes) -> Iterator[list[Any]]:
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        yield from book.get_sheet_by_index(0).iter_rows()
    except (CalamineError, ValueError, OSError) as error:
        message = N_("The file cannot be read. Open it, save it as XLSX and try again.")
        raise FileRefused("unreadable", message) from error


def _csv(content: bytes) -> Iterator[list[str]]:
    text = _decoded(content) or ""
    first_line = text.partition("\n")[0]
    delimiter = max(";,\t", key=first_line.count)
    csv.field_size_limit(_LONGEST_CELL)
    try:
        yield from csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    except csv.Error as error:
        message = N_(
            "The file cannot be read: a cell is too long, or quotation marks do not close."
        )
        raise FileRefused("unreadable", message) from error


def _decoded(content: bytes) -> str | None:
    """The text, in the encodings spreadsheets write; None for what is no text."""
    encodings = ["utf-16"] if content[:2] in (b"\xff\xfe", b"\xfe\xff") else ["utf-8-sig", "cp1252"]
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        return None if "\0" in text else text
    return None


def _keys(header: list[Any]) -> list[str]:
    while header and not _says(header[-1]):
        header = header[:-1]
    if len(header) > MOST_COLUMNS:
        raise _too_many_columns()
    known = keys_by_name()
    keys = [known.get(searchable(str(name)), "") for name in header]
    strange = [str(name) for name, key in zip(header, keys, strict=True) if not key]
    if strange:
        message = N_("These columns are not known: %(names)s. Use the names of the template.")
        raise FileRefused("strange_columns", message, names=", ".join(strange)[:300])
    if twice := sorted({key for key in keys if keys.count(key) > 1}):
        message = N_("This column stands twice: %(name)s.")
        raise FileRefused("column_twice", message, name=BY_KEY[twice[0]].label)
    if missing := [column.label for column in COLUMNS if column.needed and column.key not in keys]:
        message = N_("This column is missing: %(name)s. Use the template.")
        raise FileRefused("column_missing", message, name=missing[0])
    return keys


def _too_many_rows() -> FileRefused:
    message = N_("The file has more than %(most)s rows. Divide it into smaller files.")
    return FileRefused("too_many_rows", message, most=MOST_ROWS)


def _too_many_columns() -> FileRefused:
    message = N_("The file has more than %(most)s columns. Use the columns of the template.")
    return FileRefused("too_many_columns", message, most=MOST_COLUMNS)


def _says(cell: Any) -> bool:
    return not (cell is None or (isinstance(cell, str) and not cell.strip()))


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
