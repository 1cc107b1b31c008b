"""A draft filled in by section, re-assessed, completed, and then kept by the database."""

from datetime import timedelta

import psycopg
import pytest

from app.accounts.models import OrganisationKind
from app.accounts.permissions import Role
from app.cases.models.jobseeker import Benefit
from app.core.clock import now, today
from app.core.database import db, transaction
from app.core.errors import RuleBroken
from profiling.assessment.operations.assess import (
    begin_assessment,
    complete_assessment,
    expire_assessments,
)
from profiling.assessment.operations.fill import SectionStale, save_section, version_of
from profiling.assessment.rules.section import SectionEntry, Sheet
from profiling.assessment.states import AssessmentState
from tests.factories import accounts
from tests.factories.profiling import assessed, case_to_profile, easiest_answers, profile, save_area

TODAY = today()


@pytest.fixture
def case(counsellor):
    made = case_to_profile(counsellor, benefit=Benefit.NASPI, driving_licence=True)
    profile(counsellor, made, on=TODAY)
    return made


@pytest.fixture
def draft(counsellor, case):
    return begin_assessment(counsellor, case, on=TODAY)


def save(counsellor, case, draft, section, seen=0, tab="one", **entry):
    answers = entry.pop("answers", {})
    return save_section(
        counsellor,
        case,
        draft,
        Sheet(section, seen, tab),
        SectionEntry(answers=answers, **entry),
        on=TODAY,
    )


def test_hidden_and_read_only_answers_come_from_the_record_and_follow_it(counsellor, case, draft):
    assert draft.answers == {"benefit": ["received"], "driving_licence": ["held"]}
    assert draft.scores["C"] == 1
    case.benefit = Benefit.NONE
    save(counsellor, case, draft, "A1", answers={"mobility": ["anywhere"]})
    assert draft.answers["benefit"] == ["not_received"]
    assert draft.scores["C"] == 0


def test_a_stale_section_is_refused_and_writes_nothing(counsellor, case, draft):
    save(counsellor, case, draft, "A1", tab="one", answers={"mobility": ["anywhere"]})
    with pytest.raises(SectionStale):
        save(counsellor, case, draft, "A1", tab="two", answers={"mobility": ["up_to_20_km"]})
    assert draft.answers["mobility"] == ["anywhere"]
    assert version_of(draft, "A1") == 1


def test_what_is_already_stored_is_no_conflict(counsellor, case, draft):
    save(counsellor, case, draft, "A1", tab="one", answers={"mobility": ["anywhere"]})
    save(counsellor, case, draft, "A1", tab="two", answers={"mobility": ["anywhere"]})
    assert version_of(draft, "A1") == 1


def test_a_reassessment_starts_from_the_last_and_every_section_has_to_be_looked_through(
    counsellor, case
):
    first = assessed(counsellor, case, on=TODAY, mobility=["up_to_20_km"])
    draft = begin_assessment(counsellor, case, on=TODAY)
    # How long out of work is told by the record of today: the field starts with it, and waits.
    today_s = {"out_of_work_since"}
    assert draft.answers == {k: v for k, v in first.answers.items() if k not in today_s}
    assert draft.carried["from"] == first.id
    assert draft.points == {}
    with pytest.raises(RuleBroken) as broken:
        complete_assessment(counsellor, case, draft, evaluation="Come prima.", on=TODAY)
    incomplete, *unconfirmed = broken.value.reasons
    assert incomplete.params == {"area": "A", "missing": 1}
    assert [one.params["section"] for one in unconfirmed] == ["A2", "B1", "B2", "C1", "C2"]


def test_an_expired_assessment_too_is_where_the_next_one_starts(counsellor, case):
    first = assessed(counsellor, case, on=TODAY, mobility=["up_to_20_km"])
    later = TODAY + timedelta(days=181)
    expire_assessments(on=later, limit=5)
    profile(counsellor, case, on=later)
    draft = begin_assessment(counsellor, case, on=later)
    assert draft.answers["mobility"] == ["up_to_20_km"]
    assert draft.carried["from"] == first.id


def test_answers_that_no_longer_exist_are_left_open_and_named(counsellor, case, draft):
    # As if it had been made under rules that knew other questions and answers.
    draft.answers = {"income": ["lottery"], "shoe_size": ["42"], "mobility": ["anywhere"]}
    draft.state, draft.proposed, draft.rule = AssessmentState.COMPLETED, 1, "ready"
    draft.completed_at = now()
    db.session.flush()
    again = begin_assessment(counsellor, case, on=TODAY)
    assert again.carried["dropped"] == ["income", "shoe_size"]
    assert again.answers["mobility"] == ["anywhere"]
    assert "income" not in again.answers


def test_answers_to_questions_nobody_asked_in_the_end_are_not_kept(counsellor, case, draft):
    for area in "AB":
        save_area(counsellor, draft, area, easiest_answers(area), {})
    heavy = easiest_answers("C") | {"housing": ["at_risk"]}
    save_area(counsellor, draft, "C", heavy, {})
    save_area(counsellor, draft, "D", {"d_housing": ["urgent"]}, {})
    save_area(counsellor, draft, "C", easiest_answers("C"), {})  # D shuts again
    assert "d_housing" in draft.answers
    done = complete_assessment(counsellor, case, draft, evaluation="Bene.", on=TODAY)
    assert "d_housing" not in done.answers


def test_nothing_of_a_completed_assessment_changes_for_the_owner_of_the_table_either(own_app):
    with own_app.app_context(), transaction():
        counsellor = accounts.user(Role.COUNSELLOR, accounts.organisation(OrganisationKind.CENTRE))
        case = case_to_profile(counsellor)
        profile(counsellor, case, on=TODAY)
        key = assessed(counsellor, case, on=TODAY).id
    columns = ("answers", "remarks", "points", "section_notes", "saves", "carried", "scores")
    address = own_app.config["PERCORSO"].owner_database_url
    for column in columns:
        with (
            psycopg.connect(address) as owner,
            pytest.raises(psycopg.Error, match="may not change"),
        ):
            owner.execute(f"""UPDATE assessment SET {column} = '{{"A1": 2}}' WHERE id = {key}""")
    with psycopg.connect(address) as owner, pytest.raises(psycopg.Error, match="is kept"):
        owner.execute(f"DELETE FROM assessment WHERE id = {key}")
