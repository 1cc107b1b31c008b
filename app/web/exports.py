"""Lists as files: the columns and filters of the page, as CSV or XLSX that no spreadsheet will execute."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from typing import Any

from flask import Response, abort
from flask_babel import get_locale, gettext
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Font

from app.core.clock import ROME, today
from app.core.language import Labelled
from app.core.listing import Column
from app.core.money import Money

MOST_ROWS = 100_000
"""A file longer than this serves nobody; queries of exports are cut here."""
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "\0", "\uff1d", "'")
"""A text beginning so is read as a formula by some spreadsheet, or hides the sign that it is text."""
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def export_list(
    kind: str, name: str, columns: Sequence[Column[Any]], rows: Iterable[Any]
) -> Response:
    """The rows as a file called `name` with today's date; `kind` is csv or xlsx, anything else 404."""
    if kind not in ("csv", "xlsx"):
        abort(404)
    file_name = f"{name}-{today().isoformat()}.{kind}"
    headers = {"Content-Disposition": f'attachment; filename="{file_name}"'}
    table = _table(columns, rows)
    if kind == "csv":
        return Response(_csv(table), mimetype="text/csv", headers=headers)
    return Response(_xlsx(name, table), mimetype=XLSX, headers=headers)


def as_text(text: str) -> str:
    """A text no spreadsheet takes for a formula: one apostrophe before a dangerous beginning.

    Our own uploads take the apostrophe away again (`as_typed`), so that a round trip keeps the value.
    """
    return f"'{text}" if text.lstrip(" ").startswith(FORMULA_STARTS) else text


def as_typed(text: str) -> str:
    """The reverse of `as_text`."""
    if text.startswith("'") and text[1:].lstrip(" ").startswith(FORMULA_STARTS):
        return text[1:]
    return text


def cell_value(value: Any) -> str | int | float | Decimal | date | datetime:
    """What stands in the cell: numbers and dates as such, everything else as a person reads it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(gettext("Yes") if value else gettext("No"))
    if isinstance(value, Money):
        return value.amount
    if isinstance(value, datetime):
        return value.astimezone(ROME).replace(tzinfo=None, microsecond=0)
    if isinstance(value, date | int | float | Decimal):
        return value
    if isinstance(value, Labelled):
        return str(gettext(value.label)) if value.label else value.value
    return str(value.value if isinstance(value, Enum) else value)


def _table(columns: Sequence[Column[Any]], rows: Iterable[Any]) -> Iterator[list[Any]]:
    yield [str(gettext(column.label)) for column in columns]
    for row in rows:
        yield [cell_value(column.value(row)) for column in columns]


def _csv(table: Iterable[list[Any]]) -> bytes:
    # Italian spreadsheets read the comma as the decimal sign, hence their semicolon.
    locale = get_locale()
    comma_decimal = locale is None or locale.language == "it"
    target = io.StringIO(newline="")
    writer = csv.writer(target, delimiter=";" if comma_decimal else ",")
    for row in table:
        writer.writerow([_csv_cell(value, comma_decimal) for value in row])
    return target.getvalue().encode("utf-8-sig")


def _csv_cell(value: Any, comma_decimal: bool) -> str:
    if isinstance(value, str):
        return as_text(value.replace("\0", ""))
    if isinstance(value, Decimal | float):
        return str(value).replace(".", ",") if comma_decimal else str(value)
    if isinstance(value, datetime):
        return value.isoformat(sep=" ", timespec="minutes")
    return str(value)


def _xlsx(name: str, table: Iterator[list[Any]]) -> bytes:
    book = Workbook(write_only=True)
    sheet = book.create_sheet(name[:31])
    sheet.freeze_panes = "A2"
    sheet.sheet_format.defaultColWidth = 24
    bold = Font(bold=True)
    for number, row in enumerate(table):
        cells = [_xlsx_cell(sheet, value) for value in row]
        if number == 0:
            for cell in cells:
                cell.font = bold
        sheet.append(cells)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def _xlsx_cell(sheet: Any, value: Any) -> Any:
    if isinstance(value, str):
        cell = WriteOnlyCell(sheet, ILLEGAL_CHARACTERS_RE.sub("", value))
        cell.data_type = "s"  # without this a text beginning with = is written as a formula
        return cell
    return WriteOnlyCell(sheet, value)
