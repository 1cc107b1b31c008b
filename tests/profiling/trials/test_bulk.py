"""A million cases at once give case by case what one case gives."""

import copy
import random
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.programme.rules.parsing import parse_rule_set
from profiling.trials.rules.bulk import BulkScorer
from profiling.trials.rules.single import Computed, NotComputable, Obstacle, under
from tests.factories.programme import shipped_document, shipped_rules

EVERYBODY = 4_000


def somebody(chance, rules, burden=None):
    """Inputs and answers of a person; the heavier the burden, the higher the scores."""
    burden = chance.random() if burden is None else burden
    values = {
        factor.code: chance.randint(factor.minimum, min(factor.maximum, 70))
        if factor.is_number
        else chance.choice(factor.categories).code
        for factor in rules.index.factors
    }
    answers = {}
    for question in rules.questionnaire.questions:
        highest = max(answer.score for answer in question.answers) or 1
        near = [1 / (0.05 + abs(one.score / highest - burden) ** 2) for one in question.answers]
        first = chance.choices(question.answers, near)[0]
        others = [one for one in question.answers if not one.stands_alone and one is not first]
        chosen = [first]
        if question.max_choices > 1 and others and not first.stands_alone:
            most = min(question.max_choices - 1, len(others))
            chosen += chance.sample(others, chance.randint(0, most))
        answers[question.code] = [one.code for one in chosen]
    return values, answers


@pytest.fixture(scope="module")
def region():
    chance = random.Random(20261125)
    return [somebody(chance, shipped_rules()) for _ in range(EVERYBODY)]


def test_a_region_gives_the_same_one_by_one_and_every_rule_is_among_them(region):
    rules = shipped_rules()
    scorer = BulkScorer(rules)
    fired, opened = set(), set()
    for values, answers in region:
        single = under(rules, values, answers, {})
        assert scorer.result(values, answers, {}) == single
        assert isinstance(single, Computed)
        fired.add(single.rule)
        opened.update(single.openings)
    assert fired == {rule.code for rule in rules.decisions}
    assert opened == {rule.code for rule in rules.openings}


def mutated(chance):
    """The shipped rules with scores, cut-offs, coefficients, thresholds and the order changed."""
    document = shipped_document()
    answers = (
        answer
        for area in document["questionnaire"]["areas"]
        for section in area["sections"]
        for question in section["questions"]
        for answer in question["answers"]
    )
    parts = (
        part
        for factor in document["index"]["factors"]
        for part in factor.get("bands") or factor.get("categories")
    )
    for area in document["questionnaire"]["areas"]:
        for section in area["sections"]:
            if len(section["questions"]) > 1:
                hang_together(chance, section["questions"])
    for answer in answers:
        answer["score"] = chance.choice((answer["score"], chance.randint(0, 4)))
    for part in parts:
        part["coefficient"] = chance.choice((part["coefficient"], f"{chance.uniform(-1, 1):.3f}"))
    first, second = sorted(chance.sample(range(5, 95), 2))
    document["index"]["classes"][0]["up_to"] = f"0.{first:02}"
    document["index"]["classes"][1]["up_to"] = f"0.{second:02}"
    *earlier, last = document["decisions"]
    chance.shuffle(earlier)
    rules = (*earlier, *document["openings"])
    for test in (test for rule in rules for test in rule["when"].get("scores", ())):
        test["at_least"] = chance.randint(1, 14)
    document["decisions"] = [*earlier, last]
    document["parameters"]["official_class_decides"]["value"] = chance.choice((0, 1))
    return parse_rule_set(document)


def points_of(chance, rules):
    """Points of the operator in some sections, one of which the rules may not know."""
    sections = [section.code for area in rules.questionnaire.areas for section in area.sections]
    chosen = chance.sample([*sections, "gone"], chance.choice((0, 0, 1, 2)))
    return {code: {"points": chance.randint(1, 4), "reason": "x", "note": ""} for code in chosen}


def hang_together(chance, questions):
    """One question becomes a sub-question of another, and one scores in another way."""
    above, below = sorted(chance.sample(range(len(questions)), 2))
    codes = [answer["code"] for answer in questions[above]["answers"]]
    opening = chance.sample(codes, chance.randint(1, len(codes)))
    questions[below]["asked_when"] = {"question": questions[above]["code"], "answers": opening}
    chance.choice(questions)["scoring"] = chance.choice(("sum", "highest", "count", "unscored"))


