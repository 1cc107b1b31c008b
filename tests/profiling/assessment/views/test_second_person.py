"""The pathway page while a decision waits for a second person, for everybody concerned."""

import pytest
from bs4 import BeautifulSoup

from app.accounts.permissions import Role
from app.core.clock import today
from app.core.database import db
from profiling.assessment.models import PathwayRequest
from profiling.assessment.operations.decide import decide_pathway
from profiling.assessment.queries import current_pathway, open_request
from profiling.assessment.states import RequestState
from tests.factories import accounts
from tests.factories.profiling import assessed, case_to_profile, profile

NOTE = "La casa è a rischio."


@pytest.fixture
def person():
    return accounts.user(Role.JOBSEEKER)


@pytest.fixture
def case(counsellor, person):
    made = case_to_profile(counsellor, user_id=person.id)
    profile(counsellor, made, on=today())
    assessed(counsellor, made, on=today())
    return made


@pytest.fixture
def manager(counsellor):
    return accounts.user(Role.CENTRE_MANAGER, counsellor.organisation)


@pytest.fixture
def asked(counsellor, case):
    made = decide_pathway(counsellor, case, 4, reason="fragility_seen_later", note=NOTE)
    db.session.commit()
    return made


def soup(answer):
    return BeautifulSoup(answer.data, "html.parser")


def address(asked, act):
    return f"/cases/{asked.jobseeker_id}/pathway/requests/{asked.id}/{act}"


def test_an_override_that_needs_two_waits_and_says_so(client_of, counsellor, case):
    typed = {"pathway": "4", "reason": "fragility_seen_later", "note": NOTE}
    browser = client_of(counsellor)
    answer = browser.post(f"/cases/{case.id}/pathway", data=typed)
    assert answer.status_code == 302
    page = soup(browser.get(answer.location))
    assert page.select_one("#waiting-title")
    assert NOTE in page.text
    assert "responsabile del centro" in page.text.lower()
    assert not page.select("input[name=pathway]")
    assert page.select_one("form[action$='/withdraw']")
    assert not page.select_one("form[action$='/confirm']")
    assert current_pathway(case.id) is None


def test_the_manager_reads_the_reasons_and_confirms(client_of, counsellor, manager, case, asked):
    browser = client_of(manager)
    page = soup(browser.get(f"/cases/{case.id}/pathway"))
    assert "Fragilità emersa dopo il questionario" in page.text
    assert page.select_one("form[action$='/confirm']")
    answer = browser.post(address(asked, "confirm"), data={"answer": ""})
    assert answer.status_code == 302
    history = soup(browser.get(answer.location)).select("table")[-1].text
    assert counsellor.name in history
    assert manager.name in history
    assert current_pathway(case.id).decided == 4


def test_not_confirming_without_words_is_told_at_the_field(client_of, manager, case, asked):
    browser = client_of(manager)
    answer = browser.post(address(asked, "refuse"), data={"answer": " "})
    assert answer.status_code == 422
    assert soup(answer).select_one('.pc-error-summary a[href="#answer"]')
    assert browser.post(address(asked, "refuse"), data={"answer": "Non ora."}).status_code == 302
    assert "Non ora." in soup(browser.get(f"/cases/{case.id}/pathway")).text
    assert soup(browser.get(f"/cases/{case.id}/pathway")).select("input[name=pathway]")


def test_words_typed_to_an_answered_request_are_kept_with_what_happened(
    client_of, counsellor, manager, case, asked
):
    assert client_of(counsellor).post(address(asked, "withdraw")).status_code == 302
    answer = client_of(manager).post(address(asked, "confirm"), data={"answer": "D'accordo."})
    assert answer.status_code == 422
    assert "Nel frattempo la richiesta è stata ritirata." in soup(answer).text


def test_an_assessment_that_expired_meanwhile_is_told_without_a_fault(
    client_of, manager, case, asked
):
    from datetime import timedelta

    from profiling.assessment.operations.assess import expire_assessments

    expire_assessments(on=today() + timedelta(days=400), limit=10)
    answer = client_of(manager).post(address(asked, "confirm"), data={"answer": ""})
    assert answer.status_code == 422
    assert "decaduta" in soup(answer).text


def test_the_asker_cannot_answer_and_others_cannot_withdraw(
    client_of, counsellor, manager, case, asked
):
    assert client_of(counsellor).post(address(asked, "confirm")).status_code == 422
    assert client_of(manager).post(address(asked, "withdraw")).status_code == 422
    assert open_request(case.id) is not None


def test_a_foreign_centre_an_auditor_and_the_person_are_turned_away(client_of, person, asked):
    assert (
        client_of(accounts.user(Role.CENTRE_MANAGER)).post(address(asked, "confirm")).status_code
        == 404
    )
    assert client_of(accounts.user(Role.AUDITOR)).post(address(asked, "confirm")).status_code == 403
    assert client_of(person).post(address(asked, "confirm")).status_code == 403
    assert db.session.get(PathwayRequest, asked.id).state is RequestState.REQUESTED


def test_overview_and_timeline_say_whose_turn_it_is(client_of, counsellor, case, asked):
    page = soup(client_of(counsellor).get(f"/cases/{case.id}"))
    assert "attende una seconda persona" in page.select_one(".pc-alert").text
    assert "È stata chiesta a una seconda persona la conferma del percorso" in page.text


@pytest.mark.parametrize("address_", ["/me", "/me/assessment"])
def test_the_person_reads_that_the_choice_waits(client_of, person, asked, address_):
    page = soup(client_of(person).get(address_))
    assert "seconda persona" in page.text
    assert NOTE not in page.text


def test_the_words_are_there_in_english_too(client_of, counsellor, case, asked):
    browser = client_of(counsellor)
    page = soup(browser.get(f"/cases/{case.id}/pathway", headers={"Accept-Language": "en"}))
    assert "Waits for a second person" in page.text
