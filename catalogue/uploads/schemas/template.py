"""The spreadsheet a provider fills in: columns, drop-down lists, and a sheet that explains them."""

import io
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from flask_babel import gettext
from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from catalogue.uploads.rules import MOST_ROWS
from catalogue.uploads.schemas.columns import COLUMNS, FileColumn

ROWS_WITH_LISTS = 2_000
_NEEDED = PatternFill("solid", fgColor="17324D")
_FREE = PatternFill("solid", fgColor="4A5E71")
_DATES = ("starts_on", "ends_on", "enrol_by")


def template(lists: Mapping[str, Sequence[str]], filled: Iterable[Mapping[str, Any]] = ()) -> bytes:
    """The template in the reader's language, with the lists of this provider, as XLSX.

    `filled` are rows to begin with, cells by column.
    """
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = str(gettext("Offers"))
    explained = book.create_sheet(str(gettext("How to fill it in")))
    listed = book.create_sheet(str(gettext("Lists")))
    _columns(sheet)
    _lists(sheet, listed, lists)
    for number, cells in enumerate(filled, start=2):
        for position, column in enumerate(COLUMNS, start=1):
            _written(sheet.cell(row=number, column=position), cells.get(column.key))
    _explanation(explained)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def _columns(sheet: Any) -> None:
    for position, column in enumerate(COLUMNS, start=1):
        cell = sheet.cell(row=1, column=position, value=str(gettext(column.label)))
        cell.font = Font(bold=True, color="FFFFFF")
        cell.fill = _NEEDED if column.needed else _FREE
        cell.alignment = Alignment(wrap_text=True, vertical="center")
        letter = get_column_letter(position)
        sheet.column_dimensions[letter].width = column.width
        if column.key in _DATES:
            _date_column(sheet, letter)
    sheet.row_dimensions[1].height = 34
    sheet.freeze_panes = "C2"


def _date_column(sheet: Any, letter: str) -> None:
    title, text = str(gettext("Date")), str(gettext("This is not a date. Write it as 31/01/2027."))
    check = DataValidation(type="date", operator="greaterThan", formula1="36526", allow_blank=True)
    check.errorTitle, check.error = title, text
    check.add(f"{letter}2:{letter}{ROWS_WITH_LISTS}")
    sheet.add_data_validation(check)
    for row in range(2, 52):
        sheet[f"{letter}{row}"].number_format = "dd/mm/yyyy"


def _written(cell: Any, value: Any) -> None:
    if isinstance(value, str):
        cell.value, cell.data_type = ILLEGAL_CHARACTERS_RE.sub("", value), "s"
    elif value is not None:
        cell.value = value
        if hasattr(value, "isoformat"):
            cell.number_format = "dd/mm/yyyy"


def _lists(sheet: Any, listed: Any, lists: Mapping[str, Sequence[str]]) -> None:
    """One column of the sheet of lists for each list, and a drop-down that reads it."""
    letters = {column.key: get_column_letter(n) for n, column in enumerate(COLUMNS, start=1)}
    labels = {column.key: column.label for column in COLUMNS}
    for position, (key, values) in enumerate(lists.items(), start=1):
        letter = get_column_letter(position)
        listed.column_dimensions[letter].width = 36
        listed.cell(row=1, column=position, value=str(gettext(labels[key]))).font = Font(bold=True)
        for row, value in enumerate(values, start=2):
            cell = listed.cell(row=row, column=position)
            cell.value, cell.data_type = value, "s"
        if not values:
            continue
        source = f"'{listed.title}'!${letter}$2:${letter}${len(values) + 1}"
        check = DataValidation(type="list", formula1=source, allow_blank=True)
        check.errorTitle = str(gettext("Not in the list"))
        check.error = str(gettext("This is not in the list. Choose a value of the template."))
        check.add(f"{letters[key]}2:{letters[key]}{ROWS_WITH_LISTS}")
        sheet.add_data_validation(check)


def _explanation(sheet: Any) -> None:
    rules = (
        gettext("One row for each edition. Rows with the same own code make one offer."),
        gettext(
            "From the second row of an offer on, its own columns may stay empty: own code, edition "
            "and dates are enough."
        ),
        gettext("Offers you have already are found by their own code and updated."),
        gettext("What the file does not name stays as it is: nothing is deleted."),
        gettext("Nothing is stored before you have seen the result of the check and said so."),
        gettext("At most %(most)s rows in a file.", most=MOST_ROWS),
    )
    for number, rule in enumerate(rules, start=1):
        sheet.cell(row=number, column=1, value=str(rule))
    first = len(rules) + 2
    headings = (gettext("Column"), gettext("Needed"), gettext("What to write"))
    for position, heading in enumerate(headings, start=1):
        sheet.cell(row=first, column=position, value=str(heading)).font = Font(bold=True)
    for row, column in enumerate(COLUMNS, start=first + 1):
        sheet.cell(row=row, column=1, value=str(gettext(column.label)))
        sheet.cell(row=row, column=2, value=_needed(column))
        sheet.cell(row=row, column=3, value=str(gettext(column.hint)))
    for letter, width in (("A", 34), ("B", 22), ("C", 80)):
        sheet.column_dimensions[letter].width = width


def _needed(column: FileColumn) -> str:
    if not column.needed:
        return str(gettext("No"))
    return str(gettext("In every row") if column.of_edition else gettext("In the first row"))
