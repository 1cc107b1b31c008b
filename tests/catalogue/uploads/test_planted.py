"""Three hundred errors of twenty kinds in a long file: each found at its row and its column, no other."""

import random
from collections import Counter
from io import BytesIO

import pytest
from openpyxl import load_workbook

from app.core.clock import today
from catalogue.offers.models import Offer
from catalogue.uploads.schemas.columns import COLUMNS
from tests.catalogue.uploads import sheets
from tests.catalogue.uploads.test_tasks import Desk, errors_of, number_of

OFFERS, PLANTED = 1_200, 300
KINDS = (
    ("title", "", "cell_empty"),
    ("title", "x" * 400, "text_long"),
    ("call", "BANDO-CHE-NON-ESISTE", "choice"),
    ("service_type", "Equitazione", "choice"),
    ("pathways", "9", "pathways"),
    ("pathways", "uno", "pathways"),
    ("hours", "molte", "number"),
    ("hours", "-4", "number"),
    ("hours", 500, "hours_outside"),
    ("description", "Breve", "description_short"),
    ("certificate", "Laurea", "choice"),
    ("mode", "A cavallo", "choice"),
    ("language", "xx", "choice"),
    ("contact_email", "non un indirizzo", "email_form"),
    ("edition_code", "", "cell_empty"),
    ("site", "Nessuna", "choice"),
    ("starts_on", "domani", "date"),
    ("ends_on", today(), "ends_before_start"),
    ("seats", 0, "number"),
    ("skills", "domare leoni", "not_in_esco"),
)
"""Column, what stands there, the code of the reason."""


def planted(desk, kind):
    """The rows, and what must be found in them: the seed is fixed, so that a failure comes again."""
    chance = random.Random(4)
    rows = [desk.row(own_key=f"K{number:05}") for number in range(OFFERS)]
    expected = {}
    for turn, position in enumerate(chance.sample(range(OFFERS), PLANTED)):
        column, value, code = KINDS[turn % len(KINDS)]
        rows[position][column] = value or (None if value == "" else value)
        expected[position + sheets.FIRST_ROW.get(kind, 2), column] = code
    return rows, expected


@pytest.mark.parametrize("kind", ["xlsx", "csv", "json"])
def test_every_planted_error_is_found_in_its_place_and_the_others_are_taken(session, kind):
    desk = Desk()
    rows, expected = planted(desk, kind)
    upload = desk.check(rows, f"offerte.{kind}")
    assert {place: code for place, (code, _) in errors_of(upload).items()} == expected
    assert (upload.counts["new"], upload.counts["wrong"]) == (OFFERS - PLANTED, PLANTED)
    told = {(error["column"], error["code"]): count for error, count in upload.counts["kinds"]}
    assert told == dict(Counter((place[1], code) for place, code in expected.items()))


@pytest.mark.parametrize("kind", sheets.MAKERS)
def test_every_kind_of_file_finds_one_error_of_each_kind(session, kind):
    desk = Desk()
    rows = [desk.row(own_key=f"K{number}") for number in range(len(KINDS) + 1)]
    first, expected = sheets.FIRST_ROW.get(kind, 2), {}
    for position, (column, value, code) in enumerate(KINDS):
        rows[position][column] = None if value == "" else value
        expected[position + first, column] = code
    upload = desk.check(rows, f"offerte.{kind}")
    assert {place: code for place, (code, _) in errors_of(upload).items()} == expected
    assert upload.counts["new"] == 1


def test_the_corrected_file_marks_the_cells_and_comes_back_without_errors(client_of, session):
    desk = Desk()
    rows = [desk.row(own_key="A"), desk.row(own_key="+B", seats=0, title=None)]
    upload = desk.check(rows)
    address = f"/provider/uploads/{upload.id}/corrected.xlsx"
    answer = client_of(desk.manager).get(f"{address}?only=wrong")
    book = load_workbook(BytesIO(answer.get_data()))
    sheet, keys = book.worksheets[0], [column.key for column in COLUMNS]
    assert (sheet.max_row, sheet.cell(2, 1).value, sheet.cell(2, 1).data_type) == (2, "+B", "s")
    seats, title = sheet.cell(2, keys.index("seats") + 1), sheet.cell(2, keys.index("title") + 1)
    assert seats.fill.fgColor.rgb.endswith("F8D7DA")
    assert seats.comment.text
    assert title.comment.text
    assert sheet.cell(2, 1).comment is None
    seats.value, title.value = 8, "Ora giusto"
    target = BytesIO()
    book.save(target)
    again = desk.check_bytes(target.getvalue(), "corretto.xlsx")
    assert (again.counts.get("new"), again.counts.get("wrong")) == (1, None)
    whole = load_workbook(BytesIO(client_of(desk.manager).get(address).get_data()))
    assert whole.worksheets[0].max_row == 3
    assert number_of(Offer) == 0
