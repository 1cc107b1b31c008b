"""Skills and occupations: how they are named, found and understood."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalogue.esco.queries import concepts_of, esco_list
from catalogue.esco.rules import Concept, Kind, meant, read_list, similar, unknown

SKILLS = {
    item.code: item
    for item in (
        Concept(Kind.SKILL, "a1", "apply spot welding techniques", "saldare a punti"),
        Concept(Kind.SKILL, "b2", "perform welding inspection", "controllare le saldature"),
        Concept(Kind.SKILL, "c3", "older adults' needs", "bisogni delle persone anziane"),
        Concept(Kind.SKILL, "d4", "PHP", "PHP"),
    )
}
SHIPPED = [concept for kind in Kind for concept in concepts_of(kind).values()]
DOCUMENT = {
    "version": "9",
    "effective_from": "2026-01-01",
    "languages": {},
    "skills": [["a1", "English", "inglese"], ["a1", "German", "tedesco"]],
    "occupations": [],
}


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("saldare a punti", "a1"),
        ("Saldare a PUNTI ", "a1"),
        ("perform welding inspection", "b2"),
        ("older adults needs", "c3"),
        ("d4", "d4"),
        ("http://data.europa.eu/esco/skill/d4", "d4"),
    ],
)
def test_a_concept_is_meant_by_code_address_or_label_in_either_language(words, code):
    assert meant(SKILLS, words).code == code


@pytest.mark.parametrize("words", ["", "  ", "saldare", "cooking", "http://"])
def test_part_of_a_label_or_nothing_means_no_concept(words):
    assert meant(SKILLS, words) is None


def test_similar_labels_that_begin_with_the_words_stand_first():
    assert [item.code for item in similar(SKILLS, "sald", "it")] == ["a1", "b2"]
    assert [item.code for item in similar(SKILLS, "weld insp", "it")] == ["b2"]
    assert similar(SKILLS, "", "it") == []


def test_no_more_than_the_asked_number_is_proposed():
    assert len(similar(SKILLS, "s", "it", most=1)) == 1


def test_codes_outside_the_list_are_told():
    assert unknown(SKILLS, ["a1", "zz"]) == ["zz"]


def test_a_code_that_stands_twice_is_no_list():
    with pytest.raises(ValueError, match="a1 stands twice"):
        read_list(DOCUMENT)


def test_the_shipped_list_names_its_version_and_says_where_its_words_come_from():
    shipped = esco_list()
    assert shipped.version == "1.2.0"
    assert shipped.languages["en"].source == "official"
    assert shipped.languages["it"].source == "example"
    assert not any(item.verified for item in shipped.languages.values())
    assert len(shipped.concepts[Kind.SKILL]) > 300
    assert len(shipped.concepts[Kind.OCCUPATION]) > 150


def test_every_shipped_concept_has_an_address_of_esco_and_both_labels():
    assert all(len(item.code) == 36 and item.en and item.it for item in SHIPPED)
    assert SHIPPED[0].address == f"http://data.europa.eu/esco/skill/{SHIPPED[0].code}"


def test_labels_stand_in_the_readers_language_and_in_alphabetical_order():
    shipped = esco_list()
    codes = [meant(concepts_of(Kind.SKILL), words).code for words in ("usare la cassa", "inglese")]
    assert shipped.labels(Kind.SKILL, [*codes, "lost"], "it") == [
        "inglese",
        "lost",
        "usare la cassa",
    ]
    assert shipped.labels(Kind.SKILL, codes, "en") == ["English", "operate cash register"]


@given(st.sampled_from(SHIPPED), st.sampled_from(["it", "en"]))
def test_every_label_of_the_shipped_list_means_its_own_concept(concept, language):
    known = concepts_of(concept.kind)
    assert meant(known, concept.label(language)) == concept
    assert concept in similar(known, concept.label(language), language, most=50)
