"""The profile page: who may see it, what it shows, what it refuses."""

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from sqlalchemy import select

from app.accounts.permissions import Role
from app.audit.models import AccessLog
from app.core.clock import today
from app.core.database import db
from profiling.assessment.models import QuantitativeProfile
from profiling.assessment.queries import current_profile
from tests.counting import statements
from tests.factories import accounts
from tests.factories.profiling import NEAR, case_to_profile, profile

TYPED = NEAR | {f"reason_{code}": "documents_shown" for code in NEAR}
"""What a counsellor types: the inputs, and why they differ from the record."""


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
    answer = browser.post(f"/cases/{case.id}/profiling", data=TYPED)
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
    assert browser.post(f"/cases/{case.id}/profiling", data=TYPED).status_code == write


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


def test_a_correction_without_reason_is_refused_at_its_reason_and_nothing_typed_is_lost(
    client_of, counsellor, case
):
    answer = client_of(counsellor).post(f"/cases/{case.id}/profiling", data=NEAR)
    assert answer.status_code == 422
    page = soup(answer)
    assert page.select_one('.pc-error-summary a[href="#reason_age"]')
    assert page.select_one("#age")["value"] == "40"
    assert current_profile(case.id) is None


def test_every_field_says_where_its_value_comes_from_and_of_which_day(client_of, counsellor, case):
    browser = client_of(counsellor)
    browser.get("/language/en")
    page = soup(browser.get(f"/cases/{case.id}/profiling"))
    assert "Personal data, as registered on" in page.select_one("#education-hint").text
    assert "ask the person" in page.select_one("#internship_done-hint").text


@pytest.mark.parametrize(
    ("language", "words"),
    [("en", "Corrected by Persona"), ("it", "Corretto da Persona")],
)
def test_a_correction_is_shown_with_who_when_and_what_the_record_said(
    client_of, counsellor, case, language, words
):
    profile(counsellor, case, on=today())
    browser = client_of(counsellor)
    browser.get(f"/language/{language}")
    page = soup(browser.get(f"/cases/{case.id}/profiling"))
    assert words in page.text
    history = soup(browser.get(f"/cases/{case.id}/profiling/history"))
    assert words in history.text


def test_the_history_draws_the_index_over_time_with_the_table_and_goes_out_as_a_file(
    client_of, counsellor, case
):
    profile(counsellor, case, on=today() - timedelta(days=100))
    profile(counsellor, case, on=today(), months_without_work=30)
    browser = client_of(counsellor)
    browser.get("/language/en")
    page = soup(browser.get(f"/cases/{case.id}/profiling/history"))
    assert len(page.select("svg .pc-line-point")) == 2
    assert len(page.select("svg .pc-line-band")) == 3
    rows = page.select("figure table tbody tr")
    assert len(rows) == 2
    # -0.40 under 4 months, +1.00 over 24.
    assert "from 2 to 30" in rows[0].text
    assert "-0.40 to +1.00" in rows[0].text
    file = browser.get(f"/cases/{case.id}/profiling/history?format=csv")
    assert file.mimetype == "text/csv"
    assert file.data.decode("utf-8-sig").count("\n") == 3
    parts = db.session.scalars(select(AccessLog.part).where(AccessLog.jobseeker_id == case.id))
    assert "export" in parts


def test_the_history_asks_as_much_for_two_calculations_as_for_six(client_of, counsellor, case):
    browser, address = client_of(counsellor), f"/cases/{case.id}/profiling/history"
    counts = []
    for more in (2, 4):
        for _ in range(more):
            profile(counsellor, case, on=today())
        browser.get(address)
        db.session.commit()
        with statements() as sent:
            assert browser.get(address).status_code == 200
        counts.append(len(sent))
    assert counts[0] == counts[1]
