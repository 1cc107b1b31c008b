"""The file given back with its errors marked in place, ready to be put right and uploaded again."""

import io
from collections.abc import Iterable
from typing import Any

from flask_babel import gettext
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter

from catalogue.uploads.schemas.columns import COLUMNS, IGNORED
from catalogue.uploads.schemas.files import Cell

_WRONG = PatternFill("solid", fgColor="F8D7DA")
_HEAD = PatternFill("solid", fgColor="17324D")
_AUTHOR = "Percorso"

MarkedRow = tuple[dict[str, Cell], list[dict[str, Any]]]
"""The cells of a row by column, and its errors in the reader's words: `key`, `column`, `reason`."""


def corrected(rows: Iterable[MarkedRow]) -> bytes:
    """An XLSX with the columns of the template: wrong cells are red and say why in a note.

    The last column says the same in words, for those who see no colours; uploaded again, it is not
    read. Texts stay texts: nothing becomes a formula.
    """
    book = Workbook(write_only=True)
    sheet = book.create_sheet(str(gettext("Offers")))
    sheet.freeze_panes = "C2"
    for position, column in enumerate(COLUMNS, start=1):
        sheet.column_dimensions[get_column_letter(position)].width = column.width
    sheet.column_dimensions[get_column_letter(len(COLUMNS) + 1)].width = 80
    labels = [*(column.label for column in COLUMNS), IGNORED[0]]
    sheet.append([_headed(sheet, str(gettext(label))) for label in labels])
    for cells, errors in rows:
        sheet.append(_marked(sheet, cells, errors))
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def _headed(sheet: Any, label: str) -> Any:
    cell = WriteOnlyCell(sheet, value=label)
    cell.font, cell.fill = Font(bold=True, color="FFFFFF"), _HEAD
    return cell


def _marked(sheet: Any, cells: dict[str, Cell], errors: list[dict[str, Any]]) -> list[Any]:
    made = []
    for column in COLUMNS:
        cell = _written(sheet, cells.get(column.key))
        reasons = [error["reason"] for error in errors if error["key"] == column.key]
        if reasons:
            cell.fill = _WRONG
            cell.comment = Comment("\n".join(reasons), _AUTHOR, height=110, width=320)
        made.append(cell)
    said = "\n".join(f"{error['column']}: {error['reason']}" for error in errors)
    told = _written(sheet, said or None)
    told.alignment = Alignment(wrap_text=True, vertical="top")
    return [*made, told]


def _written(sheet: Any, value: Any) -> Any:
    if not isinstance(value, str):
        cell = WriteOnlyCell(sheet, value=value)
        if hasattr(value, "isoformat"):
            cell.number_format = "dd/mm/yyyy"
        return cell
    cell = WriteOnlyCell(sheet)
    cell.value, cell.data_type = ILLEGAL_CHARACTERS_RE.sub("", value), "s"
    return cell
