"""Profiles calculated again by the nightly job: when, from what, and never by guessing."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select, text

from app.cases.models.steps import TimelineEntry
from app.cases.operations.correction import RecordCorrected
from app.core.clock import frozen
from app.core.database import db
from app.core.events import publish
from profiling.assessment.models import ProfileRefresh, QuantitativeProfile
from profiling.assessment.operations.assess import begin_assessment
from profiling.assessment.operations.refreshing import Refreshed
from profiling.assessment.queries import current_draft, current_profile
from profiling.assessment.queries.refreshing import due_counts, profiles_to_refresh, refresh_of
from profiling.assessment.states import Cause
from profiling.assessment.tasks import apply_recalculation
from tests.factories.profiling import case_to_profile, profile

TODAY = date(2026, 11, 20)


@pytest.fixture
def case(counsellor):
    return case_to_profile(counsellor)


def calculated(case):
    return db.session.scalars(
        select(QuantitativeProfile)
        .where(QuantitativeProfile.jobseeker_id == case.id)
        .order_by(QuantitativeProfile.id)
    ).all()


def correct(case, **values):
    for name, value in values.items():
        setattr(case, name, value)
    db.session.flush()
    publish(RecordCorrected(case.id, tuple(values)))


@pytest.mark.parametrize(("days", "times"), [(89, 1), (90, 2), (91, 2)])
def test_a_profile_is_calculated_again_from_the_ninetieth_day_on(counsellor, case, days, times):
    profile(counsellor, case, on=TODAY)
    with frozen(TODAY + timedelta(days=days)):
        assert due_counts(TODAY + timedelta(days=days), 90)[0] == times - 1
        apply_recalculation()
    assert len(calculated(case)) == times


def test_running_twice_does_nothing_twice_and_the_system_is_named(counsellor, case):
    profile(counsellor, case, on=TODAY)
    with frozen(TODAY + timedelta(days=90)):
        assert apply_recalculation()[Refreshed.CALCULATED] == 1
        assert not apply_recalculation()
    again = current_profile(case.id)
    assert again.cause is Cause.NINETY_DAYS
    assert again.calculated_by_id is None
    assert again.calculated_on == TODAY + timedelta(days=90)


def test_corrections_and_answers_that_still_hold_keep_their_author_and_their_day(counsellor, case):
    profile(counsellor, case, on=TODAY, education="degree", internship_done="done")
    with frozen(TODAY + timedelta(days=90)):
        apply_recalculation()
    kept = current_profile(case.id).inputs
    assert kept["education"]["value"] == "degree"
    assert kept["education"]["by"] == counsellor.id
    assert kept["education"]["on"] == TODAY.isoformat()
    assert kept["internship_done"]["value"] == "done"


def test_a_correction_of_what_the_record_now_says_otherwise_holds_no_longer(counsellor, case):
    profile(counsellor, case, on=TODAY, education="degree")
    with frozen(TODAY + timedelta(days=1)):
        correct(case, education="primary")
        apply_recalculation()
    made = current_profile(case.id)
    assert made.cause is Cause.RECORD_CHANGED
    assert (made.inputs["education"]["value"], made.inputs["education"]["source"]) == (
        "primary",
        "record",
    )


def test_a_change_that_no_input_reads_changes_nothing_and_is_forgotten(counsellor, case):
    profile(counsellor, case, on=TODAY)
    with frozen(TODAY + timedelta(days=1)):
        correct(case, phone="049 555 0000")
        assert apply_recalculation()[Refreshed.UNCHANGED] == 1
    assert refresh_of(case.id) is None
    assert len(calculated(case)) == 1


def test_without_a_profile_nothing_waits(case):
    correct(case, education="primary")
    assert refresh_of(case.id) is None


def test_what_nobody_can_tell_waits_for_the_person_and_is_not_tried_every_night(counsellor, case):
    profile(counsellor, case, on=TODAY)
    with frozen(TODAY + timedelta(days=1)):
        correct(case, born_on=date(2020, 1, 1))  # too young for the index
        assert apply_recalculation()[Refreshed.NEEDS_PERSON] == 1
        assert not apply_recalculation()
        waiting = db.session.scalars(profiles_to_refresh(counsellor)).one()
        assert (waiting.jobseeker_id, waiting.missing) == (case.id, ["age"])
        correct(case, born_on=date(1986, 1, 1))
        assert refresh_of(case.id).tried_on is None
        apply_recalculation()
    assert db.session.scalars(select(ProfileRefresh)).all() == []


def test_a_case_without_a_valid_declaration_is_left_alone(counsellor, case):
    profile(counsellor, case, on=TODAY)
    db.session.execute(text(f"UPDATE did SET state = 'ended' WHERE jobseeker_id = {case.id}"))
    with frozen(TODAY + timedelta(days=100)):
        assert not apply_recalculation()


def test_a_new_class_is_told_and_a_draft_goes_on_with_it(counsellor, case):
    profile(counsellor, case, on=TODAY)
    begin_assessment(counsellor, case, on=TODAY)
    profile(counsellor, case, on=TODAY, months_without_work=40, education="none",
            worked_last_year="not_worked", condition_a_year_ago="inactive",
            driving_licence="not_held")  # fmt: skip
    assert case.profile_class == 3
    assert current_draft(case.id).profile.profile_class == 3
    told = db.session.scalars(
        select(TimelineEntry.reference).where(TimelineEntry.action == "class_changed")
    ).all()
    assert told == ["1 → 3"]
