"""Hostile and mistaken files are refused with the reason."""

import io
import re
import time
import tracemalloc
import zipfile

import pytest
from lxml import etree

from catalogue.uploads.rules import ALWAYS_UNZIPPED, LARGEST_FILE, MEGABYTE, MOST_ROWS
from catalogue.uploads.schemas.dialects import dialect_of
from catalogue.uploads.schemas.files import read_rows, shown
from catalogue.uploads.schemas.guards import checked_kind
from catalogue.uploads.schemas.published import xsd
from catalogue.uploads.schemas.refusals import FileRefused
from tests.catalogue.uploads import sheets

SOUND = sheets.xlsx([{"own_key": "A"}])


@pytest.fixture(autouse=True)
def languages(app):
    with app.app_context():
        yield


def packed(changes=None, extra=None, drop=()):
    """The sound workbook with some members changed, added or left out."""
    target = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(SOUND)) as source,
        zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as made,
    ):
        for member in source.namelist():
            if member not in drop:
                made.writestr(member, (changes or {}).get(member) or source.read(member))
        for name, content in (extra or {}).items():
            made.writestr(name, content)
    return target.getvalue()


def with_cell(reference, row):
    """A sheet whose only far cell would lay out millions."""
    return (
        '<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/'
        f'2006/main"><sheetData><row r="{row}"><c r="{reference}"><v>1</v></c></row></sheetData>'
        "</worksheet>"
    )


SHEET = "xl/worksheets/sheet1.xml"


def old_workbook(*names):
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"".join(n.encode("utf-16-le") for n in names)


LAUGHS = b'<?xml version="1.0"?><!DOCTYPE o [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]><offers>&b;</offers>'
FETCHES = b'<?xml version="1.0"?><!DOCTYPE o SYSTEM "http://127.0.0.1/x.dtd"><offers/>'
HIDDEN = (
    '<?xml version="1.0" encoding="utf-16"?><!DOCTYPE o [<!ENTITY a "ha">]><offers>&a;</offers>'
)
FAR = '<table:table-cell table:number-columns-repeated="1000000"><text:p>x</text:p></table:table-cell>'
ENCRYPTED = {"META-INF/manifest.xml": "<manifest:encryption-data/>"}

HOSTILE = [
    ("a.pdf", SOUND, "kind"),
    ("a", SOUND, "kind"),
    ("a.xlsx.exe", SOUND, "kind"),
    ("../../etc/a.sh", SOUND, "kind"),
    ("a.xlsm", SOUND, "macros"),
    ("a.xlsx", b"", "empty"),
    ("a.csv", b" \n ", "empty"),
    ("a.xlsx", b"x" * (LARGEST_FILE + 1), "too_large"),
    ("a.xlsx", b"<html>", "something_else"),
    ("a.xlsx", b"PK\x03\x04" + b"\0" * 50, "something_else"),
    ("a.xlsx", SOUND[:-40], "something_else"),
    ("a.ods", SOUND, "something_else"),
    ("a.xls", SOUND, "something_else"),
    ("a.xls", old_workbook("WordDocument"), "something_else"),
    ("a.xls", old_workbook("Workbook", "_VBA_PROJECT"), "macros"),
    ("a.xls", old_workbook("EncryptedPackage"), "protected"),
    ("a.xlsx", old_workbook("EncryptedPackage"), "protected"),
    ("a.ods", sheets.ods([{"own_key": "A"}], extra=ENCRYPTED), "protected"),
    ("a.ods", sheets.ods([{"own_key": "A"}], extra={"Basic/script.xml": ""}), "macros"),
    ("a.ods", sheets.ods([{"own_key": "A"}], cells=FAR), "too_many_columns"),
    ("a.csv", SOUND, "something_else"),
    ("a.csv", b"own_key;title\nA\0B;x", "something_else"),
    ("a.json", b"<offers/>", "something_else"),
    ("a.xml", b"{}", "something_else"),
    ("a.xml", LAUGHS, "entities"),
    ("a.xml", FETCHES, "entities"),
    ("a.xml", HIDDEN.encode("utf-16"), "entities"),
    ("a.xlsx", packed(extra={"xl/vbaProject.bin": b"x"}), "macros"),
    ("a.xlsx", packed(extra={"xl/externalLinks/externalLink1.xml": b"x"}), "links"),
    ("a.xlsx", packed(drop={"xl/workbook.xml"}), "something_else"),
    ("a.xlsx", packed({SHEET: with_cell("XFD1", 1)}), "too_many_columns"),
    ("a.xlsx", packed({SHEET: with_cell("A1048576", 1048576)}), "too_many_rows"),
    ("a.xlsx", packed(extra={f"x/{n}": b"" for n in range(400)}), "too_large_inside"),
    ("a.xlsx", packed(extra={"bomb": b"\0" * (ALWAYS_UNZIPPED + 1)}), "too_large_inside"),
]
"""What no reader should open, and the reason given."""


