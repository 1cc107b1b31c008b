"""Assessing: saved by area, area D by rule, completed once, replaced by the next."""

from datetime import date, timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from app.accounts.permissions import Role
from app.cases.models.jobseeker import Step
from app.core.database import db
from app.core.errors import NotPermitted, RuleBroken
from profiling.assessment.operations.assess import (
    begin_assessment,
    complete_assessment,
    expire_assessments,
)
from profiling.assessment.queries import completed_assessment, current_draft, subtotals_of
from profiling.assessment.states import AssessmentState
from tests.factories import accounts
from tests.factories.profiling import (
    assessed,
    case_to_profile,
    easiest_answers,
    profile,
    save_area,
)

TODAY = date(2026, 11, 20)


@pytest.fixture
def case(counsellor):
    made = case_to_profile(counsellor)
    profile(counsellor, made, on=TODAY)
    return made


@pytest.fixture
def draft(counsellor, case):
    return begin_assessment(counsellor, case, on=TODAY)


def typed(draft):
    """The answers less those the record gives."""
    known = ("benefit", "driving_licence")
    return {code: given for code, given in draft.answers.items() if code not in known}


def codes(broken):
    return [reason.code for reason in broken.value.reasons]


def test_an_assessment_begins_from_a_profile_that_is_not_too_old(counsellor, case):
    begin_assessment(counsellor, case, on=TODAY + timedelta(days=90))
    assert current_draft(case.id) is not None


def test_a_profile_older_than_ninety_days_has_to_be_calculated_again(counsellor, case):
    with pytest.raises(RuleBroken) as broken:
        begin_assessment(counsellor, case, on=TODAY + timedelta(days=91))
    assert codes(broken) == ["profile_stale"]


def test_without_a_profile_there_is_nothing_to_build_on(counsellor):
    with pytest.raises(RuleBroken) as broken:
        begin_assessment(counsellor, case_to_profile(counsellor), on=TODAY)
    assert codes(broken) == ["profile_missing"]


def test_beginning_twice_goes_on_with_the_same_draft(counsellor, case, draft):
    assert begin_assessment(counsellor, case, on=TODAY).id == draft.id


def test_an_area_is_saved_half_way_and_keeps_its_subtotal(counsellor, draft):
    save_area(counsellor, draft, "A", {"search_activity": ["never"]}, {})
    save_area(counsellor, draft, "B", {"italian": ["a2"]}, {"certificates": " patentino "})
    db.session.refresh(draft)
    assert draft.scores == {"A": 3, "B": 2, "C": 0}
    assert typed(draft) == {"search_activity": ["never"], "italian": ["a2"]}
    assert draft.remarks == {"certificates": "patentino"}


def test_saving_an_area_again_replaces_only_its_own_answers(counsellor, draft):
    save_area(counsellor, draft, "A", {"search_activity": ["never"]}, {})
    save_area(counsellor, draft, "B", {"italian": ["a2"]}, {})
    save_area(counsellor, draft, "A", {"mobility": ["anywhere"]}, {})
    assert typed(draft) == {"italian": ["a2"], "mobility": ["anywhere"]}


def test_impossible_answers_are_refused_at_their_question(counsellor, draft):
    many = {"search_difficulties": ["few_offers", "requirements", "interviews", "discouragement"]}
    with pytest.raises(RuleBroken) as broken:
        save_area(counsellor, draft, "A", many, {})
    assert broken.value.reasons[0].field == "search_difficulties"


def test_area_d_opens_with_its_reason_and_closes_again(counsellor, draft):
    save_area(counsellor, draft, "C", {"housing": ["at_risk"]}, {})
    assert draft.openings == ["d_housing"]
    assert draft.flags == ["housing_at_risk"]
    save_area(counsellor, draft, "D", {"d_housing": ["urgent"]}, {})
    assert draft.scores["D"] == 3
    save_area(counsellor, draft, "C", {"housing": ["stable"]}, {})
    assert draft.openings == []
    assert "D" not in subtotals_of(draft)


def test_an_assessment_with_gaps_is_not_completed_and_every_gap_is_named(counsellor, case, draft):
    save_area(counsellor, draft, "A", easiest_answers("A"), {})
    with pytest.raises(RuleBroken) as broken:
        complete_assessment(counsellor, case, draft, evaluation=" ", on=TODAY)
    assert codes(broken) == ["area_incomplete", "area_incomplete", "evaluation_missing"]
    assert draft.state is AssessmentState.DRAFT


def test_the_completed_assessment_holds_its_result_and_the_case_waits_for_the_decision(
    counsellor, case
):
    done = assessed(counsellor, case, on=TODAY, skills_gap=["wide"])
    assert (done.proposed, done.rule) == (3, "wide_gap")
    assert done.trace[-1]["rule"] == "wide_gap"
    assert done.trace[-1]["held"] is True
    assert done.valid_until == TODAY + timedelta(days=180)
    assert case.step is Step.DECIDE
    assert completed_assessment(case.id).id == done.id


def test_with_area_d_open_its_questions_are_needed_too(counsellor, case):
    with pytest.raises(RuleBroken) as broken:
        assessed(counsellor, case, on=TODAY, wants_depth=["wished"])
    assert broken.value.reasons[0].params["area"] == "D"


def test_a_new_assessment_replaces_the_one_before(counsellor, case):
    first = assessed(counsellor, case, on=TODAY)
    second = assessed(counsellor, case, on=TODAY, skills_gap=["wide"])
    assert first.state is AssessmentState.SUPERSEDED
    assert completed_assessment(case.id).id == second.id


def test_the_database_keeps_a_completed_assessment_as_it_was(counsellor, case):
    done = assessed(counsellor, case, on=TODAY)
    for change in ("UPDATE assessment SET proposed = 5", "DELETE FROM assessment"):
        with pytest.raises(DBAPIError, match="may not change|is kept"), db.session.begin_nested():
            db.session.execute(text(f"{change} WHERE id = {done.id}"))


def test_answers_of_a_completed_assessment_are_refused(counsellor, case):
    done = assessed(counsellor, case, on=TODAY)
    with pytest.raises(RuleBroken) as broken:
        save_area(counsellor, done, "A", {"mobility": ["anywhere"]}, {})
    assert codes(broken) == ["not_a_draft"]


def test_an_assessment_expires_the_day_after_its_last_valid_day(counsellor, case):
    done = assessed(counsellor, case, on=TODAY)
    assert expire_assessments(on=done.valid_until, limit=5) == 0
    assert expire_assessments(on=done.valid_until + timedelta(days=1), limit=5) == 1
    assert done.state is AssessmentState.EXPIRED
    assert case.step is Step.ASSESS


def test_only_those_who_may_assess_complete_an_assessment(counsellor, case, draft):
    for area in "ABC":
        save_area(counsellor, draft, area, easiest_answers(area), {})
    with pytest.raises(NotPermitted):
        complete_assessment(
            accounts.user(Role.AUDITOR), case, draft, evaluation="Pronta.", on=TODAY
        )


def test_completing_twice_is_refused_and_the_first_result_stays(counsellor, case):
    done = assessed(counsellor, case, on=TODAY)
    with pytest.raises(RuleBroken) as broken:
        complete_assessment(counsellor, case, done, evaluation="Altro.", on=TODAY)
    assert codes(broken) == ["not_a_draft"]
    assert done.evaluation == "Pronta a ripartire."
