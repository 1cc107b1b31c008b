"""The codice fiscale: composing, reading, and telling where it disagrees."""

from dataclasses import dataclass
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.fiscal_code import (
    Sex,
    check_character,
    compact,
    compose,
    disagreements,
    form_error,
    given_name_letters,
    omocodia_variants,
    place_disagreements,
    read,
    surname_letters,
    undo_omocodia,
)

TODAY = date(2026, 11, 22)
PADOVA = "G224"
ROSSI = "RSSMRA85T10A562S"

names = st.text(alphabet="ABCDEFGHIJKLMNOPQRSTUVWXYZàéòù' ", min_size=1, max_size=20)
places = st.from_regex(r"[A-M][0-9]{3}|Z[1-7][0-9]{2}", fullmatch=True)
birth_days = st.dates(date(1927, 1, 1), TODAY)
sexes = st.sampled_from(Sex)
codes = st.builds(compose, names, names, birth_days, sexes, places)


@dataclass(frozen=True)
class Place:
    name: str
    valid_from: date | None = None
    valid_to: date | None = None


def codes_of(findings: list) -> list[str]:
    return [finding.code.removeprefix("fiscal_code:") for finding in findings]


@pytest.mark.parametrize(
    ("surname", "letters"),
    [("Rossi", "RSS"), ("Fo", "FOX"), ("Aiello", "LLA"), ("D'Amico", "DMC"), ("Đurić", "DRC")],
)
def test_surname_gives_consonants_then_vowels_then_x(surname: str, letters: str) -> None:
    assert surname_letters(surname) == letters


@pytest.mark.parametrize(
    ("given_name", "letters"),
    [("Mario", "MRA"), ("Gianfranco", "GFR"), ("Anna Maria", "NMR"), ("Ida", "DIA"), ("Bo", "BOX")],
)
def test_given_name_skips_the_second_of_four_consonants(given_name: str, letters: str) -> None:
    assert given_name_letters(given_name) == letters


def test_published_example_is_composed() -> None:
    assert compose("Rossi", "Mario", date(1985, 12, 10), Sex.MALE, "A562") == ROSSI


@given(names, names, birth_days, sexes, places)
def test_what_is_composed_reads_back(surname, given_name, born_on, sex, place) -> None:
    code = compose(surname, given_name, born_on, sex, place)
    reading = read(code, today=TODAY)
    assert reading.surname_letters == surname_letters(surname)
    assert reading.given_name_letters == given_name_letters(given_name)
    assert (reading.born_on, reading.sex, reading.birthplace_code) == (born_on, sex, place)
    assert not reading.is_omocodia
    assert reading.is_born_abroad is place.startswith("Z")
    assert disagreements(code, surname, given_name, born_on, sex, place) == []


@given(codes, st.integers(0, 15), st.sampled_from("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"))
def test_every_single_wrong_character_is_detected(code: str, position: int, wrong: str) -> None:
    corrupted = code[:position] + wrong + code[position + 1 :]
    if corrupted != code:
        assert form_error(corrupted) is not None


@given(codes)
def test_all_omocodia_variants_are_the_same_person(code: str) -> None:
    variants = list(omocodia_variants(code))
    plain = read(code, today=TODAY)
    assert variants[0] == code
    assert len(set(variants)) == 128
    for variant in variants:
        assert form_error(variant) is None
        assert undo_omocodia(variant) == code
        reading = read(variant, today=TODAY)
        assert (reading.born_on, reading.sex) == (plain.born_on, plain.sex)
        assert reading.birthplace_code == plain.birthplace_code
        assert reading.is_omocodia is (variant != code)


@pytest.mark.parametrize(
    ("text", "finding"),
    [
        ("", "length"),
        ("RSSMRA85T10A562", "length"),
        ("00743110157", "provisional"),
        ("RSSMRA85T1OA562S", "character"),
        ("RSSMRA85T10A562T", "check"),
        ("RSSMRA85B30A562" + check_character("RSSMRA85B30A562"), "date"),
        ("RSSMRA85B00A562" + check_character("RSSMRA85B00A562"), "date"),
    ],
)
def test_text_that_is_no_code_is_told_why(text: str, finding: str) -> None:
    assert codes_of(disagreements(text, "Rossi", "Mario", date(1985, 12, 10), "M", "A562")) == [
        finding
    ]


def test_blanks_and_lower_case_are_forgiven() -> None:
    assert compact(" rss mra 85t10 a562s ") == ROSSI


@pytest.mark.parametrize(
    ("change", "finding"),
    [
        ({"surname": "Rosi"}, "surname"),
        ({"given_name": "Marco"}, "given_name"),
        ({"surname": "Mario", "given_name": "Rossi"}, "swapped"),
        ({"born_on": date(1985, 10, 12)}, "born_on"),
        ({"sex": "F"}, "sex"),
        ({"birthplace_code": PADOVA}, "birthplace"),
        ({"birthplace_code": "Z129"}, "born_in_italy"),
    ],
)
def test_each_disagreement_is_named(change: dict, finding: str) -> None:
    person = {
        "surname": "Rossi",
        "given_name": "Mario",
        "born_on": date(1985, 12, 10),
        "sex": "M",
        "birthplace_code": "A562",
    }
    assert codes_of(disagreements(ROSSI, **person)) == []
    assert codes_of(disagreements(ROSSI, **person | change)) == [finding]


def test_code_of_a_person_born_abroad_does_not_fit_an_italian_place() -> None:
    born_on = date(1990, 5, 3)
    code = compose("Popescu", "Elena", born_on, Sex.FEMALE, "Z129")
    assert codes_of(disagreements(code, "Popescu", "Elena", born_on, "F", PADOVA)) == [
        "born_abroad"
    ]


def test_all_disagreements_are_told_at_once() -> None:
    findings = disagreements(ROSSI, "Bianchi", "Luisa", date(1990, 1, 1), "F", PADOVA)
    assert codes_of(findings) == ["surname", "given_name", "born_on", "sex", "birthplace"]


def test_two_possible_centuries_give_the_latest_day_not_in_the_future() -> None:
    centenarian = compose("Rossi", "Mario", date(1927, 1, 5), Sex.MALE, PADOVA)
    child = compose("Rossi", "Mario", date(2026, 1, 5), Sex.MALE, PADOVA)
    assert read(centenarian, today=TODAY).born_on == date(1927, 1, 5)
    assert read(child, today=TODAY).born_on == date(2026, 1, 5)


def test_a_malformed_code_is_not_read() -> None:
    with pytest.raises(ValueError, match="fiscal_code:check"):
        read("RSSMRA85T10A562T", today=TODAY)


QUERO_VAS = (Place("Quero Vas", date(2013, 12, 28), date(2024, 1, 21)),)


def test_municipality_abolished_after_birth_is_right() -> None:
    code = compose("Rossi", "Mario", date(2015, 6, 1), Sex.MALE, "M332")
    assert place_disagreements(code, date(2015, 6, 1), QUERO_VAS) == []


def test_municipality_that_did_not_exist_at_birth_is_found() -> None:
    code = compose("Rossi", "Mario", date(1985, 6, 1), Sex.MALE, "M332")
    findings = place_disagreements(code, date(1985, 6, 1), QUERO_VAS)
    assert codes_of(findings) == ["place_not_valid"]
    assert findings[0].params["place"] == "Quero Vas"


def test_place_code_nobody_knows_is_found() -> None:
    code = compose("Rossi", "Mario", date(1985, 6, 1), Sex.MALE, "M999")
    assert codes_of(place_disagreements(code, date(1985, 6, 1), ())) == ["place_unknown"]
