"""What happens to an agreement in force, seen from both sides: a new version, a rest, the end."""

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import pytest
from flask.testing import FlaskClient

from app.accounts.models import User
from app.accounts.permissions import Role
from app.cases.models.jobseeker import Jobseeker
from app.cases.queries.duties import planned_duties, suspensions_of
from app.cases.queries.steps import agreements_of, binding_agreement
from app.cases.states import AgreementState
from app.core.clock import frozen
from app.core.database import db
from tests.factories import agreements

ClientOf = Callable[[User], FlaskClient]
ENGLISH = {"Accept-Language": "en"}
TODAY = date(2026, 11, 25)


@pytest.fixture
def person(as_role: Callable[..., User]) -> User:
    return as_role(Role.JOBSEEKER)


@pytest.fixture
def case(counsellor: User, person: User, session: Any) -> Iterator[Jobseeker]:
    """A monthly agreement in force since today, 25 November 2026."""
    with frozen(TODAY):
        made = agreements.decided_case(counsellor, user_id=person.id, language="en")
        agreements.in_force(counsellor, made)
        yield made


def varied(browser: FlaskClient, case: Jobseeker, counsellor: User, **more: str) -> None:
    """A second version: another action, weekly contacts, an earlier end."""
    browser.post(f"/cases/{case.id}/agreement/draft")
    sent = {
        "responsible_id": str(counsellor.id), "ends_on": "2027-03-01", "profile": "Cerca.",
        "actions-0-code": "other", "actions-0-description": "Inviare tre candidature",
        "actions-0-due_on": "2026-12-20", "contact_frequency": "weekly",
        "search_proofs": "search_diary", **more,
    }  # fmt: skip
    assert browser.post(f"/cases/{case.id}/agreement", data=sent).status_code == 302


def test_the_list_of_differences_is_shown_before_proposing_and_signed_by_the_person(
    client_of: ClientOf, counsellor: User, person: User, case: Jobseeker
) -> None:
    desk = client_of(counsellor)
    varied(desk, case, counsellor)
    lists = ("No longer part of the agreement", "New in the agreement", "Changed in the agreement")
    page = desk.get(f"/cases/{case.id}/agreement", headers=ENGLISH).text
    assert all(words in page for words in lists)
    varied(desk, case, counsellor, propose="1")
    mine = client_of(person).get("/me/agreement", headers=ENGLISH).text
    assert "What changes from the agreement you have now" in mine
    assert "Rivedere il curriculum (December 15, 2026)" in mine
    assert "How often person and counsellor speak: “Every week”, no longer “Every month”" in mine
    kept = agreements_of(case)[0].content["variation"]
    assert [item["description"] for item in kept["removed"]] == ["Rivedere il curriculum"]
    assert [item["term"] for item in kept["changed"]] == ["contact_frequency", "ends_on"]
    pdf = client_of(counsellor).get(f"/cases/{case.id}/agreement.pdf")
    assert pdf.data.startswith(b"%PDF")


@pytest.mark.parametrize(
    ("language", "words"), [("it", "è più</span>"), ("en", "no longer there</span>")]
)
def test_any_two_versions_stand_side_by_side(
    client_of: ClientOf, counsellor: User, case: Jobseeker, language: str, words: str
) -> None:
    desk = client_of(counsellor)
    place = f"/cases/{case.id}/agreement/compare"
    assert desk.get(place).status_code == 404  # one version only
    varied(desk, case, counsellor)
    page = desk.get(place, headers={"Accept-Language": language}).text
    assert words in page
    one = agreements_of(case)[1].id
    same = desk.get(f"{place}?before={one}&after={one}", headers={"Accept-Language": language})
    assert words not in same.text


def test_a_suspension_is_recorded_and_taken_back(
    client_of: ClientOf, counsellor: User, person: User, case: Jobseeker
) -> None:
    desk = client_of(counsellor)
    wrong = {"rest-reason": "other", "rest-from_on": "2026-11-26", "rest-note": ""}
    answer = desk.post(f"/cases/{case.id}/agreement/suspend", data=wrong, headers=ENGLISH)
    assert answer.status_code == 422
    assert "A suspension begins today at the latest" in answer.text
    assert "Tell the reason in the note." in answer.text
    assert 'value="2026-11-26"' in answer.text
    right = {"rest-reason": "care", "rest-from_on": "2026-11-25"}
    assert desk.post(f"/cases/{case.id}/agreement/suspend", data=right).status_code == 302
    assert planned_duties(case.id) == []
    mine = client_of(person)
    assert "Your agreement is suspended" in mine.get("/me/appointments", headers=ENGLISH).text
    assert "Your agreement is suspended" in mine.get("/me/agreement", headers=ENGLISH).text
    assert "Resume" in desk.get(f"/cases/{case.id}/agreement", headers=ENGLISH).text
    assert desk.post(f"/cases/{case.id}/agreement/resume").status_code == 302
    (rest,) = suspensions_of(case)
    db.session.refresh(rest)
    assert rest.resumed_by_id == counsellor.id


def test_ending_asks_what_becomes_of_duties_past_and_unrecorded(
    client_of: ClientOf, counsellor: User, case: Jobseeker
) -> None:
    desk, place = client_of(counsellor), f"/cases/{case.id}/agreement"
    words = "Duties that are past and not yet recorded"
    assert words not in desk.get(place, headers=ENGLISH).text
    with frozen(date(2026, 12, 16)):
        assert words in desk.get(place, headers=ENGLISH).text
        assert desk.post(f"{place}/end", data={"end-reason": ""}).status_code == 422
        sent = {"end-reason": "term_over", "end-past": "call_off"}
        assert desk.post(f"{place}/end", data=sent).status_code == 302
    assert planned_duties(case.id) == []
    assert binding_agreement(case) is None
    assert agreements_of(case)[0].state is AgreementState.ENDED


def test_the_version_in_force_can_rest_while_the_next_waits_for_its_signature(
    client_of: ClientOf, counsellor: User, case: Jobseeker
) -> None:
    desk = client_of(counsellor)
    varied(desk, case, counsellor, propose="1")
    page = desk.get(f"/cases/{case.id}/agreement", headers=ENGLISH).text
    assert "Waiting for the person" in page
    assert "Suspend the agreement" in page
    sent = {"rest-reason": "care", "rest-from_on": "2026-11-25"}
    assert desk.post(f"/cases/{case.id}/agreement/suspend", data=sent).status_code == 302
    states = [found.state for found in agreements_of(case)]
    assert states == [AgreementState.PROPOSED, AgreementState.SUSPENDED]
