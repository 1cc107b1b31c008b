"""Files of offers made for tests."""

import csv
import io
import json
import zipfile
from datetime import timedelta
from typing import Any
from xml.sax.saxutils import escape

import xlwt
from lxml import etree
from openpyxl import Workbook

from app.core.clock import today
from catalogue.uploads.schemas.columns import COLUMNS
from tests.factories.catalogue import DESCRIPTION


def row(call: str, site: str, **changes: Any) -> dict[str, Any]:
    """A sound row: one offer with one edition."""
    day = today() + timedelta(days=40)
    values = {
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
    return {column.key: values.get(column.key) for column in COLUMNS}


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


def xls(rows: list[dict[str, Any]]) -> bytes:
    """The rows as a workbook of the old kind."""
    book = xlwt.Workbook()
    sheet = book.add_sheet("Offerte")
    dated = xlwt.easyxf(num_format_str="dd/mm/yyyy")
    for position, column in enumerate(COLUMNS):
        sheet.write(0, position, column.label)
        for number, values in enumerate(rows, start=1):
            value = values.get(column.key)
            style = dated if hasattr(value, "isoformat") else xlwt.Style.default_style
            sheet.write(number, position, value, style)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def ods(rows: list[dict[str, Any]], cells: str = "", extra: dict[str, str] | None = None) -> bytes:
    """The rows as an OpenDocument sheet, with the empty cells programs repeat to the edge."""
    lines = [[column.label for column in COLUMNS]]
    lines += [[values.get(column.key) for column in COLUMNS] for values in rows]
    table = "".join(
        f"<table:table-row>{''.join(map(_ods, line))}{cells}</table:table-row>" for line in lines
    )
    content = (
        '<?xml version="1.0"?><office:document-content office:version="1.2" '
        'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
        'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
        'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body>'
        f'<office:spreadsheet><table:table table:name="Offerte">{table}'
        '<table:table-row table:number-rows-repeated="1048000"><table:table-cell '
        'table:number-columns-repeated="16384"/></table:table-row>'
        "</table:table></office:spreadsheet></office:body></office:document-content>"
    )
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", content)
        parts = {"META-INF/manifest.xml": MANIFEST, **(extra or {})}
        for name, text in parts.items():
            archive.writestr(name, text)
    return target.getvalue()


def xml(rows: list[dict[str, Any]]) -> bytes:
    """The rows as XML, each an offer with one edition."""
    offers = etree.Element("offers")
    for values in rows:
        offer = etree.SubElement(offers, "offer")
        for column in (column for column in COLUMNS if not column.of_edition):
            _part(offer, column.key, values)
        edition = etree.SubElement(offer, "edition")
        for column in (column for column in COLUMNS if column.of_edition):
            _part(edition, column.key, values)
    return bytes(etree.tostring(offers, xml_declaration=True, encoding="UTF-8"))


def as_json(rows: list[dict[str, Any]]) -> bytes:
    """The rows as JSON, each an offer with one edition."""
    keys = {of: [c.key for c in COLUMNS if c.of_edition is of] for of in (False, True)}
    offers = [
        {
            **{key: values.get(key) for key in keys[False]},
            "editions": [{key: values.get(key) for key in keys[True]}],
        }
        for values in rows
    ]
    return json.dumps({"offers": offers}, default=str).encode()


MAKERS = {"xlsx": xlsx, "xls": xls, "ods": ods, "csv": as_csv, "xml": xml, "json": as_json}
MANIFEST = (
    '<?xml version="1.0"?><manifest:manifest '
    'xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>'
)
FIRST_ROW = {"xml": 1, "json": 1}
"""Tables begin under their header, in row 2."""


def _ods(value: Any) -> str:
    if value is None:
        return "<table:table-cell/>"
    if hasattr(value, "isoformat"):
        kind = f'office:value-type="date" office:date-value="{value.isoformat()}"'
    elif isinstance(value, int):
        kind = f'office:value-type="float" office:value="{value}"'
    else:
        kind = 'office:value-type="string"'
    return f"<table:table-cell {kind}><text:p>{escape(str(value))}</text:p></table:table-cell>"


def _part(parent: Any, key: str, values: dict[str, Any]) -> None:
    value = values.get(key)
    if value is not None:
        etree.SubElement(parent, key).text = str(value)
