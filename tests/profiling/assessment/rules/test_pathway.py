"""The decision table: exactly one pathway, with every rule tried on the way."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from profiling.assessment.rules.pathway import (
    Facts,
    area_d_opens,
    opened_areas,
    propose_pathway,
)
from tests.factories.programme import shipped_rules

RULES = shipped_rules()
FLAGS = [flag.code for flag in RULES.questionnaire.flags]


def facts(profile_class=1, flags=(), **scores):
    return Facts(
        profile_class=profile_class,
        scores={"A": 0, "B": 0, "C": 0} | scores,
        flags=frozenset(flags),
    )


@pytest.mark.parametrize(
    ("situation", "pathway", "rule"),
    [
        (facts(1), 1, "ready"),
        (facts(1, B=6), 2, "small_gap"),
        (facts(3), 2, "far_from_market"),
        (facts(2, A=10), 2, "weak_search"),
        (facts(1, A=10), 1, "ready"),
        (facts(1, flags=["substantial_gap"]), 3, "wide_gap"),
        (facts(1, flags=["skills_obsolete"], B=8), 2, "small_gap"),
        (facts(1, flags=["skills_obsolete"], B=9), 3, "obsolete_skills"),
        (facts(1, flags=["occupation_not_demanded"], B=7), 3, "no_local_demand"),
        (facts(1, flags=["substantial_gap"], D=9), 4, "fragility"),
        (facts(2, D=8), 1, "ready"),
        (facts(3, D=6), 4, "fragility_far"),
        (facts(3, flags=["company_crisis"], D=24), 5, "crisis"),
    ],
)
def test_the_first_rule_that_holds_proposes_its_pathway(situation, pathway, rule):
    proposal = propose_pathway(RULES, situation)
    assert (proposal.pathway, proposal.rule) == (pathway, rule)
    assert proposal.reason.it
    assert proposal.reason.en


def test_the_trace_tells_every_rule_tried_and_what_each_test_found():
    trace = propose_pathway(RULES, facts(1, B=9, flags=["skills_obsolete"])).trace
    assert [line.rule for line in trace] == [
        "crisis", "fragility", "fragility_far", "wide_gap", "obsolete_skills",
    ]  # fmt: skip
    assert [line.held for line in trace] == [False, False, False, False, True]
    flag, score = sorted(trace[-1].trials, key=lambda trial: trial.kind)
    assert (flag.kind, flag.found, flag.held) == ("all_flags", "skills_obsolete", True)
    assert (score.area, score.at_least, score.found, score.held) == ("B", 9, "9", True)
    not_assessed = trace[1].trials[0]
    assert (not_assessed.area, not_assessed.found, not_assessed.held) == ("D", "", False)


def test_area_d_opens_when_housing_is_at_risk_and_says_why():
    answers = {"housing": ["at_risk"]}
    assert area_d_opens(RULES, profile_class=1, answers=answers)
    (opening,) = opened_areas(RULES, profile_class=1, answers=answers)
    assert opening.code == "d_housing"
    assert not area_d_opens(RULES, profile_class=1, answers={"housing": ["stable"]})


def test_area_d_opens_earlier_for_somebody_far_from_work():
    answers = {  # C = 3 + 3 = 6
        "care_duties": ["all_day"],
        "work_limits": ["important"],
    }
    assert not area_d_opens(RULES, profile_class=2, answers=answers)
    assert area_d_opens(RULES, profile_class=3, answers=answers)


def test_answers_of_area_d_cannot_keep_it_open():
    assert not area_d_opens(RULES, profile_class=1, answers={"d_housing": ["urgent"]})


@given(
    st.sampled_from([1, 2, 3]),
    st.fixed_dictionaries(
        {code: st.integers(0, 25) for code in "ABC"}, optional={"D": st.integers(0, 24)}
    ),
    st.frozensets(st.sampled_from(FLAGS)),
)
@settings(max_examples=150, deadline=None)
def test_everybody_gets_exactly_one_pathway_from_the_first_rule_that_holds(number, scores, flags):
    situation = Facts(profile_class=number, scores=scores, flags=flags)
    proposal = propose_pathway(RULES, situation)
    assert proposal.pathway in {pathway.number for pathway in RULES.pathways}
    assert [line.held for line in proposal.trace] == [False] * (len(proposal.trace) - 1) + [True]
    assert propose_pathway(RULES, situation) == proposal
