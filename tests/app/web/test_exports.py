"""Lists as files."""

import csv
import io
from datetime import UTC, date, datetime

import pytest
from flask import Flask
from flask_babel import Babel, force_locale
from openpyxl import load_workbook

from app.core.listing import Column
from app.core.money import Money
from app.web.exports import as_text, as_typed, export_list

COLUMNS = [
    Column("name", "Name", lambda row: row[0]),
    Column("amount", "Amount", lambda row: row[1]),
    Column("day", "Day", lambda row: row[2]),
]
DANGEROUS = ["=1+1", "+39 049", "-x", "@SUM(A1)", "\tx", "＝1", " =1", "'=1", "'quoted"]


@pytest.fixture(autouse=True)
def application():
    app = Flask(__name__)
    Babel(app)
    with app.test_request_context():
        yield


@pytest.mark.parametrize("text", [*DANGEROUS, "plain", "", "Citta' di Padova", "L'Aquila"])
def test_a_text_survives_the_way_out_and_back(text):
    assert as_typed(as_text(text)) == text


@pytest.mark.parametrize("text", DANGEROUS)
def test_csv_never_begins_a_cell_with_a_formula(text):
    answer = export_list("csv", "list", COLUMNS, [(text, 1, date(2026, 11, 22))])
    rows = list(csv.reader(io.StringIO(answer.get_data().decode("utf-8-sig"), newline="")))
    assert rows[1][0] == "'" + text


def test_italian_csv_uses_semicolons_and_decimal_commas():
    with force_locale("it"):
        answer = export_list("csv", "list", COLUMNS, [("x", Money(123450), date(2026, 11, 22))])
    assert answer.get_data().decode("utf-8-sig").splitlines()[1] == "x;1234,50;2026-11-22"


@pytest.mark.parametrize("text", DANGEROUS)
def test_xlsx_holds_every_text_as_text_and_numbers_as_numbers(text):
    moment = datetime(2026, 11, 22, 12, tzinfo=UTC)
    answer = export_list("xlsx", "list", COLUMNS, [(text, -5, moment)])
    sheet = load_workbook(io.BytesIO(answer.get_data())).active
    assert sheet["A2"].data_type == "s"
    assert sheet["B2"].value == -5
    assert sheet["C2"].value.isoformat() == "2026-11-22T13:00:00"


def test_another_kind_of_file_is_not_found():
    with pytest.raises(Exception, match="404"):
        export_list("pdf", "list", COLUMNS, [])