@pytest.mark.parametrize(("name", "content", "code"), HOSTILE)
def test_what_is_not_a_list_of_offers_is_refused_before_it_is_opened(name, content, code):
    with pytest.raises(FileRefused) as refused:
        checked_kind(name, content)
    assert refused.value.reason.code == code


@pytest.mark.parametrize(
    ("kind", "content", "code"),
    [
        ("json", b"[" * 100_000, "unreadable"),
        ("json", b'{"offers": 3}', "something_else"),
        ("json", b'[{"own_key": {"a": 1}}]', "unreadable"),
        ("json", b'[{"own_key": "A", "colour": "red"}]', "strange_columns"),
        ("json", b'{"offers": []}', "no_rows"),
        ("xml", b"<offers><offer><own_key>A</offer>", "unreadable"),
        ("xml", b"<html/>", "something_else"),
        ("xml", b"<offers>" + b"<a>" * 300 + b"</a>" * 300 + b"</offers>", "strange_columns"),
        ("xml", b"<offers><offer><colour>red</colour></offer></offers>", "strange_columns"),
        ("xml", b"<offers/>", "no_rows"),
        ("xls", old_workbook("Workbook"), "unreadable"),
        ("csv", b"own_key;title\n", "column_missing"),
        ("csv", sheets.as_csv([]), "no_rows"),
        ("csv", sheets.as_csv([{}]).replace(b"seats;", b"places_of_mine;"), "strange_columns"),
        ("csv", sheets.as_csv([{}]).replace(b"seats;", b"title;"), "column_twice"),
        ("csv", sheets.as_csv([{"title": "x" * 40_000}]), "unreadable"),
        ("csv", (";" * 100).encode() + b"x\n", "too_many_columns"),
        ("csv", b"a;" * 1_000_000 + b"x\n", "too_many_columns"),
        ("csv", b"own_key\n" + b"x\n" * (MOST_ROWS + 2), "column_missing"),
    ],
)
def test_a_file_that_is_not_ours_is_refused_with_the_reason(kind, content, code):
    with pytest.raises(FileRefused) as refused:
        list(read_rows(kind, content))
    assert refused.value.reason.code == code


def test_more_rows_than_are_taken_are_refused():
    content = sheets.as_csv([]) + b"x\r\n" * (MOST_ROWS + 1)
    with pytest.raises(FileRefused) as refused:
        list(read_rows("csv", content))
    assert refused.value.reason.code == "too_many_rows"


def test_many_rows_pass_through_little_memory():
    content = sheets.as_csv([]) + b"x\r\n" * 20_000
    tracemalloc.start()
    count = sum(1 for _ in read_rows("csv", content))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert count == 20_000
    assert peak < MEGABYTE


