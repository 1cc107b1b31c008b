"""The page of the declaration of availability."""

from collections.abc import Callable
from typing import Any

from flask.testing import FlaskClient
from sqlalchemy import select

from app.accounts.models import User
from app.accounts.permissions import Role
from app.cases.models.jobseeker import Ball, Step
from app.cases.models.steps import Did, TimelineEntry
from app.cases.states import DidState
from app.core import clock
from tests.factories.cases import jobseeker

ClientOf = Callable[[User], FlaskClient]


def _declared(browser: FlaskClient, case_id: int, **changes: str) -> Any:
    today = clock.today().isoformat()
    sent = {"declared_on": today, "unemployed_since": today, **changes}
    return browser.post(f"/cases/{case_id}/did", data=sent)


def test_a_declaration_is_recorded_and_validated(
    client_of: ClientOf, counsellor: User, session: Any
) -> None:
    case = jobseeker(counsellor)
    browser = client_of(counsellor)
    assert _declared(browser, case.id).status_code == 302
    session.refresh(case)
    assert (case.step, case.ball) == (Step.VALIDATE, Ball.CENTRE)
    assert browser.post(f"/cases/{case.id}/did/validate").status_code == 302
    session.refresh(case)
    assert case.step is Step.PROFILE
    did = session.scalar(select(Did))
    assert (did.state, did.validated_on) == (DidState.VALIDATED, clock.today())
    told = session.scalars(select(TimelineEntry.action).order_by(TimelineEntry.id)).all()
    assert told == ["declare", "validate"]


def test_a_rejection_needs_reason_and_note_and_keeps_what_was_typed(
    client_of: ClientOf, counsellor: User, session: Any
) -> None:
    case = jobseeker(counsellor)
    browser = client_of(counsellor)
    _declared(browser, case.id)
    answer = browser.post(f"/cases/{case.id}/did/reject", data={"reject-note": "Lavora"})
    assert answer.status_code == 422
    assert "Lavora" in answer.text
    sent = {"reject-note": "Lavora ancora", "reject-reason": "employed"}
    assert browser.post(f"/cases/{case.id}/did/reject", data=sent).status_code == 302
    session.refresh(case)
    assert (case.step, case.ball) == (Step.CLOSED, Ball.NOBODY)
    assert _declared(browser, case.id).status_code == 302


def test_a_second_open_declaration_is_refused(client_of: ClientOf, counsellor: User) -> None:
    case = jobseeker(counsellor)
    browser = client_of(counsellor)
    _declared(browser, case.id)
    assert _declared(browser, case.id).status_code == 422


def test_an_action_the_table_does_not_have_is_refused(
    client_of: ClientOf, counsellor: User
) -> None:
    case = jobseeker(counsellor)
    browser = client_of(counsellor)
    _declared(browser, case.id)
    assert browser.post(f"/cases/{case.id}/did/resume").status_code == 409
    assert browser.post(f"/cases/{case.id}/did/explode").status_code == 404


def test_the_auditor_reads_and_does_not_act(
    client_of: ClientOf, counsellor: User, as_role: Callable[..., User]
) -> None:
    case = jobseeker(counsellor)
    browser = client_of(as_role(Role.AUDITOR))
    assert browser.get(f"/cases/{case.id}/did").status_code == 200
    assert _declared(browser, case.id).status_code == 403
