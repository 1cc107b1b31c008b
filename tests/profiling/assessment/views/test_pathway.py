"""The pathway page and the person's own page: the reasons, the decision, the words."""

import pytest
from bs4 import BeautifulSoup

from app.accounts.permissions import Role
from app.core.clock import today
from profiling.assessment.operations.decide import decide_pathway
from profiling.assessment.queries import current_pathway
from tests.factories import accounts
from tests.factories.profiling import assessed, case_to_profile, profile


@pytest.fixture
def person():
    return accounts.user(Role.JOBSEEKER)


@pytest.fixture
def case(counsellor, person):
    made = case_to_profile(counsellor, user_id=person.id)
    profile(counsellor, made, on=today(), months_without_work=30)
    assessed(counsellor, made, on=today(), skills_gap=["wide"])
    return made


def soup(answer):
    return BeautifulSoup(answer.data, "html.parser")


def test_the_proposal_is_shown_with_the_rule_that_fired_and_every_rule_before_it(
    client_of, counsellor, case
):
    page = soup(client_of(counsellor).get(f"/cases/{case.id}/pathway"))
    assert "Mancano competenze che richiedono una formazione lunga." in page.text
    assert page.select_one("input[name=pathway][value='3']").has_attr("checked")
    assert len(page.select("table")[-1].select("tbody tr")) == 4


def test_the_proposal_is_accepted_with_one_press(client_of, counsellor, case):
    browser = client_of(counsellor)
    answer = browser.post(f"/cases/{case.id}/pathway", data={"pathway": "3"})
    assert answer.status_code == 302
    assert current_pathway(case.id).decided == 3
    assert soup(browser.get(answer.location)).select_one("#decided-title")


def test_an_override_without_reason_and_note_is_told_at_both_fields(client_of, counsellor, case):
    answer = client_of(counsellor).post(f"/cases/{case.id}/pathway", data={"pathway": "1"})
    assert answer.status_code == 422
    page = soup(answer)
    assert page.select_one('.pc-error-summary a[href="#reason"]')
    assert page.select_one('.pc-error-summary a[href="#note"]')
    assert page.select_one("input[name=pathway][value='1']").has_attr("checked")


def test_a_reason_of_another_pathway_is_refused_and_the_note_kept(client_of, counsellor, case):
    typed = {"pathway": "1", "reason": "change_of_occupation", "note": "Parole da tenere."}
    answer = client_of(counsellor).post(f"/cases/{case.id}/pathway", data=typed)
    assert answer.status_code == 422
    assert "Parole da tenere." in soup(answer).select_one("#note").text


def test_before_the_assessment_the_page_says_what_is_missing(client_of, counsellor):
    case = case_to_profile(counsellor)
    browser = client_of(counsellor)
    assert soup(browser.get(f"/cases/{case.id}/pathway")).select_one(".pc-empty")
    answer = browser.post(f"/cases/{case.id}/pathway", data={"pathway": "1"})
    assert answer.location == f"/cases/{case.id}/assessment"


def test_a_foreign_case_looks_like_a_missing_one(client_of, case):
    foreign = client_of(accounts.user(Role.COUNSELLOR))
    assert foreign.get(f"/cases/{case.id}/pathway").status_code == 404
    assert foreign.post(f"/cases/{case.id}/pathway", data={"pathway": "3"}).status_code == 404


def test_the_person_reads_what_weighed_most_and_why_in_plain_words(
    client_of, counsellor, person, case
):
    decide_pathway(counsellor, case, 2, reason="short_course_enough", note="Basta poco.")
    page = soup(client_of(person).get("/me/assessment"))
    assert page.select_one("h1")
    assert "Mesi senza lavoro: Oltre 24 mesi" in page.text
    assert "Mancano competenze che richiedono una formazione lunga." in page.text
    assert "Pronta a ripartire." in page.text
    assert "Basta poco." in page.text
    assert page.select_one(".pc-mark")


def test_the_person_without_an_assessment_is_told_what_comes(client_of, counsellor, person):
    case_to_profile(counsellor, user_id=person.id)
    assert soup(client_of(person).get("/me/assessment")).select_one(".pc-empty")


def test_staff_have_no_own_assessment(client_of, counsellor):
    assert client_of(counsellor).get("/me/assessment").status_code == 403