@pytest.mark.parametrize("kind", sheets.MAKERS)
def test_every_kind_of_file_gives_the_same_rows(kind):
    values = sheets.row("BANDO", "Sede & laboratorio")
    content = sheets.MAKERS[kind]([values, {**values, "own_key": "B"}])
    assert checked_kind(f"offerte.{kind.upper()}", content) == kind
    rows = list(read_rows(kind, content))
    first = sheets.FIRST_ROW.get(kind, 2)
    assert [row.number for row in rows] == [first, first + 1]
    assert [shown(row.cells["own_key"]) for row in rows] == ["DIG-1", "B"]
    assert shown(rows[0].cells["site"]) == "Sede & laboratorio"
    assert shown(rows[0].cells["seats"]) == "12"
    day = values["starts_on"]
    assert shown(rows[0].cells["starts_on"]) in (f"{day:%d/%m/%Y}", day.isoformat())


def test_the_published_schema_takes_our_files_and_refuses_others():
    schema = etree.XMLSchema(etree.fromstring(xsd()))
    sound = etree.fromstring(sheets.xml([sheets.row("BANDO", "Sede")]))
    assert schema.validate(sound)
    strange = etree.fromstring(sheets.xml([sheets.row("BANDO", "Sede", seats="molti")]))
    assert not schema.validate(strange)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("own_key;title;hours\nA;B;1.200\n", (";", ",")),
        ("own_key,title,hours\nA,B,40\n", (",", ".")),
        ("own_key\ttitle\thours\nA\tB\t40,5\n", ("\t", ",")),
        ("own_key|title|hours\nA|B|40.5\n", ("|", ".")),
        ('own_key,pathways\nA,"1,2"\n', (",", ".")),
    ],
)
def test_separator_and_decimal_sign_are_found(text, expected):
    dialect = dialect_of(text.encode())
    assert (dialect.separator, dialect.decimal) == expected


@pytest.mark.parametrize(
    ("encoding", "found"), [("utf-8", "utf-8-sig"), ("cp1252", "cp1252"), ("utf-16", "utf-16")]
)
def test_the_encoding_is_found(encoding, found):
    assert dialect_of("own_key;title\nA;Perché\n".encode(encoding)).encoding == found


@pytest.mark.parametrize(
    "content",
    [
        sheets.as_csv([{"title": "Perché no"}]),
        sheets.as_csv([{"title": "Perché no"}], delimiter=","),
        sheets.as_csv([{"title": "Perché no"}], delimiter="\t", encoding="utf-16"),
        sheets.as_csv([{"title": "Perché no"}], encoding="cp1252"),
    ],
)
def test_csv_is_read_in_the_ways_spreadsheets_write_it(content):
    assert checked_kind("a.CSV", content) == "csv"
    (row,) = read_rows("csv", content)
    assert (row.number, row.cells["title"]) == (2, "Perché no")


def test_rows_keep_their_numbers_when_some_are_empty():
    content = sheets.xlsx([{"own_key": "A"}, {}, {"own_key": "B"}])
    assert [row.number for row in read_rows("xlsx", content)] == [2, 4]


@pytest.mark.parametrize("typed", ["'=1+1", "'+39 049", "-5"])
def test_an_apostrophe_before_a_formula_sign_is_kept_as_it_came(typed):
    (row,) = read_rows("csv", sheets.as_csv([{"title": typed}]))
    assert row.cells["title"] == typed


@pytest.mark.parametrize("sign", ["c", "row"])
def test_a_sheet_of_unclosed_signs_is_read_in_time_that_grows_with_its_length(sign):
    content = packed({SHEET: f"<{sign} " * 300_000})
    started = time.process_time()
    checked_kind("a.xlsx", content)
    assert time.process_time() - started < 20 * _floor(len(content) + 900_000)


def _floor(size):
    """What a plain pass over so many bytes costs here and now, a few milliseconds at least."""
    started = time.process_time()
    sum(1 for _ in re.finditer(b"<", b"<c " * (size // 3)))
    return max(time.process_time() - started, 0.02)
