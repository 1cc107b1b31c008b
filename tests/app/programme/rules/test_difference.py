"""What changes from one rule set to another is told item by item, in words."""

import json
from dataclasses import is_dataclass
from decimal import Decimal
from typing import get_args, get_type_hints

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.core.money import Money
from app.programme.rules.difference import (
    ABOUT,
    PART_FIELDS,
    Kind,
    by_part,
    difference,
    is_unchanged_but_dates,
)
from app.programme.rules.difference_words import CODES, FIELDS, ITEMS
from app.programme.rules.document import RuleSet
from app.programme.rules.faults import RuleSetInvalid
from app.programme.rules.functions import PREFILLS, SCORINGS
from app.programme.rules.parsing import parse_rule_set
from app.programme.rules.provenance import Text
from tests.factories.programme import shipped_document, shipped_rules


def changed(document):
    return difference(shipped_rules(), parse_rule_set(document))


def told(change):
    trail = " / ".join(f"{step.label} {step.code}" for step in change.trail)
    return (change.part, change.kind.value, trail, change.field, change.before, change.after)


def test_a_rule_set_does_not_differ_from_itself():
    assert difference(shipped_rules(), shipped_rules()) == []


def test_golden_difference_of_a_believable_next_version():
    document = shipped_document()
    document |= {"version": 3}
    document["deadlines"]["choice_days"] |= {"days": 45, "source": "recalled"}
    question = document["questionnaire"]["areas"][0]["sections"][0]["questions"][0]
    question["answers"][0]["score"] += 3
    first, second, *others = document["decisions"]
    document["decisions"] = [second, first, *others]
    document["decisions"][0]["reason"]["en"] = "Because."
    document["service_types"][0]["pathways"].pop()
    document["service_types"][0]["tariffs"][0]["amount"] = 4000
    rules = shipped_rules()
    place = f"Area {rules.questionnaire.areas[0].code} / "
    place += f"Section {rules.questionnaire.areas[0].sections[0].code} / "
    place += f"Question {question['code']} / Answer {question['answers'][0]['code']}"
    score = question["answers"][0]["score"]
    words = [told(change)[:4] for change in changed(document)]
    assert words == [
        (ABOUT, "changed", "", "version"),
        ("measures", "removed", "Service type specialised_guidance / Hours in pathway 5", ""),
        ("measures", "changed", "Service type specialised_guidance / Tariff hour_individual", "amount"),
        ("values", "changed", "Deadline choice_days", "source"),
        ("values", "changed", "Deadline choice_days", "days"),
        ("questionnaire", "changed", place, "score"),
        ("decisions", "changed", f"Decision rule {second['code']}", "reason"),
        ("decisions", "moved", f"Decision rule {first['code']}", ""),
    ]  # fmt: skip
    by_field = {change.field: change for change in changed(document)}
    assert (by_field["days"].before, by_field["days"].after) == (30, 45)
    assert by_field["source"].after == rules.sources["recalled"].title
    assert (by_field["score"].before, by_field["score"].after) == (score - 3, score)
    assert (by_field["reason"].language, by_field["reason"].after) == ("en", "Because.")


def test_an_item_added_at_the_top_is_one_addition_and_moves_nothing():
    document = shipped_document()
    rule = document["decisions"][0] | {"code": "brand_new"}
    document["decisions"].insert(0, rule)
    (change,) = changed(document)
    assert told(change)[:3] == ("decisions", "added", "Decision rule brand_new")
    assert ("pathway", rule["pathway"]) in change.after


def test_a_condition_is_told_by_its_tests_with_flags_in_words():
    document = shipped_document()
    name, flags = next(
        (name, flags)
        for rule in document["openings"] + document["decisions"]
        for name, flags in rule["when"].items()
        if name.endswith("flags")
    )
    removed = flags.pop()
    (change,) = changed(document)
    assert (change.part, change.field) == ("decisions", FIELDS[name])
    assert shipped_rules().questionnaire.flag(removed).text in change.before
    assert shipped_rules().questionnaire.flag(removed).text not in change.after


