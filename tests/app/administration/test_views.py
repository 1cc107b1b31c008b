"""The administrator's accounts and the auditor's trails: who may, what is refused."""

import pytest
from sqlalchemy import select

from app.accounts.models import User
from app.accounts.permissions import Role
from app.audit.models import AuditEvent
from app.audit.operations import note_reading
from tests.factories import accounts
from tests.factories.cases import jobseeker


@pytest.fixture
def administrator(as_role):
    return as_role(Role.ADMINISTRATOR)


def test_the_administrator_invites_a_counsellor_and_sees_the_code_once(
    client_of, session, administrator, centre
):
    data = {
        "name": "Anna",
        "email": "anna@prova.example",
        "role": "counsellor",
        "organisation_code": centre.code,
    }
    answer = client_of(administrator).post("/admin/users/new", data=data)
    assert answer.status_code == 200
    invited = session.scalar(select(User).where(User.email == "anna@prova.example"))
    assert invited.organisation_id == centre.id
    assert (
        session.scalar(select(AuditEvent.event).where(AuditEvent.object_id == invited.id))
        == "user:invite"
    )


def test_a_role_in_the_wrong_body_is_refused_and_nothing_typed_is_lost(
    client_of, administrator, centre
):
    data = {
        "name": "Anna",
        "email": "anna@prova.example",
        "role": "auditor",
        "organisation_code": centre.code,
    }
    answer = client_of(administrator).post("/admin/users/new", data=data)
    assert answer.status_code == 422
    assert "anna@prova.example" in answer.text
    assert centre.code in answer.text


def test_an_administrator_does_not_see_case_data_nor_jobseekers_accounts(client_of, administrator):
    person = accounts.user(Role.JOBSEEKER)
    browser = client_of(administrator)
    assert browser.get(f"/admin/users/{person.id}").status_code == 404
    assert browser.get("/audit").status_code == 403


def test_nobody_else_reaches_the_accounts(client_of, counsellor):
    assert client_of(counsellor).get("/admin/users").status_code == 403


def test_closing_an_account_is_recorded_and_ends_its_session(
    client_of, session, administrator, counsellor
):
    theirs = client_of(counsellor)
    client_of(administrator).post(f"/admin/users/{counsellor.id}/close")
    session.expire_all()
    assert theirs.get("/account").status_code == 302
    assert session.scalar(select(AuditEvent.event).order_by(AuditEvent.id.desc())) == "user:close"


def test_the_auditor_finds_who_read_a_person_by_fiscal_code_and_exports_it(
    client_of, session, as_role, counsellor
):
    case, other = jobseeker(counsellor), jobseeker(counsellor)
    note_reading(counsellor, case.reach, part="agreement")
    note_reading(counsellor, other.reach, part="profile")
    browser = client_of(as_role(Role.AUDITOR))
    page = browser.get("/audit", query_string={"fiscal_code": case.fiscal_code.lower()})
    assert case.fiscal_code in page.text
    assert other.fiscal_code not in page.text
    export = browser.get("/audit", query_string={"fiscal_code": case.fiscal_code, "format": "csv"})
    assert "agreement" in export.text
    assert "profile" not in export.text
