"""Hostile and mistaken files are refused with the reason."""

import io
import zipfile

import pytest

from catalogue.uploads.rules import LARGEST_FILE, LARGEST_UNZIPPED, MOST_ROWS
from catalogue.uploads.schemas.files import read_rows
from catalogue.uploads.schemas.guards import checked_kind
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


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("a.ods", SOUND, "kind"),
        ("a", SOUND, "kind"),
        ("a.xlsx.exe", SOUND, "kind"),
        ("a.xlsx", b"", "empty"),
        ("a.csv", b" \n ", "empty"),
        ("a.xlsx", b"x" * (LARGEST_FILE + 1), "too_large"),
        ("a.xlsx", b"<html>", "not_xlsx"),
        ("a.xlsx", b"PK\x03\x04" + b"\0" * 50, "not_xlsx"),
        ("a.xlsx", SOUND[:-40], "not_xlsx"),
        ("a.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "protected"),
        ("a.csv", SOUND, "not_csv"),
        ("a.csv", b"own_key;title\nA\0B;x", "not_csv"),
        ("a.xlsx", packed(extra={"xl/vbaProject.bin": b"x"}), "macros"),
        ("a.xlsx", packed(extra={"xl/externalLinks/externalLink1.xml": b"x"}), "links"),
        ("a.xlsx", packed(drop={"xl/workbook.xml"}), "not_xlsx"),
        ("a.xlsx", packed({SHEET: with_cell("XFD1", 1)}), "too_many_columns"),
        ("a.xlsx", packed({SHEET: with_cell("A1048576", 1048576)}), "too_many_rows"),
        ("a.xlsx", packed(extra={f"x/{n}": b"" for n in range(400)}), "too_large_inside"),
        ("a.xlsx", packed(extra={"bomb": b"\0" * (LARGEST_UNZIPPED + 1)}), "too_large_inside"),
    ],
)
def test_what_is_not_a_list_of_offers_is_refused_before_it_is_opened(name, content, code):
    with pytest.raises(FileRefused) as refused:
        checked_kind(name, content)
    assert refused.value.reason.code == code


def test_a_member_that_lies_about_its_size_is_refused():
    content = bytearray(packed(extra={"liar": b"\0" * 5_000_000}))
    real = (5_000_000).to_bytes(4, "little")
    content = bytes(content).replace(real, (10).to_bytes(4, "little"))
    with pytest.raises(FileRefused):
        checked_kind("a.xlsx", content)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"own_key;title\n", "column_missing"),
        (sheets.as_csv([]), "no_rows"),
        (sheets.as_csv([{}]).replace(b"seats", b"places_of_mine"), "strange_columns"),
        (sheets.as_csv([{}]).replace(b"seats", b"title"), "column_twice"),
        (sheets.as_csv([{"title": "x" * 40_000}]), "unreadable"),
        ((";" * 100).encode() + b"x\n", "too_many_columns"),
        (sheets.as_csv([{"title": "x"}] * (MOST_ROWS + 1)), "too_many_rows"),
    ],
)
def test_a_table_that_is_not_ours_is_refused_with_the_reason(content, code):
    with pytest.raises(FileRefused) as refused:
        read_rows("csv", content)
    assert refused.value.reason.code == code


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
