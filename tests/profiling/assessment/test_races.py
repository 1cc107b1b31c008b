"""Two at once, on real connections: one current profile, one draft, one decision."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from sqlalchemy import func, select

from app.accounts.models import OrganisationKind, User
from app.accounts.permissions import Role
from app.cases.models.jobseeker import Jobseeker
from app.cases.models.steps import PathwayRecord
from app.core.clock import today
from app.core.database import db, transaction
from profiling.assessment.models import Assessment, QuantitativeProfile
from profiling.assessment.operations.assess import begin_assessment
from profiling.assessment.operations.decide import decide_pathway
from profiling.assessment.operations.fill import SectionStale, save_section
from profiling.assessment.operations.profile import calculate_profile
from profiling.assessment.queries import current_draft
from profiling.assessment.rules.section import SectionEntry, Sheet
from profiling.assessment.states import ProfileState
from tests.factories import accounts
from tests.factories.profiling import asked, assessed, case_to_profile, profile


@pytest.fixture
def places(own_app):
    with own_app.app_context(), transaction():
        counsellor = accounts.user(Role.COUNSELLOR, accounts.organisation(OrganisationKind.CENTRE))
        case = case_to_profile(counsellor)
        profile(counsellor, case, on=today())
        keys = counsellor.id, case.id
    return own_app, *keys


def both(places, act):
    """Do the same act in two threads that start together; both must succeed."""
    app, counsellor_id, case_id = places
    start = Barrier(2)

    def once():
        with app.app_context():
            counsellor = db.session.get_one(User, counsellor_id)
            case = db.session.get_one(Jobseeker, case_id)
            start.wait(timeout=10)
            with transaction():
                act(counsellor, case)

    with ThreadPoolExecutor(2) as pool:
        for done in [pool.submit(once), pool.submit(once)]:
            done.result(timeout=30)


def counted(places, statement):
    with places[0].app_context():
        return db.session.scalar(statement)


def test_two_calculations_at_once_leave_one_current_profile(places):
    both(places, lambda counsellor, case: calculate_profile(counsellor, case, asked(), on=today()))
    current = QuantitativeProfile.state == ProfileState.CURRENT
    total = select(func.count()).select_from(QuantitativeProfile)
    assert counted(places, total) == 3
    assert counted(places, total.where(current)) == 1


def test_two_beginnings_at_once_are_one_draft(places):
    both(places, lambda counsellor, case: begin_assessment(counsellor, case, on=today()))
    assert counted(places, select(func.count()).select_from(Assessment)) == 1


def test_two_decisions_at_once_leave_one_that_counts(places):
    app, counsellor_id, case_id = places
    with app.app_context(), transaction():
        assessed(
            db.session.get_one(User, counsellor_id),
            db.session.get_one(Jobseeker, case_id),
            on=today(),
        )
    both(places, lambda counsellor, case: decide_pathway(counsellor, case, 1))
    total = select(func.count()).select_from(PathwayRecord)
    assert counted(places, total) == 2
    assert counted(places, total.where(PathwayRecord.superseded_at.is_(None))) == 1


def saved_at_once(places, *sheets):
    """Each save in a thread of its own, all starting together; what became of each, in order."""
    app, counsellor_id, case_id = places
    start = Barrier(len(sheets))

    def save(sheet, answers):
        with app.app_context():
            counsellor = db.session.get_one(User, counsellor_id)
            case = db.session.get_one(Jobseeker, case_id)
            draft = current_draft(case_id)
            start.wait(timeout=10)
            try:
                with transaction():
                    entry = SectionEntry(answers=answers)
                    save_section(counsellor, case, draft, sheet, entry, on=today())
            except SectionStale:
                # What the page of the two versions shows: theirs as stored, mine as typed.
                return current_draft(case_id).answers.get("mobility"), answers["mobility"]
            return None

    with ThreadPoolExecutor(len(sheets)) as pool:
        return [done.result(30) for done in [pool.submit(save, *one) for one in sheets]]


@pytest.fixture
def drafted(places):
    app, counsellor_id, case_id = places
    with app.app_context(), transaction():
        counsellor = db.session.get_one(User, counsellor_id)
        begin_assessment(counsellor, db.session.get_one(Jobseeker, case_id), on=today())
    return places


def stored_answers(places):
    with places[0].app_context():
        return current_draft(places[2]).answers


def test_of_two_saves_of_one_section_one_wins_and_the_other_learns_of_both_versions(drafted):
    near, far = ["own_municipality"], ["anywhere"]
    results = saved_at_once(
        drafted,
        (Sheet("A1", 0, "one"), {"mobility": near}),
        (Sheet("A1", 0, "two"), {"mobility": far}),
    )
    stored = stored_answers(drafted)["mobility"]
    assert results.count(None) == 1
    (conflict,) = [one for one in results if one is not None]
    assert conflict == (stored, near if stored == far else far)


def test_two_sections_saved_at_once_are_both_kept(drafted):
    results = saved_at_once(
        drafted,
        (Sheet("A1", 0, "one"), {"mobility": ["anywhere"]}),
        (Sheet("A2", 0, "two"), {"expectations": ["partly"]}),
    )
    stored = stored_answers(drafted)
    assert results == [None, None]
    assert (stored["mobility"], stored["expectations"]) == (["anywhere"], ["partly"])
