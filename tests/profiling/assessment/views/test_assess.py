"""The assessment pages, walked as a counsellor walks them."""

import pytest
from bs4 import BeautifulSoup

from app.accounts.permissions import Role
from app.core.clock import today
from profiling.assessment.operations.assess import begin_assessment
from profiling.assessment.queries import completed_assessment, current_draft
from tests.factories import accounts
from tests.factories.profiling import assessed, case_to_profile, easiest_answers, profile


@pytest.fixture
def case(counsellor):
    made = case_to_profile(counsellor)
    profile(counsellor, made, on=today())
    return made


@pytest.fixture
def address(case):
    return f"/cases/{case.id}/assessment"


def soup(answer):
    return BeautifulSoup(answer.data, "html.parser")


def test_without_a_profile_the_page_says_to_calculate_it_first(client_of, counsellor):
    case = case_to_profile(counsellor)
    page = soup(client_of(counsellor).get(f"/cases/{case.id}/assessment"))
    assert page.select_one(f'.pc-empty a[href="/cases/{case.id}/profiling"]')


def test_a_counsellor_fills_the_areas_one_after_the_other_and_completes(
    client_of, counsellor, case, address
):
    browser = client_of(counsellor)
    sections = [f"{address}/sections/{code}" for code in ("a1", "a2", "b1", "b2", "c1", "c2")]
    assert browser.post(address).location == sections[0]
    for here, following in zip(sections, [*sections[1:], address], strict=True):
        answer = browser.post(here, data=easiest_answers(here[-2].upper()))
        assert (answer.status_code, answer.location) == (302, following)
    review = soup(browser.get(f"{address}/complete"))
    assert "Pronta" not in review.text
    answer = browser.post(f"{address}/complete", data={"evaluation": "Pronta a ripartire."})
    assert answer.location == f"/cases/{case.id}/pathway"
    result = soup(browser.get(address))
    assert "Pronta a ripartire." in result.text
    assert result.select_one(".pc-mark")


def test_an_area_can_be_saved_half_way_and_taken_up_again(client_of, counsellor, case, address):
    browser = client_of(counsellor)
    browser.post(address)
    browser.post(
        f"{address}/sections/a1", data={"mobility": "anywhere", "remark_search_difficulties": "Bus"}
    )
    page = soup(browser.get(f"{address}/sections/a1"))
    assert page.select_one("input[name=mobility][value=anywhere]").has_attr("checked")
    assert page.select_one("#remark_search_difficulties")["value"] == "Bus"


def test_too_many_answers_are_told_at_the_question_and_nothing_is_lost(
    client_of, counsellor, case, address
):
    browser = client_of(counsellor)
    browser.post(address)
    many = ["few_offers", "requirements", "interviews", "discouragement"]
    typed = {"search_difficulties": many, "mobility": "up_to_20_km"}
    answer = browser.post(f"{address}/sections/a1", data=typed)
    assert answer.status_code == 422
    page = soup(answer)
    assert page.select_one('.pc-error-summary a[href="#search_difficulties"]')
    assert len(page.select("input[name=search_difficulties][checked]")) == len(many)
    assert page.select_one("input[name=mobility][value=up_to_20_km]").has_attr("checked")
    assert "mobility" not in current_draft(case.id).answers


def test_area_d_is_shut_until_a_rule_opens_it_and_then_shows_why(
    client_of, counsellor, case, address
):
    browser = client_of(counsellor)
    browser.post(address)
    assert browser.get(f"{address}/sections/d1").location == address
    browser.post(f"{address}/sections/c1", data=easiest_answers("C") | {"housing": "at_risk"})
    answer = browser.post(f"{address}/sections/c2", data=easiest_answers("C"))
    assert answer.location == f"{address}/sections/d1"
    page = soup(browser.get(f"{address}/sections/d1"))
    assert "La casa è a rischio o manca." in page.text


def test_completing_with_gaps_names_them_and_keeps_the_words(client_of, counsellor, case, address):
    browser = client_of(counsellor)
    browser.post(address)
    answer = browser.post(f"{address}/complete", data={"evaluation": "Parole da tenere."})
    assert answer.status_code == 422
    page = soup(answer)
    assert len(page.select(".pc-error-summary li")) == 3
    assert "Parole da tenere." in page.select_one("textarea").text
    assert completed_assessment(case.id) is None


def test_the_second_assessment_stands_beside_the_first(client_of, counsellor, case, address):
    assessed(counsellor, case, on=today())
    assessed(counsellor, case, on=today(), skills_gap=["wide"])
    page = soup(client_of(counsellor).get(address))
    cells = page.select('td[data-label="La volta precedente"]') or page.select(
        'td[data-label="Last time"]'
    )
    # The three scores, and the one answer that has changed.
    assert [cell.text.strip() for cell in cells] == ["0", "0", "0", "Nessun divario"]


@pytest.mark.parametrize("path", ["", "/sections/a1", "/complete"])
def test_a_foreign_case_looks_like_a_missing_one(client_of, counsellor, case, address, path):
    begin_assessment(counsellor, case, on=today())
    foreign = client_of(accounts.user(Role.COUNSELLOR))
    assert foreign.get(address + path).status_code == 404
    assert foreign.post(address + path).status_code == 404


def test_the_auditor_reads_and_does_not_write(client_of, as_role, counsellor, case, address):
    assessed(counsellor, case, on=today())
    browser = client_of(as_role(Role.AUDITOR))
    assert browser.get(address).status_code == 200
    assert browser.post(address).status_code == 403
    assert browser.get(f"{address}/sections/a1").status_code == 403


def test_there_is_no_such_area(client_of, counsellor, case, address):
    browser = client_of(counsellor)
    browser.post(address)
    assert browser.get(f"{address}/sections/e1").status_code == 404


def test_a_page_left_open_after_completion_leads_to_the_result_and_shows_what_was_typed(
    client_of, counsellor, case, address
):
    assessed(counsellor, case, on=today())
    browser = client_of(counsellor)
    for path in ("/sections/a1", "/complete", "/simulation"):
        assert browser.get(address + path).location == address
    answer = browser.post(
        f"{address}/sections/a1", data={"mobility": "anywhere", "section_note": "Da ricordare."}
    )
    assert answer.status_code == 409
    page = soup(answer)
    assert "Da ricordare." in page.text
    assert "Anche oltre 50 km" in page.text
    answer = browser.post(f"{address}/complete", data={"evaluation": "Parole da tenere."})
    assert answer.status_code == 409
    assert "Parole da tenere." in soup(answer).text
