"""One section: what may be saved, how two versions differ, what becomes of both."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.programme.rules.functions import PREFILLS, SCORINGS
from profiling.assessment.rules.carrying import AnswerChange, carried_over, changed_answers
from profiling.assessment.rules.filling import (
    PREFILL_FUNCTIONS,
    KnownFacts,
    fixed_answers,
    told_by_record,
)
from profiling.assessment.rules.merging import differences, merged
from profiling.assessment.rules.prefill import Job
from profiling.assessment.rules.scoring import area_points, area_scores, counted_answers
from profiling.assessment.rules.section import SectionEntry, refusals
from tests.factories.programme import shipped_rules

RULES = shipped_rules()
FORM = RULES.questionnaire
TOLD = {"driving_licence": "held", "benefit": "received", "out_of_work_since": "under_6_months"}


def refused(section, answers, *, others=None, elsewhere=0, **entry):
    found = refusals(
        RULES,
        FORM.section(section),
        SectionEntry(answers=answers, **entry).cleaned,
        others=others or {},
        told=TOLD,
        points_elsewhere=elsewhere,
    )
    return {(one.code, one.field) for one in found}


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        ({"care_duties": ["alone"], "care_hours": ["half_day"]}, set()),
        (
            {"care_duties": ["nobody"], "care_hours": ["half_day"]},
            {("answer_not_asked", "care_hours")},
        ),
        ({"care_hours": ["half_day"]}, {("answer_not_asked", "care_hours")}),
        ({"driving_licence": ["not_held"]}, {("answer_fixed", "driving_licence")}),
        ({"driving_licence": ["held"]}, set()),
        ({"benefit": ["not_received"]}, {("answer_fixed", "benefit")}),
        ({"mobility": ["anywhere"]}, {("answer_unknown", "mobility")}),
    ],
)
def test_answers_that_cannot_be_are_refused_at_their_question(answers, expected):
    assert refused("C1", answers) == expected


def test_a_read_only_question_is_asked_like_any_other_where_the_record_is_silent():
    found = refusals(
        RULES,
        FORM.section("C1"),
        SectionEntry(answers={"driving_licence": ["held"]}),
        others={},
        told={},
        points_elsewhere=0,
    )
    assert found == []


@pytest.mark.parametrize(
    ("points", "elsewhere", "reason", "note", "expected"),
    [
        (2, 0, "documents_shown", "", set()),
        (3, 0, "documents_shown", "", {("points_above_limit", "section_points")}),
        (2, 1, "documents_shown", "", {("points_above_limit", "section_points")}),
        (-1, 0, "documents_shown", "", {("points_above_limit", "section_points")}),
        (1, 0, "", "", {("points_reason_missing", "section_points_reason")}),
        (1, 0, "liked", "", {("points_reason_missing", "section_points_reason")}),
        (1, 0, "other", " ", {("points_note_missing", "section_points_note")}),
        (1, 0, "other", "Visto in colloquio.", set()),
    ],
)
def test_points_stay_within_the_area_and_say_why(points, elsewhere, reason, note, expected):
    given = {"points": points, "points_reason": reason, "points_note": note}
    assert refused("A1", {}, elsewhere=elsewhere, **given) == expected


def test_points_count_by_area_and_other_rules_cut_them():
    given = {"A1": {"points": 2}, "A2": {"points": 1}, "C1": {"points": 1}, "Z9": {"points": 5}}
    assert area_points(FORM, given, 3) == {"A": 3, "C": 1}
    assert area_points(FORM, given, 2) == {"A": 2, "C": 1}
    assert area_points(FORM, given, 0) == {}


def test_each_scoring_function_by_hand():
    scores = [2, 0, 3]
    assert {name: function(scores) for name, function in SCORINGS.items()} == {
        "sum": 5, "highest": 3, "count": 2, "unscored": 0,
    }  # fmt: skip
    assert {function([]) for function in SCORINGS.values()} == {0}


@given(st.lists(st.integers(0, 9), max_size=5), st.integers(0, 9))
def test_no_scoring_function_gives_less_for_one_answer_more(scores, more):
    for function in SCORINGS.values():
        assert function([*scores, more]) >= function(scores)


def test_a_subquestion_that_is_not_asked_neither_counts_nor_is_missing():
    nobody = area_scores(FORM, {"care_duties": ["nobody"], "care_hours": ["few_hours"]})["C"]
    assert nobody.score == 0
    assert "care_hours" not in nobody.missing
    alone = area_scores(FORM, {"care_duties": ["alone"]})["C"]  # 2
    assert (alone.score, "care_hours" in alone.missing) == (2, True)
    both = area_scores(FORM, {"care_duties": ["alone"], "care_hours": ["few_hours"]})["C"]
    assert both.score == 4
    kept = counted_answers(FORM, {"care_duties": ["nobody"], "care_hours": ["few_hours"]})
    assert kept == {"care_duties": ["nobody"]}


def test_several_services_weigh_as_the_heaviest_and_a_hidden_answer_counts():
    services = {"other_services": ["social_services", "health_services"], "benefit": ["received"]}
    scores = area_scores(FORM, services)["C"]
    assert scores.score == 1 + 1
    assert "benefit" not in area_scores(FORM, {})["C"].missing


def facts(**values):
    return KnownFacts(
        **{
            "on": date(2026, 11, 25), "has_benefit": False, "has_driving_licence": False,
            "unemployed_since": None, "jobs": (),
        }
        | values
    )  # fmt: skip


def job(ended_on):
    return Job(
        employer="Azienda",
        sector="trade",
        level="clerks",
        started_on=date(2020, 1, 1),
        ended_on=ended_on,
    )


@pytest.mark.parametrize(
    ("known", "band"),
    [
        (facts(), None),
        (facts(jobs=(job(None),)), "in_work"),
        (facts(jobs=(job(date(2026, 5, 26)),)), "under_6_months"),
        (facts(jobs=(job(date(2026, 5, 25)),)), "from_6_to_12_months"),
        (facts(unemployed_since=date(2025, 11, 25)), "from_1_to_2_years"),
        (facts(jobs=(job(date(2024, 11, 25)),)), "over_2_years"),
        # The last job speaks, not the declaration.
        (
            facts(jobs=(job(date(2026, 11, 1)),), unemployed_since=date(2024, 1, 1)),
            "under_6_months",
        ),
    ],
)
def test_the_record_tells_how_long_somebody_is_out_of_work(known, band):
    assert told_by_record(FORM, known).get("out_of_work_since") == band


def test_every_name_of_a_prefill_function_has_its_function_and_gives_only_its_codes():
    assert set(PREFILL_FUNCTIONS) == set(PREFILLS)
    for known in (facts(), facts(has_benefit=True, has_driving_licence=True)):
        told = told_by_record(FORM, known)
        assert told["benefit"] in PREFILLS["benefit_received"]
        assert told["driving_licence"] in PREFILLS["has_driving_licence"]
    assert fixed_answers(FORM, told) == {"benefit": ["received"], "driving_licence": ["held"]}


def test_answers_taken_over_are_those_the_rules_still_know_and_the_record_does_not_tell():
    before = {
        "housing": ["stable"], "income": ["lottery"], "shoe_size": ["42"],
        "driving_licence": ["not_held"],
    }  # fmt: skip
    carried = carried_over(before, FORM, TOLD)
    assert carried.answers == {"housing": ["stable"]}
    assert carried.dropped == ("income", "shoe_size")


def test_changed_answers_are_told_whatever_their_order():
    before = {"search_difficulties": ["few_offers", "interviews"], "housing": ["stable"]}
    after = {"search_difficulties": ["interviews", "few_offers"], "income": ["nothing"]}
    assert changed_answers(before, after) == (
        AnswerChange("income", (), ("nothing",)),
        AnswerChange("housing", ("stable",), ()),
    )


CODES = st.dictionaries(
    st.sampled_from(["mobility", "search_activity"]),
    st.lists(st.sampled_from(["a", "b"]), min_size=1, max_size=2, unique=True),
)
ENTRIES = st.builds(
    SectionEntry,
    answers=CODES,
    remarks=st.dictionaries(st.just("search_difficulties"), st.sampled_from(["x", "y"])),
    note=st.sampled_from(["", "n", "m"]),
    points=st.integers(0, 2),
    points_reason=st.sampled_from(["documents_shown", "other"]),
    points_note=st.sampled_from(["", "z"]),
)


@given(ENTRIES, ENTRIES)
def test_a_side_taken_whole_is_that_side_and_equal_versions_do_not_differ(theirs, mine):
    differing = differences(theirs, mine)
    all_mine = merged(theirs, mine, dict.fromkeys(differing, "mine"))
    assert differences(all_mine, mine) == ()
    assert differences(merged(theirs, mine, {}), theirs) == ()
    assert differences(mine, mine) == ()
    assert set(differences(mine, theirs)) == set(differing)


@given(ENTRIES, ENTRIES, st.data())
def test_each_difference_comes_from_the_side_chosen_for_it(theirs, mine, data):
    differing = differences(theirs, mine)
    keep = {key: data.draw(st.sampled_from(["theirs", "mine"])) for key in differing}
    both = merged(theirs, mine, keep)
    assert set(differences(both, mine)) == {key for key in differing if keep[key] == "theirs"}
    assert set(differences(both, theirs)) == {key for key in differing if keep[key] == "mine"}
