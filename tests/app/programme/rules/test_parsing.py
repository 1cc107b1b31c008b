"""A rule set document is read whole or refused with every fault and its path."""

import json
from datetime import date
from decimal import Decimal

import pytest

from app.programme.rules.checks import sourced_values
from app.programme.rules.faults import RuleSetInvalid
from app.programme.rules.parsing import parse_rule_set
from tests.factories.programme import shipped_document, shipped_rules


def faults_of(document) -> str:
    with pytest.raises(RuleSetInvalid) as refused:
        parse_rule_set(document)
    return "\n".join(refused.value.errors)


def test_the_shipped_document_is_a_rule_set_in_both_languages():
    rules = shipped_rules()
    assert [pathway.number for pathway in rules.pathways] == [1, 2, 3, 4, 5]
    assert rules.pathway(4).name.spoken("it") == "Lavoro e inclusione"
    assert rules.pathway(4).name.spoken("en") == "Work and inclusion"
    assert rules.effective_from == date(2026, 1, 1)


def test_no_value_of_the_shipped_document_claims_to_be_verified():
    values = list(sourced_values(shipped_rules()))
    assert len(values) > 150
    assert not [path for path, value in values if value.verified]


def test_a_document_that_went_through_json_reads_the_same():
    stored = json.loads(json.dumps(shipped_document(), default=str))
    assert parse_rule_set(stored) == shipped_rules()


def test_statutory_deadlines_carry_their_law():
    contact = shipped_rules().deadlines["did_contact_days"]
    assert (contact.days, contact.source) == (30, "dlgs_150_2015")
    assert shipped_rules().days("profiling_refresh_days") == 90


def test_every_fault_of_shape_is_named_with_its_path():
    document = shipped_document()
    document["pathways"][0]["number"] = "one"
    document["deadlines"]["choice_days"]["days"] = 3.5
    document["index"]["intercept"] = "much"
    document["questionnaire"]["areas"][0]["sections"][0]["answered_by"] = "nobody"
    del document["decisions"][0]["reason"]
    document["surprise"] = 1
    said = faults_of(document)
    assert "not a whole number: 'one' @ $.pathways[0].number" in said
    assert "not a whole number: 3.5 @ $.deadlines.choice_days.days" in said
    assert "not a number: 'much' @ $.index.intercept" in said
    asked = "'nobody' is none of: jobseeker, counsellor"
    assert f"{asked} @ $.questionnaire.areas[0].sections[0].answered_by" in said
    assert "the field reason is missing @ $.decisions[0]" in said
    assert "there is no field surprise here @ $.surprise" in said


def test_every_disagreement_between_parts_is_named():
    document = shipped_document()
    document["decisions"].pop()
    document["decisions"][0]["pathway"] = 9
    document["index"]["factors"][0]["bands"][2]["at_least"] = 26
    document["index"]["classes"][1]["up_to"] = "0.3"
    document["pathways"][0]["source"] = "hearsay"
    document["reasons"] = {}
    document["service_types"][0]["pathways"][0]["hours_min"] = 99
    document["openings"][0]["when"] = {"any_flags": ["rich"]}
    said = faults_of(document)
    assert "the last decision must hold for everybody" in said
    assert "unknown pathway 9 @ $.decisions[0].pathway" in said
    assert "gap or overlap between 20..25 and 26..35" in said
    assert "limits must rise" in said
    assert "unknown source 'hearsay' @ $.pathways[0].source" in said
    assert "the field pathway_override is missing @ $.reasons" in said
    assert "hours_min is above hours_max, or negative @ $.service_types[0].pathways[0]" in said
    assert "unknown flag 'rich' @ $.openings[0].when" in said


def test_a_value_is_verified_only_by_somebody_on_a_day_against_a_public_source():
    document = shipped_document()
    document["deadlines"]["choice_days"] |= {"source": "example", "verified": True}
    said = faults_of(document)
    assert "a value without a public source cannot be verified @ $.deadlines.choice_days" in said
    assert "verified by whom and when? @ $.deadlines.choice_days" in said


def test_coefficients_are_exact_decimals():
    document = shipped_document()
    document["index"]["factors"][0]["bands"][0]["coefficient"] = 0.1
    first = parse_rule_set(document).index.factors[0].bands[0].coefficient
    assert first == Decimal("0.1")


def test_something_that_is_no_mapping_is_refused_in_words():
    assert faults_of({})
    assert faults_of({"code": None, "pathways": "many"})
