"""The nightly check: what is as it was passes, what was tampered with is found, all is seen in time."""

from datetime import date

import pytest
from bs4 import BeautifulSoup
from sqlalchemy import select, text

from app.accounts.permissions import Role
from app.audit.models import AccessLog
from app.core.database import db
from profiling.assessment.operations.assess import begin_assessment
from profiling.assessment.operations.official import record_official
from profiling.assessment.queries import class_deciding, outcome_now
from profiling.assessment.rules import official as official_rules
from profiling.assessment.rules.official import Received
from profiling.assessment.states import OfficialSource
from profiling.checking.models import RecomputationDifference
from profiling.checking.operations import check_all, check_sample, differences_of
from profiling.checking.rules import quota_of
from tests.factories.profiling import assessed, case_to_profile, profile

TODAY = date(2026, 11, 20)


@pytest.fixture
def case(counsellor):
    return case_to_profile(counsellor)


def found():
    rows = db.session.scalars(select(RecomputationDifference).order_by(RecomputationDifference.id))
    return [(row.kind.value, row.field, row.stored, row.recomputed) for row in rows]


def test_what_is_stored_comes_out_again(counsellor, case):
    profile(counsellor, case, on=TODAY)
    assessed(counsellor, case, on=TODAY)
    profile(counsellor, case, on=TODAY, months_without_work=30)
    done = check_all()
    assert (done.profiles, done.assessments, done.differing) == (2, 1, 0)
    assert found() == []


def test_a_draft_is_not_checked(counsellor, case):
    profile(counsellor, case, on=TODAY)
    begin_assessment(counsellor, case, on=TODAY)
    assert check_all().assessments == 0


def test_samples_take_turns_until_everything_has_been_seen_and_begin_again(counsellor):
    for _ in range(3):
        profile(counsellor, case_to_profile(counsellor), on=TODAY)
    places = [next(iter(check_sample(2).places.values())) for _ in range(4)]
    counts = [check.profiles for check in (check_sample(2), check_sample(2))]
    assert len(set(places)) == 3
    assert counts == [2, 2]


def test_every_version_has_its_part_of_the_sample():
    assert quota_of(500, 3) == 166
    assert quota_of(1, 3) == 1
    assert quota_of(500, 0) == 0


def test_the_ministrys_class_decides_only_where_the_rules_say_so(counsellor, case, monkeypatch):
    profile(counsellor, case, on=TODAY)
    received = Received(profile_class=3, index=None, code="VE-9", calculated_on=TODAY,
                        received_on=TODAY)  # fmt: skip
    record_official(counsellor, case, received, OfficialSource.SERVICE, on=TODAY)
    done = assessed(counsellor, case, on=TODAY)
    assert class_deciding(done) == 1
    assert differences_of(done) == []
    monkeypatch.setattr("profiling.assessment.queries.prefers_official", lambda rules: True)
    assert class_deciding(done) == 3
    assert outcome_now(done).facts.profile_class == 3
    assert official_rules.class_that_counts(1, 3, prefers_official=True) == 3


def test_a_difference_is_shown_to_officers_as_a_count_and_to_auditors_with_the_case(
    client_of, as_role, counsellor, case
):
    made = profile(counsellor, case, on=TODAY)
    done = check_all()
    db.session.execute(
        text("INSERT INTO recomputation_check (extent, started_at, finished_at, profiles,"
             " assessments, differing, versions) SELECT 'all', now(), now(), 1, 0, 1, versions"
             " FROM recomputation_check")
    )  # fmt: skip
    key = db.session.scalar(text("SELECT max(id) FROM recomputation_check"))
    assert key != done.id
    db.session.add(
        RecomputationDifference(
            jobseeker_id=case.id, centre_id=case.centre_id, check_id=key, kind="profile",
            object_id=made.id, rule_set_id=made.rule_set_id, field="index", stored="0.5",
            recomputed="0.0871",
        )
    )  # fmt: skip
    db.session.flush()
    officer = client_of(as_role(Role.PROGRAMME_OFFICER)).get("/programme/recomputation")
    page = BeautifulSoup(officer.data, "html.parser")
    assert page.select_one(".pc-alert.is-danger")
    assert "index" in page.text
    assert f"/cases/{case.id}/" not in officer.get_data(as_text=True)
    auditor = client_of(as_role(Role.AUDITOR)).get("/programme/recomputation")
    assert f"/cases/{case.id}/profiling" in auditor.get_data(as_text=True)
    assert "0.0871" in auditor.get_data(as_text=True)
    parts = db.session.scalars(select(AccessLog.part).where(AccessLog.jobseeker_id == case.id))
    assert "profiling" in parts


@pytest.mark.parametrize("language", ["en", "it"])
def test_the_page_before_the_first_check_and_after_one_without_difference(
    client_of, as_role, counsellor, case, language
):
    browser = client_of(as_role(Role.PROGRAMME_OFFICER))
    browser.get(f"/language/{language}")
    empty = {"en": "No check yet", "it": "Nessun controllo finora"}[language]
    fine = {"en": "Everything came out again", "it": "Tutto è risultato di nuovo"}[language]
    assert empty in browser.get("/programme/recomputation").get_data(as_text=True)
    profile(counsellor, case, on=TODAY)
    check_all()
    assert fine in browser.get("/programme/recomputation").get_data(as_text=True)


def test_a_check_once_written_stays_as_it_is(counsellor, case):
    done = check_all()
    with pytest.raises(Exception, match="append-only"), db.session.begin_nested():
        db.session.execute(text(f"DELETE FROM recomputation_check WHERE id = {done.id}"))
