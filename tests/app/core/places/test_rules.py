"""Distances, and typed place names taken apart."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.places.rules import TypedPlace, distance_km, label, taken_apart
from app.core.plain_text import searchable

latitudes = st.floats(-90, 90)
longitudes = st.floats(-180, 180)
PADOVA = 45.40797, 11.88586
VENEZIA = 45.43713, 12.33265


def test_padova_is_35_kilometres_from_venezia() -> None:
    assert distance_km(*PADOVA, *VENEZIA) == pytest.approx(35.0, abs=0.2)


def test_a_quarter_of_the_meridian_is_ten_thousand_kilometres() -> None:
    assert distance_km(0, 0, 90, 0) == pytest.approx(10_007.56, abs=0.1)


@given(latitudes, longitudes, latitudes, longitudes)
def test_distance_is_the_same_both_ways_and_never_beyond_half_the_earth(a, b, c, d) -> None:
    there, back = distance_km(a, b, c, d), distance_km(c, d, a, b)
    assert there == pytest.approx(back, abs=1e-6)
    assert 0 <= there <= 20_015.2


@given(latitudes, longitudes)
def test_a_place_is_no_distance_from_itself(latitude: float, longitude: float) -> None:
    assert distance_km(latitude, longitude, latitude, longitude) == 0


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("028060", TypedPlace(istat_code="028060")),
        ("Padova", TypedPlace(name="padova")),
        (" padova (pd) ", TypedPlace(name="padova", province="PD")),
        ("Padova(PD)", TypedPlace(name="padova", province="PD")),
        ("San Donà di Piave", TypedPlace(name="san dona di piave")),
        ("Sant’Angelo", TypedPlace(name="sant angelo")),
    ],
)
def test_typed_place_is_taken_apart(typed: str, meant: TypedPlace) -> None:
    assert taken_apart(typed) == meant


@given(st.text())
def test_searchable_text_is_stable_and_holds_no_wildcard(text: str) -> None:
    plain = searchable(text)
    assert searchable(plain) == plain
    assert not set(plain) & set("%_\\")


def test_label_reads_back_as_name_and_province() -> None:
    assert taken_apart(label("Este", "PD")) == TypedPlace(name="este", province="PD")
    assert label("Marocco", None) == "Marocco"
