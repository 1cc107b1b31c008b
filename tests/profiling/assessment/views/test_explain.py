"""What explains a result: to the counsellor point by point, to the person in plain words, on paper."""

import pytest
from bs4 import BeautifulSoup

from app.accounts.permissions import Role
from app.core.clock import today
from tests.factories import accounts
from tests.factories.profiling import assessed, case_to_profile, profile


@pytest.fixture
def person(as_role):
    return as_role(Role.JOBSEEKER)


@pytest.fixture
def case(counsellor, person):
    made = case_to_profile(counsellor, user_id=person.id)
    profile(counsellor, made, on=today())
    # B = 3 + 3 = 6: small_gap, pathway 2.
    assessed(counsellor, made, on=today(), skills_gap=["medium"], experience=["nothing"])
    return made


def soup(answer):
    assert answer.status_code == 200
    return BeautifulSoup(answer.data, "html.parser")


@pytest.mark.parametrize(
    ("language", "words"),
    [
        (
            "it",
            ("Quanto è ampio il divario di competenze?", "la somma delle risposte", "small_gap"),
        ),
        ("en", ("How wide is the skills gap?", "the sum of the answers", "small_gap")),
    ],
)
def test_every_point_is_traced_to_question_answer_scoring_rule_and_source(
    client_of, counsellor, case, language, words
):
    browser = client_of(counsellor)
    browser.get(f"/language/{language}")
    page = soup(browser.get(f"/cases/{case.id}/assessment/explanation"))
    for expected in words:
        assert expected in page.text
    rows = page.select("main tbody tr")
    sourced = [row for row in rows if len(row.select("td")) == 5]
    assert len(sourced) > 20
    assert all(row.select(".pc-mark") for row in sourced)
    assert page.select("main ol li")


@pytest.mark.parametrize("language", ["it", "en"])
def test_the_person_reads_what_weighed_most_what_would_change_it_and_how_to_object(
    client_of, person, case, language
):
    browser = client_of(person)
    browser.get(f"/language/{language}")
    page = soup(browser.get("/me/assessment"))
    weighed = page.select("#most-title ~ ol li")
    assert len(weighed) == 3
    assert {"it": "divario di competenze", "en": "skills gap"}[language] in weighed[
        1
    ].text + weighed[0].text
    small = {"it": "Piccolo: basta un corso breve", "en": "Small: a short course is enough"}[
        language
    ]
    assert any(small in line.text for line in page.select("main li"))
    assert page.select_one('a[href="/me/assessment/objection"]')


def test_the_assessment_is_printed_as_pdf_for_both(client_of, counsellor, person, case):
    for browser, address in (
        (client_of(counsellor), f"/cases/{case.id}/assessment/document"),
        (client_of(person), "/me/assessment/document"),
    ):
        answer = browser.get(address)
        assert answer.mimetype == "application/pdf"
        assert answer.data.startswith(b"%PDF")


def test_before_completion_there_is_nothing_to_explain_or_print(client_of, counsellor):
    case = case_to_profile(counsellor)
    browser = client_of(counsellor)
    address = f"/cases/{case.id}/assessment"
    assert browser.get(f"{address}/explanation").location == address
    assert browser.get(f"{address}/document").status_code == 404


@pytest.mark.parametrize("path", ["explanation", "document"])
def test_a_foreign_explanation_looks_like_a_missing_one(client_of, case, path):
    foreign = client_of(accounts.user(Role.COUNSELLOR))
    assert foreign.get(f"/cases/{case.id}/assessment/{path}").status_code == 404
