"""Calculating a profile: kept with its inputs, recomputable, never changed."""

from datetime import date

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from app.audit.models import AuditEvent
from app.cases.models.jobseeker import Step, WorkExperience, reach_columns
from app.cases.models.steps import TimelineEntry
from app.core.database import db
from app.core.errors import RuleBroken
from profiling.assessment.models import QuantitativeProfile
from profiling.assessment.queries import current_profile, recomputed, record_inputs, valid_did
from profiling.assessment.rules.profile import by_weight
from profiling.assessment.states import ProfileState
from tests.factories import cases
from tests.factories.profiling import NEAR, case_to_profile, profile
from tests.factories.programme import shipped_rules

TODAY = date(2026, 11, 20)


@pytest.fixture
def case(counsellor):
    return case_to_profile(counsellor)


def test_a_profile_keeps_inputs_index_class_contributions_and_rules(counsellor, case):
    made = profile(counsellor, case, on=TODAY)
    db.session.expire_all()
    kept = current_profile(case.id)
    assert kept.id == made.id
    assert str(kept.index) == "0.0871"
    assert kept.profile_class == 1
    assert kept.values == NEAR
    assert kept.inputs["age"] == {
        "value": 40, "source": "counsellor", "on": "2026-11-20",
        "by": counsellor.id, "was": 36, "reason": "documents_shown",
    }  # fmt: skip
    assert kept.inputs["internship_done"] == {
        "value": "not_done", "source": "person", "on": "2026-11-20",
        "by": counsellor.id, "was": None,
    }  # fmt: skip
    assert kept.inputs["education"]["source"] == "record"
    assert len(kept.contributions) == len(NEAR) + 1


def test_the_stored_profile_can_be_worked_out_again_to_the_same_result(counsellor, case):
    made = profile(counsellor, case, on=TODAY, age=61, months_without_work=30)
    again = recomputed(made)
    assert again.index == made.index
    assert again.profile_class == made.profile_class
    assert by_weight(again.contributions) == made.parts


def test_the_case_moves_on_and_both_sides_are_told(counsellor, case):
    profile(counsellor, case, on=TODAY)
    assert case.step is Step.ASSESS
    assert case.profile_class == 1
    told = db.session.scalars(
        select(TimelineEntry.action).where(TimelineEntry.machine == "profile")
    ).all()
    assert told == ["calculate"]
    events = db.session.scalars(
        select(AuditEvent.event).where(AuditEvent.jobseeker_id == case.id)
    ).all()
    assert "profile:calculate" in events


def test_calculating_again_replaces_the_profile_and_moves_nobody_back(counsellor, case):
    first = profile(counsellor, case, on=TODAY)
    case.step = Step.CHOOSE
    second = profile(counsellor, case, on=TODAY, months_without_work=30)
    assert first.state is ProfileState.SUPERSEDED
    assert current_profile(case.id).id == second.id
    assert case.step is Step.CHOOSE


def test_every_impossible_input_is_refused_at_its_factor(counsellor, case):
    with pytest.raises(RuleBroken) as broken:
        profile(counsellor, case, on=TODAY, age=7, sex="X", education=None)
    assert {reason.field for reason in broken.value.reasons} == {"age", "sex", "education"}
    assert current_profile(case.id) is None


def test_without_a_validated_declaration_there_is_no_profile(counsellor):
    case = cases.jobseeker(counsellor)
    with pytest.raises(RuleBroken) as broken:
        profile(counsellor, case, on=TODAY)
    assert broken.value.reasons[0].code == "did_not_valid"


def test_the_database_lets_nobody_change_or_delete_a_profile(counsellor, case):
    made = profile(counsellor, case, on=TODAY)
    for change in (
        "UPDATE quantitative_profile SET profile_class = 3",
        "DELETE FROM quantitative_profile",
    ):
        with pytest.raises(DBAPIError, match="may not change|is kept"), db.session.begin_nested():
            db.session.execute(text(f"{change} WHERE id = {made.id}"))
    assert db.session.get(QuantitativeProfile, made.id).profile_class == 1


def test_the_record_fills_what_it_knows_and_says_none_where_it_is_silent(counsellor):
    case = case_to_profile(counsellor, born_on=date(1986, 11, 21), minor_children=1,
                           dependent_children=2, driving_licence=True)  # fmt: skip
    db.session.add(
        WorkExperience(
            **reach_columns(case),
            employer="Prova srl",
            occupation="Cuoca",
            sector="tourism",
            level="services",
            started_on=date(2024, 1, 8),
            ended_on=date(2026, 8, 31),
        )  # fmt: skip
    )
    db.session.flush()
    known = record_inputs(case, valid_did(case.id), shipped_rules().index, on=TODAY)
    assert known == {
        "age": 39, "sex": "F", "region": "veneto", "province": "PD",
        "presence_in_italy": "since_birth", "education": "upper_secondary", "household_size": 1,
        "dependent_children": "minors", "condition_a_year_ago": "employed",
        "worked_last_year": "worked", "months_without_work": 2, "employed_now": "not_working",
        "internship_done": None, "driving_licence": "held", "last_job_level": "services",
        "last_job_sector": "tourism", "employers_in_two_years": 1,
    }  # fmt: skip
