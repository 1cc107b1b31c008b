"""Scores of the areas: what counts, what is missing, what cannot be."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from profiling.assessment.rules.scoring import (
    AnswerFault,
    AnswerFaultKind,
    AnswersRefused,
    area_scores,
    raised_flags,
)
from tests.factories.programme import shipped_rules

FORM = shipped_rules().questionnaire
QUESTIONS = {question.code: question for question in FORM.questions}


def answers():
    one_each = {
        code: st.sampled_from([answer.code for answer in question.answers]).map(lambda one: [one])
        for code, question in QUESTIONS.items()
    }
    return st.fixed_dictionaries({}, optional=one_each)


def test_a_score_is_the_sum_of_the_answers_chosen():
    scores = area_scores(
        FORM,
        {
            "out_of_work_since": ["from_1_to_2_years"],  # 2
            "search_difficulties": ["few_offers", "interviews"],  # 1 + 1
            "local_demand": ["little_demand"],  # 3
        },
    )
    assert scores["A"].score == 7
    assert scores["A"].max_score == 23
    assert scores["B"].score == 0
    assert "D" not in scores


def test_unanswered_questions_are_listed_as_missing():
    scores = area_scores(FORM, {"housing": ["stable"]})
    assert not scores["C"].is_complete
    assert "housing" not in scores["C"].missing
    # Fewer by the one answered, the hidden one, and the sub-question nobody asks.
    assert len(scores["C"].missing) == len(FORM.area("C").questions) - 3


def test_an_area_that_is_not_open_does_not_count():
    given_answers = {"d_housing": ["urgent"]}
    assert "D" not in area_scores(FORM, given_answers)
    assert area_scores(FORM, given_answers, opened=["D"])["D"].score == 3


def test_every_impossible_answer_is_named_at_once():
    wrong = {
        "shoe_size": ["42"],
        "housing": ["castle"],
        "income": ["enough", "nothing"],
        "search_difficulties": ["few_offers", "few_offers"],
        "other_services": ["nothing", "social_services"],
    }
    with pytest.raises(AnswersRefused) as refused:
        area_scores(FORM, wrong)
    assert set(refused.value.faults) == {
        AnswerFault("shoe_size", AnswerFaultKind.UNKNOWN_QUESTION),
        AnswerFault("housing", AnswerFaultKind.UNKNOWN_ANSWER),
        AnswerFault("income", AnswerFaultKind.TOO_MANY),
        AnswerFault("search_difficulties", AnswerFaultKind.REPEATED),
        AnswerFault("other_services", AnswerFaultKind.CONTRADICTORY),
    }


def test_answers_raise_their_flags():
    flags = raised_flags(FORM, {"why_it_ended": ["company_crisis"], "housing": ["at_risk"]})
    assert flags == {"company_crisis", "housing_at_risk"}


@given(answers())
@settings(max_examples=60, deadline=None)
def test_a_score_lies_between_nothing_and_its_maximum_and_one_answer_more_never_lowers_it(chosen):
    scores = area_scores(FORM, chosen, opened=["D"])
    for area in FORM.areas:
        subtotal = scores[area.code]
        assert 0 <= subtotal.score <= subtotal.max_score
        assert subtotal.score == sum(item.score for item in subtotal.items)
        for code in subtotal.missing:
            more = chosen | {code: [QUESTIONS[code].answers[0].code]}
            assert area_scores(FORM, more, opened=["D"])[area.code].score >= subtotal.score
