"""Files of offers made for tests."""

import csv
import io
from datetime import timedelta
from typing import Any

from openpyxl import Workbook

from app.core.clock import today
from catalogue.uploads.schemas.columns import COLUMNS
from tests.factories.catalogue import DESCRIPTION


def row(call: str, site: str, **changes: Any) -> dict[str, Any]:
    """A sound row: one offer with one edition."""
    day = today() + timedelta(days=40)
    return {
        "own_key": "DIG-1",
        "title": "Competenze digitali",
        "call": call,
        "service_type": "Competenze digitali di base",
        "pathways": "1, 2",
        "hours": 24,
        "description": DESCRIPTION,
        "learning": "Usare la posta elettronica.",
        "requirements": None,
        "certificate": "attendance",
        "mode": "In person",
        "language": "it",
        "accessibility": None,
        "contact_name": "Segreteria",
        "contact_email": "corsi@ente.example",
        "contact_phone": None,
        "edition_code": "1",
        "site": site,
        "starts_on": day,
        "ends_on": day + timedelta(days=10),
        "enrol_by": day - timedelta(days=5),
        "timetable": "Lunedì, 9-13",
        "seats": 12,
        **changes,
    }


def xlsx(rows: list[dict[str, Any]], names: list[str] | None = None) -> bytes:
    """The rows as a workbook, under the given names of columns."""
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.append(names or [column.label for column in COLUMNS])
    for values in rows:
        sheet.append([values.get(column.key) for column in COLUMNS])
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def as_csv(rows: list[dict[str, Any]], delimiter: str = ";", encoding: str = "utf-8-sig") -> bytes:
    """The rows as a CSV file."""
    target = io.StringIO(newline="")
    writer = csv.writer(target, delimiter=delimiter)
    writer.writerow([column.key for column in COLUMNS])
    for values in rows:
        writer.writerow([_text(values.get(column.key)) for column in COLUMNS])
    return target.getvalue().encode(encoding)


def _text(value: Any) -> str:
    if value is None:
        return ""
    return value.strftime("%d/%m/%Y") if hasattr(value, "strftime") else str(value)
