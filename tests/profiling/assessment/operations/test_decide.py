"""Deciding the pathway: as proposed, or with a coded reason and a note."""

from datetime import date

import pytest
from sqlalchemy import select

from app.cases.models.jobseeker import Step
from app.cases.models.steps import PathwayRecord, TimelineEntry
from app.core.database import db
from app.core.errors import RuleBroken
from profiling.assessment.operations.decide import decide_pathway
from profiling.assessment.queries import current_pathway
from tests.factories.profiling import assessed, case_to_profile, profile

TODAY = date(2026, 11, 20)


@pytest.fixture
def case(counsellor):
    made = case_to_profile(counsellor)
    profile(counsellor, made, on=TODAY)
    assessed(counsellor, made, on=TODAY)
    return made


def fields(broken):
    return {reason.field for reason in broken.value.reasons}


def test_the_proposed_pathway_needs_no_reason(counsellor, case):
    decided = decide_pathway(counsellor, case, 1)
    assert (decided.proposed, decided.decided, decided.override_reason) == (1, 1, "")
    assert case.pathway == 1
    assert case.step is Step.DRAFT
    told = db.session.scalars(
        select(TimelineEntry.action).where(TimelineEntry.jobseeker_id == case.id)
    ).all()
    assert told[-1] == "decide"


def test_another_pathway_needs_a_reason_that_belongs_to_it_and_a_note(counsellor, case):
    with pytest.raises(RuleBroken) as broken:
        decide_pathway(counsellor, case, 3)
    assert fields(broken) == {"reason", "note"}
    with pytest.raises(RuleBroken) as broken:
        decide_pathway(counsellor, case, 3, reason="placement_at_hand", note="Vuole cambiare.")
    assert fields(broken) == {"reason"}
    assert current_pathway(case.id) is None


def test_an_override_keeps_proposal_decision_reason_and_note(counsellor, case):
    decide_pathway(counsellor, case, 3, reason="change_of_occupation", note=" Vuole cambiare. ")
    kept = current_pathway(case.id)
    assert (kept.proposed, kept.decided) == (1, 3)
    assert (kept.override_reason, kept.note) == ("change_of_occupation", "Vuole cambiare.")
    assert kept.decided_by_id == counsellor.id


def test_an_unknown_pathway_is_refused(counsellor, case):
    with pytest.raises(RuleBroken) as broken:
        decide_pathway(counsellor, case, 6)
    assert fields(broken) == {"pathway"}


def test_without_a_completed_assessment_nothing_is_decided(counsellor):
    with pytest.raises(RuleBroken) as broken:
        decide_pathway(counsellor, case_to_profile(counsellor), 1)
    assert broken.value.reasons[0].code == "assessment_missing"


def test_deciding_again_supersedes_and_keeps_the_decision_before(counsellor, case):
    decide_pathway(counsellor, case, 1)
    decide_pathway(counsellor, case, 2, reason="short_course_enough", note="Basta poco.")
    records = db.session.scalars(
        select(PathwayRecord)
        .where(PathwayRecord.jobseeker_id == case.id)
        .order_by(PathwayRecord.id)
    ).all()
    assert [record.decided for record in records] == [1, 2]
    assert records[0].superseded_at is not None
    assert case.pathway == 2
