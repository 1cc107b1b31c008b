"""Suggestions for place fields."""

from flask.testing import FlaskClient


def test_suggestions_answer_the_field_that_asks(client: FlaskClient) -> None:
    page = client.get("/places/suggest?kind=municipality&field=domicile&domicile=pado").text
    assert '<option value="Padova (PD)"></option>' in page


def test_birthplaces_hold_foreign_countries(client: FlaskClient) -> None:
    page = client.get("/places/suggest?kind=birthplace&field=where&where=maroc").text
    assert page.split() == ["<option", 'value="Marocco"></option>']


def test_typed_markup_comes_back_as_nothing(client: FlaskClient) -> None:
    assert client.get("/places/suggest?q=%3Cscript%3E").text.strip() == ""
