"""What would change the result: each change, made, leads where it says."""

from hypothesis import given, settings
from hypothesis import strategies as st

from profiling.assessment.rules.otherwise import (
    MOST_CHANGES,
    Situation,
    counterfactuals,
    other_classes,
)
from profiling.assessment.rules.pathway import outcome_of
from profiling.assessment.rules.profile import employability_index
from tests.factories.profiling import NEAR, easiest_answers
from tests.factories.programme import shipped_rules
from tests.profiling.assessment.rules.test_golden import people

RULES = shipped_rules()
EASIEST = easiest_answers("A") | easiest_answers("B") | easiest_answers("C")


def changes(profile_class, changed, inputs=NEAR):
    answers = EASIEST | {code: [one] for code, one in changed.items()}
    situation = Situation(profile_class=profile_class, answers=answers)
    return counterfactuals(RULES, situation, inputs, RULES.index)


def told(found):
    return {(one.kind, one.code, one.instead, one.pathway) for one in found}


def test_one_answer_less_in_the_deciding_area_would_have_led_elsewhere():
    # B = 3 + 3 = 6: any point less and small_gap does not hold. Experience is a fact of the past.
    found = changes(1, {"skills_gap": "medium", "experience": "nothing"})
    assert told(found) == {("answer", "skills_gap", "small", 1)}


def test_the_smallest_step_that_is_enough_is_told():
    # B = 5 + 3 = 8 with the flag: with a small gap B = 5, and the aim can be work at once; with a
    # medium one B = 6, and short courses are proposed: the nearest step is told.
    found = changes(1, {"skills_gap": "wide", "experience": "nothing"})
    assert told(found) == {("answer", "skills_gap", "medium", 2)}


def test_a_fact_of_the_past_is_never_told_as_something_to_change():
    assert changes(1, {"why_it_ended": "company_crisis"}) == ()


def test_a_driving_licence_can_change_the_class_and_with_it_the_pathway():
    # Without a licence, 31 months out of work and no job in the last year, just inside class 3.
    far = NEAR | {
        "driving_licence": "not_held", "months_without_work": 31, "worked_last_year": "not_worked",
        "condition_a_year_ago": "unemployed", "employers_in_two_years": 0,
    }  # fmt: skip
    result = employability_index(far, RULES.index)
    # -1.10 + 0.20 + 1.00 + 0.30 + 0.45 + 0.30 = 1.15. Class 3 begins at 0.8473, where the index is
    # 0.70; with a licence the sum is 0.75, class 2.
    assert (str(result.logit), result.profile_class) == ("1.15", 3)
    found = changes(3, {}, far)
    assert ("factor", "driving_licence", "held", 1) in told(found)
    assert not {one.code for one in found} & {"sex", "age", "presence_in_italy"}


def test_a_change_that_would_ask_further_questions_is_left_out():
    # A = 3 + 3 + 3 + 1 = 10 in class 2. Who searches at all would be asked where: nobody knows.
    heavy = {
        "search_activity": ["never"], "expectations": ["not_coherent"],
        "search_effectiveness": ["at_every_step"], "mobility": ["up_to_20_km"],
    }  # fmt: skip
    answers = {code: one for code, one in EASIEST.items() if code != "search_channels"} | heavy
    situation = Situation(profile_class=2, answers=answers)
    found = counterfactuals(RULES, situation, NEAR, RULES.index)
    codes = {one.code for one in found if one.kind == "answer"}
    assert codes == {"expectations", "search_effectiveness", "mobility"}


def test_the_pathways_other_classes_would_have_led_to():
    situation = Situation(profile_class=3, answers=EASIEST)
    assert [(one.instead, one.pathway) for one in other_classes(RULES, situation)] == [
        ("1", 1),
        ("2", 1),
    ]


@given(people(), st.sampled_from(["held", "not_held"]))
@settings(max_examples=80, deadline=None)
def test_every_change_told_leads_where_it_says_when_it_is_made(person, licence):
    profile_class, answers = person
    inputs = NEAR | {"driving_licence": licence}
    situation = Situation(profile_class=profile_class, answers=answers)
    before = outcome_of(RULES, profile_class=profile_class, answers=answers)
    found = counterfactuals(RULES, situation, inputs, RULES.index)
    assert len(found) <= MOST_CHANGES
    for one in found:
        changed, number = answers, profile_class
        if one.kind == "answer":
            assert RULES.questionnaire.question(one.code).changeable
            changed = answers | {one.code: [one.instead]}
        else:
            assert RULES.index.factor(one.code).changeable
            number = employability_index(
                inputs | {one.code: one.instead}, RULES.index
            ).profile_class
        after = outcome_of(RULES, profile_class=number, answers=changed)
        assert (after.proposal.pathway, after.proposal.rule) == (one.pathway, one.rule)
        assert after.proposal.pathway != before.proposal.pathway
        assert all(subtotal.is_complete for subtotal in after.subtotals.values())
