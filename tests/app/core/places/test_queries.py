"""Finding places in the real lists."""

from datetime import date
from typing import Any

import pytest

from app.core.database import db
from app.core.places.models import Birthplace, Municipality
from app.core.places.queries import (
    birthplaces_named,
    birthplaces_of_code,
    birthplaces_starting,
    distance_from,
    municipalities_named,
    municipalities_starting,
    municipality,
    nearest_municipalities,
)
from app.core.places.rules import distance_km, taken_apart

PADOVA, VERONA, VENETO = "028060", "023091", "05"


def found(session: Any, code: str) -> Municipality:
    place = municipality(session, code)
    assert place is not None
    return place


def test_every_municipality_has_coordinates_in_italy(session: Any) -> None:
    places = session.scalars(db.select(Municipality)).unique().all()
    assert len(places) == 7_896
    for place in places:
        assert 35 < place.latitude < 47.2, place.label
        assert 6.5 < place.longitude < 18.6, place.label


def test_veneto_has_560_municipalities(session: Any) -> None:
    places = session.scalars(db.select(Municipality)).unique()
    assert sum(1 for place in places if place.province.region_code == VENETO) == 560


@pytest.mark.parametrize(
    ("typed", "labels"),
    [
        ("Padova", ["Padova (PD)"]),
        (PADOVA, ["Padova (PD)"]),
        ("bozen", ["Bolzano (BZ)"]),
        ("Samone", ["Samone (TO)", "Samone (TN)"]),
        ("Samone (TN)", ["Samone (TN)"]),
        ("Atlantide", []),
    ],
)
def test_typed_municipality_is_found(session: Any, typed: str, labels: list[str]) -> None:
    places = municipalities_named(session, taken_apart(typed))
    assert sorted(place.label for place in places) == sorted(labels)


def test_suggestions_begin_with_what_is_typed_shortest_first(session: Any) -> None:
    labels = [place.label for place in municipalities_starting(session, "Pado")]
    assert labels[0] == "Padova (PD)"
    assert all(label.lower().startswith("pado") for label in labels)


def test_suggestions_near_a_place_come_nearest_first(session: Any) -> None:
    padova = found(session, PADOVA)
    labels = [place.label for place in municipalities_starting(session, "san", near=padova)]
    assert labels[0].endswith("(PD)")


def test_nothing_typed_suggests_nothing(session: Any) -> None:
    assert municipalities_starting(session, " %") == []
    assert birthplaces_starting(session, "_") == []


def test_the_database_measures_distances_as_the_rule_does(session: Any) -> None:
    padova, verona = found(session, PADOVA), found(session, VERONA)
    measured = session.scalar(db.select(distance_from(padova)).where(Municipality.code == VERONA))
    assert measured == pytest.approx(
        distance_km(
            float(padova.latitude),
            float(padova.longitude),
            float(verona.latitude),
            float(verona.longitude),
        )
    )


def test_nearest_municipalities_begin_with_the_place_itself(session: Any) -> None:
    near = nearest_municipalities(session, found(session, PADOVA), region_code=VENETO, limit=5)
    assert near[0][0].code == PADOVA
    assert near[0][1] == 0
    kilometres = [distance for _, distance in near]
    assert kilometres == sorted(kilometres)


def test_a_cadastral_code_tells_every_place_it_stood_for(session: Any) -> None:
    assert [place.name for place in birthplaces_of_code(session, "a001")] == [
        "Abano",
        "Abano Terme",
    ]


def test_abolished_municipalities_are_birthplaces_of_their_time(session: Any) -> None:
    typed = taken_apart("Sovizzo")
    before = birthplaces_named(session, typed, on=date(1990, 1, 1))
    after = birthplaces_named(session, typed, on=date(2025, 1, 1))
    assert [place.cadastral_code for place in before] == ["I879"]
    assert [place.cadastral_code for place in after] == ["M436"]


def test_countries_are_found_in_italian_and_english_whatever_the_day(session: Any) -> None:
    for name in ("Marocco", "Morocco"):
        places = birthplaces_starting(session, name, on=date(1950, 1, 1))
        assert [place.cadastral_code for place in places] == ["Z330"]


def test_foreign_places_are_told_apart(session: Any) -> None:
    foreign = session.scalar(db.select(db.func.count()).where(Birthplace.is_foreign))
    assert foreign == 222
