"""Place fields: what people type, and what they are told when it is not one place."""

from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from werkzeug.datastructures import MultiDict
from wtforms import DateField, Form

from app.core.places.forms import BirthplaceField, MunicipalityField


class WhereForm(Form):
    domicile = MunicipalityField("Domicile")
    birthplace = BirthplaceField("Place of birth")
    born_on = DateField("Born on")


@pytest.fixture(autouse=True)
def request_in_english(app: Flask, session: Any) -> Iterator[None]:
    with app.test_request_context(headers={"Accept-Language": "en"}):
        yield


def filled(**typed: str) -> WhereForm:
    form = WhereForm(MultiDict({"born_on": "1990-01-01", **typed}))
    form.validate()
    return form


@pytest.mark.parametrize("typed", ["Padova", " padova (pd) ", "028060"])
def test_one_place_becomes_its_code(typed: str) -> None:
    form = filled(domicile=typed)
    assert form.errors == {}
    assert form.domicile.data == "028060"
    assert form.domicile.municipality.label == "Padova (PD)"


def test_ambiguous_name_lists_the_candidates_and_keeps_what_was_typed() -> None:
    form = filled(domicile="Samone")
    assert "Samone (TN)" in form.domicile.errors[0]
    assert "Samone (TO)" in form.domicile.errors[0]
    assert 'value="Samone"' in form.domicile()


def test_unknown_name_offers_what_is_near() -> None:
    assert "Padova (PD)" in filled(domicile="Padovva").domicile.errors[0]
    assert "Check the spelling" in filled(domicile="Xyzzy").domicile.errors[0]


@pytest.mark.parametrize(
    ("typed", "born_on", "code"),
    [
        ("Sovizzo", "1990-01-01", "I879"),
        ("Sovizzo", "2025-01-01", "M436"),
        ("Marocco", "1990-01-01", "Z330"),
        ("g224", "1990-01-01", "G224"),
        ("Quero Vas (BL)", "2015-01-01", "M332"),
    ],
)
def test_birthplace_is_the_one_of_the_time(typed: str, born_on: str, code: str) -> None:
    form = filled(birthplace=typed, born_on=born_on)
    assert form.errors == {}
    assert form.birthplace.data == code


def test_a_stored_code_is_shown_as_a_name() -> None:
    form = WhereForm(data={"domicile": "028060", "birthplace": "Z330"})
    assert 'value="Padova (PD)"' in form.domicile()
    assert 'value="Marocco"' in form.birthplace()


def test_the_field_works_without_javascript_and_suggests_with_it() -> None:
    html = filled(domicile="Pad").domicile()
    assert 'list="domicile-options"' in html
    assert 'hx-get="/places/suggest?kind=municipality&amp;field=domicile"' in html
