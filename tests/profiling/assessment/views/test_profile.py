"""The profile page: who may see it, what it shows, what it refuses."""

import pytest
from bs4 import BeautifulSoup
from sqlalchemy import select

from app.accounts.permissions import Role
from app.audit.models import AccessLog
from app.core.clock import today
from app.core.database import db
from profiling.assessment.models import QuantitativeProfile
from profiling.assessment.queries import current_profile
from tests.factories import accounts
from tests.factories.profiling import NEAR, case_to_profile, profile


@pytest.fixture
def case(counsellor):
    return case_to_profile(counsellor)


def soup(answer):
    return BeautifulSoup(answer.data, "html.parser")


def test_the_page_offers_the_inputs_filled_from_the_record(client_of, counsellor, case):
    page = client_of(counsellor).get(f"/cases/{case.id}/profiling")
    assert page.status_code == 200
    form = soup(page)
    assert form.select_one("#education option[selected]")["value"] == "upper_secondary"
    assert form.select_one("#sex option[selected]")["value"] == "F"
    assert form.select_one("#age")["value"]
    assert form.select_one("#internship_done option[selected]") is None


def test_calculating_shows_index_class_and_every_factor_with_the_illustrative_mark(
    client_of, counsellor, case
):
    browser = client_of(counsellor)
    answer = browser.post(f"/cases/{case.id}/profiling", data=NEAR)
    assert answer.status_code == 302
    page = soup(browser.get(answer.location))
    assert len(page.select("table.pc-bars tbody tr")) == len(NEAR) + 1
    assert page.select_one(".pc-mark")
    assert "0,087" in page.text or "0.087" in page.text
    assert current_profile(case.id).profile_class == 1


def test_wrong_input_is_told_at_its_field_and_nothing_typed_is_lost(client_of, counsellor, case):
    typed = NEAR | {"age": "forty", "education": "", "months_without_work": "700"}
    answer = client_of(counsellor).post(f"/cases/{case.id}/profiling", data=typed)
    assert answer.status_code == 422
    page = soup(answer)
    summary = page.select_one(".pc-error-summary")
    assert summary.select_one('a[href="#age"]')
    assert summary.select_one('a[href="#education"]')
    assert page.select_one("#age")["value"] == "forty"
    assert page.select_one("#last_job_sector option[selected]")["value"] == "tourism"
    assert current_profile(case.id) is None


def test_a_number_out_of_range_is_told_at_its_field(client_of, counsellor, case):
    typed = NEAR | {"months_without_work": 700}
    answer = client_of(counsellor).post(f"/cases/{case.id}/profiling", data=typed)
    assert answer.status_code == 422
    assert soup(answer).select_one('.pc-error-summary a[href="#months_without_work"]')


def test_a_foreign_case_looks_like_a_missing_one(client_of, counsellor, case):
    foreign = client_of(accounts.user(Role.COUNSELLOR))
    assert foreign.get(f"/cases/{case.id}/profiling").status_code == 404
    assert foreign.post(f"/cases/{case.id}/profiling", data=NEAR).status_code == 404
    assert foreign.get("/cases/999999999/profiling").status_code == 404


@pytest.mark.parametrize(
    ("role", "read", "write"),
    [
        (Role.CENTRE_MANAGER, 200, 302),
        (Role.AUDITOR, 200, 403),
        (Role.PROVIDER_MANAGER, 403, 403),
        (Role.JOBSEEKER, 403, 403),
        (Role.ADMINISTRATOR, 403, 403),
    ],
)
def test_who_may_read_and_who_may_calculate(client_of, as_role, case, role, read, write):
    browser = client_of(as_role(role))
    assert browser.get(f"/cases/{case.id}/profiling").status_code == read
    assert browser.post(f"/cases/{case.id}/profiling", data=NEAR).status_code == write


def test_reading_the_page_leaves_a_line_in_the_access_log(client_of, counsellor, case):
    client_of(counsellor).get(f"/cases/{case.id}/profiling")
    parts = db.session.scalars(
        select(AccessLog.part).where(AccessLog.jobseeker_id == case.id)
    ).all()
    assert "profiling" in parts


def test_an_input_asked_once_is_offered_again(client_of, counsellor, case):
    profile(counsellor, case, on=today(), internship_done="done")
    page = soup(client_of(counsellor).get(f"/cases/{case.id}/profiling"))
    assert page.select_one("#internship_done option[selected]")["value"] == "done"
    assert db.session.scalar(select(QuantitativeProfile.id)) is not None