def disturbed(chance, rules, values, answers):
    """The same person with answers and inputs that cannot be, are missing, or are not asked."""
    for code in chance.sample(sorted(answers), chance.choice((0, 0, 1, 3))):
        answers[code] = chance.choice(([], ["nonsense"], answers[code] * 2))
    if chance.random() < 0.2:
        answers[f"gone_{chance.randint(0, 3)}"] = ["x"]
    if chance.random() < 0.2:
        for question in rules.questionnaire.area("D").questions:
            answers.pop(question.code, None)
    if chance.random() < 0.2:
        code = chance.choice(sorted(values))
        values[code] = chance.choice((None, "", "nonsense", -1, True, 10_000, "other", 1.5))
    return values, answers


@settings(max_examples=25)
@given(st.integers(0, 2**32))
def test_whatever_the_rules_and_the_people_bulk_and_single_agree(seed):
    chance = random.Random(seed)
    rules = mutated(chance)
    scorer = BulkScorer(rules)
    for _ in range(12):
        values, answers = disturbed(chance, rules, *somebody(chance, rules))
        given = points_of(chance, rules)
        official = chance.choice((None, 1, 2, 3))
        single = under(rules, values, answers, given, official)
        assert scorer.result(values, answers, given, official) == single


def changed(change):
    document = shipped_document()
    change(document)
    return parse_rule_set(document)


def question_of(document, area=0):
    return document["questionnaire"]["areas"][area]["sections"][0]["questions"][1]


def test_what_the_rules_no_longer_know_or_newly_ask_is_named_and_not_guessed(region):
    values, answers = next(
        (values, answers)
        for values, answers in region
        if under(shipped_rules(), values, answers, {}).profile_class == 1
    )
    first = question_of(shipped_document())["code"]

    def rename(document):
        question_of(document)["code"] = "renamed"

    def another(document):
        added = copy.deepcopy(question_of(document)) | {"code": "added"}
        document["questionnaire"]["areas"][0]["sections"][0]["questions"].append(added)

    def shorter(document):
        question = question_of(document)
        question["answers"] = [a for a in question["answers"] if [a["code"]] != answers[first]]

    def further(document):
        document["index"]["factors"].append(
            copy.deepcopy(document["index"]["factors"][0]) | {"code": "weight"}
        )

    expected = {
        rename: (Obstacle.QUESTION_GONE, first),
        another: (Obstacle.QUESTION_NEW, "added"),
        shorter: (Obstacle.ANSWER_GONE, first),
        further: (Obstacle.INPUT, "weight"),
    }
    for change, (obstacle, item) in expected.items():
        rules = changed(change)
        for result in (
            under(rules, values, answers, {}),
            BulkScorer(rules).result(values, answers, {}),
        ):
            assert isinstance(result, NotComputable)
            assert (result.obstacle, result.item) == (obstacle, item)


def test_an_area_that_would_open_and_was_never_asked_is_an_area_to_ask(region):
    values, answers = region[0]
    rules = shipped_rules()
    of_d = {question.code for question in rules.questionnaire.area("D").questions}
    asked = {code: chosen for code, chosen in answers.items() if code not in of_d}
    always = replace(rules.openings[0].when, scores=(), any_flags=(), all_flags=(), classes=())
    opening = replace(rules, openings=(replace(rules.openings[0], when=always),))
    expected = NotComputable(
        Obstacle.AREA_NEW,
        "D",
        under(rules, values, answers, {}).index,
        under(rules, values, answers, {}).profile_class,
    )
    assert under(opening, values, asked, {}) == expected
    assert BulkScorer(opening).result(values, asked, {}) == expected


def test_an_index_on_the_limit_of_a_class_is_of_that_class_either_way():
    rules = shipped_rules()
    values, answers = somebody(random.Random(7), rules)
    index = under(rules, values, answers, {}).index
    first = replace(rules.index.classes[0], up_to=index)
    last = replace(rules.index.classes[-1], up_to=Decimal(1))
    exact = replace(rules, index=replace(rules.index, classes=(first, last)))
    assert under(exact, values, answers, {}).profile_class == 1
    assert BulkScorer(exact).result(values, answers, {}).profile_class == 1
