"""What weighed most: shares reckoned by hand, what decided before what did not."""

from decimal import Decimal

from profiling.assessment.rules.pathway import outcome_of
from profiling.assessment.rules.profile import employability_index
from profiling.assessment.rules.weight import FlagOrigin, flag_origins, weightiest_reasons
from tests.factories.profiling import NEAR, easiest_answers
from tests.factories.programme import shipped_rules

RULES = shipped_rules()
EASIEST = easiest_answers("A") | easiest_answers("B") | easiest_answers("C")
FACTORS = employability_index(NEAR, RULES.index).contributions


def reasons(profile_class, changed, points=None, **options):
    answers = EASIEST | {code: [one] for code, one in changed.items()}
    outcome = outcome_of(RULES, profile_class=profile_class, answers=answers, points=points or {})
    return weightiest_reasons(RULES, answers, outcome, FACTORS, **options)


def told(found):
    return [(one.kind, one.code, one.weight, one.decided) for one in found]


def test_an_answer_in_the_area_that_decided_weighs_its_part_of_the_score():
    # small_gap looks at B = 3 + 2 + 1 = 6.
    found = reasons(
        1, {"skills_gap": "medium", "experience": "under_2_years", "digital_skills": "basic"}
    )
    assert told(found) == [
        ("answer", "skills_gap", Decimal("0.5000"), True),
        ("answer", "experience", Decimal("0.3333"), True),
        ("answer", "digital_skills", Decimal("0.1667"), True),
    ]


def test_an_answer_that_raised_the_deciding_flag_weighs_one():
    found = reasons(1, {"skills_gap": "wide", "search_activity": "never"})
    assert told(found)[0] == ("answer", "skills_gap", Decimal(1), True)
    assert found[0].points == 5
    assert not found[1].decided


def test_points_of_the_counsellor_are_a_reason_of_their_own():
    # B = 3 + 2 + 1 point of the counsellor's.
    found = reasons(1, {"skills_gap": "medium", "experience": "under_2_years"}, {"B": 1})
    assert told(found)[2] == ("points", "B", Decimal("0.1667"), True)


def test_where_the_class_decides_factors_weigh_their_part_of_all_coefficients():
    # Coefficients of NEAR that are not zero: -0.30, -0.35, -0.40, -0.20 and nothing else: 1.25.
    found = reasons(3, {})
    assert told(found) == [
        ("factor", "months_without_work", Decimal("0.3200"), True),
        ("factor", "worked_last_year", Decimal("0.2800"), True),
        ("factor", "condition_a_year_ago", Decimal("0.2400"), True),
    ]


def test_when_nothing_decided_the_heaviest_are_told_all_the_same():
    found = reasons(1, {"mobility": "up_to_20_km"})  # A = 1, all from one answer
    assert told(found)[0] == ("answer", "mobility", Decimal(1), False)
    assert not any(one.decided for one in found)


def test_every_flag_is_traced_to_the_answer_that_raised_it():
    answers = EASIEST | {"housing": ["at_risk"], "other_services": ["health_services"]}
    outcome = outcome_of(RULES, profile_class=1, answers=answers)
    assert set(flag_origins(RULES, answers, outcome)) == {
        FlagOrigin("housing_at_risk", "housing", "at_risk"),
        FlagOrigin("followed_by_services", "other_services", "health_services"),
    }
