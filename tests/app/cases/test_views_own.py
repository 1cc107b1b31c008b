"""The jobseeker's own area: their turn in plain words, contacts, consents, who read them."""

import pytest
from sqlalchemy import select

from app.accounts.permissions import Role
from app.audit.models import AccessLog, AuditEvent
from app.audit.operations import note_reading
from app.cases.models.jobseeker import Step
from app.cases.models.steps import Consent
from app.cases.rules.own_words import STAGES, STEP_WORDS, stage_states
from tests.factories import accounts
from tests.factories.cases import jobseeker

PURPOSE = "transmission_to_providers"


@pytest.fixture
def person(session, counsellor):
    user = accounts.user(Role.JOBSEEKER)
    return jobseeker(counsellor, user_id=user.id, given_name="Lucia"), user


def test_every_step_has_its_words_and_stands_in_one_stage():
    steps = [step for _, steps in STAGES for step in steps]
    assert sorted(steps) == sorted(step.value for step in Step) == sorted(STEP_WORDS)


def test_a_stage_is_current_until_the_case_is_closed():
    assert [state for _, state in stage_states("sign")] == [
        "done",
        "done",
        "current",
        "todo",
        "todo",
        "todo",
    ]
    assert {state for _, state in stage_states("closed")} == {"done"}


def test_the_first_page_says_whose_turn_it_is_and_notes_the_reading(client_of, session, person):
    case, user = person
    page = client_of(user).get("/me", headers={"Accept-Language": "en"})
    assert "Good day, Lucia" in page.text
    assert "turn of your employment centre" in page.text
    assert (
        session.scalar(select(AccessLog.purpose).where(AccessLog.jobseeker_id == case.id))
        == "own_record"
    )


def test_contacts_are_changed_with_trace_of_the_field_names_only(client_of, session, person):
    case, user = person
    data = {"phone": "049 1234567", "email": "lucia@posta.example", "language": "en"}
    assert client_of(user).post("/me/data", data=data).status_code == 302
    assert case.phone == "049 1234567"
    event = session.scalar(select(AuditEvent).where(AuditEvent.event == "case:update"))
    assert event.details == {"fields": ["phone", "email", "language"]}


def test_a_wrong_phone_is_refused_and_what_was_typed_stays(client_of, person):
    _case, user = person
    answer = client_of(user).post(
        "/me/data", data={"phone": "chiamami", "email": "x@y", "language": "it"}
    )
    assert answer.status_code == 422
    assert "chiamami" in answer.text


def test_a_consent_is_given_once_withdrawn_and_kept_as_history(client_of, session, person):
    case, user = person
    browser = client_of(user)
    for _twice in range(2):
        browser.post(f"/me/consents/{PURPOSE}/give")
    browser.post(f"/me/consents/{PURPOSE}/withdraw")
    rows = session.scalars(select(Consent).where(Consent.jobseeker_id == case.id)).all()
    assert len(rows) == 1
    assert rows[0].withdrawn_at is not None
    about_consents = select(AuditEvent.event).where(AuditEvent.object_type == "consent")
    events = session.scalars(about_consents.order_by(AuditEvent.id))
    assert list(events) == ["consent:give", "consent:withdraw"]


def test_a_purpose_nobody_asked_about_is_refused(client_of, person):
    assert client_of(person[1]).post("/me/consents/everything/give").status_code == 409


def test_the_access_log_shows_who_read_the_record_and_only_this_persons(
    client_of, session, person, counsellor
):
    case, user = person
    note_reading(counsellor, case.reach, part="agreement")
    note_reading(counsellor, jobseeker(counsellor).reach, part="assessment")
    page = client_of(user).get("/me/access-log", headers={"Accept-Language": "en"})
    assert counsellor.name in page.text
    assert "Service agreement" in page.text
    assert "Assessment</td>" not in page.text


def test_an_account_without_a_case_finds_nothing(client_of, session):
    assert client_of(accounts.user(Role.JOBSEEKER)).get("/me").status_code == 404
