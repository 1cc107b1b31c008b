"""The index: worked by hand, then for every input."""

import math
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from profiling.assessment.rules.profile import (
    FaultKind,
    InputFault,
    InputsRefused,
    employability_index,
    weightiest,
)
from tests.factories.programme import shipped_rules

MODEL = shipped_rules().index

NEAR = {
    "age": 40, "sex": "M", "region": "veneto", "province": "PD",
    "presence_in_italy": "since_birth", "education": "upper_secondary", "household_size": 3,
    "dependent_children": "nobody", "condition_a_year_ago": "employed",
    "worked_last_year": "worked", "months_without_work": 2, "employed_now": "not_working",
    "internship_done": "not_done", "driving_licence": "held", "last_job_level": "clerks",
    "last_job_sector": "tourism", "employers_in_two_years": 1,
}  # fmt: skip


def inputs():
    return st.fixed_dictionaries(
        {
            factor.code: st.integers(factor.minimum, factor.maximum)
            if factor.is_number
            else st.sampled_from([item.code for item in factor.categories])
            for factor in MODEL.factors
        }
    )


def test_the_index_of_somebody_who_just_left_work_as_worked_by_hand():
    # -1.10 start -0.30 employed a year ago -0.35 worked -0.40 two months -0.20 licence = -2.35
    result = employability_index(NEAR, MODEL)
    assert result.logit == Decimal("-2.35")
    assert result.index == Decimal("0.0871")
    assert result.profile_class == 1


def test_every_factor_is_told_with_its_category_and_effect():
    parts = {part.factor: part for part in employability_index(NEAR, MODEL).contributions}
    assert set(parts) == {factor.code for factor in MODEL.factors} | {"starting_point"}
    waiting = parts["months_without_work"]
    assert (waiting.category, waiting.value, waiting.coefficient) == ("..4", "2", Decimal("-0.40"))
    assert waiting.effect < 0
    assert parts["sex"].effect == 0
    far, close = weightiest(employability_index(NEAR, MODEL).contributions, limit=2)
    assert far == ()
    assert [part.factor for part in close] == ["months_without_work", "worked_last_year"]


def test_every_missing_or_impossible_input_is_named_at_once():
    wrong = NEAR | {"age": 7, "sex": "x", "education": "", "household_size": "3", "shoe_size": 42}
    del wrong["province"]
    with pytest.raises(InputsRefused) as refused:
        employability_index(wrong, MODEL)
    assert set(refused.value.faults) == {
        InputFault("age", FaultKind.OUT_OF_RANGE),
        InputFault("sex", FaultKind.UNKNOWN),
        InputFault("education", FaultKind.MISSING),
        InputFault("province", FaultKind.MISSING),
        InputFault("household_size", FaultKind.UNKNOWN),
        InputFault("shoe_size", FaultKind.UNKNOWN),
    }


@given(inputs())
@settings(max_examples=60, deadline=None)
def test_contributions_add_up_exactly_and_recomputation_changes_nothing(person):
    result = employability_index(person, MODEL)
    total = sum(part.coefficient for part in result.contributions)
    assert result.logit == total
    assert abs(float(result.index) - 1 / (1 + math.exp(-float(total)))) <= 0.00005001
    assert 0 <= result.index <= 1
    assert employability_index(person, MODEL) == result


@given(inputs(), st.sampled_from([factor.code for factor in MODEL.factors]), st.data())
@settings(max_examples=80, deadline=None)
def test_a_higher_coefficient_never_brings_a_person_closer_to_work(person, code, draw):
    factor = MODEL.factor(code)
    if factor.is_number:
        other = draw.draw(st.integers(factor.minimum, factor.maximum))
    else:
        other = draw.draw(st.sampled_from([item.code for item in factor.categories]))
    one = employability_index(person, MODEL)
    two = employability_index(person | {code: other}, MODEL)
    lower, upper = sorted((one, two), key=lambda result: result.logit)
    assert lower.index <= upper.index
    assert lower.profile_class <= upper.profile_class