def test_coefficients_limits_and_checks_of_values_are_told():
    document = shipped_document()
    document["index"]["classes"][0]["up_to"] = "0.31"
    document["index"]["factors"][0]["bands"][0]["coefficient"] = "0.99"
    document["deadlines"]["did_contact_days"] |= {
        "verified": True, "verified_by": "A. Rossi", "verified_on": "2026-11-20",
    }  # fmt: skip
    found = {change.field: change for change in changed(document)}
    assert found["index up to"].after == Decimal("0.31")
    assert found["coefficient"].after == Decimal("0.99")
    assert found["checked"].after is True
    assert found["checked by"].after == "A. Rossi"


def test_the_changes_of_each_part_stand_together_and_every_part_can_change():
    document = shipped_document()
    document["title"]["it"] = "Nuovo"
    document["agreement"]["contents"][0]["title"]["it"] = "Nuovo"
    parts = by_part(changed(document))
    assert list(parts) == [ABOUT, "words"]
    assert {name for names in PART_FIELDS.values() for name in names} <= set(document)


def test_new_dates_alone_change_nothing_anybody_is_decided_by():
    document = shipped_document() | {"version": 3, "effective_from": "2027-01-01"}
    assert is_unchanged_but_dates(changed(document))
    document["deadlines"]["choice_days"]["days"] = 31
    assert not is_unchanged_but_dates(changed(document))


def numbers(part, place=()):
    items = part.items() if isinstance(part, dict) else enumerate(part)
    for key, value in items:
        if isinstance(value, (dict, list)):
            yield from numbers(value, (*place, key))
        elif isinstance(value, int) and not isinstance(value, bool):
            yield (*place, key)


@settings(max_examples=25)
@given(place=st.sampled_from(list(numbers(shipped_document()))), added=st.integers(1, 3))
def test_any_changed_number_is_told_and_the_way_back_tells_as_much(place, added):
    document = json.loads(json.dumps(shipped_document(), default=str))
    around = document
    for step in place[:-1]:
        around = around[step]
    around[place[-1]] += added
    try:
        rules = parse_rule_set(document)
    except RuleSetInvalid:
        return
    there, back = difference(shipped_rules(), rules), difference(rules, shipped_rules())
    assert there
    assert len(there) == len(back)
    assert all(change.part in (ABOUT, *PART_FIELDS) for change in there)


@pytest.mark.parametrize("kind", Kind)
def test_every_kind_of_change_has_a_word(kind):
    assert kind.label


def classes_of_documents(kind=RuleSet, seen=None):
    """Every class a rule set is made of."""
    seen = {} if seen is None else seen
    if is_dataclass(kind) and kind is not Money:
        if kind.__name__ not in seen:
            seen[kind.__name__] = kind
            for hint in get_type_hints(kind).values():
                classes_of_documents(hint, seen)
    else:
        for inside in get_args(kind):
            classes_of_documents(inside, seen)
    return seen


def test_every_field_and_every_item_has_a_word():
    """A part added to the rules is told in words, not by the name of its field."""
    items, names = set(), set()
    for name, kind in classes_of_documents().items():
        items.add(name)
        for field, hint in get_type_hints(kind).items():
            holds_items = any(
                is_dataclass(inside) and inside not in (Text, Money) for inside in get_args(hint)
            )
            if not holds_items and not (is_dataclass(hint) and hint not in (Text, Money)):
                names.add(field)
    told_by_field = {"RuleSet", "IndexModel", "Questionnaire", "AgreementTerms", "Condition"}
    told_by_field |= {"Text", "Clause", "AskedWhen", "Conditionality"}
    told_by_field |= {"Sourced"}
    assert items - told_by_field <= set(ITEMS)
    untold = {"it", "en", "reasons", "sources", "deadlines", "parameters"}
    assert names - untold <= set(FIELDS)


def test_every_scoring_and_prefill_function_has_words():
    assert {*SCORINGS, *PREFILLS} <= set(CODES)
